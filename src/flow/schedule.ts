import { InputError, suggest } from '../base/input-error.js';
import { naturalLog } from '../base/numerics.js';
import { RandomStream } from '../base/random.js';
import { NS_PER_SECOND } from '../base/units.js';
import {
  createDaySchedule,
  type DaySchedule,
  type DayScheduleSpec,
  fillOfDay,
} from './day-schedule.js';

/**
 * When arrivals are due in an open-loop load: a pure function of the specification and the seed.
 * Rates are arrivals a second; after its last ramp, step or spike a schedule goes on at the last
 * rate, for ever, and ends there when that rate is 0.
 *
 *   constant    ───────    ramp   __/‾‾‾    steps   _-‾-_    spike   __|‾|____    microburst   __|__|__|__    poisson   random gaps    day   ‾\\__/‾
 */
export type ScheduleSpec =
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** From one rate to the other in a straight line. */
  | {
      readonly kind: 'ramp';
      readonly fromPerSecond: number;
      readonly toPerSecond: number;
      readonly seconds: number;
    }
  | {
      readonly kind: 'steps';
      readonly steps: readonly { readonly perSecond: number; readonly seconds: number }[];
    }
  /** `perSecond`, but `spikePerSecond` for `seconds` from `atSeconds` on. */
  | {
      readonly kind: 'spike';
      readonly perSecond: number;
      readonly spikePerSecond: number;
      readonly atSeconds: number;
      readonly seconds: number;
    }
  /**
   * Evenly spaced arrivals, and at the end of each period a burst of `burst` more, `gapNs` apart
   * (0: all at once).
   */
  | {
      readonly kind: 'microburst';
      readonly perSecond: number;
      readonly burst: number;
      readonly periodSeconds: number;
      readonly gapNs?: number | undefined;
    }
  /** Exponential gaps with the mean 1 / perSecond. */
  | { readonly kind: 'poisson'; readonly perSecond: number }
  | DayScheduleSpec;

type RateStep = Extract<ScheduleSpec, { readonly kind: 'steps' }>['steps'][number];

export const SCHEDULE_KINDS = [
  'constant',
  'ramp',
  'steps',
  'spike',
  'microburst',
  'poisson',
  'day',
] as const;
/** One arrival a nanosecond, the unit of time: above it, arrivals could not be told apart. */
const PER_SECOND_MAX = 1e9;
/** A hundred days: times in ns, and counts at the highest rate, stay below 2^53. */
const SECONDS_MAX = 100 * 86_400;
const BURST_MAX = 2 ** 24;

/**
 * A stretch of time in which the rate is a straight line. `…Count` is the integral of the rate from
 * the start of the schedule.
 */
interface RateSegment {
  readonly beginNs: number;
  readonly endNs: number;
  readonly beginCount: number;
  readonly endCount: number;
  readonly perSecond: number;
  /** By how much the rate grows in a second. */
  readonly gain: number;
}

/** Arrival n is due when the integral of the rate reaches n: the first one at once. */
interface RateSchedule {
  readonly pace: 'rate';
  readonly segments: readonly RateSegment[];
  segment: number;
  /** The number of the next arrival. */
  arrival: number;
}

interface BurstSchedule {
  readonly pace: 'bursts';
  readonly perSecond: number;
  readonly burst: number;
  readonly periodNs: number;
  readonly gapNs: number;
  /** The number of the next evenly spaced arrival. */
  arrival: number;
  /** The next period, counted from 1, and the number of the next arrival in its burst. */
  period: number;
  inBurst: number;
}

interface PoissonSchedule {
  readonly pace: 'poisson';
  readonly meanGapNs: number;
  readonly random: RandomStream;
  /**
   * The time of the last arrival, whole and fraction apart, so that the sum of 10^9 gaps is as
   * exact as one.
   */
  wholeNs: number;
  fractionNs: number;
}

/** A schedule and how far it was filled. Made by `createSchedule`, moved on by `fillArrivals`. */
export type Schedule = RateSchedule | BurstSchedule | PoissonSchedule | DaySchedule;

/**
 * A schedule at its start; only `poisson` and `day` draw from the seed. Throws an InputError when
 * the specification cannot be kept.
 */
export function createSchedule(spec: ScheduleSpec, seed = 1): Schedule {
  switch (spec.kind) {
    case 'constant':
      return rateSchedule([], checkRate('perSecond', spec.perSecond));
    case 'ramp':
      checkRate('fromPerSecond', spec.fromPerSecond);
      return rateSchedule(
        [{ ...spec, seconds: checkSeconds('seconds', spec.seconds) }],
        checkRate('toPerSecond', spec.toPerSecond),
      );
    case 'steps':
      return stepSchedule(spec.steps);
    case 'spike':
      return spikeSchedule(spec);
    case 'microburst':
      return burstSchedule(spec);
    case 'poisson': {
      if (!(spec.perSecond > 0)) refuse('perSecond', spec.perSecond, 'a number above 0');
      const meanGapNs = NS_PER_SECOND / checkRate('perSecond', spec.perSecond);
      return {
        pace: 'poisson',
        meanGapNs,
        random: new RandomStream(seed, 'arrivals'),
        wholeNs: 0,
        fractionNs: 0,
      };
    }
    case 'day':
      return createDaySchedule(spec, seed);
    default: {
      const { kind } = spec as { kind: string };
      throw new InputError(
        `schedule.kind: '${kind}' is no schedule; ${suggest(String(kind), SCHEDULE_KINDS)}`,
      );
    }
  }
}

/**
 * Writes the next due times to rows [begin, end) of `out`, ns from the start, whole and never
 * decreasing. Returns how many it wrote: fewer than asked only when the schedule is over. However
 * it is filled, in one go or in pieces, the times are the same.
 */
export function fillArrivals(
  schedule: Schedule,
  out: Float64Array,
  begin: number,
  end: number,
): number {
  if (schedule.pace === 'rate') return fillAtRate(schedule, out, begin, end);
  if (schedule.pace === 'bursts') return fillInBursts(schedule, out, begin, end);
  if (schedule.pace === 'day') return fillOfDay(schedule, out, begin, end);
  return fillAtRandom(schedule, out, begin, end);
}

function fillAtRate(schedule: RateSchedule, out: Float64Array, begin: number, end: number): number {
  const { segments } = schedule;
  let row = begin;
  while (row < end) {
    const segment = segments[schedule.segment];
    if (segment === undefined) break;
    const count = schedule.arrival - segment.beginCount;
    const left = Math.ceil(segment.endCount - schedule.arrival);
    const rows = Math.max(0, Math.min(end - row, left));
    if (segment.gain === 0) fillEvenly(segment, count, out, row, row + rows);
    else fillAlongRamp(segment, count, out, row, row + rows);
    row += rows;
    schedule.arrival += rows;
    if (rows >= left) schedule.segment++;
  }
  return row - begin;
}

/** Computes each time from the arrival's number, so that rounding errors do not add up. */
function fillEvenly(
  { beginNs, endNs, perSecond }: RateSegment,
  firstCount: number,
  out: Float64Array,
  begin: number,
  end: number,
): void {
  let count = firstCount;
  for (let row = begin; row < end; row++) {
    out[row] = Math.round(Math.min(beginNs + (count * NS_PER_SECOND) / perSecond, endNs));
    count++;
  }
}

/** Solves count = r t + g t² / 2 for t, in the form that does not cancel where g is small. */
function fillAlongRamp(
  segment: RateSegment,
  firstCount: number,
  out: Float64Array,
  begin: number,
  end: number,
): void {
  const { beginNs, endNs, perSecond, gain } = segment;
  let count = firstCount;
  for (let row = begin; row < end; row++) {
    const rate = Math.sqrt(Math.max(0, perSecond * perSecond + 2 * gain * count));
    const seconds = count === 0 ? 0 : (2 * count) / (perSecond + rate);
    out[row] = Math.round(Math.min(beginNs + seconds * NS_PER_SECOND, endNs));
    count++;
  }
}

function fillInBursts(
  schedule: BurstSchedule,
  out: Float64Array,
  begin: number,
  end: number,
): number {
  const { perSecond, burst, periodNs, gapNs } = schedule;
  let { arrival, period, inBurst } = schedule;
  for (let row = begin; row < end; row++) {
    const evenNs =
      perSecond === 0
        ? Number.POSITIVE_INFINITY
        : Math.round((arrival * NS_PER_SECOND) / perSecond);
    const burstNs = Math.round(period * periodNs) + inBurst * gapNs;
    if (evenNs <= burstNs) {
      out[row] = evenNs;
      arrival++;
      continue;
    }
    out[row] = burstNs;
    if (++inBurst === burst) {
      inBurst = 0;
      period++;
    }
  }
  schedule.arrival = arrival;
  schedule.period = period;
  schedule.inBurst = inBurst;
  return end - begin;
}

function fillAtRandom(
  schedule: PoissonSchedule,
  out: Float64Array,
  begin: number,
  end: number,
): number {
  const { meanGapNs, random } = schedule;
  let { wholeNs, fractionNs } = schedule;
  for (let row = begin; row < end; row++) {
    fractionNs -= naturalLog((random.next32() + 0.5) / 0x100000000) * meanGapNs;
    const whole = Math.floor(fractionNs);
    wholeNs += whole;
    fractionNs -= whole;
    out[row] = wholeNs;
  }
  schedule.wholeNs = wholeNs;
  schedule.fractionNs = fractionNs;
  return end - begin;
}

interface RateStretch {
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  readonly seconds: number;
}

/** Stretches one after the other, then the last rate for ever. */
function rateSchedule(stretches: readonly RateStretch[], lastPerSecond: number): RateSchedule {
  const segments: RateSegment[] = [];
  let beginNs = 0;
  let beginCount = 0;
  for (const { fromPerSecond, toPerSecond, seconds } of stretches) {
    const endNs = beginNs + seconds * NS_PER_SECOND;
    const endCount = beginCount + ((fromPerSecond + toPerSecond) / 2) * seconds;
    const gain = (toPerSecond - fromPerSecond) / seconds;
    segments.push({ beginNs, endNs, beginCount, endCount, perSecond: fromPerSecond, gain });
    beginNs = endNs;
    beginCount = endCount;
  }
  const forEver = Number.POSITIVE_INFINITY;
  if (lastPerSecond > 0)
    segments.push({
      beginNs,
      endNs: forEver,
      beginCount,
      endCount: forEver,
      perSecond: lastPerSecond,
      gain: 0,
    });
  return { pace: 'rate', segments, segment: 0, arrival: 0 };
}

function stepSchedule(steps: readonly RateStep[]): RateSchedule {
  if (!Array.isArray(steps) || steps.length === 0)
    throw new InputError('schedule.steps: one step or more expected, there is none');
  const stretches = steps.map(({ perSecond, seconds }, step) => {
    const rate = checkRate(`steps[${step}].perSecond`, perSecond);
    return {
      fromPerSecond: rate,
      toPerSecond: rate,
      seconds: checkSeconds(`steps[${step}].seconds`, seconds),
    };
  });
  return rateSchedule(stretches, stretches.at(-1)!.toPerSecond);
}

function spikeSchedule(spec: ScheduleSpec & { kind: 'spike' }): RateSchedule {
  const base = checkRate('perSecond', spec.perSecond);
  const spike = checkRate('spikePerSecond', spec.spikePerSecond);
  const stretches = [
    { fromPerSecond: spike, toPerSecond: spike, seconds: checkSeconds('seconds', spec.seconds) },
  ];
  if (spec.atSeconds !== 0) {
    stretches.unshift({
      fromPerSecond: base,
      toPerSecond: base,
      seconds: checkSeconds('atSeconds', spec.atSeconds),
    });
  }
  return rateSchedule(stretches, base);
}

function burstSchedule({
  perSecond,
  burst,
  periodSeconds,
  gapNs = 0,
}: ScheduleSpec & { kind: 'microburst' }): BurstSchedule {
  checkRate('perSecond', perSecond);
  const periodNs = checkSeconds('periodSeconds', periodSeconds) * NS_PER_SECOND;
  if (!(Number.isInteger(burst) && burst >= 1 && burst <= BURST_MAX))
    refuse('burst', burst, `a whole number from 1 to ${BURST_MAX}`);
  if (!(Number.isInteger(gapNs) && gapNs >= 0)) refuse('gapNs', gapNs, 'a whole number from 0 on');
  if (burst * gapNs >= periodNs)
    refuse('gapNs', gapNs, `below ${periodNs / burst}, so that ${burst} arrivals fit in a period`);
  return { pace: 'bursts', perSecond, burst, periodNs, gapNs, arrival: 0, period: 1, inBurst: 0 };
}

function checkRate(field: string, perSecond: number): number {
  if (!(perSecond >= 0 && perSecond <= PER_SECOND_MAX))
    refuse(field, perSecond, `a number from 0 to ${PER_SECOND_MAX}`);
  return perSecond;
}

function checkSeconds(field: string, seconds: number): number {
  if (!(seconds > 0 && seconds <= SECONDS_MAX))
    refuse(field, seconds, `a number above 0, at most ${SECONDS_MAX}`);
  return seconds;
}

function refuse(field: string, value: unknown, wanted: string): never {
  throw new InputError(`schedule.${field}: ${wanted} expected, was ${value}`);
}
