import { createArena, inArena } from '../../src/memory/arena.js';
import { sideSign, Verdict } from '../../src/orders/codes.js';
import { createDay } from '../../src/session/day/create.js';
import type { Day } from '../../src/session/day/day.js';
import type { DaySpec } from '../../src/session/day/spec.js';
import { advanceDay, type GivenOrders } from '../../src/session/session.js';
import { lastChildren } from '../support/server.js';

/** One child as decided, with the venues' answers if it was admitted. */
export interface WatchedChild {
  server: number;
  sequence: number;
  /** Row of the flow. */
  order: number;
  parent: number;
  symbol: number;
  side: number;
  quantity: number;
  priceTicks: number;
  venue: number;
  verdict: number;
  lineage: number;
  fill?: { quantity: number; cancelled: number; unmatched: number; priceTicks: number };
}

/** The shares of an order, by its children. */
export interface OrderAccount {
  sent: number;
  filled: number;
  cancelled: number;
  unmatched: number;
}

/** The totals of one stock, by its children. */
export interface StockAccount {
  shares: number;
  unmatched: number;
}

/**
 * A watched day: after each tick, all rows that its servers wrote are read before the next tick
 * overwrites them.
 */
export interface WatchedDay {
  readonly day: Day;
  readonly orders: OrderAccount[];
  readonly stocks: StockAccount[];
  /** Notional of admitted orders without their cancelled part, at limit prices, ticks × shares. */
  exposure: number;
}

/** An arena without room, so that tables are where no kernel can read them. */
const FULL = { ...createArena()!, end: 0 };

/** Opens a day: of an even seed by the kernel, of an odd one by the TypeScript that is its twin. */
export function watchDay(spec: DaySpec, seed = spec.seed, given?: GivenOrders): WatchedDay {
  const open = (): Day => createDay(spec, seed, given);
  const day = seed % 2 === 0 ? open() : inArena(FULL, open);
  const orders = Array.from({ length: day.flow.count }, () => ({
    sent: 0,
    filled: 0,
    cancelled: 0,
    unmatched: 0,
  }));
  return {
    day,
    orders,
    stocks: day.market.stocks.map(() => ({ shares: 0, unmatched: 0 })),
    exposure: 0,
  };
}

/**
 * Ticks the day once and returns the children of all servers; adds them to the totals.
 */
export function tickWatched(watched: WatchedDay): WatchedChild[] {
  const { day } = watched;
  advanceDay(day, day.cursor.nowNs[0]! + 1);
  const children: WatchedChild[] = [];
  for (const [index, server] of day.servers.entries()) {
    const { parents } = server.router;
    for (const row of lastChildren(server, day.seen.turnChildren[index]!)) {
      const { executed, cancelled, executedAtTicks, ...child } = row;
      const order = parents.orderId[row.parent]!;
      const seen: WatchedChild = { ...child, server: server.number, order };
      if (row.verdict === Verdict.ADMITTED) {
        const owed = Math.max(0, day.flow.quantity[order]! - watched.orders[order]!.filled);
        const unmatched = Math.max(0, executed - owed);
        seen.fill = {
          quantity: executed,
          cancelled,
          unmatched,
          priceTicks: executedAtTicks,
        };
        bookWatched(watched, seen, seen.fill);
      }
      children.push(seen);
    }
  }
  return children;
}

function bookWatched(
  watched: WatchedDay,
  child: WatchedChild,
  { quantity, cancelled, unmatched }: NonNullable<WatchedChild['fill']>,
): void {
  const order = watched.orders[child.order]!;
  order.sent += child.quantity;
  order.filled += quantity;
  order.cancelled += cancelled;
  order.unmatched += unmatched;
  const stock = watched.stocks[child.symbol]!;
  stock.shares += sideSign(child.side) * quantity;
  stock.unmatched += unmatched;
  watched.exposure += (child.quantity - cancelled) * child.priceTicks;
}

/** Whether the day is over. */
export function isOver({ day }: WatchedDay): boolean {
  return day.cursor.nowNs[0]! >= day.endNs;
}
