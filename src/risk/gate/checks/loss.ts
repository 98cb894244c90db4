import type { Positions } from '../../../ledger/positions.js';
import type { Quotes } from '../../../market/quotes.js';

/**
 * Profit on one server of the firm's own account, which holds executions that matched no customer's
 * parent; money. Conservative marks value a position at the worse of the middle and the opening
 * print. A firm that pushes a price by its own orders shows a profit at the middle that nobody will
 * pay.
 */
export function ownProfit(positions: Positions, quotes: Quotes, isConservative: boolean): number {
  const { errorShares, errorCash } = positions;
  const { midTicks, openTicks } = quotes;
  let profit = 0;
  for (let symbol = 0; symbol < positions.capacity; symbol++) {
    const shares = errorShares[symbol]!;
    const mid = midTicks[symbol]!;
    const open = openTicks[symbol]!;
    const mark = !isConservative ? mid : shares > 0 ? Math.min(mid, open) : Math.max(mid, open);
    profit += errorCash[symbol]! + shares * mark;
  }
  return profit;
}
