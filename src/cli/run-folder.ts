import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../base/assert.js';
import { writeTimelineCsv } from '../report/timeline-csv.js';
import type { Scenario } from '../scenarios/schema.js';
import type { Day } from '../session/day.js';
import type { DayPaths } from '../session/paths.js';
import type { DayResult } from '../session/result.js';

/** What goes into the folder of a run. */
export interface RunRecord {
  readonly summary: { readonly result: DayResult };
  readonly scenario: Scenario;
  readonly day: Day;
  readonly paths: DayPaths;
  /** Where children and fills are kept: their files, by the names in the folder and where they lie now. The log of the day's events is written beside them. */
  readonly events: readonly (readonly [string, string])[] | undefined;
}

/** Refuses a folder that cannot be made or has something in it, before anything runs. */
export function checkRunFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new InputError(`--out ${path}: is a file; a run leaves a folder`);
    if (readdirSync(path).length > 0) throw new InputError(`--out ${path}: is not empty; a run leaves a folder of its own`);
  }
  const parent = dirname(resolve(path));
  attempt('--out', path, () => {
    mkdirSync(parent, { recursive: true });
    rmdirSync(mkdtempSync(join(parent, '.smars-')));
  });
}

/** Writes the folder whole or not at all: beside its place first, then moved there. */
export async function writeRunFolder(path: string, { summary, scenario, day, paths, events }: RunRecord): Promise<void> {
  const files: [string, string][] = [
    ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
    ['scenario.json', `${JSON.stringify(scenario, null, 2)}\n`],
    ['timeline.csv', writeTimelineCsv(day.timeline, day.serverTimeline, day.servers.length, day.cursor.seconds[0]!)],
    ['paths.json', `${JSON.stringify(paths)}\n`],
  ];
  if (events !== undefined) {
    const { writeEventsNdjson } = await import('../report/events-ndjson.js');
    files.push(['events.ndjson', writeEventsNdjson(summary.result.events)]);
  }
  const { pageOfFiles } = await import('./report-page.js');
  files.push(['report.html', pageOfFiles(path, files)]);
  writeFolder(path, files, events);
}

/** Writes a folder of texts, by their names in it, whole or not at all: beside its place first, then moved there. `moved` are files from elsewhere on the same disk. */
export function writeFolder(
  path: string,
  files: readonly (readonly [string, string])[],
  moved: readonly (readonly [string, string])[] = [],
): void {
  const target = resolve(path);
  attempt('--out', path, () => {
    const beside = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
    try {
      for (const [name, text] of files) {
        mkdirSync(dirname(join(beside, name)), { recursive: true });
        writeFileSync(join(beside, name), text);
      }
      for (const [name, from] of moved) renameSync(from, join(beside, name));
      if (existsSync(target)) rmdirSync(target);
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Refuses a place for a file that cannot be written, before anything runs. `flag` is what the message names. */
export function checkFilePlace(path: string, flag: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) throw new InputError(`${flag} ${path}: is a folder`);
  const parent = dirname(resolve(path));
  if (!existsSync(parent)) throw new InputError(`${flag} ${path}: there is no folder ${dirname(path)}`);
  attempt(flag, path, () => rmdirSync(mkdtempSync(join(parent, '.smars-'))));
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, flag: string, content: string | Uint8Array): void {
  const target = resolve(path);
  const beside = join(dirname(target), `.${basename(target)}-${process.pid}`);
  attempt(flag, path, () => {
    try {
      writeFileSync(beside, content);
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}

function attempt(flag: string, path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new InputError(`${flag} ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}
