import { InputError } from '../base/input-error.js';
import type { FixVersion } from '../fix/tables.js';
import { generateUniverse } from '../market/universe.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { judgeBothEnds } from '../oracle/verdicts.js';
import { count } from '../report/format.js';
import { measureTarget, TARGET_METRICS, type TargetOutcome } from '../report/target-metrics.js';
import { describeTargetLoad } from '../report/target-text.js';
import { judgeThresholds, parseThreshold, type Threshold } from '../report/thresholds.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { fleetOf, profileSchema } from '../scenarios/profile.js';
import { type LoadFrame, loadTarget } from '../target/load.js';
import { type LoadPhase, ORDERS_ALONE, parseMix, parsePhases } from '../target/phases.js';
import { planLoad } from '../target/plan.js';
import type { TargetSecond } from '../target/result.js';
import { describeTarget } from '../target/safety.js';
import { EXIT, type Flag, type FlagValues, listFlag, type Terminal, textFlag } from './command.js';
import { describeConditions, readConditions } from './conditions.js';
import { describeArrivals, durationFlag, readProfile } from './load-arrivals.js';
import { checkLoadFlags, isGiven } from './load-flags.js';
import { readMetricsPlace, withMetrics } from './metrics-server.js';
import { enlargeNursery } from './nursery.js';
import { checkPlaces, Outputs, placesOf, writeFolder, writeWhole } from './output.js';
import { readCommands } from './probe-commands.js';
import { Progress } from './progress.js';
import { refuseIdle } from './scenario-source.js';
import { endsOf, type PlannedFlow, readBothEnds, withVenue } from './target-ends.js';
import { readTarget, TARGET_ONLY } from './target-flags.js';
import { readTargetOrders, refuseIdleWithOrders } from './target-orders.js';
import {
  filesOfTarget,
  junitOfTarget,
  summariseTarget,
  type TargetHead,
} from './target-summary.js';
import { TARGET_VENUE_FLAGS } from './target-venue.js';
import { TargetWatch } from './target-watch.js';
import { FROM_ORDERS, readUniverse } from './universe-source.js';

/** `smars load --target`: a load on somebody's own gateway. */

/** The flags that only a load on a target has. */
export const TARGET_LOAD_FLAGS: Readonly<Record<string, Flag>> = {
  mix: {
    type: 'string',
    value: 'SHARES',
    about: 'with --target: per cent, such as order=70,cancel=20,replace=10',
  },
  phases: {
    type: 'string',
    value: 'LIST',
    about: 'with --target: one after the other, such as burst=500,pause=1s,cancel',
  },
  'kill-exec': {
    type: 'string',
    value: 'COMMAND',
    about: 'with --target: pulls the kill switch at each kill of --phases, in place of 35=q',
  },
  settle: {
    type: 'string',
    value: 'TIME',
    about: 'with --target: how long the last answers may take (default 2s)',
  },
  'target-stopped': {
    type: 'boolean',
    about: 'with --limits: the target was stopped before; whatever it lets through leaks',
  },
};

const NEEDS_TARGET = [
  ...TARGET_ONLY,
  ...Object.keys(TARGET_LOAD_FLAGS),
  ...Object.keys(TARGET_VENUE_FLAGS),
];

/** Flags of a load on emulated venues, which a load on a target has no use for. */
const FLEET_ONLY = [
  'max',
  'repeat',
  'find-knee',
  'warmup',
  'servers',
  'threads',
  'venues',
  'waiting',
  'batch',
  'lazy',
  'kill-at',
  'kill-scope',
  'kill-act',
  'kills',
  'abort-on-fail',
  'check',
  'record',
  'events',
  'repeat',
] as const;

/** Fields of a profile that only a fleet has: `--set` cannot change a load on a target by them. */
const FLEET_FIELDS = [
  ...Object.keys(profileSchema.shape).filter(
    (field) => !['name', 'seed', 'universe', 'arrivals', 'mix', 'durationSeconds'].includes(field),
  ),
  'mix.flaggedShare',
];

const SETTLE = { default: 2, low: 0.01, high: 60 } as const;

/** Throws an InputError for flags that need --target, when it is not given. */
export function refuseTargetFlags(flags: FlagValues): void {
  const idle = NEEDS_TARGET.find((name) => isGiven(flags, name));
  if (idle !== undefined) throw new InputError(`--${idle} goes with --target fix://HOST:PORT`);
}

/** Runs the load, writes its files and prints its outcome; returns the exit code. */
export async function runTargetLoad(
  flags: FlagValues,
  operands: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const idle = FLEET_ONLY.find((name) => isGiven(flags, name));
  if (idle !== undefined)
    throw new InputError(`--${idle} and --target: a load on a target has no use for it`);
  checkLoadFlags(flags);
  refuseIdle(flags, FLEET_FIELDS, 'a load on a target has no use for it');
  const door = readTarget(flags);
  const metrics = readMetricsPlace(flags);
  const hasOrders = isGiven(flags, 'orders');
  if (hasOrders) refuseIdleWithOrders(flags, operands);
  const listed = hasOrders && flags.universe === FROM_ORDERS ? undefined : readUniverse(flags);
  const profile = readProfile(operands[0], flags, undefined, listed);
  const thresholds = listFlag(flags, 'threshold').map((text) =>
    parseThreshold(text, TARGET_METRICS),
  );
  const phases = hasOrders ? [] : readPhases(profile, flags, door.settings.version);
  const settleSeconds = durationFlag(flags, 'settle', SETTLE.low, SETTLE.high) ?? SETTLE.default;
  const flow = hasOrders
    ? await readTargetOrders(flags, profile, door.settings, terminal)
    : planOf(profile, phases, door.settings.sessions.length);
  const ends = readBothEnds(flags, door.settings, flow, phases);
  checkTargetPlaces(flags, operands, terminal);
  enlargeNursery();
  const { plan } = flow;
  const { settings, place } = door;
  const target = describeTarget(place, settings);
  const progress = new Progress(terminal);
  const options = {
    plan,
    symbols: flow.stocks.map(({ symbol }) => symbol),
    accounts: flow.accounts,
    settleSeconds,
    pullKill: readCommands(flags, terminal).kill,
    signal: terminal.interrupted,
    onSecond: (second: TargetSecond) => showSecond(progress, second, plan.seconds),
    tell: (text: string) => terminal.tell(`${text}\n`),
  };
  const words = flow.words ?? describeFlow(profile, phases, flags);
  const head = { profile, target, flow: words, limits: ends?.limits };
  const watch = new TargetWatch(ends);
  return withMetrics(
    metrics,
    () => watch.families(),
    terminal,
    async () => {
      const result = await withVenue(ends, terminal, (followers) => {
        const messages = count(plan.actions.count);
        terminal.tell(`loads ${target}: ${messages} messages in ${plan.seconds.toFixed(1)} s\n`);
        const onBegin = (frame: LoadFrame): void => {
          watch.begin(frame);
          followers.onBegin?.(frame);
        };
        const all = { ...options, ...followers, onBegin };
        return loadTarget(door, all).finally(() => progress.end());
      });
      const judged = endsOf(ends, plan.actions.count, result.droppedNs);
      const outcome: TargetOutcome = { ...result, ends: judged };
      watch.end(outcome);
      return tellOutcome(outcome, { thresholds, watch, head, flags, terminal });
    },
  );
}

/** Refuses places that cannot be written before anything runs. */
function checkTargetPlaces(
  flags: FlagValues,
  operands: readonly string[],
  terminal: Terminal,
): void {
  const kinds = {
    universe: 'input',
    profile: 'input',
    limits: 'input',
    orders: 'input',
    'target-file': 'input',
    'target-ca': 'input',
    'venue-file': 'input',
    out: 'folder',
    junit: 'file',
  } as const;
  checkPlaces(placesOf(flags, kinds, operands), terminal);
}

/** The phases of the flags; without --phases one flow, as long as the load. */
function readPhases(
  profile: LoadProfile,
  flags: FlagValues,
  version: FixVersion,
): readonly LoadPhase[] {
  const mixText = textFlag(flags, 'mix');
  const text = textFlag(flags, 'phases');
  const mix = mixText === undefined ? ORDERS_ALONE : parseMix(mixText);
  if (text === undefined) return [{ kind: 'flow', seconds: profile.durationSeconds, mix }];
  if (isGiven(flags, 'duration'))
    throw new InputError('--duration and --phases: a flow of the phases has a time of its own');
  const phases = parsePhases(text, mix);
  const cancels = phases.some(({ kind }) => kind === 'kill') && !isGiven(flags, 'kill-exec');
  if (version === '4.2' && cancels)
    throw new InputError(`--phases '${text}': 'kill': FIX 4.2 has no mass cancel (35=q)`);
  const hasFlow = phases.some(({ kind }) => kind === 'flow');
  const idle = ['mix', 'rate'].find((name) => isGiven(flags, name));
  if (!hasFlow && idle !== undefined)
    throw new InputError(`--${idle} and --phases '${text}': there is no flow that would have it`);
  return phases;
}

function planOf(profile: LoadProfile, phases: readonly LoadPhase[], sessions: number): PlannedFlow {
  const { arrivals, mix, seed, universe } = profile;
  if (arrivals.kind === 'max' || arrivals.kind === 'live')
    throw new InputError(
      `profile ${profile.name}: its arrivals are a closed loop; give --rate N with --target`,
    );
  const stocks = generateUniverse(universe, seed).slice(mix.firstPlace, mix.endPlace);
  const near = stocks.map(({ symbol, openTicks }) => ({ symbol, referenceTicks: openTicks }));
  const plan = planLoad({ phases, arrivals, stocks: near, sizes: mix.sizes, sessions, seed });
  return { plan, stocks };
}

/** What is sent, in words. */
function describeFlow(
  profile: LoadProfile,
  phases: readonly LoadPhase[],
  flags: FlagValues,
): string {
  const text = textFlag(flags, 'phases') ?? `flow=${profile.durationSeconds}s`;
  const hasFlow = phases.some(({ kind }) => kind === 'flow');
  const rate = describeArrivals(fleetOf(profile)).replace('parents', 'messages');
  const mix = textFlag(flags, 'mix') ?? 'orders alone';
  return (
    `flow: ${text}${hasFlow ? `; ${rate}; ${mix}` : ''}; stocks and sizes of profile ` +
    `${profile.name}; seed ${profile.seed}`
  );
}

function showSecond(progress: Progress, second: TargetSecond, seconds: number): void {
  const { atSeconds, asked, left, answered, refused, p99Ns } = second;
  progress.show(
    seconds === 0 ? 1 : Math.min(1, atSeconds / seconds),
    [
      `${count(asked)} asked`,
      `${count(left)} left`,
      `${count(answered)} answered`,
      `${count(refused)} refused`,
      `response p99 ${p99Ns === 0 ? 'not measured' : formatLatency(p99Ns)}`,
    ].join('  '),
  );
}

interface Told {
  readonly thresholds: readonly Threshold[];
  readonly watch: TargetWatch;
  readonly head: TargetHead;
  readonly flags: FlagValues;
  readonly terminal: Terminal;
}

async function tellOutcome(
  result: TargetOutcome,
  { thresholds: bounds, watch, head, flags, terminal }: Told,
): Promise<number> {
  const thresholds = judgeThresholds(bounds, measureTarget(result));
  const conditions = readConditions();
  const out = textFlag(flags, 'out');
  const junit = textFlag(flags, 'junit');
  const { ends } = result;
  const verdicts = [...result.verdicts, ...(ends === undefined ? [] : judgeBothEnds(ends))];
  const summary = summariseTarget(result, verdicts, thresholds, head, conditions);
  const outputs = new Outputs();
  if (out !== undefined)
    await outputs.attempt(async () =>
      writeFolder(out, await filesOfTarget(out, result, summary, watch.families())),
    );
  if (junit !== undefined)
    await outputs.attempt(() =>
      writeWhole(junit, '--junit', junitOfTarget(result.seconds, verdicts, thresholds)),
    );
  const { target, flow, limits } = head;
  const lines = describeConditions(conditions);
  const story = { target, flow, limits, verdicts, conditions: lines, thresholds };
  terminal.answer(
    flags.json === true
      ? `${JSON.stringify(summary, null, 2)}\n`
      : describeTargetLoad(story, result),
  );
  const isGood = verdicts.every(({ isGood }) => isGood) && thresholds.every(({ held }) => held);
  const code = isGood ? EXIT.GOOD : EXIT.BREACH;
  return outputs.end(terminal.interrupted.aborted ? EXIT.INTERRUPTED : code, terminal);
}
