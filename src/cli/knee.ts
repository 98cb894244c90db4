import { InputError } from '../base/input-error.js';
import { runFleet } from '../fleet/fleet.js';
import {
  attemptOf,
  KEEPS_UP,
  type Knee,
  type KneeAttempt,
  searchKnee,
} from '../fleet/main-thread/knee.js';
import { type FleetSpec, planFleet } from '../fleet/spec.js';
import { count, table, wrap } from '../report/format.js';
import { LOAD_METRICS, measureLoad, showMetric } from '../report/load-metrics.js';
import { LIMIT_NAMES } from '../report/load-steadiness.js';
import { judgeThresholds, parseThreshold, type Threshold } from '../report/thresholds.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { EXIT, type FlagValues, interruptName, type Terminal, textFlag } from './command.js';
import { describeConditions, readConditions, readInvocation } from './conditions.js';
import { writeKneeFolder } from './knee-folder.js';
import { DURATION, durationFlag, WARMUP } from './load-arrivals.js';
import { checkFleet } from './load-flags.js';
import { Outputs } from './output.js';
import { Progress } from './progress.js';

/** Seconds of one attempt: long enough for a tail, short enough for a search. */
const ATTEMPT_SECONDS = 3;
const WARMUP_SECONDS = 1;
/** The rate that holds is confirmed by an attempt this many times as long. */
const LONGER = 5;
/** Shorter attempts have too few backlog samples to judge steadiness. */
const ATTEMPT_SECONDS_MIN = 1;
/** The typical number of attempts in a search. */
const ATTEMPTS_USUAL = 22;

/**
 * Searches the highest Poisson rate of parents at which a bound holds, and prints it. Returns the
 * exit code. Throws an InputError if bound or flags do not fit a search.
 */
export async function findKnee(
  profile: LoadProfile,
  spec: FleetSpec,
  flags: FlagValues,
  terminal: Terminal,
): Promise<number> {
  const bound = readBound(flags);
  const lasts = readAttempt(spec, flags);
  const progress = new Progress(terminal);
  let tried = 0;
  let soFar = '';
  const fraction = (): number => Math.min(0.99, tried / ATTEMPTS_USUAL);
  const tryRate = async (perSecond: number, isLong: boolean): Promise<KneeAttempt | undefined> => {
    const arrivals = { kind: 'poisson' as const, perSecond };
    const onInterval = (): void =>
      progress.show(fraction(), `trying ${count(perSecond)} parents/s${soFar}`);
    onInterval();
    const durationSeconds = lasts.durationSeconds * (isLong ? LONGER : 1);
    const result = await runFleet(
      { ...spec, arrivals, ...lasts, durationSeconds },
      { signal: terminal.interrupted, onInterval },
    );
    if (terminal.interrupted.aborted) return undefined;
    const [outcome] = judgeThresholds([bound], measureLoad(result));
    return attemptOf(perSecond, result, outcome!);
  };
  const onAttempt = ({ perSecond, value, failed }: KneeAttempt, knee: Knee): void => {
    tried++;
    soFar = `; ${betweenText(knee)}`;
    const measured = showMetric(bound.metric, value, bound.bound);
    progress.step(
      fraction(),
      `${count(perSecond)} parents/s: ${bound.metric} ${measured}, ${failed ?? 'held'}${soFar}`,
    );
  };
  const knee = await searchKnee({ tryRate, onAttempt }).finally(() => progress.end());
  const interrupted = terminal.interrupted.aborted;
  const { servers, threads, venues, waiting } = planFleet(spec);
  const conditions = { ...readConditions(), servers, threads, venues, waiting };
  const answer = {
    version: 2,
    command: 'load',
    profile: profile.title,
    invocation: readInvocation(),
    metric: bound.metric,
    bound: bound.text,
    interrupted,
    ...knee,
    conditions,
  };
  const text = [
    wrap(`${profile.title}: the highest rate at which ${bound.text}`, 80),
    [...describeConditions(conditions), attemptText(spec, lasts)]
      .map((line) => wrap(line, 80))
      .join('\n'),
    attemptsTable(knee, bound),
    wrap(`${interrupted ? `Ended by ${interruptName(terminal)}. ` : ''}${kneeText(knee)}`, 80),
  ];
  const outputs = new Outputs();
  const out = textFlag(flags, 'out');
  if (out !== undefined && knee.attempts.length > 0)
    await outputs.attempt(() => writeKneeFolder(out, answer, knee, profile));
  terminal.answer(
    flags.json === true
      ? `${JSON.stringify(answer, null, 2)}\n`
      : `${text.filter((part) => part !== '').join('\n\n')}\n`,
  );
  const code = knee.heldPerSecond === null ? EXIT.BREACH : EXIT.GOOD;
  return outputs.end(interrupted ? EXIT.INTERRUPTED : code, terminal);
}

interface AttemptTimes {
  readonly warmupSeconds: number;
  readonly durationSeconds: number;
}

function readAttempt(spec: FleetSpec, flags: FlagValues): AttemptTimes {
  const warmupSeconds = durationFlag(flags, 'warmup', WARMUP.low, WARMUP.high) ?? WARMUP_SECONDS;
  const durationSeconds =
    durationFlag(flags, 'duration', DURATION.low, DURATION.high) ?? ATTEMPT_SECONDS;
  checkFleet({ ...spec, warmupSeconds, durationSeconds }, flags);
  if (durationSeconds < ATTEMPT_SECONDS_MIN)
    throw new InputError(
      `--duration ${durationSeconds} s: --find-knee needs ${ATTEMPT_SECONDS_MIN} s or more ` +
        'to tell whether a rate is steady',
    );
  return { warmupSeconds, durationSeconds };
}

function readBound(flags: FlagValues): Threshold {
  const bound = parseThreshold(textFlag(flags, 'find-knee')!, LOAD_METRICS);
  if (!bound.comparison.startsWith('<'))
    throw new InputError(
      `--find-knee '${bound.text}': must be an upper bound, such as response.p99.9<1ms, that ` +
        'a rate can be too high for',
    );
  return bound;
}

function attemptText(spec: FleetSpec, { warmupSeconds, durationSeconds }: AttemptTimes): string {
  const { servers, venues } = planFleet(spec);
  return (
    `${servers} servers, venues ${venues === 'thread' ? 'on a thread' : 'inline'}; ` +
    `Poisson arrivals; each attempt ${durationSeconds} s after ${warmupSeconds} s of warm-up, ` +
    `and ${LONGER * durationSeconds} s for the rate that holds; a breach is tried twice; a ` +
    `rate holds when the bound does, the load is steady, and ${100 * KEEPS_UP} % of the rate ` +
    'or more are taken and completed'
  );
}

function attemptsTable({ attempts }: Knee, bound: Threshold): string {
  if (attempts.length === 0) return '';
  const rows = [...attempts]
    .sort((a, b) => a.perSecond - b.perSecond)
    .map(({ perSecond, seconds, failed, limit, value, takenPerSecond, completedPerSecond }) => [
      count(perSecond),
      `${seconds.toFixed(0)} s`,
      count(takenPerSecond),
      count(completedPerSecond),
      showMetric(bound.metric, value, bound.bound),
      `${failed ?? 'held'}${failed === null || limit === null ? '' : `: ${LIMIT_NAMES[limit]}`}`,
    ]);
  return table(['parents/s', 'for', 'taken/s', 'done/s', bound.metric, ''], rows, [
    'right',
    'right',
    'right',
    'right',
    'right',
    'left',
  ]);
}

function betweenText({ heldPerSecond, breachedPerSecond }: Knee): string {
  if (breachedPerSecond === null)
    return heldPerSecond === null ? 'nothing known yet' : `above ${count(heldPerSecond)}`;
  return heldPerSecond === null
    ? `below ${count(breachedPerSecond)}`
    : `between ${count(heldPerSecond)} and ${count(breachedPerSecond)}`;
}

function kneeText({ heldPerSecond, breachedPerSecond, isConfirmed }: Knee): string {
  if (heldPerSecond === null) return 'No rate was found at which it holds.';
  const above =
    breachedPerSecond === null
      ? 'no higher one was found to breach it'
      : `it did not at ${count(breachedPerSecond)}`;
  const short = isConfirmed ? '' : ' It was not tried for longer.';
  return (
    `The highest rate at which it held: ${count(heldPerSecond)} parents a second; ` +
    `${above}.${short}`
  );
}
