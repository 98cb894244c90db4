import { InputError } from '../base/input-error.js';
import type { Scan } from '../fix/scan.js';
import type { Bench } from '../probe/bench.js';
import type { Exam } from '../probe/exam.js';
import { LivePort } from '../probe/live-port.js';
import { type ProbePlan, planProbe } from '../probe/plan.js';
import type { Sight } from '../probe/port.js';
import { estimateProbe, type ProbeFindings, runProbe } from '../probe/probe.js';
import { count, wrap } from '../report/format.js';
import { tellLimits } from '../report/limits-text.js';
import { describeProbe } from '../report/probe-text.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import type { TargetDoor } from '../target/client.js';
import { describeTarget } from '../target/safety.js';
import type { VenueArrival, VenueReport } from '../venue/ledger.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  listFlag,
  type Terminal,
  textFlag,
} from './command.js';
import { LIMITS_FLAG, limitsInForce, readLimits } from './limits-source.js';
import { durationFlag } from './load-arrivals.js';
import { checkPlaces, Outputs, placesOf, writeFolder, writeWhole } from './output.js';
import { readBench } from './probe-bench.js';
import { readCommands } from './probe-commands.js';
import { junitOfProbe, summariseProbe } from './probe-summary.js';
import { Progress } from './progress.js';
import { readTarget, TARGET_FLAGS } from './target-flags.js';
import {
  type Floor,
  openFloor,
  readCorrelate,
  readFloor,
  TARGET_VENUE_FLAGS,
  waitForTarget,
} from './target-venue.js';

const MAX_TIME = { default: 600, low: 1, high: 3600 } as const;
const ANSWER = { default: 2, low: 0.05, high: 60 } as const;
/** After a refusal an order may still come to the venue for so long. */
const GRACE_MS = 50;

export const PROBE: Command = {
  name: 'probe',
  about:
    'Examines the risk checks of your own gateway over FIX: for each check of a limits file the ' +
    'most that it allows and one more, sums, rates, duplicates and kills. It begins gently, and ' +
    'stops at the first sign that the target is no test system.',
  operands: '',
  operandsMax: 0,
  flags: {
    ...TARGET_FLAGS,
    ...TARGET_VENUE_FLAGS,
    executes: {
      type: 'boolean',
      about:
        'the target executes on emulated venues of its own, such as smars gateway: orders are ' +
        'immediate, and one is let through when it is executed',
    },
    limits: { ...LIMITS_FLAG, about: 'the limits that the target is to keep (see smars limits)' },
    symbol: {
      type: 'string',
      value: 'NAME=PRICE',
      multiple: true,
      about: 'a stock that the target trades, such as GT=20 or GT=19.99/20.01',
    },
    universe: {
      type: 'string',
      value: 'FILE',
      about: 'stocks from a CSV or NDJSON file (default: those of the load profiles)',
    },
    only: { type: 'string', value: 'CHECK', multiple: true, about: 'examine this check' },
    skip: { type: 'string', value: 'CHECK', multiple: true, about: 'leave this check out' },
    rate: {
      type: 'string',
      value: 'N',
      about: 'orders a second where time does not matter (default 50, half of a lower limit)',
    },
    'max-orders': { type: 'string', value: 'N', about: 'orders at most (default 5,000)' },
    'max-time': { type: 'string', value: 'TIME', about: 'ends after so long (default 10m)' },
    answer: {
      type: 'string',
      value: 'TIME',
      about: 'how long an answer or an arrival may take (default 2s)',
    },
    'kill-exec': { type: 'string', value: 'COMMAND', about: 'pulls the kill switch of the target' },
    'rearm-exec': { type: 'string', value: 'COMMAND', about: 'lets it trade again' },
    'restart-exec': {
      type: 'string',
      value: 'COMMAND',
      about: 'with --kill-exec: restarts the target, which must stay stopped',
    },
    out: {
      type: 'string',
      value: 'DIR',
      about: 'leave probe.html, probe.json and junit.xml in a new folder',
    },
    junit: { type: 'string', value: 'FILE', about: 'write the exams as a JUnit file' },
    json: { type: 'boolean', about: 'the findings as JSON' },
  },
  examples: [
    'smars probe --target fix://127.0.0.1:9876 --limits limits.json --venue :9877',
    'smars probe --target fix://127.0.0.1:9876 --limits limits.json --only max-quantity',
    'smars probe --target fix://10.1.2.3:9876 --target-is-mine 10.1.2.3 --limits limits.json ' +
      '--symbol GT=20 --skip mass-cancel --out runs/probe',
  ],

  async run(flags, _operands, terminal) {
    if (flags.target === undefined)
      throw new InputError('smars probe: --target fix://HOST:PORT is missing');
    const door = readTarget(flags);
    const file = readLimits(flags);
    if (file === undefined) throw new InputError('smars probe: --limits FILE is missing');
    const bench = readBench(flags, file, door.settings);
    const plan = planProbe(bench, { only: listFlag(flags, 'only'), skip: listFlag(flags, 'skip') });
    const kinds = {
      limits: 'input',
      universe: 'input',
      'target-file': 'input',
      'target-ca': 'input',
      'venue-file': 'input',
      out: 'folder',
      junit: 'file',
    } as const;
    checkPlaces(placesOf(flags, kinds), terminal);
    refuseIdleFlags(flags);
    const floor = readFloor(flags, 'probe');
    const findings = await examine({ flags, terminal, door, bench, plan, floor });
    return answer(flags, terminal, { door, file, findings, sight: bench.sight });
  },
};

interface Setup {
  readonly flags: FlagValues;
  readonly terminal: Terminal;
  readonly door: TargetDoor;
  readonly bench: Bench;
  readonly plan: ProbePlan;
  readonly floor: Floor | undefined;
}

function refuseIdleFlags(flags: FlagValues): void {
  if (flags['restart-exec'] !== undefined && flags['kill-exec'] === undefined)
    throw new InputError('--restart-exec goes with --kill-exec COMMAND');
}

/** How long a probe waits. */
function readPatience(flags: FlagValues) {
  return {
    answerSeconds: durationFlag(flags, 'answer', ANSWER.low, ANSWER.high) ?? ANSWER.default,
    secondsMax: durationFlag(flags, 'max-time', MAX_TIME.low, MAX_TIME.high) ?? MAX_TIME.default,
  };
}

/** Starts the venue, logs on, and carries out the plan. */
async function examine(setup: Setup): Promise<ProbeFindings> {
  const { flags, terminal, door, bench, plan, floor } = setup;
  const { answerSeconds, secondsMax } = readPatience(flags);
  const correlate = readCorrelate(flags);
  const ending = new AbortController();
  const held: { port?: LivePort } = {};
  const ear = {
    arrived: (arrival: VenueArrival, scan: Scan): void => held.port?.arrived(arrival, scan),
    reported: (report: VenueReport): void => held.port?.reported(report),
  };
  const venue = floor && (await openFloor(floor, ear, ending.signal, terminal));
  try {
    const commands = readCommands(flags, terminal);
    tellPlan(setup);
    if (venue !== undefined) await waitForTarget(venue, floor!.waitSeconds, terminal);
    held.port = await LivePort.open({ door, sight: bench.sight, commands, correlate });
    const progress = showExams(estimateProbe(plan).seconds, terminal);
    return await runProbe({
      bench,
      plan,
      port: held.port,
      patience: { answerMs: answerSeconds * 1000, graceMs: GRACE_MS, perSecond: bench.perSecond },
      ordersMax: bench.ordersMax,
      secondsMax,
      canRearm: commands.rearm !== undefined,
      signal: terminal.interrupted,
      onExam: progress.begin,
    }).finally(progress.end);
  } finally {
    await held.port?.close();
    ending.abort();
    await venue?.ended;
  }
}

const SHOW_MS = 200;

/** Shows which exam is under way, and how much of the estimate is over. */
function showExams(
  total: number,
  terminal: Terminal,
): { begin(exam: Exam, done: number): void; end(): void } {
  const progress = new Progress(terminal);
  let now: { exam: Exam; done: number; beganMs: number } | undefined;
  const timer = setInterval(() => {
    if (now === undefined) return;
    const { exam, done, beganMs } = now;
    const passed = Math.min(exam.seconds, (performance.now() - beganMs) / 1000);
    progress.show(Math.min(1, (done + passed) / total), `${exam.check}, ${exam.title}`);
  }, SHOW_MS);
  return {
    begin: (exam, done) => {
      now = { exam, done, beganMs: performance.now() };
    },
    end: () => {
      clearInterval(timer);
      progress.end();
    },
  };
}

/** Says whom it will probe, with what, and for how long, before it does. */
function tellPlan({ terminal, door, plan }: Setup): void {
  const { seconds, orders } = estimateProbe(plan);
  const target = describeTarget(door.place, door.settings);
  const exams = plan.parts.filter((part) => 'steps' in part).length;
  const text =
    `probes ${target}: ${exams} exams, up to ${count(orders)} orders, in some ` +
    `${Math.ceil(seconds)} s`;
  terminal.tell(`${wrap(text, 80)}\n`);
}

interface Outcome {
  readonly door: TargetDoor;
  readonly file: LimitsFile;
  readonly findings: ProbeFindings;
  readonly sight: Sight;
}

/** Writes the files and prints the findings; returns the exit code. */
async function answer(
  flags: FlagValues,
  terminal: Terminal,
  { door, file, findings, sight }: Outcome,
): Promise<number> {
  const target = describeTarget(door.place, door.settings);
  const limits = limitsInForce(file.limits, file);
  const head = { target, limits: tellLimits(limits, file.source), sight };
  const summary = summariseProbe(head, limits, findings);
  const outputs = new Outputs();
  const out = textFlag(flags, 'out');
  const junit = textFlag(flags, 'junit');
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  if (out !== undefined)
    await outputs.attempt(async () => {
      const { renderProbePage } = await import('./report-page.js');
      const { invocation } = summary;
      writeFolder(out, [
        ['probe.json', json],
        ['junit.xml', junitOfProbe(findings)],
        ['probe.html', renderProbePage({ head, findings, invocation })],
      ]);
    });
  if (junit !== undefined)
    await outputs.attempt(() => writeWhole(junit, '--junit', junitOfProbe(findings)));
  terminal.answer(flags.json === true ? json : describeProbe(head, findings));
  const { pass, hole, 'too tight': tight } = summary.verdicts;
  const isGood = hole === 0 && tight === 0 && pass > 0 && findings.stopped === undefined;
  const code = isGood ? EXIT.GOOD : EXIT.BREACH;
  return outputs.end(terminal.interrupted.aborted ? EXIT.INTERRUPTED : code, terminal);
}
