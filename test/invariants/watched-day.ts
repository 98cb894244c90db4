import { sideSign, Verdict } from '../../src/orders/codes.js';
import { createDay, type Day } from '../../src/session/day.js';
import { advanceDay } from '../../src/session/session.js';
import type { DaySpec } from '../../src/session/spec.js';

/** One child as it stood on the tape, with what the venues answered when it was admitted. */
export interface TapedChild {
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

/** What the tape says became of an order, in shares. */
export interface OrderAccount {
  sent: number;
  filled: number;
  cancelled: number;
  unmatched: number;
}

/** What one stock came to by the tape. */
export interface StockAccount {
  shares: number;
  unmatched: number;
}

/** A day that is watched: it is ticked one by one, and everything that its servers wrote is read before the next tick writes over it. */
export interface WatchedDay {
  readonly day: Day;
  readonly orders: OrderAccount[];
  readonly stocks: StockAccount[];
  /** Notional of what was admitted and not cancelled, at limit prices, ticks × shares. */
  exposure: number;
}

export function watchDay(spec: DaySpec, seed = spec.seed): WatchedDay {
  const day = createDay(spec, seed);
  const orders = Array.from({ length: day.flow.count }, () => ({ sent: 0, filled: 0, cancelled: 0, unmatched: 0 }));
  return { day, orders, stocks: day.market.stocks.map(() => ({ shares: 0, unmatched: 0 })), exposure: 0 };
}

/** Ticks the day once and returns the children of all servers; books them in the accounts of the tape. */
export function tickWatched(watched: WatchedDay): TapedChild[] {
  const { day } = watched;
  advanceDay(day, day.cursor.nowNs[0]! + 1);
  const children: TapedChild[] = [];
  for (const [index, server] of day.servers.entries()) {
    const { children: rows, fills } = server;
    let fill = 0;
    for (let child = 0; child < day.seen.turnChildren[index]!; child++) {
      const parent = rows.parent[child]!;
      const taped: TapedChild = {
        server: server.number,
        sequence: rows.sequence[child]!,
        order: server.router.parents.orderId[parent]!,
        parent,
        symbol: rows.symbol[child]!,
        side: rows.side[child]!,
        quantity: rows.quantity[child]!,
        priceTicks: rows.priceTicks[child]!,
        venue: rows.venue[child]!,
        verdict: rows.verdict[child]!,
        lineage: rows.lineage[child]!,
      };
      if (taped.verdict === Verdict.ADMITTED) {
        if (fills.sequence[fill] !== taped.sequence) throw new Error(`child ${taped.sequence} has the answer of ${fills.sequence[fill]}`);
        taped.fill = {
          quantity: fills.quantity[fill]!,
          cancelled: fills.cancelled[fill]!,
          unmatched: fills.unmatched[fill]!,
          priceTicks: fills.priceTicks[fill]!,
        };
        fill++;
        bookTaped(watched, taped, taped.fill);
      }
      children.push(taped);
    }
  }
  return children;
}

function bookTaped(watched: WatchedDay, child: TapedChild, { quantity, cancelled, unmatched }: NonNullable<TapedChild['fill']>): void {
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
