import { closeSync, existsSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/input-error.js';
import { formatExposition, type MetricFamily } from '../metrics/exposition.js';
import { readJournalFile } from '../venue/journal-file.js';
import { flushBatch, openEventFile } from './event-file.js';
import type { EventFormat } from './event-formats.js';
import { makeFolders, writeFolder } from './output.js';
import { VenueRows } from './venue-tables.js';
import { openWorkFolder } from './work-folder.js';

/** The journal's name in a venue's folder. */
const JOURNAL = 'venue.journal';

/** The path of the journal in a venue's folder. */
export const journalOf = (out: string): string => join(out, JOURNAL);

/**
 * Runs a venue's start with the path of the journal in its folder, which is made for it. A start
 * that fails leaves no folder behind that was not there.
 */
export async function startInFolder<Started>(
  out: string | undefined,
  start: (journal: string | undefined) => Promise<Started>,
): Promise<Started> {
  if (out === undefined) return start(undefined);
  const isNew = !existsSync(out);
  makeFolders(out);
  try {
    return await start(journalOf(out));
  } catch (error) {
    if (isNew) rmdirSync(out);
    throw error;
  }
}

/**
 * Finds the journal of a venue that was killed. Throws an InputError for a folder without one, and
 * for one that has its summary.
 */
export function findKilled(folder: string): string {
  const path = journalOf(folder);
  if (!existsSync(path) || !statSync(path).isFile())
    throw new InputError(`--recover ${folder}: has no ${JOURNAL}; smars venue --out leaves one`);
  if (existsSync(join(folder, 'summary.json')))
    throw new InputError(`--recover ${folder}: has its summary.json; nothing is to be recovered`);
  return path;
}

/**
 * Completes a venue's folder with its summary, its last metrics where they are known, and with the
 * event files of a format, made from the journal.
 */
export async function finishVenueFolder(
  out: string,
  summary: object,
  format: EventFormat | undefined,
  metrics?: readonly MetricFamily[],
): Promise<void> {
  const files: [string, string][] = [['summary.json', `${JSON.stringify(summary, null, 2)}\n`]];
  if (metrics !== undefined) files.push(['metrics.prom', formatExposition(metrics, 'prometheus')]);
  if (format === undefined) {
    writeFolder(out, files);
    return;
  }
  const work = openWorkFolder(out);
  try {
    await writeVenueEvents(journalOf(out), work.path, format);
    const moved = readdirSync(work.path).map((name): [string, string] => [
      name,
      join(work.path, name),
    ]);
    writeFolder(out, files, moved);
  } finally {
    work.remove();
  }
}

/** Writes arrivals and reports of a journal as files of a format into a folder. */
async function writeVenueEvents(
  journal: string,
  folder: string,
  format: EventFormat,
): Promise<void> {
  const rows = { arrivals: VenueRows.arrivals(), reports: VenueRows.reports() };
  readJournalFile(journal, {
    arrival: (row) => rows.arrivals.note(row),
    report: (row) => rows.reports.note(row),
  });
  const arrivals = await openEventFile(folder, 'arrivals', format, rows.arrivals.specs);
  try {
    const reports = await openEventFile(folder, 'reports', format, rows.reports.specs);
    try {
      readJournalFile(journal, {
        arrival: (row) => {
          if (rows.arrivals.add(row)) flushBatch(arrivals, rows.arrivals.batch);
        },
        report: (row) => {
          if (rows.reports.add(row)) flushBatch(reports, rows.reports.batch);
        },
      });
      flushBatch(arrivals, rows.arrivals.batch);
      flushBatch(reports, rows.reports.batch);
      for (const { writer } of [arrivals, reports]) writer.end();
    } finally {
      closeSync(reports.handle);
    }
  } finally {
    closeSync(arrivals.handle);
  }
  if (format !== 'parquet') return;
  const tables = { arrivals: rows.arrivals.specs, reports: rows.reports.specs };
  await (await import('./parquet.js')).makeParquet(folder, tables);
}
