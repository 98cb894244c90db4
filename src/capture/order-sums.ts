import { Verdict } from '../orders/codes.js';

/** What the rows of a run say of each of its orders, in columns by order. */
export interface OrderSums {
  children: Float64Array;
  refused: Float64Array;
  /** The verdict of the first refused child, and when, ns since the bell. */
  verdict: Uint8Array;
  refusedNs: Float64Array;
  executed: Float64Array;
  /** Ticks × shares. */
  executedMoney: Float64Array;
  /** The most orders. What concerns later ones is left out. */
  readonly ordersMax: number;
}

/** Sums of so many orders, of which nothing is known yet; they grow up to `ordersMax`. */
export function createOrderSums(orders: number, ordersMax = orders): OrderSums {
  return {
    ordersMax,
    children: new Float64Array(orders),
    refused: new Float64Array(orders),
    verdict: new Uint8Array(orders),
    refusedNs: new Float64Array(orders).fill(Number.NaN),
    executed: new Float64Array(orders),
    executedMoney: new Float64Array(orders),
  };
}

/** Adds a child of an order, which the gate judged at `sentNs`. */
export function addChild(sums: OrderSums, order: number, verdict: number, sentNs: number): void {
  if (!hasRoom(sums, order)) return;
  sums.children[order] = sums.children[order]! + 1;
  if (verdict === Verdict.ADMITTED) return;
  if (sums.refused[order] === 0) {
    sums.verdict[order] = verdict;
    sums.refusedNs[order] = sentNs;
  }
  sums.refused[order] = sums.refused[order]! + 1;
}

/** Adds shares of an order that were executed at a price. */
export function addExecution(
  sums: OrderSums,
  order: number,
  shares: number,
  priceTicks: number,
): void {
  if (!hasRoom(sums, order)) return;
  sums.executed[order] = sums.executed[order]! + shares;
  sums.executedMoney[order] = sums.executedMoney[order]! + shares * priceTicks;
}

/** Whether an order has a row, which it gets where the sums may grow. */
function hasRoom(sums: OrderSums, order: number): boolean {
  if (order < sums.children.length) return true;
  if (order >= sums.ordersMax) return false;
  growOrderSums(sums, Math.min(sums.ordersMax, Math.max(2 * sums.children.length, order + 1)));
  return true;
}

/** Gives the sums so many rows at least. Nothing is known of the new ones. */
export function growOrderSums(sums: OrderSums, orders: number): void {
  if (orders <= sums.children.length) return;
  const more = createOrderSums(orders);
  for (const name of ['children', 'refused', 'refusedNs', 'executed', 'executedMoney'] as const) {
    more[name].set(sums[name]);
    sums[name] = more[name];
  }
  more.verdict.set(sums.verdict);
  sums.verdict = more.verdict;
}
