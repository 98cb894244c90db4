import { createHash } from 'node:crypto';
import { InputError } from '../base/input-error.js';

/**
 * The tasks of a sweep, each with a key that its content determines. Whoever runs a key, and
 * however often, must get the same digest.
 */

/** The program that runs tasks. Results of two programs are never mixed. */
export interface SweepProgram {
  /** The package's version. */
  readonly version: string;
  /** The commit of a clone; 'not a clone' for an installed package. */
  readonly revision: string;
  /** Node's major version. */
  readonly nodeMajor: number;
}

/** What the runs of one cell share: all but the seed. The names are for people. */
export interface SweepCell {
  readonly scenario: string;
  readonly settings: string;
  readonly control: string;
  readonly orders: string;
  /** The digest of the whole specification and of the orders. */
  readonly digest: string;
}

/** One day to run. */
export interface SweepTask {
  /** Its place in the sweep, from 0: cell by cell, seed by seed. */
  readonly index: number;
  readonly cell: number;
  readonly seed: number;
  readonly key: string;
}

/** Returns the SHA-256 of a JSON value, in hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** Returns the tasks of cells on seeds. Throws an InputError if two cells are the same. */
export function expandTasks(
  program: SweepProgram,
  cells: readonly SweepCell[],
  seeds: { readonly first: number; readonly count: number },
): SweepTask[] {
  const known = new Map<string, SweepCell>();
  for (const cell of cells) {
    const same = known.get(cell.digest);
    if (same !== undefined)
      throw new InputError(
        `sweep: ${tellCell(same)} and ${tellCell(cell)} are the same days; leave one out`,
      );
    known.set(cell.digest, cell);
  }
  const { version, revision, nodeMajor } = program;
  return cells.flatMap(({ digest }, cell) =>
    Array.from({ length: seeds.count }, (_, n) => {
      const seed = seeds.first + n;
      const key = digestOf([version, revision, nodeMajor, digest, seed]);
      return { index: cell * seeds.count + n, cell, seed, key };
    }),
  );
}

/** A cell in words. */
export function tellCell({ scenario, settings, control, orders }: SweepCell): string {
  return [scenario, settings, control, orders].filter((part) => part !== '').join(', ');
}

/** A share of a sweep's tasks: the `number`-th of `of`, from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

const SHARDS_MAX = 100_000;

/** Parses `3/16`. Throws an InputError for anything else. */
export function parseShard(text: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  if (!(shard.number >= 1 && shard.number <= shard.of && shard.of <= SHARDS_MAX))
    throw new InputError(
      `--shard is '${text}'; must be I/N with I from 1 to N and N at most ` +
        `${SHARDS_MAX.toLocaleString('en-US')}, such as 3/16`,
    );
  return shard;
}

/** The tasks of a shard: every `of`-th, so that all shards have a part of every cell. */
export function tasksOfShard(tasks: readonly SweepTask[], { number, of }: Shard): SweepTask[] {
  return tasks.filter(({ index }) => index % of === number - 1);
}
