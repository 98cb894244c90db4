import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { SweepRecord, SweepResults } from '../sweep/results.js';
import { readText } from './file-text.js';
import { makeFolders, notWritten, OutputError, writeWhole } from './output.js';

/**
 * The folder of a sweep. While it runs, each result is a line of `days.ndjson`, so that a killed
 * sweep goes on where it was. The tables are written when every task has a result.
 */

export const FILES = {
  /** The plan as it was given. */
  plan: 'plan.json',
  /** What the plan came to: every cell, by the digest of its content. */
  sweep: 'sweep.json',
  journal: 'days.ndjson',
  table: 'results.arrow',
  parquet: 'results.parquet',
  summary: 'summary.json',
} as const;

const headSchema = z.strictObject({
  format: z.literal('smars sweep'),
  version: z.literal(1),
  title: z.string(),
  program: z.strictObject({ version: z.string(), revision: z.string(), nodeMajor: z.int() }),
  seeds: z.strictObject({ first: z.int(), count: z.int() }),
  cells: z.array(
    z.strictObject({
      scenario: z.string(),
      settings: z.string(),
      control: z.string(),
      orders: z.string(),
      digest: z.string(),
    }),
  ),
  shard: z.strictObject({ number: z.int(), of: z.int() }).nullable(),
});

/** What a folder holds the results of: a sweep, or a shard of it. */
export type SweepHead = z.output<typeof headSchema>;

const recordSchema = z.strictObject({
  key: z.string().length(64),
  digest: z.string(),
  figures: z.array(z.number().nullable()),
});

/** What a folder has, and how many bytes of its journal are whole lines. */
interface ReadSweep {
  readonly head: SweepHead;
  readonly records: readonly SweepRecord[];
  readonly wholeBytes: number;
}

/**
 * Reads the folder of a sweep. Bytes after the last whole line of its journal are what a killed
 * process was writing: they are left out. Throws an InputError for any other fault.
 */
export function readSweep(folder: string): ReadSweep {
  const [headPath, path] = [join(folder, FILES.sweep), join(folder, FILES.journal)];
  if (!existsSync(headPath)) throw new InputError(`${folder}: is no folder of a sweep`);
  const head = readLine(headSchema, readText(headPath, 'a sweep'), headPath);
  if (!existsSync(path)) return { head, records: [], wholeBytes: 0 };
  const bytes = readFileSync(path);
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1);
  const records = lines.map((line, n) => readLine(recordSchema, line, `${path}:${n + 1}`));
  return { head, records, wholeBytes };
}

function readLine<T>(schema: z.ZodType<T>, line: string, place: string): T {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    throw new InputError(`${place}: is not JSON`);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new InputError(`${place}: is not as a sweep writes it: ${parsed.error.issues[0]!.message}`);
}

/** Appends a value to an open file of lines. Throws an OutputError if it cannot. */
export function appendLine(handle: number, path: string, value: object): void {
  try {
    appendFileSync(handle, `${JSON.stringify(value)}\n`);
  } catch (error) {
    throw new OutputError(`${path}: ${notWritten(error)}`);
  }
}

/** A journal that is written. */
export class SweepJournal {
  readonly #path: string;
  readonly #handle: number;

  private constructor(path: string, handle: number) {
    this.#path = path;
    this.#handle = handle;
  }

  /**
   * Opens the journal of a folder to append. A folder that belongs to this sweep already gives its
   * results; one of another sweep, or with other files, is refused.
   */
  static open(folder: string, head: SweepHead, plan: string, results: SweepResults): SweepJournal {
    const path = join(folder, FILES.journal);
    try {
      makeFolders(folder);
      if (!existsSync(join(folder, FILES.sweep))) {
        if (readdirSync(folder).length > 0)
          throw new InputError(
            `--out ${folder}: is not empty, and no folder of a sweep; give another`,
          );
        writeWhole(join(folder, FILES.plan), '--out', plan);
        writeWhole(join(folder, FILES.sweep), '--out', `${JSON.stringify(head, null, 2)}\n`);
      }
      const known = readSweep(folder);
      refuseOther(`--out ${folder}`, known.head, head);
      for (const record of known.records) results.add(record, folder);
      const handle = openSync(path, 'a');
      if (statSync(path).size > known.wholeBytes) ftruncateSync(handle, known.wholeBytes);
      return new SweepJournal(path, handle);
    } catch (error) {
      if (error instanceof InputError || error instanceof OutputError) throw error;
      throw new InputError(`--out ${folder}: ${notWritten(error)}`);
    }
  }

  append(record: SweepRecord): void {
    appendLine(this.#handle, this.#path, record);
  }

  close(): void {
    fsyncSync(this.#handle);
    closeSync(this.#handle);
  }
}

/** Throws an InputError if a folder is of another sweep, or of another part of it. */
function refuseOther(place: string, known: SweepHead, head: SweepHead): void {
  refuseOtherSweep(place, known, head);
  if (JSON.stringify(known.shard) !== JSON.stringify(head.shard))
    throw new InputError(
      `${place}: is of ${tellShard(known.shard)}, and this is ${tellShard(head.shard)}`,
    );
}

/** Throws an InputError if two folders are not of one sweep and one program. */
export function refuseOtherSweep(place: string, known: SweepHead, head: SweepHead): void {
  const differs = (Object.keys(head.program) as (keyof SweepHead['program'])[]).find(
    (name) => known.program[name] !== head.program[name],
  );
  if (differs !== undefined)
    throw new InputError(
      `${place}: has ${differs} '${known.program[differs]}' and not '${head.program[differs]}'; ` +
        'results of two programs are not mixed',
    );
  const contentOf = ({ shard, title, ...content }: SweepHead): string => JSON.stringify(content);
  if (contentOf(known) !== contentOf(head))
    throw new InputError(`${place}: is of another plan, or the files that it names have changed`);
}

/** A shard in words. */
export const tellShard = (shard: SweepHead['shard']): string =>
  shard === null ? 'the whole sweep' : `shard ${shard.number}/${shard.of}`;
