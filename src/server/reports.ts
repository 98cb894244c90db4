import { type Accounts, BOOK_TOTALS_SCHEMA, POSITION_SCHEMA } from '../ledger/positions.js';
import { VENUE_COUNT } from '../market/venues.js';
import type { Region } from '../memory/arena.js';
import type { Table } from '../memory/table.js';
import { allocateLayout, openTables } from '../memory/table.js';
import type { Answer } from '../orders/answer.js';
import {
  BELIEF_SCHEMA,
  type Beliefs,
  OUTSTANDING_SCHEMA,
  type Outstanding,
} from '../orders/outstanding.js';
import { allocateRequests, type CancelRequests } from '../orders/resting.js';

/** How a venue's execution reports reach a server. */
export const AnswerPath = {
  WHOLE: 0,
  /** Reports come later. */
  LATE: 1,
  /** Reports never come. */
  LOST: 2,
  /** Reports of executions never come; those of an order's end do. */
  FILLS_LOST: 3,
} as const;

/**
 * By venue, the path of its reports now. A late one is due `delayNs` after its time or at
 * `untilNs`, whichever is later.
 */
const PATH_SCHEMA = { path: 'u8', delayNs: 'f64', untilNs: 'f64' } as const;
/**
 * By symbol: shares executed and not reported to the server, net of sides; and 1 while the server
 * sees recorded data.
 */
const UNHEARD_SCHEMA = { shares: 'f64', misled: 'u8' } as const;
/** Counts, one row. Money is in ticks × shares: sent at limit prices, and executed. */
const REPORT_SCHEMA = {
  outstanding: 'i32',
  /** 1 while requests to cancel do not arrive. */
  cancelsLost: 'u8',
  /** 1 in a tick in which people ask to cancel all that rests. */
  cancelAll: 'u8',
  sentMoney: 'f64',
  executedMoney: 'f64',
  lateAnswers: 'f64',
  lostAnswers: 'f64',
  lostFills: 'f64',
  lostShares: 'f64',
  presumedLost: 'f64',
  cancelsAsked: 'f64',
  cancelsIgnored: 'f64',
} as const;

/**
 * The execution reports of one server on a day on which they can be late or missing: what the
 * server knows from them, kept apart from what is true.
 */
export interface Reports {
  readonly buffer: Region;
  readonly beliefs: Beliefs;
  readonly outstanding: Outstanding;
  readonly cells: Table<typeof REPORT_SCHEMA>;
  readonly paths: Table<typeof PATH_SCHEMA>;
  readonly unheard: Table<typeof UNHEARD_SCHEMA>;
  readonly known: Accounts;
  /**
   * The sequences of the outstanding children, row by row, if fills are kept. The day does not
   * depend on them, so its digest leaves them out.
   */
  sequences: Float64Array | undefined;
  /**
   * The identifiers that outstanding children have in order books, row by row, if venues are books;
   * 0 for a child that is in none. A book is its own memory, so the day's digest leaves them out.
   */
  bookIds: Int32Array | undefined;
  /** The cancels that gates ask for, where self-match prevention may ask for any. */
  requests: CancelRequests | undefined;
}

/** The most unanswered children of a server; with as many it sends no more. */
const OUTSTANDING_MAX = 65_536;

/** Allocates the memory of one server's reports. */
export function openReports(
  parentsMax: number,
  symbols: number,
  accounts: Pick<Accounts, 'quotes' | 'feeTicks'>,
): Reports {
  const layout = {
    beliefs: { schema: BELIEF_SCHEMA, capacity: parentsMax },
    outstanding: { schema: OUTSTANDING_SCHEMA, capacity: OUTSTANDING_MAX },
    cells: { schema: REPORT_SCHEMA, capacity: 1 },
    paths: { schema: PATH_SCHEMA, capacity: VENUE_COUNT },
    unheard: { schema: UNHEARD_SCHEMA, capacity: symbols },
    positions: { schema: POSITION_SCHEMA, capacity: symbols },
    book: { schema: BOOK_TOTALS_SCHEMA, capacity: 1 },
  } as const;
  const buffer = allocateLayout(layout);
  const { beliefs, outstanding, cells, paths, unheard, positions, book } = openTables(
    buffer,
    layout,
  );
  book.firstErrorNs[0] = Number.NaN;
  book.lastErrorNs[0] = Number.NaN;
  const { quotes, feeTicks } = accounts;
  return {
    buffer,
    beliefs,
    outstanding,
    cells,
    paths,
    unheard,
    known: { positions, book, quotes, feeTicks },
    sequences: undefined,
    bookIds: undefined,
    requests: undefined,
  };
}

/** Keeps the sequences of outstanding children from now on; call it before there are any. */
export function keepSequences(reports: Reports): void {
  reports.sequences = new Float64Array(reports.outstanding.capacity);
}

/** Keeps identifiers in order books from now on; call it before there are any. */
export function keepBookIds(reports: Reports): void {
  reports.bookIds = new Int32Array(reports.outstanding.capacity);
}

/** Takes cancel requests of gates from now on; call it before any child is outstanding. */
export function keepRequests(reports: Reports): CancelRequests {
  reports.requests = allocateRequests(reports.outstanding.capacity);
  return reports.requests;
}

/** Returns how many more children may go without an answer. */
export function roomOutstanding({ cells, outstanding }: Reports): number {
  return outstanding.capacity - cells.outstanding[0]!;
}

/** Notes a parent that was taken, and the shares that its sender meant. */
export function noteParent({ beliefs }: Reports, parent: number, meantShares: number): void {
  beliefs.meant[parent] = meantShares;
  beliefs.executed[parent] = 0;
  beliefs.presumed[parent] = 0;
  beliefs.restTicks[parent] = 0;
  beliefs.cancelWanted[parent] = 0;
}

/**
 * Adds an answer that has not come to the outstanding children, due at `dueNs`; returns its row.
 */
export function holdAnswer(reports: Reports, answer: Answer, dueNs: number): number {
  const { outstanding, cells } = reports;
  const row = cells.outstanding[0]!;
  cells.outstanding[0] = row + 1;
  outstanding.parent[row] = answer.parent;
  outstanding.instrument[row] = answer.instrument;
  outstanding.limitTicks[row] = answer.limitTicks;
  outstanding.shares[row] = answer.executed + answer.cancelled;
  outstanding.sentNs[row] = answer.nowNs;
  outstanding.presumed[row] = 0;
  outstanding.cancelAskedNs[row] = Number.NaN;
  outstanding.isResting[row] = 0;
  outstanding.executed[row] = answer.executed;
  outstanding.excess[row] = answer.excess;
  outstanding.priceTicks[row] = answer.priceTicks;
  outstanding.middleTicks[row] = answer.middleTicks;
  outstanding.dueNs[row] = dueNs;
  if (reports.bookIds !== undefined) reports.bookIds[row] = 0;
  if (reports.requests !== undefined) reports.requests.shares[row] = 0;
  return row;
}

/** Reads the answer of an outstanding child. */
export function readHeldAnswer({ outstanding: o }: Reports, row: number, answer: Answer): void {
  answer.parent = o.parent[row]!;
  answer.instrument = o.instrument[row]!;
  answer.limitTicks = o.limitTicks[row]!;
  answer.priceTicks = o.priceTicks[row]!;
  answer.middleTicks = o.middleTicks[row]!;
  answer.orders = 1;
  answer.awaited = 1;
  answer.executed = o.executed[row]!;
  answer.cancelled = o.shares[row]! - o.executed[row]!;
  answer.excess = o.excess[row]!;
}

/** Counts the children of a server that rest at the venues. */
export function restingOrders({ outstanding, cells }: Reports): number {
  let orders = 0;
  for (let row = 0; row < cells.outstanding[0]!; row++) orders += outstanding.isResting[row]!;
  return orders;
}

/** Moves a row of the outstanding children. */
export function moveRow(reports: Reports, from: number, to: number): void {
  const { outstanding: o, sequences, bookIds, requests } = reports;
  o.parent[to] = o.parent[from]!;
  o.instrument[to] = o.instrument[from]!;
  o.limitTicks[to] = o.limitTicks[from]!;
  o.shares[to] = o.shares[from]!;
  o.sentNs[to] = o.sentNs[from]!;
  o.presumed[to] = o.presumed[from]!;
  o.cancelAskedNs[to] = o.cancelAskedNs[from]!;
  o.isResting[to] = o.isResting[from]!;
  o.executed[to] = o.executed[from]!;
  o.excess[to] = o.excess[from]!;
  o.priceTicks[to] = o.priceTicks[from]!;
  o.middleTicks[to] = o.middleTicks[from]!;
  o.dueNs[to] = o.dueNs[from]!;
  if (sequences !== undefined) sequences[to] = sequences[from]!;
  if (bookIds !== undefined) bookIds[to] = bookIds[from]!;
  if (requests !== undefined) requests.shares[to] = requests.shares[from]!;
}
