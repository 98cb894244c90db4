import type { FleetResult, RecordedResult } from '../fleet/result.js';
import type { FleetSpec } from '../fleet/spec.js';
import { describeEvents } from '../report/events-text.js';
import { RUNS_MAX } from '../report/html/runs.js';
import { type LimitsInForce, tellLimits } from '../report/limits-text.js';
import { FleetExposition } from '../report/load-exposition.js';
import { LOAD_METRICS, measureLoad } from '../report/load-metrics.js';
import { describeLoad } from '../report/load-text.js';
import { judgeThresholds, parseThreshold, type Threshold } from '../report/thresholds.js';
import { loadChecks } from '../risk/gate/custom-checks.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import type { StopAct } from '../risk/stops/acts.js';
import { fleetOf, type LoadProfile } from '../scenarios/profile.js';
import { CHECK_FLAG, checkModules } from './check-modules.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  integerFlag,
  listFlag,
  type Terminal,
  textFlag,
} from './command.js';
import { describeConditions, readConditions } from './conditions.js';
import type { EventCapture } from './event-capture.js';
import { readEventFormat } from './event-formats.js';
import { findKnee } from './knee.js';
import { LIMITS_FLAG, limitsInForce, readLimits } from './limits-source.js';
import {
  choiceFlag,
  DURATION,
  describeArrivals,
  durationFlag,
  numberFlag,
  readProfile,
  replayArrivals,
  WARMUP,
} from './load-arrivals.js';
import { captureLoad } from './load-capture.js';
import { checkBesideProfile, checkFleet, checkLoadFlags } from './load-flags.js';
import { readFlow, refuseSeveralDays } from './load-flow.js';
import { LoadFolder } from './load-folder.js';
import { repeatLoad } from './load-repeat.js';
import { junitOf, summariseLoad } from './load-summary.js';
import { METRICS_FLAGS, readMetricsPlace, withMetrics } from './metrics-server.js';
import { enlargeNursery } from './nursery.js';
import { checkPlaces, Outputs, placesOf, writeWhole } from './output.js';
import { RECORDS_MAX, writeRecordFile } from './record-file.js';
import { refuseIdle } from './scenario-source.js';
import { parseScope } from './scope-text.js';
import { TARGET_FLAGS } from './target-flags.js';
import { refuseTargetFlags, runTargetLoad, TARGET_LOAD_FLAGS } from './target-load.js';
import { TARGET_VENUE_FLAGS } from './target-venue.js';
import { readUniverse, UNIVERSE_FLAG } from './universe-source.js';
import { readVersion } from './version.js';
import { runWatched } from './watched-load.js';

const STOP_ACTS = ['kill', 'halt', 'reduce'] as const satisfies readonly StopAct[];
/** Trading time between two kills of --kills. */
const KILL_TRADE_MS = 5;

export const LOAD: Command = {
  name: 'load',
  about:
    'Runs servers on worker threads against emulated venues, on the wall clock, and measures ' +
    'latency from the intended time of each order.',
  operands: '[PROFILE | FILE.json]',
  operandsMax: 1,
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      about: 'the load profile, a built-in one or a file (default normal-day; see smars list)',
    },
    rate: {
      type: 'string',
      value: 'N',
      about: 'open loop: so many parents a second (Poisson), e.g. 20k',
    },
    max: {
      type: 'boolean',
      about:
        'closed loop, as much as the servers take; a profile that saturates by itself keeps ' +
        'its arrivals',
    },
    'find-knee': {
      type: 'string',
      value: 'BOUND',
      about: "search the highest rate at which e.g. 'response.p99.9<1ms' holds",
    },
    orders: {
      type: 'string',
      value: 'FILE',
      about: 'open loop: the orders of a CSV or NDJSON file; with --target, of a FIX log too',
    },
    speed: {
      type: 'string',
      value: 'X',
      about: 'with --orders: so many times as fast as they were (default 1)',
    },
    duration: { type: 'string', value: 'TIME', about: 'measured time, e.g. 30s' },
    warmup: { type: 'string', value: 'TIME', about: 'time before that, which is not counted' },
    servers: { type: 'string', value: 'N', about: 'emulated servers, 1 to 64' },
    threads: {
      type: 'string',
      value: 'N',
      about:
        'threads that host them (default: the cores, less one for the main thread and one for ' +
        'the venues)',
    },
    venues: {
      type: 'string',
      value: 'WHERE',
      about: 'thread, inline with the servers, or auto: a thread if there is a core for it',
    },
    waiting: { type: 'string', value: 'HOW', about: 'spin, back-off, block, or auto' },
    batch: { type: 'string', value: 'N', about: 'most children of one turn' },
    lazy: {
      type: 'string',
      value: 'N',
      about: 'the venues wait for N children or 50 µs; 1 is eager',
    },
    seed: { type: 'string', value: 'N', about: 'seed of universe and flow' },
    set: {
      type: 'string',
      value: 'PATH=VALUE',
      multiple: true,
      about: 'change one field of the profile',
    },
    'kill-at': {
      type: 'string',
      value: 'TIME',
      about: 'press the kill switch so long after the start, warm-up included',
    },
    'kill-scope': {
      type: 'string',
      value: 'SCOPE',
      about: 'firm, server:8, symbol:GT, account:A, behaviour:power-peg, flag:0, parent:17',
    },
    'kill-act': {
      type: 'string',
      value: 'ACT',
      about: 'kill (the default), halt, or reduce: only orders pass that reduce a position',
    },
    kills: { type: 'string', value: 'N', about: 'kill and re-arm N times, for a distribution' },
    threshold: {
      type: 'string',
      value: 'BOUND',
      multiple: true,
      about: "e.g. 'decision.p99.9<50us', 'rejected.rate<1%', 'throughput>5M'",
    },
    'abort-on-fail': {
      type: 'boolean',
      about: 'end the run when an interval breaches a threshold',
    },
    junit: { type: 'string', value: 'FILE', about: 'the thresholds as a JUnit file' },
    limits: LIMITS_FLAG,
    universe: UNIVERSE_FLAG,
    check: CHECK_FLAG,
    repeat: {
      type: 'string',
      value: 'N',
      about: `so many loads one after the other, 2 to ${RUNS_MAX}, for smars compare`,
    },
    record: { type: 'string', value: 'FILE', about: 'keep each server’s inputs, for smars replay' },
    events: {
      type: 'string',
      value: 'FORMAT',
      about: 'with --out: every child and fill as arrow, ndjson, csv or parquet',
    },
    out: {
      type: 'string',
      value: 'DIR',
      about:
        'leave report.html, summary.json, profile.json, timeline.csv, metrics.prom and latency ' +
        'files in a new folder; with --repeat, runs.json and a folder for each load; with ' +
        '--find-knee, knee.json and knee.csv',
    },
    ...METRICS_FLAGS,
    ...TARGET_FLAGS,
    ...TARGET_LOAD_FLAGS,
    ...TARGET_VENUE_FLAGS,
    json: { type: 'boolean', about: 'the result as JSON' },
  },
  examples: [
    'smars load --profile runaway --max --duration 30s',
    "smars load --rate 50k --threshold 'roundTrip.p99<100us'",
    'smars load --profile runaway --max --kill-at 5s --kill-scope server:8',
    'smars load --rate 20k --repeat 5 --out runs/before',
    "smars load --find-knee 'response.p99.9<1ms' --out runs/knee",
    'smars load --rate 20k --out runs/load --events arrow',
    'smars load --limits limits.json --orders my-orders.csv',
    'smars load --target fix://127.0.0.1:9876 --rate 5k --mix order=70,cancel=20,replace=10',
  ],

  async run(flags, operands, terminal) {
    if (flags.target !== undefined) return runTargetLoad(flags, operands, terminal);
    refuseTargetFlags(flags);
    checkLoadFlags(flags);
    const metrics = readMetricsPlace(flags);
    const file = readLimits(flags);
    const profile = readProfile(operands[0], flags, file, readUniverse(flags));
    const limits = limitsInForce(profile.risk, file);
    const times = integerFlag(flags, 'repeat', 2, RUNS_MAX);
    const thresholds = listFlag(flags, 'threshold').map((text) =>
      parseThreshold(text, LOAD_METRICS),
    );
    checkBesideProfile(flags, profile, thresholds);
    const spec = await completeSpec(profile, flags, terminal);
    if (flags['find-knee'] === undefined) checkFleet(spec, flags);
    enlargeNursery();
    const files = openFiles(flags, operands, terminal);
    if (flags['find-knee'] !== undefined) return findKnee(profile, spec, flags, terminal);
    if (times !== undefined)
      return repeatLoad(profile, spec, times, { flags, limits, thresholds, terminal });
    const format = await readEventFormat(textFlag(flags, 'events'));
    const capture =
      format === undefined
        ? undefined
        : await captureLoad(profile, spec, { out: textFlag(flags, 'out')!, format });
    const exposition = new FleetExposition({ version: readVersion(), command: 'load' });
    const run = { flags, limits, thresholds, files, exposition, capture, terminal };
    const families = () => exposition.families();
    try {
      return await withMetrics(metrics, families, terminal, () => runAndTell(profile, spec, run));
    } finally {
      await capture?.close();
    }
  },
};

interface LoadRun {
  readonly flags: FlagValues;
  readonly limits: LimitsInForce;
  readonly thresholds: readonly Threshold[];
  readonly files: LoadFiles;
  readonly exposition: FleetExposition;
  readonly capture: EventCapture | undefined;
  readonly terminal: Terminal;
}

/** Runs the load, writes its files and prints its outcome; returns the exit code. */
async function runAndTell(
  profile: LoadProfile,
  spec: FleetSpec,
  { flags, limits, thresholds, files, exposition, capture, terminal }: LoadRun,
): Promise<number> {
  const watched = capture === undefined ? spec : { ...spec, otherThreads: 1 };
  const { result, ended, breached } = await runWatched(watched, {
    thresholds,
    abortOnFail: flags['abort-on-fail'] === true,
    folder: files.folder,
    exposition,
    capture,
    terminal,
  });
  const outputs = new Outputs();
  const written =
    capture && (await outputs.attempt(() => capture.finish((result as RecordedResult).ended!)));
  // A breach that ended the load stays a breach, even if the whole load kept the threshold.
  const outcomes = judgeThresholds(thresholds, measureLoad(result)).map((outcome) =>
    ended === 'breached' && outcome.threshold === breached?.threshold && outcome.held
      ? breached
      : outcome,
  );
  const conditions = readConditions();
  const arrivals = describeArrivals(spec);
  const summary = {
    ...summariseLoad(profile, result, outcomes, conditions, arrivals),
    limits,
    ...(spec.arrivals.kind === 'replay' && { ordersDate: spec.arrivals.flow.date ?? null }),
    ...(written && { events: written.report }),
  };
  const { folder, junit, record } = files;
  // A folder without the requested events is incomplete, so it is not written.
  if (capture === undefined || written !== undefined)
    await outputs.attempt(() =>
      folder?.finish(summary, profile, result, {
        moved: written?.files ?? [],
        metrics: exposition.families(),
      }),
    );
  if (junit !== undefined)
    await outputs.attempt(() =>
      writeWhole(junit, '--junit', junitOf(profile, [{ outcomes, result }])),
    );
  if (record !== undefined)
    await outputs.attempt(() => writeRecordFile(record, (result as RecordedResult).journals));
  const story = {
    title: profile.title,
    description: profile.description,
    conditions: [...describeConditions(conditions), `limits ${tellLimits(limits, 'the profile')}`],
    arrivals,
    thresholds: outcomes,
    isWhole: result.endedBy === 'duration',
    screen: terminal.screen,
  };
  const events = written === undefined ? '' : `\n${describeEvents(written.report)}\n`;
  terminal.answer(
    flags.json === true
      ? `${JSON.stringify(summary, null, 2)}\n`
      : `${describeLoad(story, result)}${events}`,
  );
  tellMissedKills(spec, result, terminal);
  const code = outcomes.every(({ held }) => held) ? EXIT.GOOD : EXIT.BREACH;
  return outputs.end(ended === 'interrupted' ? EXIT.INTERRUPTED : code, terminal);
}

/** Says when time ran out before all requested kills. */
function tellMissedKills(
  { killCycles }: FleetSpec,
  { kills }: FleetResult,
  terminal: Terminal,
): void {
  const made = kills.filter(({ engaged }) => engaged).length;
  if (killCycles !== undefined && made < killCycles.count)
    terminal.tell(
      `--kills ${killCycles.count}: the measured time was over after ${made}; ` +
        'a longer --duration has more\n',
    );
}

/** The profile's fleet with the options that only flags have: recorded orders, kills, a journal. */
async function completeSpec(
  profile: LoadProfile,
  flags: FlagValues,
  terminal: Terminal,
): Promise<FleetSpec> {
  const checks = checkModules(flags);
  await loadChecks(checks);
  const base = fleetOf(profile);
  const scopeText = textFlag(flags, 'kill-scope');
  const killAt = durationFlag(flags, 'kill-at', 0, DURATION.high + WARMUP.high);
  const kills = integerFlag(flags, 'kills', 1, 3000);
  const scope = parseScope(scopeText ?? 'firm', profile, '--kill-scope');
  const act = choiceFlag(flags, 'kill-act', STOP_ACTS);
  const path = textFlag(flags, 'orders');
  refuseSeveralDays(path);
  const speed = numberFlag(flags, 'speed', 0.001, 1e6);
  const limited = limitedAccounts(profile.risk);
  if (path !== undefined) refuseIdle(flags, ['arrivals', 'mix']);
  return {
    ...base,
    ...(checks.length === 0 ? {} : { checks }),
    ...(killAt === undefined
      ? {}
      : { kills: [...(base.kills ?? []), { atSeconds: killAt, scope, act }] }),
    ...(kills === undefined
      ? {}
      : { killCycles: { count: kills, scope, act, tradeMs: KILL_TRADE_MS } }),
    ...(flags.record === undefined ? {} : { record: { recordsMax: RECORDS_MAX } }),
    ...(path === undefined
      ? {}
      : { arrivals: replayArrivals(await readFlow(path, profile, limited, terminal), speed ?? 1) }),
  };
}

interface LoadFiles {
  readonly folder: LoadFolder | undefined;
  readonly junit: string | undefined;
  readonly record: string | undefined;
}

/** Refuses places that cannot be written before anything runs. */
function openFiles(flags: FlagValues, operands: readonly string[], terminal: Terminal): LoadFiles {
  const out = textFlag(flags, 'out');
  const junit = textFlag(flags, 'junit');
  const record = textFlag(flags, 'record');
  const kinds = {
    limits: 'input',
    universe: 'input',
    orders: 'input',
    check: 'input',
    profile: 'input',
    out: 'folder',
    junit: 'file',
    record: 'file',
  } as const;
  checkPlaces(placesOf(flags, kinds, operands), terminal);
  return { folder: out === undefined ? undefined : new LoadFolder(out), junit, record };
}
