import * as quoting from '../market/quotes.js';
import * as rows from '../orders/children.js';
import { ChildWord } from '../orders/children.js';
import type { Router } from './router.js';

/** The codes as numbers of this file, and what it asks of others, for the reason in `market/fills`. */
const { ALIKE, INSTRUMENT, LIMIT, LINEAGE, QUANTITY } = ChildWord;
const { isPaused } = quoting;
const { instrumentOf } = rows;

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

/**
 * Writes rows [begin, end) of the turn as children alike of one parent; returns `end`. Row 0 of a turn is at the position that follows the last child of the turn
 * before, so a row and a sequence lie the same distance apart throughout it.
 */
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
  const { words, mask } = children;
  const instrument = instrumentOf(parents.symbol[parent]!, parents.side[parent]!, venue);
  const sequence = counts.sequence[0]!;
  const first = sequence | 0;
  for (let n = 0, alike = end - begin; alike > 0; n++, alike--) {
    const slot = ((first + n) & mask) << 3;
    words[slot] = parent;
    words[slot + INSTRUMENT] = instrument;
    words[slot + QUANTITY] = quantity;
    words[slot + LIMIT] = priceTicks;
    words[slot + LINEAGE] = lineage;
    words[slot + ALIKE] = alike;
  }
  counts.sequence[0] = sequence + (end - begin);
  return end;
}

/** The price at which a parent can trade at once, in ticks; 0 when its symbol is paused or its limit does not reach. */
export function marketablePrice(router: Router, parent: number): number {
  const { parents, quotes } = router;
  const symbol = parents.symbol[parent]!;
  if (isPaused(quotes, symbol, parents.side[parent]!)) return 0;
  const limit = parents.limitTicks[parent]!;
  if (parents.side[parent] === 0) {
    const ask = quotes.askTicks[symbol]!;
    return limit !== 0 && ask > limit ? 0 : ask;
  }
  const bid = quotes.bidTicks[symbol]!;
  return limit !== 0 && bid < limit ? 0 : bid;
}
