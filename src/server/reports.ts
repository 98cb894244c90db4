import { beginBlock, endBlock, tapChild } from '../capture/tap.js';
import { Behaviour } from '../deployment/builds.js';
import {
  type Accounts,
  BOOK_TOTALS_SCHEMA,
  POSITION_SCHEMA,
  postCustomer,
  postUnmatched,
} from '../ledger/positions.js';
import { VENUE_COUNT } from '../market/venues.js';
import type { Table } from '../memory/table.js';
import { allocateLayout, openTables } from '../memory/table.js';
import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  isAdmitted,
  lineageBehaviour,
} from '../orders/children.js';
import { sideSign } from '../orders/codes.js';
import {
  BELIEF_SCHEMA,
  type Beliefs,
  OUTSTANDING_SCHEMA,
  type Outstanding,
} from '../orders/outstanding.js';
import { noteUnmatched, settleOrders } from '../risk/counts/exposure.js';
import { tellCustom } from '../risk/gate/custom-checks.js';
import { releaseReservation } from '../risk/gate/gate.js';
import { endSettlement } from '../risk/gate/trips.js';
import { answerImmediate, owedShares, settleParent, trackFill } from '../router/progress.js';
import { recountBelief } from '../router/resend.js';
import type { Server } from './server.js';
import { tallyExecutions } from './settle.js';
import { sequenceAt, tracksSequence } from './turn.js';

const { max } = Math;
const { POSITIVE_INFINITY } = Number;

/** How a venue's execution reports reach a server. */
export const AnswerPath = {
  WHOLE: 0,
  /** They come later. */
  LATE: 1,
  /** They never come. */
  LOST: 2,
  /** The report of an order's end comes, that of its execution does not. */
  FILLS_LOST: 3,
} as const;

/**
 * By venue, the path of its reports now. A late one is due `delayNs` after its time or at
 * `untilNs`, whichever is later.
 */
const PATH_SCHEMA = { path: 'u8', delayNs: 'f64', untilNs: 'f64' } as const;
/**
 * By symbol: shares executed and not reported to the server, net of sides; and 1 while the server
 * looks at recorded data.
 */
const UNHEARD_SCHEMA = { shares: 'f64', misled: 'u8' } as const;
/** Counts, one row. Money is in ticks × shares: sent at limit prices, and executed. */
const REPORT_SCHEMA = {
  outstanding: 'i32',
  /** 1 while requests to cancel do not arrive. */
  cancelsLost: 'u8',
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
 * server knows from them, beside what is true.
 */
export interface Reports {
  readonly buffer: SharedArrayBuffer;
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
}

/** A server with so many children unanswered sends no more. */
export const OUTSTANDING_MAX = 65_536;

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
  };
}

/** Keeps the sequences of outstanding children from now on; call it before there are any. */
export function keepSequences(reports: Reports): void {
  reports.sequences = new Float64Array(reports.outstanding.capacity);
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
 * Stage 4 of a turn if reports can go missing: the twin of settleServer, one child at a time.
 * Executions are booked at once, for customers as far as they were meant. Parents, reservations and
 * the firm's own knowledge change when the report comes, if it comes. Children that have not
 * `reached` their venues rest nowhere.
 */
export function settleReports(
  server: Server,
  reports: Reports,
  begin: number,
  end: number,
  nowNs: number,
  reached = true,
): void {
  const { children, router, gate, tap } = server;
  const { orderId } = router.parents;
  const { words } = children;
  const { cells, paths } = reports;
  let blockEnd = begin;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    if (tap !== undefined && child === blockEnd) {
      if (child !== begin) endBlock(tap);
      blockEnd = beginBlock(tap, child, end, nowNs);
    }
    const slot = childSlot(children, child);
    const parent = words[slot]!;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (!isAdmitted(instrument)) {
      if (tap !== undefined)
        tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, orderId[parent]!, 0);
      reports.beliefs.restTicks[parent] = 0;
      if (reports.beliefs.presumed[parent] !== 0) recountBelief(router, reports.beliefs, parent);
      answerImmediate(router, parent, 1);
      continue;
    }
    const limit = words[slot + ChildWord.LIMIT]!;
    const quantity = words[slot + ChildWord.QUANTITY]!;
    const executed = words[slot + ChildWord.EXECUTED]!;
    const price = words[slot + ChildWord.PRICE]!;
    const middle = words[slot + ChildWord.MIDDLE]!;
    cells.sentMoney[0] = cells.sentMoney[0]! + quantity * limit;
    const excess = bookExecution(
      server,
      reports,
      parent,
      instrument,
      price,
      middle,
      executed,
      nowNs,
    );
    if (tap !== undefined)
      tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, orderId[parent]!, excess);
    if (lineageBehaviour(words[slot + ChildWord.LINEAGE]!) === Behaviour.RESTING) {
      if (reached)
        rest(
          server,
          reports,
          child,
          parent,
          instrument,
          limit,
          price,
          middle,
          executed,
          excess,
          quantity,
          nowNs,
        );
      else {
        reports.beliefs.restTicks[parent] = 0;
        takeReport(
          server,
          reports,
          parent,
          instrument,
          limit,
          price,
          middle,
          0,
          0,
          quantity,
          nowNs,
        );
      }
      continue;
    }
    const venue = instrumentVenue(instrument);
    const path = paths.path[venue]!;
    if (path === AnswerPath.WHOLE)
      takeReport(
        server,
        reports,
        parent,
        instrument,
        limit,
        price,
        middle,
        executed,
        excess,
        quantity,
        nowNs,
      );
    else if (path === AnswerPath.FILLS_LOST) {
      if (executed > 0) {
        cells.lostFills[0] = cells.lostFills[0]! + 1;
        cells.lostShares[0] = cells.lostShares[0]! + executed;
      }
      takeReport(server, reports, parent, instrument, limit, price, middle, 0, 0, quantity, nowNs);
    } else {
      const due =
        path === AnswerPath.LOST
          ? POSITIVE_INFINITY
          : max(nowNs + paths.delayNs[venue]!, paths.untilNs[venue]!);
      holdAnswer(
        reports,
        parent,
        instrument,
        limit,
        price,
        middle,
        executed,
        excess,
        quantity,
        nowNs,
        due,
      );
    }
  }
  if (tap !== undefined && begin !== end) endBlock(tap);
  if (gate.catalogue !== undefined && begin !== end) endSettlement(gate.catalogue, nowNs);
}

/** Books an execution, reported or not; returns the shares of it that nobody meant. */
export function bookExecution(
  server: Server,
  { beliefs, cells, unheard }: Reports,
  parent: number,
  instrument: number,
  price: number,
  middle: number,
  executed: number,
  nowNs: number,
): number {
  if (executed === 0) return 0;
  const { accounts } = server;
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  const venue = instrumentVenue(instrument);
  // What is traded on recorded data was meant by nobody.
  const owed =
    unheard.misled[symbol] === 0 ? max(0, beliefs.meant[parent]! - beliefs.executed[parent]!) : 0;
  const matched = executed < owed ? executed : owed;
  beliefs.executed[parent] = beliefs.executed[parent]! + executed;
  cells.executedMoney[0] = cells.executedMoney[0]! + executed * price;
  unheard.shares[symbol] = unheard.shares[symbol]! + sideSign(side) * executed;
  if (matched > 0) postCustomer(accounts, symbol, side, venue, price, matched, 1);
  if (executed > matched)
    postUnmatched(accounts, symbol, side, venue, price, middle, executed - matched, 1, nowNs);
  tallyExecutions(server.tally, server.router.parents.behaviour[parent]!, 1, executed);
  return executed - matched;
}

/** Takes a report: the shares executed, and the shares of the child that it ends. */
export function takeReport(
  server: Server,
  reports: Reports,
  parent: number,
  instrument: number,
  limit: number,
  price: number,
  middle: number,
  executed: number,
  excess: number,
  answered: number,
  nowNs: number,
): void {
  const { router, gate } = server;
  const { catalogue, custom } = gate;
  const { parents } = router;
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  const cancelled = answered - executed;
  const owed = owedShares(parents, parent);
  const { unheard, known } = reports;
  unheard.shares[symbol] = unheard.shares[symbol]! - sideSign(side) * executed;
  settleParent(parents, parent, executed, answered);
  releaseReservation(gate, cancelled * limit);
  if (custom !== undefined) tellCustom(custom, parents, parent, executed, cancelled, price, nowNs);
  if (catalogue !== undefined) {
    const executions = executed > 0 ? 1 : 0;
    settleOrders(catalogue, parent, instrument, limit, executed, cancelled, 1, executions);
    if (executed > owed) noteUnmatched(catalogue, (executed - owed) * price);
  }
  if (excess > 0)
    postUnmatched(
      known,
      symbol,
      side,
      instrumentVenue(instrument),
      price,
      middle,
      excess,
      1,
      nowNs,
    );
  if (tracksSequence(server)) trackFill(router, parent, 1);
  else answerImmediate(router, parent, 1);
  if (reports.beliefs.presumed[parent] !== 0) recountBelief(router, reports.beliefs, parent);
}

/**
 * Rests the unexecuted shares of a child at its venue and reports the executed ones at once. Late
 * and lost reports are of children that do not rest.
 */
function rest(
  server: Server,
  reports: Reports,
  child: number,
  parent: number,
  instrument: number,
  limit: number,
  price: number,
  middle: number,
  executed: number,
  excess: number,
  quantity: number,
  nowNs: number,
): void {
  const { cells, outstanding, beliefs } = reports;
  if (executed < quantity) {
    const lost = cells.lostAnswers[0]!;
    holdAnswer(
      reports,
      parent,
      instrument,
      limit,
      0,
      0,
      0,
      0,
      quantity - executed,
      nowNs,
      POSITIVE_INFINITY,
    );
    cells.lostAnswers[0] = lost;
    const row = cells.outstanding[0]! - 1;
    outstanding.isResting[row] = 1;
    if (reports.sequences !== undefined) reports.sequences[row] = sequenceAt(server, child);
  } else beliefs.restTicks[parent] = 0;
  if (executed > 0)
    takeReport(
      server,
      reports,
      parent,
      instrument,
      limit,
      price,
      middle,
      executed,
      excess,
      executed,
      nowNs,
    );
}

function holdAnswer(
  { outstanding, cells }: Reports,
  parent: number,
  instrument: number,
  limit: number,
  price: number,
  middle: number,
  executed: number,
  excess: number,
  quantity: number,
  nowNs: number,
  dueNs: number,
): void {
  const row = cells.outstanding[0]!;
  cells.outstanding[0] = row + 1;
  outstanding.parent[row] = parent;
  outstanding.instrument[row] = instrument;
  outstanding.limitTicks[row] = limit;
  outstanding.shares[row] = quantity;
  outstanding.sentNs[row] = nowNs;
  outstanding.presumed[row] = 0;
  outstanding.cancelAskedNs[row] = Number.NaN;
  outstanding.isResting[row] = 0;
  outstanding.executed[row] = executed;
  outstanding.excess[row] = excess;
  outstanding.priceTicks[row] = price;
  outstanding.middleTicks[row] = middle;
  outstanding.dueNs[row] = dueNs;
  const counted = dueNs === POSITIVE_INFINITY ? cells.lostAnswers : cells.lateAnswers;
  counted[0] = counted[0]! + 1;
}

/** Counts the children of a server that rest at the venues. */
export function restingOrders({ outstanding, cells }: Reports): number {
  let orders = 0;
  for (let row = 0; row < cells.outstanding[0]!; row++) orders += outstanding.isResting[row]!;
  return orders;
}

/** Takes the reports that are due, oldest first. */
export function takeDueReports(server: Server, reports: Reports, nowNs: number): void {
  const { outstanding: o, cells, beliefs } = reports;
  const count = cells.outstanding[0]!;
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (o.dueNs[row]! > nowNs) {
      if (kept !== row) moveRow(reports, row, kept);
      kept++;
      continue;
    }
    const parent = o.parent[row]!;
    const shares = o.shares[row]!;
    if (o.presumed[row] !== 0) beliefs.presumed[parent] = beliefs.presumed[parent]! - shares;
    const [instrument, limit, price, middle] = [
      o.instrument[row]!,
      o.limitTicks[row]!,
      o.priceTicks[row]!,
      o.middleTicks[row]!,
    ];
    takeReport(
      server,
      reports,
      parent,
      instrument,
      limit,
      price,
      middle,
      o.executed[row]!,
      o.excess[row]!,
      shares,
      nowNs,
    );
  }
  cells.outstanding[0] = kept;
  if (kept !== count && server.gate.catalogue !== undefined)
    endSettlement(server.gate.catalogue, nowNs);
}

/** Moves a row of the outstanding children. */
export function moveRow({ outstanding: o, sequences }: Reports, from: number, to: number): void {
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
}
