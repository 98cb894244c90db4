import type { Router } from './router.js';

/** Writes child row `child` for a parent and returns the next row. The gate writes the verdict. */
export function writeChild(
  router: Router,
  child: number,
  parent: number,
  lineage: number,
  quantity: number,
  priceTicks: number,
  venue: number,
): number {
  const { children, parents, counts } = router;
  const sequence = counts.sequence[0]! + 1;
  counts.sequence[0] = sequence;
  children.sequence[child] = sequence;
  children.parent[child] = parent;
  children.symbol[child] = parents.symbol[parent]!;
  children.side[child] = parents.side[parent]!;
  children.quantity[child] = quantity;
  children.priceTicks[child] = priceTicks;
  children.venue[child] = venue;
  children.lineage[child] = lineage;
  return child + 1;
}

/** The price at which a parent can trade at once, in ticks; 0 when its symbol is paused or its limit does not reach. */
export function marketablePrice(router: Router, parent: number): number {
  const { parents, quotes } = router;
  const symbol = parents.symbol[parent]!;
  if (quotes.paused[symbol] !== 0) return 0;
  const limit = parents.limitTicks[parent]!;
  if (parents.side[parent] === 0) {
    const ask = quotes.askTicks[symbol]!;
    return limit !== 0 && ask > limit ? 0 : ask;
  }
  const bid = quotes.bidTicks[symbol]!;
  return limit !== 0 && bid < limit ? 0 : bid;
}
