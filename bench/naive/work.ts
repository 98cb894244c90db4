import { RandomStream } from '../../src/base/random.js';
import { NS_PER_MS } from '../../src/base/units.js';
import type { Stock } from '../../src/market/universe.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';

/**
 * One work for all twins: an order router that works on incoming orders, in a market whose quotes
 * do not move.
 *
 *   orders ─► taken, while fewer than `open` are ─► split over six lit venues by what they display, the rest to the dark pool ─► gate, the story's seven checks
 *          ─► filled against what is displayed, the rest cancelled ─► booked by symbol; what an order still needs is routed again in the next turn
 *
 * Every twin makes the same children of the same orders, with the same verdicts and fills;
 * `test/bench/naive` proves it.
 */
export interface Work {
  readonly stocks: readonly Stock[];
  readonly limits: GateLimits;
  /** The number of open orders. */
  readonly open: number;
  readonly seed: number;
}

/** A parent order; `symbol` is an index into the stocks. */
export interface WorkOrder {
  readonly id: number;
  readonly symbol: number;
  readonly side: 0 | 1;
  readonly quantity: number;
}

/** The outcome of a child, to compare twins. */
export interface WorkChild {
  readonly order: number;
  readonly venue: number;
  readonly quantity: number;
  readonly priceTicks: number;
  readonly verdict: string;
  readonly executed: number;
}
export type Listener = (child: WorkChild) => void;

/** One way to do the work. */
export interface Desk {
  /** Orders that are not done. */
  openOrders(): number;
  take(order: WorkOrder, nowNs: number): void;
  /** Decides, gates, fills and books one turn; returns its children, refused ones included. */
  turn(nowNs: number, epoch: number): number;
}

export const TURN_NS = 100 * NS_PER_MS;

/** Stocks at $2, of which the venues together show some 2,500 shares. */
export function workStocks(count: number): Stock[] {
  return Array.from({ length: count }, (_, n) => ({
    symbol: `S${String(n).padStart(4, '0')}`,
    openTicks: 20_000,
    advShares: 1_000_000,
    dailyVolatility: 0.02,
    indexMember: true,
  }));
}

const on = { mode: 'enforce' } as const;
/** The story's seven checks, with limits that the work does not reach. */
export const WIDE_LIMITS: GateLimits = {
  maxQuantity: { ...on, shares: 100_000 },
  maxNotional: { ...on, dollars: 5_000_000 },
  collar: { ...on, percent: 9.5, auctionOrders: false },
  parentQuantity: { ...on, toleranceShares: 0 },
  grossExposure: { ...on, dollars: 200e9 },
  serverRate: { ...on, perSecond: 1e9, windowSeconds: 3 },
};

/** The progress of a play: orders given so far, and turns. */
export interface Play {
  readonly work: Work;
  readonly random: RandomStream;
  orders: number;
  epoch: number;
}

export const beginPlay = (work: Work): Play => ({
  work,
  random: new RandomStream(work.seed, 'bench/naive'),
  orders: 0,
  epoch: 0,
});

/** Gives a desk new orders until `open` are open. */
export function refill(play: Play, desk: Pick<Desk, 'openOrders' | 'take'>): void {
  const { work, random } = play;
  for (let missing = work.open - desk.openOrders(); missing > 0; missing--) {
    const symbol = random.below(work.stocks.length);
    const side = random.below(2) === 0 ? 0 : 1;
    desk.take(
      { id: play.orders++, symbol, side, quantity: 100 * (1 + random.below(50)) },
      play.epoch * TURN_NS,
    );
  }
}

/** Plays turns; returns the children. */
export function playTurns(play: Play, desk: Desk, turns: number): number {
  let children = 0;
  for (let turn = 0; turn < turns; turn++) {
    play.epoch++;
    refill(play, desk);
    children += desk.turn(play.epoch * TURN_NS, play.epoch);
  }
  return children;
}
