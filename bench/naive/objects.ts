import { displayedShares } from '../../src/market/quotes.js';
import { DARK_VENUE, DEFAULT_FEE_TICKS, LIT_VENUE_COUNT } from '../../src/market/venues.js';
import { openMarketOf } from './market.js';
import type { Desk, Listener, Work, WorkOrder } from './work.js';

/** A parent order as an object. */
export interface OpenOrder extends WorkOrder {
  filled: number;
  working: number;
  leaves: number;
  splitEpoch: number;
  dueNs: number;
  refusals: number;
  readonly lowTicks: number;
  readonly highTicks: number;
}

/** A child order as an object. */
export interface OpenChild {
  readonly sequence: number;
  readonly order: OpenOrder;
  readonly venue: number;
  readonly quantity: number;
  readonly priceTicks: number;
  verdict: string;
  executed: number;
}

/**
 * Returns ADMITTED or the check that refuses a child, and reserves its possible cost. `release`
 * gives back the cancelled part.
 */
export interface PlainGate {
  judge(child: OpenChild, nowNs: number): string;
  release(child: OpenChild, cancelled: number): void;
}
export const ADMITTED = 'admitted';

/** The displayed sizes of a market, and the part that was taken in this epoch. */
interface PlainVenue {
  /** Executes an admitted child; returns the executed shares. */
  fill(child: OpenChild, epoch: number): number;
}

const SECOND_NS = 1e9;
const REFUSED_DOUBLINGS = 6;

/** Displayed sizes in a Map by symbol, venue and side. */
export function createVenue(lots: Uint16Array): PlainVenue {
  const taken = new Map<number, { epoch: number; shares: number }>();
  return {
    fill({ order: { symbol, side }, venue, quantity }, epoch) {
      if (venue === DARK_VENUE) return 0;
      const cell = symbol * LIT_VENUE_COUNT + venue;
      const key = 2 * cell + side;
      let seen = taken.get(key);
      if (seen === undefined || seen.epoch !== epoch) {
        seen = { epoch, shares: 0 };
        taken.set(key, seen);
      }
      const executed = Math.min(
        quantity,
        displayedShares(lots[cell]!, cell, side, epoch) - seen.shares,
      );
      seen.shares += executed;
      return executed;
    },
  };
}

/** Holdings by symbol, and the fees paid. */
export class PlainBooks {
  readonly positions = new Map<number, { shares: number; cash: number }>();
  fees = 0;
  executions = 0;

  book({ order: { symbol, side }, venue, priceTicks }: OpenChild, executed: number): void {
    let position = this.positions.get(symbol);
    if (position === undefined) {
      position = { shares: 0, cash: 0 };
      this.positions.set(symbol, position);
    }
    const signed = side === 0 ? executed : -executed;
    position.shares += signed;
    position.cash -= signed * priceTicks;
    this.fees += executed * DEFAULT_FEE_TICKS[venue]!;
    this.executions++;
  }
}

/** Splits the leaves of an order over the venues, a child for each. */
type Splitter = (
  order: OpenOrder,
  nowNs: number,
  epoch: number,
) => { venue: number; quantity: number; priceTicks: number }[];

export function createSplitter(work: Work): {
  split: Splitter;
  lots: Uint16Array;
  openOrder(order: WorkOrder, nowNs: number): OpenOrder;
} {
  const { quotes, depth } = openMarketOf(work);
  const { percent } = work.limits.collar;
  return {
    lots: depth.lots,
    openOrder(order, nowNs) {
      const [bid, ask] = [quotes.bidTicks[order.symbol]!, quotes.askTicks[order.symbol]!];
      return {
        ...order,
        filled: 0,
        working: 0,
        leaves: order.quantity,
        splitEpoch: -1,
        dueNs: nowNs,
        refusals: 0,
        lowTicks: order.side === 0 ? 0 : Math.ceil(bid * (1 - percent / 100) - 1e-6),
        highTicks:
          order.side === 0 ? Math.floor(ask * (1 + percent / 100) + 1e-6) : Number.MAX_SAFE_INTEGER,
      };
    },
    split(order, nowNs, epoch) {
      if (order.leaves <= 0 || order.dueNs > nowNs || order.splitEpoch === epoch) return [];
      order.splitEpoch = epoch;
      const touch =
        order.side === 0 ? quotes.askTicks[order.symbol]! : quotes.bidTicks[order.symbol]!;
      const children = [];
      for (let venue = 0; venue < LIT_VENUE_COUNT && order.leaves > 0; venue++) {
        const cell = order.symbol * LIT_VENUE_COUNT + venue;
        const quantity = Math.min(
          order.leaves,
          displayedShares(depth.lots[cell]!, cell, order.side, epoch),
        );
        children.push({ venue, quantity, priceTicks: touch });
        order.leaves -= quantity;
      }
      if (order.leaves > 0)
        children.push({
          venue: DARK_VENUE,
          quantity: order.leaves,
          priceTicks: quotes.midTicks[order.symbol]!,
        });
      order.leaves = 0;
      return children;
    },
  };
}

/** Makes an order wait after a refusal: first a second, then twice as long each time. */
export function refuse(order: OpenOrder, nowNs: number): void {
  order.leaves = order.quantity - order.filled - order.working;
  if (order.dueNs > nowNs) return;
  order.dueNs = nowNs + SECOND_NS * 2 ** order.refusals;
  order.refusals = Math.min(order.refusals + 1, REFUSED_DOUBLINGS);
}

/** Books an answer; returns whether the order is done. */
export function answer(order: OpenOrder, quantity: number, executed: number): boolean {
  order.filled += executed;
  order.working -= quantity;
  order.leaves = order.quantity - order.filled - order.working;
  order.refusals = 0;
  return order.leaves <= 0 && order.working === 0;
}

/** Removes an order from a list; the last order takes its place. */
export function removeOrder(open: OpenOrder[], order: OpenOrder): void {
  const place = open.indexOf(order);
  const last = open.pop()!;
  if (last !== order) open[place] = last;
}

/**
 * The work by objects and closures: an object for each order and child, growing arrays, and a Map
 * for each look-up.
 */
export function openObjectsDesk(work: Work, gate: PlainGate, listener?: Listener): Desk {
  const { split, lots, openOrder } = createSplitter(work);
  const venue = createVenue(lots);
  const books = new PlainBooks();
  const open: OpenOrder[] = [];
  let fresh: OpenOrder[] = [];
  let sequence = 0;
  return {
    openOrders: () => open.length,
    take(order, nowNs) {
      const opened = openOrder(order, nowNs);
      open.push(opened);
      fresh.push(opened);
    },
    turn(nowNs, epoch) {
      const children = [...fresh, ...open].flatMap((order) =>
        split(order, nowNs, epoch).map(
          (part): OpenChild => ({ sequence: ++sequence, order, ...part, verdict: '', executed: 0 }),
        ),
      );
      fresh = [];
      for (const child of children) child.verdict = gate.judge(child, nowNs);
      for (const { order, verdict } of children) if (verdict !== ADMITTED) refuse(order, nowNs);
      const admitted = children.filter(({ verdict }) => verdict === ADMITTED);
      for (const child of admitted) child.executed = venue.fill(child, epoch);
      if (listener !== undefined)
        for (const child of children) listener({ ...child, order: child.order.id });
      for (const child of admitted) {
        const { order, quantity, executed } = child;
        gate.release(child, quantity - executed);
        if (executed > 0) books.book(child, executed);
        if (answer(order, quantity, executed)) removeOrder(open, order);
      }
      return children.length;
    },
  };
}
