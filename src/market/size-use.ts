import { mix32 } from '../base/random.js';
import type { Venues } from './fills.js';
import { displayedAt } from './quotes.js';

/**
 * How much of the displayed sizes is taken, as another thread than the venues' sees it. The venues
 * write meanwhile, so a count may be a few sizes off.
 */

/** The last epoch in which children reached a displayed size. */
function lastEpoch({ epoch }: Venues['taken']): number {
  let last = 0;
  for (let row = 0; row < epoch.length; row++) if (epoch[row]! > last) last = epoch[row]!;
  return last;
}

/** The displayed sizes that children reached in that epoch: of a stock, a venue and a side each. */
export function sizesReached({ taken }: Pick<Venues, 'taken'>): number {
  const last = lastEpoch(taken);
  let reached = 0;
  for (let row = 0; row < taken.epoch.length; row++)
    if (last > 0 && taken.epoch[row] === last) reached++;
  return reached;
}

/** Those of them of which nothing is left. */
export function sizesEmpty({ taken, depth }: Pick<Venues, 'taken' | 'depth'>): number {
  const last = lastEpoch(taken);
  const mixedEpoch = mix32(last);
  let empty = 0;
  for (let row = 0; row < taken.epoch.length; row++)
    if (
      last > 0 &&
      taken.epoch[row] === last &&
      displayedAt(depth.lots[row >> 1]!, row, mixedEpoch) <= taken.shares[row]!
    )
      empty++;
  return empty;
}
