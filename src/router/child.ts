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
  return writeChildren(router, child, child + 1, parent, lineage, quantity, priceTicks, venue);
}

/** Writes rows [begin, end) as children alike of one parent; returns `end`. */
export function writeChildren(
  router: Router,
  begin: number,
  end: number,
  parent: number,
  lineage: number,
  quantity: number,
  priceTicks: number,
  venue: number,
): number {
  const { children, parents, counts } = router;
  const { sequence, parent: parentOf, symbol, side, quantity: shares, priceTicks: price, venue: venueOf, lineage: lineageOf } = children;
  const s = parents.symbol[parent]!;
  const sideOfParent = parents.side[parent]!;
  const before = counts.sequence[0]! + 1 - begin;
  for (let child = begin; child < end; child++) {
    sequence[child] = before + child;
    parentOf[child] = parent;
    symbol[child] = s;
    side[child] = sideOfParent;
    shares[child] = quantity;
    price[child] = priceTicks;
    venueOf[child] = venue;
    lineageOf[child] = lineage;
  }
  counts.sequence[0] = before + end - 1;
  return end;
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
