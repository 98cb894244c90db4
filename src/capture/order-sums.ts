import { Verdict } from '../orders/codes.js';

/** What the rows of a run say of each of its orders, in columns by order. */
export interface OrderSums {
  readonly children: Float64Array;
  readonly refused: Float64Array;
  /** The verdict of the first refused child, and when, ns since the bell. */
  readonly verdict: Uint8Array;
  readonly refusedNs: Float64Array;
  readonly executed: Float64Array;
  /** Ticks × shares. */
  readonly executedMoney: Float64Array;
}

/** Sums of so many orders, of which nothing is known yet. */
export function createOrderSums(orders: number): OrderSums {
  return {
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
  sums.executed[order] = sums.executed[order]! + shares;
  sums.executedMoney[order] = sums.executedMoney[order]! + shares * priceTicks;
}
