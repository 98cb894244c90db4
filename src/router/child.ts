import type { Quotes } from '../market/quotes.js';
import { isPaused } from '../market/quotes.js';
import { ChildWord } from '../orders/children.js';
import { Side } from '../orders/codes.js';
import type { Router } from './state.js';

const { ALIKE, INSTRUMENT, LIMIT, LINEAGE, QUANTITY } = ChildWord;
const { BUY } = Side;

/** Writes child row `child` for a parent and returns the next row. The gate writes the verdict. */
export function writeChild(
  router: Router,
  child: number,
  parent: number,
  instrument: number,
  quantity: number,
  priceTicks: number,
  lineage: number,
): number {
  return writeChildren(router, child, child + 1, parent, instrument, quantity, priceTicks, lineage);
}

/**
 * Writes rows [begin, end) of the turn as children alike of one parent; returns `end`. Row 0 of a
 * turn is at the position that follows the last child of the turn before; the sequence goes on when
 * the turn is decided.
 */
export function writeChildren(
  router: Router,
  begin: number,
  end: number,
  parent: number,
  instrument: number,
  quantity: number,
  priceTicks: number,
  lineage: number,
): number {
  const { children, counts } = router;
  const { words, mask } = children;
  const first = (counts.sequence[0]! + begin) | 0;
  for (let n = 0, alike = end - begin; alike > 0; n++, alike--) {
    const slot = ((first + n) & mask) << 3;
    words[slot] = parent;
    words[slot + INSTRUMENT] = instrument;
    words[slot + QUANTITY] = quantity;
    words[slot + LIMIT] = priceTicks;
    words[slot + LINEAGE] = lineage;
    words[slot + ALIKE] = alike;
  }
  return end;
}

/**
 * The price at which an order can trade at once, in ticks; 0 when its symbol is paused or its limit
 * (0 for none) does not reach.
 */
export function marketablePrice(
  quotes: Quotes,
  symbol: number,
  side: number,
  limitTicks: number,
): number {
  if (isPaused(quotes, symbol, side)) return 0;
  if (side === BUY) {
    const ask = quotes.askTicks[symbol]!;
    return limitTicks !== 0 && ask > limitTicks ? 0 : ask;
  }
  const bid = quotes.bidTicks[symbol]!;
  return limitTicks !== 0 && bid < limitTicks ? 0 : bid;
}
