import { InputError } from '../base/input-error.js';
import { RandomStream } from '../base/random.js';
import { NS_PER_SECOND, SESSION_SECONDS } from '../base/units.js';
import {
  DAY_BURSTS,
  DAY_PROFILE,
  type DayProfile,
  drawDelay,
  drawPoisson,
  highestRate,
  Pending,
  rateAt,
  WARM_UP_FADES,
} from './day-stream.js';

/**
 * Arrivals of a real day in an open-loop load: many at the open and the close, in bursts. They are
 * those of a stream of kind `day`, without stocks; a load may pass the session faster.
 */
export interface DayScheduleSpec {
  readonly kind: 'day';
  /** Mean rate of the session, arrivals a second of the load. */
  readonly perSecond: number;
  /**
   * How long the session from the bell to the close takes in the load, seconds; by default as long
   * as it is, 23,400. The schedule is over at the close.
   */
  readonly sessionSeconds?: number | undefined;
  /** By default that of the normal days. */
  readonly profile?: DayProfile | undefined;
  /**
   * How arrivals follow others, by default as on the normal days: `branching` is the mean number
   * that follow one directly, and `meanSeconds` their mean delay, in seconds of the load.
   */
  readonly bursts?: { readonly branching: number; readonly meanSeconds: number } | undefined;
}

/** Moved on by `fillOfDay`. */
export interface DaySchedule {
  readonly pace: 'day';
  readonly random: RandomStream;
  readonly profile: DayProfile;
  readonly branching: number;
  readonly delayNs: number;
  /** The mean gap of arrivals that come by themselves where the rate is highest. */
  readonly gapNs: number;
  readonly endNs: number;
  /** Time of the session, ns, that passes in a ns of the load. */
  readonly speed: number;
  readonly followers: Pending;
  /** The next arrival that comes by itself. */
  ownNs: number;
}

/** Most arrivals before the bell, whose bursts reach into the session: some seconds of drawing. */
const WARM_UP_MAX = 50e6;

/** Throws an InputError for a specification that cannot be kept. */
export function createDaySchedule(spec: DayScheduleSpec, seed: number): DaySchedule {
  const { perSecond, sessionSeconds = SESSION_SECONDS, profile = DAY_PROFILE } = spec;
  const { branching, meanSeconds } = spec.bursts ?? DAY_BURSTS;
  demand(
    'perSecond',
    perSecond,
    perSecond > 0 && perSecond <= 1e9,
    'a number above 0, at most 1e9',
  );
  demand(
    'sessionSeconds',
    sessionSeconds,
    sessionSeconds > 0 && sessionSeconds <= 86_400,
    'a number above 0, at most 86400',
  );
  demand(
    'bursts.branching',
    branching,
    branching >= 0 && branching < 1,
    'a number from 0, below 1',
  );
  demand('bursts.meanSeconds', meanSeconds, meanSeconds > 0, 'a number above 0');
  const longestSeconds = (WARM_UP_MAX * (1 - branching)) / (WARM_UP_FADES * perSecond);
  demand(
    'bursts.meanSeconds',
    meanSeconds,
    meanSeconds <= longestSeconds,
    `at most ${longestSeconds.toPrecision(3)} at this rate (bursts before the bell are drawn too)`,
  );
  for (const [field, value] of Object.entries(profile))
    demand(`profile.${field}`, value, value >= 1 && value <= 390, 'a number from 1 to 390');
  const delayNs = meanSeconds * NS_PER_SECOND;
  const schedule: DaySchedule = {
    pace: 'day',
    random: new RandomStream(seed, 'arrivals'),
    profile,
    branching,
    delayNs,
    gapNs: NS_PER_SECOND / (perSecond * (1 - branching) * highestRate(profile)),
    endNs: sessionSeconds * NS_PER_SECOND,
    speed: SESSION_SECONDS / sessionSeconds,
    followers: new Pending(),
    ownNs: Math.round((-WARM_UP_FADES * delayNs) / (1 - branching)),
  };
  schedule.ownNs = nextByItself(schedule);
  return schedule;
}

/** Draws the next arrival that comes by itself, by thinning; infinite after the close. */
function nextByItself({ random, profile, gapNs, endNs, speed, ownNs }: DaySchedule): number {
  const highest = highestRate(profile);
  for (let at = ownNs; ; ) {
    at += drawDelay(random, gapNs);
    if (at >= endNs) return Number.POSITIVE_INFINITY;
    if (random.fraction() * highest < rateAt(profile, at * speed)) return at;
  }
}

/**
 * Writes the next due times to rows [begin, end) of `out`, ns from the bell; returns how many. It
 * is fewer only when the session is over.
 */
export function fillOfDay(
  schedule: DaySchedule,
  out: Float64Array,
  begin: number,
  end: number,
): number {
  const { random, branching, delayNs, followers, endNs } = schedule;
  let row = begin;
  while (row < end) {
    const isFollower = followers.earliest() < schedule.ownNs;
    const atNs = isFollower ? followers.earliest() : schedule.ownNs;
    if (atNs >= endNs) break;
    if (isFollower) followers.take();
    else schedule.ownNs = nextByItself(schedule);
    for (let left = drawPoisson(random, branching); left > 0; left--)
      followers.put(atNs + drawDelay(random, delayNs), 0);
    if (atNs >= 0) out[row++] = atNs;
  }
  return row - begin;
}

function demand(field: string, value: unknown, holds: boolean, wanted: string): void {
  if (!holds) throw new InputError(`schedule.${field}: ${wanted} expected, was ${String(value)}`);
}
