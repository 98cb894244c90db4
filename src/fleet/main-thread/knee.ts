import type { FleetResult } from '../result.js';
import type { LoadLimit } from './steadiness.js';

/** What one attempt at a rate gave. */
export interface KneeAttempt {
  readonly perSecond: number;
  /** How long it was measured. */
  readonly seconds: number;
  /**
   * Why the rate does not hold: the bound, parents that were not taken or not completed, or no
   * steady state; null where it holds.
   */
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

/**
 * Servers that take or complete less than this part of the rate do not keep up, where a Poisson
 * stream does not vary by as much.
 */
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
  const tooFew = (rate: number): boolean =>
    !(rate * seconds >= KEEPS_UP * expected - DEVIATIONS * Math.sqrt(expected));
  const faults: readonly (readonly [KneeFault, boolean])[] = [
    ['not taken', tooFew(takenPerSecond)],
    // Servers that take more than arrives work off what had piled up before.
    [
      'not steady',
      steadiness.isSteady !== true ||
        takenPerSecond * seconds > expected / KEEPS_UP + DEVIATIONS * Math.sqrt(expected),
    ],
    ['not completed', tooFew(completedPerSecond)],
    ['breached', !bound.held],
  ];
  const failed = faults.find(([, isSo]) => isSo)?.[0] ?? null;
  return {
    perSecond,
    seconds,
    failed,
    limit: steadiness.limit,
    value: bound.value,
    takenPerSecond,
    completedPerSecond,
  };
}

/**
 * What a search has found: the highest rate that held and the lowest that did not, above it; null
 * where there is none.
 */
export interface Knee {
  readonly attempts: readonly KneeAttempt[];
  /** Whether the rate that held did so in a long attempt as well. */
  readonly isConfirmed: boolean;
  readonly heldPerSecond: number | null;
  readonly breachedPerSecond: number | null;
}

export interface KneeSearch {
  /** Tries a rate, for longer where `isLong`; resolves to undefined when it was interrupted. */
  readonly tryRate: (perSecond: number, isLong: boolean) => Promise<KneeAttempt | undefined>;
  /** Called after each attempt with what is known by then. */
  readonly onAttempt?: ((attempt: KneeAttempt, knee: Knee) => void) | undefined;
}

/** Where the search begins, where it ends, and by how much the two ends may differ when it ends. */
const FIRST_RATE = 1000;
const RATE_MAX = 1e8;
const CLOSE_ENOUGH = 1.05;

/** How much the rate goes down while none holds for long. */
const STEP_DOWN = 1.25;

/**
 * Searches the highest rate that holds: doubles from 1,000 a second until one does not, or halves
 * until one does, then halves the gap in between to within 5 %. What holds is then tried for
 * longer, since a backlog that grows slowly does not show at once; where it does not hold, lower
 * ones are, and the gap is halved again. A breach is believed when a second attempt at the rate
 * gives it again, because a stall of the machine looks like one.
 */
export async function searchKnee({ tryRate, onAttempt }: KneeSearch): Promise<Knee> {
  const attempts: KneeAttempt[] = [];
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  const known = (isConfirmed: boolean): Knee => ({
    attempts,
    isConfirmed,
    heldPerSecond: low === 0 ? null : low,
    breachedPerSecond: high === Number.POSITIVE_INFINITY ? null : high,
  });
  /** Tries a rate, and once more where it does not hold; false when it was interrupted. */
  const tryTwice = async (rate: number, isLong: boolean): Promise<boolean> => {
    let held = false;
    for (let attempt = 0; attempt < 2 && !held; attempt++) {
      const tried = await tryRate(rate, isLong);
      if (tried === undefined) return false;
      attempts.push(tried);
      held = tried.failed === null;
      if (held) low = rate;
      else if (attempt === 1) high = rate;
      onAttempt?.(tried, known(false));
    }
    return true;
  };
  for (let rate = FIRST_RATE; rate >= 1 && rate <= RATE_MAX; rate = nextRate(low, high, 2)) {
    if (!(await tryTwice(rate, false))) return known(false);
    if (low > 0 && high / low <= CLOSE_ENOUGH) break;
  }
  let rate = low;
  low = 0;
  for (; rate >= 1; rate = nextRate(low, high, STEP_DOWN)) {
    if (!(await tryTwice(rate, true))) return known(false);
    if (low > 0 && (high / low <= CLOSE_ENOUGH || high === Number.POSITIVE_INFINITY)) break;
  }
  return known(true);
}

function nextRate(low: number, high: number, step: number): number {
  if (high === Number.POSITIVE_INFINITY) return low * step;
  return low === 0 ? high / step : Math.sqrt(low * high);
}
