import type { CheckMeasures, SpreadMeasures } from '../result/measures.js';
import { roundUp } from './bounds.js';
import type { TriedBound } from './frontier.js';

/** The measures of the window that a bound has; undefined for one that no measure answers. */
function measuresOf(
  { row, variant, changes }: TriedBound,
  measures: readonly CheckMeasures[],
): SpreadMeasures | undefined {
  const day = measures.find(({ check }) => check === row.name);
  if (variant === undefined || day === undefined) return day;
  return day.windows?.find(({ seconds }) => seconds === changes?.windowSeconds);
}

/**
 * Returns whether a bound may act on a day of which each check was measured, the bound's own among
 * them, while no limit was on. If not, the day under this bound alone is the day without a limit:
 * up to its first breach it is, and there is none. A rate whose orders had no room, a profile and
 * limits of symbols are not told by a largest measure, so they may act.
 */
export function mayAct(tried: TriedBound, measures: readonly CheckMeasures[]): boolean {
  const { row, bound } = tried;
  const own = measuresOf(tried, measures);
  const lost = measures.find(({ check }) => check === row.name)?.lost ?? 0;
  if (own === undefined || own.largest === null || lost > 0) return true;
  const lowest = roundUp(own.largest, row);
  return lowest === null || bound < lowest;
}
