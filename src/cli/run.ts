import { setImmediate } from 'node:timers/promises';
import { InputError } from '../base/input-error.js';
import { dollars, formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import { describeEvents } from '../report/events-text.js';
import { count, usd, wrap } from '../report/format.js';
import { type LimitsInForce, tellLimits } from '../report/limits-text.js';
import { describeOwnChecks } from '../report/own-checks.js';
import { describeRun } from '../report/run-text.js';
import { drawTimeline } from '../report/timeline-picture.js';
import { loadChecks } from '../risk/gate/custom-checks.js';
import { applySettings } from '../scenarios/parse.js';
import type { Scenario } from '../scenarios/schema.js';
import { createDay } from '../session/day/create.js';
import type { Day } from '../session/day/day.js';
import { dayOrders } from '../session/result/orders.js';
import { type PathRecorder, readPaths, recordPaths, samplePaths } from '../session/result/paths.js';
import { dayFindings, summariseDay } from '../session/result/result.js';
import { stockPrices } from '../session/result/stocks.js';
import { advanceDay } from '../session/session.js';
import { CHECK_FLAG, checkModules } from './check-modules.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  integerFlag,
  interruptName,
  type Terminal,
  textFlag,
} from './command.js';
import { readConditions, readInvocation } from './conditions.js';
import { captureDay } from './day-capture.js';
import { DAY_FLAGS, type DayRunner, readDayRunner } from './day-flags.js';
import type { EventCapture, RunEnd } from './event-capture.js';
import { readEventFormat } from './event-formats.js';
import { LIMITS_FLAG, limitsInForce, readLimits } from './limits-source.js';
import { checkPlaces, Outputs, placesOf } from './output.js';
import { ORDERS_FLAGS, readOwnWorld } from './own-world.js';
import { Progress } from './progress.js';
import { writeRunFolder } from './run-folder.js';
import { SCENARIO_FLAGS } from './scenario-source.js';
import { UNIVERSE_FLAG } from './universe-source.js';

/** Most seeds of one command: a night's work of two cores. */
const SEEDS_MAX = 10_000;

/** For first-time users: what the command did, and what to do next. */
function nextSteps(operand: string | undefined, flags: FlagValues): string {
  const again = [
    'smars whatif',
    ...(operand === undefined ? [] : [/^[\w./-]+$/.test(operand) ? operand : 'FILE']),
    '--short',
  ].join(' ');
  const page = flags.out === undefined ? ' --out DIR leaves charts and tables as a page.' : '';
  const did = 'smars has run a trading firm’s servers through this day, order by order.';
  const next = `Next: ${again} runs it again with each control; smars list has other days.`;
  return `\n${wrap(`${did} ${next}${page}`, 80)}\n`;
}

/** Days of one seed run here, so that these go with several. */
const seedFlags = Object.fromEntries(
  Object.entries(DAY_FLAGS).map(([name, flag]) => [
    name,
    { ...flag, about: `with --seeds: ${flag.about}` },
  ]),
);

export const RUN: Command = {
  name: 'run',
  about:
    'Simulates a day on eight servers and prints what came of it, ' +
    'beside the SEC’s figures where the scenario has them.',
  operands: '[SCENARIO | FILE.json]',
  operandsMax: 1,
  flags: {
    ...SCENARIO_FLAGS,
    ...ORDERS_FLAGS,
    explain: {
      type: 'boolean',
      about: 'put every order that does not pass at once to all checks, and tell what they found',
    },
    limits: LIMITS_FLAG,
    universe: UNIVERSE_FLAG,
    check: CHECK_FLAG,
    seeds: {
      type: 'string',
      value: 'N',
      about: 'N seeds from the scenario’s on, over the cores: the median and range of each figure',
    },
    threads: {
      type: 'string',
      value: 'N',
      about: 'with --seeds: worker threads (default: one a core)',
    },
    ...seedFlags,
    json: { type: 'boolean', about: 'the result as JSON' },
    out: {
      type: 'string',
      value: 'DIR',
      about:
        'leave report.html, summary.json, scenario.json, timeline.csv and paths.json ' +
        'in a new folder',
    },
    events: {
      type: 'string',
      value: 'FORMAT',
      about: 'with --out: every child, fill and event as arrow, ndjson, csv or parquet',
    },
  },
  examples: [
    'smars run',
    'smars run clean-rollout --json',
    'smars run --seeds 20',
    'smars run knight-2012 --set risk.parentQuantity.mode=enforce',
    'smars run --explain --set risk.position.mode=enforce --set risk.advShare.mode=warn',
    'smars run --orders my-orders.csv --limits limits.json --out runs/mine',
    'smars run --out runs/knight --events parquet',
  ],

  async run(flags, operands, terminal) {
    const file = readLimits(flags);
    const { out, seeds, runner } = readRunFlags(flags, terminal);
    const format = await readEventFormat(textFlag(flags, 'events'));
    if (out === undefined && format !== undefined)
      throw new InputError('--events goes with --out DIR');
    const kinds = {
      limits: 'input',
      universe: 'input',
      orders: 'input',
      check: 'input',
      out: 'folder',
    } as const;
    const { out: folder, ...inputs } = kinds;
    checkPlaces(placesOf(flags, runner.shard === undefined ? kinds : inputs, operands), terminal);
    const { scenario: named, days } = await readOwnWorld(operands[0], flags, file, terminal);
    const scenario = flags.explain === true ? applySettings(named, ['risk.explain=true']) : named;
    const limits = limitsInForce(scenario.risk, file);
    const modules = checkModules(flags);
    const checks = await loadChecks(modules);
    if (seeds !== undefined || days.length > 1) {
      if (out !== undefined && runner.shard === undefined)
        throw new InputError(`--orders of ${days.length} days and --out: a folder holds one run`);
      const json = flags.json === true;
      return (await import('./run-seeds.js')).runSeeds(
        { scenario, days, checks: modules, limits, seeds: seeds ?? 1, runner, json },
        terminal,
      );
    }
    const day = createDay(scenario, scenario.seed, days[0]?.orders, checks);
    const capture =
      format === undefined ? undefined : await captureDay(day, scenario, { out: out!, format });
    try {
      return await runAndTell(day, { scenario, flags, limits, out, capture, operands }, terminal);
    } finally {
      await capture?.close();
    }
  },
};

function readRunFlags(
  flags: FlagValues,
  terminal: Terminal,
): {
  readonly out: string | undefined;
  readonly seeds: number | undefined;
  readonly runner: DayRunner;
} {
  const out = textFlag(flags, 'out');
  const seeds = integerFlag(flags, 'seeds', 1, SEEDS_MAX);
  const idle = ['threads', ...Object.keys(DAY_FLAGS)].find((flag) => flags[flag] !== undefined);
  if (seeds === undefined && idle !== undefined)
    throw new InputError(`--${idle} goes with --seeds N`);
  if (seeds !== undefined && flags.events !== undefined)
    throw new InputError('--seeds and --events: give one of them; event files are of one run');
  const runner = readDayRunner('run', flags, ['json'], terminal);
  if (seeds !== undefined && out !== undefined && runner.shard === undefined)
    throw new InputError('--seeds and --out: give one of them; a folder holds one run');
  return { out, seeds, runner };
}

interface DayRun {
  readonly scenario: Scenario;
  readonly flags: FlagValues;
  readonly limits: LimitsInForce;
  readonly out: string | undefined;
  readonly capture: EventCapture | undefined;
  readonly operands: readonly string[];
}

/** Runs the day, writes its folder and prints its outcome; returns the exit code. */
async function runAndTell(
  day: Day,
  { scenario, flags, limits, out, capture, operands }: DayRun,
  terminal: Terminal,
): Promise<number> {
  const paths = out === undefined ? undefined : recordPaths(day);
  const finished = await advance(day, terminal, paths);
  const result = summariseDay(day);
  const outputs = new Outputs();
  const end = (): RunEnd => ({
    prices: stockPrices(day),
    stops: { pauses: result.tape.pauseList, busts: result.tape.bustList },
    orders: dayOrders(day),
    findings: dayFindings(day),
  });
  const written = capture && (await outputs.attempt(() => capture.finish(end())));
  const summary = {
    version: 1 as const,
    command: 'run',
    scenario: scenario.name,
    finished,
    invocation: readInvocation(),
    conditions: readConditions(),
    limits,
    result,
    ...(written && { events: written.report }),
  };
  // A folder without the requested events is incomplete, so it is not written.
  if (out !== undefined && paths !== undefined && (capture === undefined || written !== undefined))
    await outputs.attempt(() =>
      writeRunFolder(out, {
        summary,
        scenario,
        day,
        paths: readPaths(paths, day),
        events: written?.files,
      }),
    );
  if (!finished)
    terminal.tell(
      `ended by ${interruptName(terminal)} at ${formatTimeOfDay(day.cursor.nowNs[0]!)} ` +
        'of the simulated day; what follows is as of then\n',
    );
  if (flags.json === true) terminal.answer(`${JSON.stringify(summary, null, 2)}\n`);
  else {
    const explained = flags.explain === true;
    terminal.answer(`${describeRun(scenario, result, explained)}limits ${tellLimits(limits)}\n`);
    printPart(describeOwnChecks(result.ownChecks), terminal);
    paintTimeline(day, terminal);
    if (written !== undefined) printPart(describeEvents(written.report), terminal);
    terminal.answer(nextSteps(operands[0], flags));
  }
  return outputs.end(finished ? EXIT.GOOD : EXIT.INTERRUPTED, terminal);
}

function printPart(part: string, terminal: Terminal): void {
  if (part !== '') terminal.answer(`\n${part}\n`);
}

function paintTimeline({ timeline, cursor }: Day, terminal: Terminal): void {
  if (terminal.screen === undefined) return;
  const picture = drawTimeline(timeline, cursor.seconds[0]!, terminal.screen);
  if (picture !== '') terminal.paint(`\n${picture}\n`);
}

/** Simulated time between two looks at the terminal. */
const SLICE_NS = 20 * NS_PER_SECOND;

/**
 * Runs the day in slices, so that Ctrl-C, the progress line and path samples get a turn. Returns
 * false when interrupted.
 */
async function advance(
  day: Day,
  terminal: Terminal,
  paths: PathRecorder | undefined,
): Promise<boolean> {
  const sliceNs = Math.min(SLICE_NS, paths?.everyNs ?? SLICE_NS);
  const progress = new Progress(terminal);
  const started = performance.now();
  for (;;) {
    const nowNs = day.cursor.nowNs[0]!;
    if (advanceDay(day, (Math.floor(nowNs / sliceNs) + 1) * sliceNs)) break;
    if (paths !== undefined) samplePaths(paths, day);
    progress.show(
      (nowNs - day.startNs) / (day.endNs - day.startNs),
      describeNow(day, performance.now() - started),
    );
    await setImmediate();
    if (terminal.interrupted.aborted) {
      progress.end();
      return false;
    }
  }
  if (paths !== undefined) samplePaths(paths, day);
  progress.end();
  return true;
}

function describeNow(day: Day, elapsedMs: number): string {
  const { timeline, cursor, servers } = day;
  const children = servers.reduce((sum, { router }) => sum + router.counts.sequence[0]!, 0);
  const row = cursor.seconds[0]! - 1;
  const gross = row < 0 ? 0 : timeline.long[row]! + timeline.short[row]!;
  const loss = row < 0 ? 0 : timeline.loss[row]!;
  const rate = count((children / elapsedMs) * 1000);
  return [
    formatTimeOfDay(cursor.nowNs[0]!),
    `${rate} orders/s`,
    `exposure ${usd(dollars(gross))}`,
    `loss ${usd(dollars(loss))}`,
  ].join('  ');
}
