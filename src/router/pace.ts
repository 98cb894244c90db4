import { NS_PER_SECOND } from '../base/units.js';

/**
 * Returns how long Power Peg waits from one child of a parent to the next; 0 if it sends unpaced.
 */
export function pegInterval(childrenPerSecond: number): number {
  return childrenPerSecond === 0 ? 0 : Math.round(NS_PER_SECOND / childrenPerSecond);
}
