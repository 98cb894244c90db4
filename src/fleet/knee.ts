import type { FleetResult } from './result.js';
import type { LoadLimit } from './steadiness.js';

/** What one attempt at a rate gave. */
export interface KneeAttempt {
  readonly perSecond: number;
  /** Why the rate does not hold: the bound, parents that were not taken or not completed, or no steady state; null where it holds. */
  readonly failed: KneeFault | null;
  /** What the limit was where there was no steady state. */
  readonly limit: LoadLimit | null;
  /** What was measured of the bound's metric; undefined where nothing was. */
  readonly value: number | undefined;
  /** Parents that were taken a second: less than the rate where servers do not keep up. */
  readonly takenPerSecond: number;
  /** Parents that were completed a second: less where what is open piles up. */
  readonly completedPerSecond: number;
}
/** Why a rate does not hold. */
export type KneeFault = 'breached' | 'not taken' | 'not completed' | 'not steady';

/** Servers that take or complete less than this part of the rate do not keep up, where a Poisson stream does not vary by as much. */
export const KEEPS_UP = 0.9;
/** Standard deviations that a Poisson stream varies by at the most. */
const DEVIATIONS = 3;

/** One attempt out of the load that made it, and what it gave of the bound. */
export function attemptOf(
  perSecond: number,
  { measured, seconds, steadiness }: Pick<FleetResult, 'measured' | 'seconds' | 'steadiness'>,
  bound: { readonly value: number | undefined; readonly held: boolean },
): KneeAttempt {
  const takenPerSecond = measured.parents / seconds;
  const completedPerSecond = measured.filledParents / seconds;
  const expected = perSecond * seconds;
  const tooFew = (rate: number): boolean => !(rate * seconds >= KEEPS_UP * expected - DEVIATIONS * Math.sqrt(expected));
  const faults: readonly (readonly [KneeFault, boolean])[] = [
    ['not taken', tooFew(takenPerSecond)],
    ['not steady', steadiness.isSteady !== true],
    ['not completed', tooFew(completedPerSecond)],
    ['breached', !bound.held],
  ];
  const failed = faults.find(([, isSo]) => isSo)?.[0] ?? null;
  return { perSecond, failed, limit: steadiness.limit, value: bound.value, takenPerSecond, completedPerSecond };
}

/** What a search has found: the highest rate that held and the lowest that did not, above it; null where there is none. */
export interface Knee {
  readonly attempts: readonly KneeAttempt[];
  readonly heldPerSecond: number | null;
  readonly breachedPerSecond: number | null;
}

export interface KneeSearch {
  /** Tries a rate; resolves to undefined when it was interrupted. */
  readonly tryRate: (perSecond: number) => Promise<KneeAttempt | undefined>;
  /** Called after each attempt with what is known by then. */
  readonly onAttempt?: ((attempt: KneeAttempt, knee: Knee) => void) | undefined;
}

/** Where the search begins, where it ends, and by how much the two ends may differ when it ends. */
const FIRST_RATE = 1000;
const RATE_MAX = 1e8;
const CLOSE_ENOUGH = 1.05;

/**
 * Searches the highest rate that holds: doubles from 1,000 a second until one does not, or halves until one does, then halves the gap in between to within 5 %. A breach is
 * believed when a second attempt at the rate gives it again, because a stall of the machine looks like one.
 */
export async function searchKnee({ tryRate, onAttempt }: KneeSearch): Promise<Knee> {
  const attempts: KneeAttempt[] = [];
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  const known = (): Knee => ({
    attempts,
    heldPerSecond: low === 0 ? null : low,
    breachedPerSecond: high === Number.POSITIVE_INFINITY ? null : high,
  });
  for (let rate = FIRST_RATE; rate >= 1 && rate <= RATE_MAX; rate = nextRate(low, high)) {
    let held = false;
    for (let attempt = 0; attempt < 2 && !held; attempt++) {
      const tried = await tryRate(rate);
      if (tried === undefined) return known();
      attempts.push(tried);
      held = tried.failed === null;
      if (held) low = rate;
      else if (attempt === 1) high = rate;
      onAttempt?.(tried, known());
    }
    if (low > 0 && high / low <= CLOSE_ENOUGH) break;
  }
  return known();
}

function nextRate(low: number, high: number): number {
  if (high === Number.POSITIVE_INFINITY) return low * 2;
  return low === 0 ? high / 2 : Math.sqrt(low * high);
}
