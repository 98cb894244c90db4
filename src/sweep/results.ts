import type { ColumnSpec } from '../base/columns.js';
import { InputError } from '../base/input-error.js';
import { NS_PER_SECOND } from '../base/units.js';
import type { DayResult } from '../session/result/result.js';
import type { SweepTask } from './tasks.js';

/** The figures of a day that a sweep keeps, and how they are read from its result. */
const FIGURES: readonly (readonly [name: string, of: (result: DayResult) => number | null])[] = [
  ['loss_usd', ({ loss }) => loss.totalDollars],
  ['unmatched_executions', ({ runaway }) => runaway.unmatchedExecutions],
  ['unmatched_shares', ({ runaway }) => runaway.unmatchedShares],
  ['unmatched_gross_usd', ({ runaway }) => runaway.grossDollars],
  ['long_usd', ({ runaway }) => runaway.longDollars],
  ['short_usd', ({ runaway }) => runaway.shortDollars],
  ['stocks', ({ runaway }) => runaway.stocks],
  ['stocks_moved_5', ({ runaway }) => runaway.stocksMoved5],
  ['stocks_moved_10', ({ runaway }) => runaway.stocksMoved10],
  ['started_seconds', ({ runaway }) => inSeconds(runaway.firstNs)],
  ['stopped_seconds', ({ runaway }) => inSeconds(runaway.untilNs)],
  ['parents', ({ parents }) => parents],
  ['parents_filled', ({ parentsFilled }) => parentsFilled],
  ['children', ({ children }) => children],
  ['children_rejected', ({ children, admitted }) => children - admitted],
  ['first_tries_rejected', ({ tries }) => tries.firstTriesRefused],
  ['orders_unfilled', ({ tries }) => tries.ordersUnfilled],
];

const inSeconds = (ns: number | null): number | null => (ns === null ? null : ns / NS_PER_SECOND);

/** The names of the figures, in order. */
export const FIGURE_NAMES: readonly string[] = FIGURES.map(([name]) => name);

/** The columns of the table of results: the cell, the seed, the figures, digest and key. */
export const RESULT_COLUMNS: readonly ColumnSpec[] = [
  ...['scenario', 'settings', 'control', 'orders'].map((name) => ({ name, kind: 'text' as const })),
  { name: 'seed', kind: 'long' },
  ...FIGURE_NAMES.map((name) => ({ name, kind: 'number' as const, nullable: true })),
  { name: 'digest', kind: 'text' },
  { name: 'key', kind: 'text' },
];

/** The outcome of a task: its key, the day's digest, and its figures in order. */
export interface SweepRecord {
  readonly key: string;
  readonly digest: string;
  readonly figures: readonly (number | null)[];
}

/** Reads the record of a day. */
export function recordOf(key: string, result: DayResult): SweepRecord {
  return { key, digest: result.digest, figures: FIGURES.map(([, of]) => of(result)) };
}

/** Results by key, with the place each came from. A key has one digest, wherever it was run. */
export class SweepResults {
  readonly #records = new Map<string, SweepRecord & { readonly from: string }>();

  get size(): number {
    return this.#records.size;
  }

  get(key: string): SweepRecord | undefined {
    return this.#records.get(key);
  }

  /**
   * Adds a record; false if its key is known. Throws an InputError if it is known with other
   * content: two machines disagree.
   */
  add(record: SweepRecord, from: string): boolean {
    const known = this.#records.get(record.key);
    if (known === undefined) {
      this.#records.set(record.key, { ...record, from });
      return true;
    }
    const { from: first, ...before } = known;
    if (JSON.stringify(before) !== JSON.stringify(record))
      throw new InputError(
        `sweep: key ${record.key}: ${first} has digest ${before.digest}, and ${from} has ` +
          `${record.digest}; a key must give the same day everywhere`,
      );
    return false;
  }

  /** The tasks without a result, in order. */
  missing(tasks: readonly SweepTask[]): SweepTask[] {
    return tasks.filter(({ key }) => !this.#records.has(key));
  }
}
