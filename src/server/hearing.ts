import { beginBlock, endBlock, tapChild } from '../capture/tap.js';
import { Behaviour } from '../deployment/builds.js';
import { type Accounts, BOOK_SCHEMA, POSITION_SCHEMA, postCustomer, postUnmatched } from '../ledger/positions.js';
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
import { BELIEF_SCHEMA, type Beliefs, OUTSTANDING_SCHEMA, type Outstanding } from '../orders/outstanding.js';
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

/** What becomes of a venue's answers on their way to a server. */
export const AnswerPath = {
  WHOLE: 0,
  /** They come later. */
  LATE: 1,
  /** They never come. */
  LOST: 2,
  /** The end of an order comes, its execution does not. */
  FILLS_LOST: 3,
} as const;

/** By venue, what becomes of its answers now; a late one is due `delayNs` after its time or at `untilNs`, whichever is later. */
const PATH_SCHEMA = { path: 'u8', delayNs: 'f64', untilNs: 'f64' } as const;
/** By symbol: shares executed, net of sides, that the server has not heard of; and 1 while it looks at recorded data. */
const UNHEARD_SCHEMA = { shares: 'f64', misled: 'u8' } as const;
/** Counts, one row. Money in ticks × shares: what was sent at limit prices, and what of it was executed. */
const HEARING_SCHEMA = {
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

/** One server on a day on which its answers can go missing: what it heard, beside what is true. */
export interface Hearing {
  readonly buffer: SharedArrayBuffer;
  readonly beliefs: Beliefs;
  readonly outstanding: Outstanding;
  readonly cells: Table<typeof HEARING_SCHEMA>;
  readonly paths: Table<typeof PATH_SCHEMA>;
  readonly unheard: Table<typeof UNHEARD_SCHEMA>;
  readonly known: Accounts;
  /** Where fills are kept: the sequences of the outstanding children, row by row. The day does nothing by them, so they are no part of its digest. */
  sequences: Float64Array | undefined;
}

/** Children without an answer at the most; a server that has so many out sends no more. */
export const OUTSTANDING_MAX = 65_536;

/** Makes room for what a server hears. */
export function openHearing(parentsMax: number, symbols: number, accounts: Pick<Accounts, 'quotes' | 'feeTicks'>): Hearing {
  const layout = {
    beliefs: { schema: BELIEF_SCHEMA, capacity: parentsMax },
    outstanding: { schema: OUTSTANDING_SCHEMA, capacity: OUTSTANDING_MAX },
    cells: { schema: HEARING_SCHEMA, capacity: 1 },
    paths: { schema: PATH_SCHEMA, capacity: VENUE_COUNT },
    unheard: { schema: UNHEARD_SCHEMA, capacity: symbols },
    positions: { schema: POSITION_SCHEMA, capacity: symbols },
    book: { schema: BOOK_SCHEMA, capacity: 1 },
  } as const;
  const buffer = allocateLayout(layout);
  const { beliefs, outstanding, cells, paths, unheard, positions, book } = openTables(buffer, layout);
  book.firstErrorNs[0] = Number.NaN;
  book.lastErrorNs[0] = Number.NaN;
  const { quotes, feeTicks } = accounts;
  return { buffer, beliefs, outstanding, cells, paths, unheard, known: { positions, book, quotes, feeTicks }, sequences: undefined };
}

/** Has the sequences of outstanding children kept from now on; there must be none yet. */
export function keepSequences(hearing: Hearing): void {
  hearing.sequences = new Float64Array(hearing.outstanding.capacity);
}

/** How many children more may go without an answer. */
export function roomOutstanding({ cells, outstanding }: Hearing): number {
  return outstanding.capacity - cells.outstanding[0]!;
}

/** Takes note of a parent that was taken, and of the shares that were meant by it. */
export function noteParent({ beliefs }: Hearing, parent: number, meantShares: number): void {
  beliefs.meant[parent] = meantShares;
  beliefs.executed[parent] = 0;
  beliefs.presumed[parent] = 0;
  beliefs.restTicks[parent] = 0;
  beliefs.cancelWanted[parent] = 0;
}

/**
 * Stage 4 of a turn where answers can go missing: the twin of settleServer, one child at a time. What the venues executed is booked at once, for customers as far as it was
 * meant; parents, reservations and the firm's own knowledge learn of it when, and if, its answer comes. Children that have not `reached` their venues rest nowhere.
 */
export function settleHearing(server: Server, hearing: Hearing, begin: number, end: number, nowNs: number, reached = true): void {
  const { children, router, gate, tap } = server;
  const { orderId } = router.parents;
  const { words } = children;
  const { cells, paths } = hearing;
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
      if (tap !== undefined) tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, orderId[parent]!, 0);
      hearing.beliefs.restTicks[parent] = 0;
      if (hearing.beliefs.presumed[parent] !== 0) recountBelief(router, hearing.beliefs, parent);
      answerImmediate(router, parent, 1);
      continue;
    }
    const limit = words[slot + ChildWord.LIMIT]!;
    const quantity = words[slot + ChildWord.QUANTITY]!;
    const executed = words[slot + ChildWord.EXECUTED]!;
    const price = words[slot + ChildWord.PRICE]!;
    const middle = words[slot + ChildWord.MIDDLE]!;
    cells.sentMoney[0] = cells.sentMoney[0]! + quantity * limit;
    const excess = bookExecution(server, hearing, parent, instrument, price, middle, executed, nowNs);
    if (tap !== undefined) tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, orderId[parent]!, excess);
    if (lineageBehaviour(words[slot + ChildWord.LINEAGE]!) === Behaviour.RESTING) {
      if (reached) rest(server, hearing, child, parent, instrument, limit, price, middle, executed, excess, quantity, nowNs);
      else {
        hearing.beliefs.restTicks[parent] = 0;
        hearAnswer(server, hearing, parent, instrument, limit, price, middle, 0, 0, quantity, nowNs);
      }
      continue;
    }
    const venue = instrumentVenue(instrument);
    const path = paths.path[venue]!;
    if (path === AnswerPath.WHOLE) hearAnswer(server, hearing, parent, instrument, limit, price, middle, executed, excess, quantity, nowNs);
    else if (path === AnswerPath.FILLS_LOST) {
      if (executed > 0) {
        cells.lostFills[0] = cells.lostFills[0]! + 1;
        cells.lostShares[0] = cells.lostShares[0]! + executed;
      }
      hearAnswer(server, hearing, parent, instrument, limit, price, middle, 0, 0, quantity, nowNs);
    } else {
      const due = path === AnswerPath.LOST ? POSITIVE_INFINITY : max(nowNs + paths.delayNs[venue]!, paths.untilNs[venue]!);
      holdAnswer(hearing, parent, instrument, limit, price, middle, executed, excess, quantity, nowNs, due);
    }
  }
  if (tap !== undefined && begin !== end) endBlock(tap);
  if (gate.catalogue !== undefined && begin !== end) endSettlement(gate.catalogue, nowNs);
}

/** Books what a venue executed, heard of or not; returns the shares of it that nobody meant. */
export function bookExecution(
  server: Server,
  { beliefs, cells, unheard }: Hearing,
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
  const owed = unheard.misled[symbol] === 0 ? max(0, beliefs.meant[parent]! - beliefs.executed[parent]!) : 0;
  const matched = executed < owed ? executed : owed;
  beliefs.executed[parent] = beliefs.executed[parent]! + executed;
  cells.executedMoney[0] = cells.executedMoney[0]! + executed * price;
  unheard.shares[symbol] = unheard.shares[symbol]! + sideSign(side) * executed;
  if (matched > 0) postCustomer(accounts, symbol, side, venue, price, matched, 1);
  if (executed > matched) postUnmatched(accounts, symbol, side, venue, price, middle, executed - matched, 1, nowNs);
  tallyExecutions(server.tally, server.router.parents.behaviour[parent]!, 1, executed);
  return executed - matched;
}

/** Takes an answer in: shares executed, and with them the shares of the child that are done. */
export function hearAnswer(
  server: Server,
  hearing: Hearing,
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
  const { unheard, known } = hearing;
  unheard.shares[symbol] = unheard.shares[symbol]! - sideSign(side) * executed;
  settleParent(parents, parent, executed, answered);
  releaseReservation(gate, cancelled * limit);
  if (custom !== undefined) tellCustom(custom, parents, parent, executed, cancelled, price, nowNs);
  if (catalogue !== undefined) {
    settleOrders(catalogue, parent, symbol, side, limit, executed, cancelled, 1, executed > 0 ? 1 : 0);
    if (executed > owed) noteUnmatched(catalogue, (executed - owed) * price);
  }
  if (excess > 0) postUnmatched(known, symbol, side, instrumentVenue(instrument), price, middle, excess, 1, nowNs);
  if (tracksSequence(server)) trackFill(router, parent, 1);
  else answerImmediate(router, parent, 1);
  if (hearing.beliefs.presumed[parent] !== 0) recountBelief(router, hearing.beliefs, parent);
}

/** Lets what is not executed of a child rest at its venue; what is, is told at once. Faults of answers are of children that do not rest. */
function rest(
  server: Server,
  hearing: Hearing,
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
  const { cells, outstanding, beliefs } = hearing;
  if (executed < quantity) {
    const lost = cells.lostAnswers[0]!;
    holdAnswer(hearing, parent, instrument, limit, 0, 0, 0, 0, quantity - executed, nowNs, POSITIVE_INFINITY);
    cells.lostAnswers[0] = lost;
    const row = cells.outstanding[0]! - 1;
    outstanding.isResting[row] = 1;
    if (hearing.sequences !== undefined) hearing.sequences[row] = sequenceAt(server, child);
  } else beliefs.restTicks[parent] = 0;
  if (executed > 0) hearAnswer(server, hearing, parent, instrument, limit, price, middle, executed, excess, executed, nowNs);
}

function holdAnswer(
  { outstanding, cells }: Hearing,
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

/** The children of a server that rest at the venues. */
export function restingOrders({ outstanding, cells }: Hearing): number {
  let orders = 0;
  for (let row = 0; row < cells.outstanding[0]!; row++) orders += outstanding.isResting[row]!;
  return orders;
}

/** Takes in the answers that are due, oldest first. */
export function hearDue(server: Server, hearing: Hearing, nowNs: number): void {
  const { outstanding: o, cells, beliefs } = hearing;
  const count = cells.outstanding[0]!;
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (o.dueNs[row]! > nowNs) {
      if (kept !== row) moveRow(hearing, row, kept);
      kept++;
      continue;
    }
    const parent = o.parent[row]!;
    const shares = o.shares[row]!;
    if (o.presumed[row] !== 0) beliefs.presumed[parent] = beliefs.presumed[parent]! - shares;
    const [instrument, limit, price, middle] = [o.instrument[row]!, o.limitTicks[row]!, o.priceTicks[row]!, o.middleTicks[row]!];
    hearAnswer(server, hearing, parent, instrument, limit, price, middle, o.executed[row]!, o.excess[row]!, shares, nowNs);
  }
  cells.outstanding[0] = kept;
  if (kept !== count && server.gate.catalogue !== undefined) endSettlement(server.gate.catalogue, nowNs);
}

/** Moves a row of the outstanding children to another place. */
export function moveRow({ outstanding: o, sequences }: Hearing, from: number, to: number): void {
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
