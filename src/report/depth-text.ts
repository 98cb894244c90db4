import { formatTimeOfDay } from '../base/units.js';
import type { DepthResult } from '../session/result/depth.js';
import { count, wrap } from './format.js';

/** The parts of a day's depth that text shows, from a run or from its saved file. */
type DepthShown = Omit<DepthResult, 'samples'>;

/** The depth of a day's order books, in sentences. */
export function tellDepth(depth: DepthShown): string {
  const opened =
    `Order books: ${count(depth.stocks)} of them opened, with ` +
    `${count(depth.othersCommands)} orders and cancels of others.`;
  if (depth.leastAtNs === null) return opened;
  const touch =
    ` At their best prices stood ${count(depth.medianShares)} shares in the median, and ` +
    `${count(depth.leastShares)} at least, at ${formatTimeOfDay(depth.leastAtNs)}.`;
  if (depth.mostEmptyAtNs === null) return opened + touch;
  return (
    `${opened}${touch} At most ${count(depth.mostEmptySides)} sides were empty, at ` +
    `${formatTimeOfDay(depth.mostEmptyAtNs)}.`
  );
}

/** The same as lines of so many columns; empty without books. */
export function describeDepth(depth: DepthShown | undefined, width: number): string {
  return depth === undefined ? '' : wrap(tellDepth(depth), width);
}
