import type { FleetResult } from '../result.js';
import type { LoadLimit } from './steadiness.js';

/** The result of one attempt at a rate. */
export interface KneeAttempt {
  readonly perSecond: number;
  /** The length of the measured time. */
  readonly seconds: number;
  /**
   * Why the rate does not hold: a breached bound, parents that were not taken or not completed, or
   * no steady state. Null where it holds.
   */
  readonly failed: KneeFault | null;
  /** The limit of a load that was not steady. */
  readonly limit: LoadLimit | null;
  /** The value of the bound's metric; undefined without a measurement. */
  readonly value: number | undefined;
  /** Parents taken a second: fewer than the rate where servers do not keep up. */
  readonly takenPerSecond: number;
  /** Parents completed a second: fewer than the rate where open parents pile up. */
  readonly completedPerSecond: number;
}
/** The reason for which a rate does not hold. */
type KneeFault = 'breached' | 'not taken' | 'not completed' | 'not steady';

/**
 * Servers that take or complete less than this share of the rate do not keep up, beyond the
 * variation of a Poisson stream.
 */
export const KEEPS_UP = 0.9;
/** A Poisson stream stays within this many standard deviations. */
const DEVIATIONS = 3;

/** Returns the attempt that a load and its bound make. */
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
    // Servers that take more than arrives are working off a backlog from before.
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
 * The result of a search: the highest rate that held, and the lowest rate above it that did not;
 * null where there is none.
 */
export interface Knee {
  readonly attempts: readonly KneeAttempt[];
  /** Whether the rate that held did so in a long attempt too. */
  readonly isConfirmed: boolean;
  readonly heldPerSecond: number | null;
  readonly breachedPerSecond: number | null;
}

interface KneeSearch {
  /** Tries a rate, for longer if `isLong`. Resolves to undefined when it was interrupted. */
  readonly tryRate: (perSecond: number, isLong: boolean) => Promise<KneeAttempt | undefined>;
  /** Called after each attempt with the result so far. */
  readonly onAttempt?: ((attempt: KneeAttempt, knee: Knee) => void) | undefined;
}

/**
 * The search begins at FIRST_RATE, tries at most RATE_MAX, and ends when its two ends differ by no
 * more than CLOSE_ENOUGH.
 */
const FIRST_RATE = 1000;
const RATE_MAX = 1e8;
const CLOSE_ENOUGH = 1.05;

/** The rate falls by this factor while none holds for long. */
const STEP_DOWN = 1.25;

/**
 * Searches for the highest rate that holds. It starts at 1,000 a second, doubles until a rate fails
 * or halves until one holds, then bisects the gap to within 5 %. The rate that holds is tried for
 * longer, since a backlog that grows slowly does not show at once. If that fails, the search tries
 * lower rates and bisects again. A rate fails only when a second attempt fails too, because a stall
 * of the machine looks like a breach.
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
  /** Tries a rate, and again if it fails; returns false when it was interrupted. */
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
