import { InputError, suggest } from '../base/assert.js';
import { count, median, offBy, table, usd, wrap } from '../report/format.js';
import { tellLimits } from '../report/limits-text.js';
import {
  BASE_ROW,
  costsLegend,
  describeCosts,
  describeMatrix,
  type MatrixRow,
  matrixLegend,
  readCell,
  readNormal,
  writeMatrixCsv,
} from '../report/matrix.js';
import { loadChecks } from '../risk/own-checks.js';
import { CALIBRATED_INPUTS } from '../scenarios/calibration.js';
import { CONTROLS, type Control, controlSettings } from '../scenarios/controls.js';
import { type LimitsFile, limitsWithin } from '../scenarios/limits-file.js';
import { applySettings } from '../scenarios/load.js';
import { findMinimalSets } from '../scenarios/minimal-sets.js';
import { NORMAL_MORNING } from '../scenarios/normal.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result.js';
import { runSessions, type SessionTask } from '../session/session-pool.js';
import { CHECK_FLAG, checkModules } from './check-modules.js';
import { type Command, EXIT, type FlagValues, integerFlag, type Terminal, textFlag } from './command.js';
import { readConditions, readInvocation } from './conditions.js';
import { LIMITS_FLAG, limitsInForce, readLimits, symbolsOf } from './limits-source.js';
import { checkPlaces, Outputs, placesOf, writeFolder } from './output.js';
import { Progress } from './progress.js';
import { readScenario, SCENARIO_FLAGS } from './scenario-source.js';

/** Runs of one matrix at the most: a night's work of two cores. */
const RUNS_MAX = 100_000;
/** What an order that is not executed costs in goodwill and a worse price elsewhere, dollars. An assumption, so that stopping is not free. */
const PENALTY_DOLLARS = 100;
/** Dollars that a flag takes at the most: as much as a limit. */
const AMOUNT_MAX = 100e9;
/** Controls of a minimal set at the most: a desk that needs four together has none that works. */
const SET_SIZE_MAX = 3;

export const WHATIF: Command = {
  name: 'whatif',
  about:
    'Runs the day once with no control, once with each alone, and once with all, over the cores, and prints what each would have changed.',
  operands: '[SCENARIO | FILE.json]',
  operandsMax: 1,
  flags: {
    ...SCENARIO_FLAGS,
    only: { type: 'string', value: 'A,B,…', about: 'these controls (see smars list)' },
    sets: { type: 'string', value: 'A+B,…', about: 'these combinations as well, each as one row' },
    short: { type: 'boolean', about: 'the short matrix, without the checks of single orders' },
    'skip-normal': { type: 'boolean', about: 'leave out the runs of the normal morning, and with them the false positives' },
    'loss-below': { type: 'string', value: 'AMOUNT', about: 'also the minimal sets of controls that keep the loss under it, e.g. 10M' },
    penalty: { type: 'string', value: 'AMOUNT', about: `what an abandoned parent costs (default ${PENALTY_DOLLARS}, an assumption)` },
    sensitivity: { type: 'boolean', about: 'instead: how the loss moves with each calibrated input' },
    limits: LIMITS_FLAG,
    check: CHECK_FLAG,
    seeds: { type: 'string', value: 'N', about: 'repeat over N seeds from the scenario’s on; median and range (default 1)' },
    threads: { type: 'string', value: 'N', about: 'worker threads (default: one a core)' },
    out: { type: 'string', value: 'DIR', about: 'leave report.html, summary.json, scenario.json and matrix.csv in a new folder' },
    json: { type: 'boolean', about: 'the matrix as JSON' },
    csv: { type: 'boolean', about: 'the matrix as CSV' },
  },
  examples: [
    'smars whatif',
    'smars whatif --seeds 20',
    'smars whatif --only gross-exposure,server-rate --sets gross-exposure+server-rate',
    'smars whatif --loss-below 10M',
    'smars whatif --limits limits.json --short',
    'smars whatif knight-2012-rollback --only parent-quantity,fleet-audit',
    'smars whatif --sensitivity',
  ],

  async run(flags, operands, terminal) {
    const file = readLimits(flags);
    const scenario = readScenario(operands[0], flags, file);
    const limits = limitsInForce(scenario.risk, file);
    const asked = readQuestion(scenario, flags, file);
    await loadChecks(asked.checks);
    const out = textFlag(flags, 'out');
    checkPlaces(placesOf(flags, { limits: 'input', check: 'input', out: 'folder' }, operands), terminal);
    const runner = new Runner(scenario, asked, terminal);
    const rows = await runner.runRows(asked.sets);
    const minimal = asked.lossBelow === undefined ? undefined : await searchMinimal(runner, rows, asked.lossBelow);
    const { finished } = runner;
    if (!finished) terminal.tell('ended by Ctrl-C; what follows is what was done by then\n');
    const answer = {
      version: 1,
      command: 'whatif',
      scenario: scenario.name,
      finished,
      invocation: readInvocation(),
      conditions: readConditions(),
      limits,
      rows,
    };
    const summary = { ...answer, penaltyDollars: asked.penaltyDollars, ...(minimal === undefined ? {} : { minimal }) };
    const csv = writeMatrixCsv(rows, asked.penaltyDollars);
    const outputs = new Outputs();
    if (out !== undefined) {
      const files: [string, string][] = [
        ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
        ['scenario.json', `${JSON.stringify(scenario, null, 2)}\n`],
        ['matrix.csv', csv],
      ];
      const { pageOfFiles } = await import('./report-page.js');
      await outputs.attempt(() => writeFolder(out, [...files, ['report.html', pageOfFiles(out, files)]]));
    }
    if (flags.json === true) terminal.answer(`${JSON.stringify(summary, null, 2)}\n`);
    else if (flags.csv === true) terminal.answer(csv);
    else terminal.answer(`${describe(scenario, asked, rows, minimal)}\nlimits ${tellLimits(limits)}\n`);
    return outputs.end(finished ? EXIT.GOOD : EXIT.INTERRUPTED, terminal);
  },
};

/** One row to be run: a scenario with some controls on. */
interface RunSet {
  readonly name: string;
  readonly about: string;
  readonly scenario: Scenario;
  readonly controls: readonly Control[];
}

/** What was asked for. */
interface Question {
  readonly sets: readonly RunSet[];
  readonly checks: readonly string[];
  /** The normal morning, with the limits of a file where there is one. */
  readonly normalMorning: Scenario;
  readonly seeds: number;
  readonly threads: number | undefined;
  readonly isSensitivity: boolean;
  readonly withNormal: boolean;
  readonly lossBelow: number | undefined;
  readonly penaltyDollars: number;
}

function readQuestion(scenario: Scenario, flags: FlagValues, limits: LimitsFile | undefined): Question {
  if (flags.json === true && flags.csv === true) throw new InputError('--json and --csv: give one of them');
  const isSensitivity = flags.sensitivity === true;
  for (const other of ['sets', 'loss-below'] as const) {
    if (isSensitivity && flags[other] !== undefined) throw new InputError(`--sensitivity and --${other}: give one of them`);
  }
  const seeds = integerFlag(flags, 'seeds', 1, RUNS_MAX) ?? 1;
  const sets = isSensitivity ? sensitivitySets(scenario) : controlSets(scenario, flags);
  const withNormal = !isSensitivity && flags.short !== true && flags['skip-normal'] !== true;
  const runs = sets.length * (seeds + (withNormal ? 1 : 0));
  if (runs > RUNS_MAX) throw new InputError(`--seeds ${seeds}: ${count(runs)} runs; at most ${count(RUNS_MAX)}`);
  return {
    sets,
    checks: checkModules(flags),
    normalMorning: limits === undefined ? NORMAL_MORNING : limitedMorning(limits),
    seeds,
    threads: integerFlag(flags, 'threads', 1, 256),
    isSensitivity,
    withNormal,
    lossBelow: amountFlag(flags, 'loss-below'),
    penaltyDollars: amountFlag(flags, 'penalty') ?? PENALTY_DOLLARS,
  };
}

/** A flag's value as dollars: 250, 500k, 10M, 1.5B, with or without a $ sign. */
function amountFlag(flags: FlagValues, name: string): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const match = /^\$?(\d+(?:\.\d+)?)([kmb]?)n?$/i.exec(text);
  const unit = (match?.[2] ?? '').toLowerCase() as '' | 'k' | 'm' | 'b';
  const amount = match === null ? Number.NaN : Number(match[1]) * { '': 1, k: 1e3, m: 1e6, b: 1e9 }[unit];
  if (!(amount <= AMOUNT_MAX)) throw new InputError(`--${name} is '${text}'; must be an amount of dollars such as 250, 500k, 10M or 1.5B`);
  return amount;
}

function runSet(scenario: Scenario, name: string, about: string, controls: readonly Control[]): RunSet {
  return { name, about, scenario: applySettings(scenario, controlSettings(scenario, controls)), controls };
}

function controlSets(scenario: Scenario, flags: FlagValues): RunSet[] {
  const chosen = chooseControls(flags);
  const combined = textFlag(flags, 'sets')?.split(',') ?? [];
  return [
    runSet(scenario, BASE_ROW, 'the scenario as it is', []),
    ...chosen.map((control) => runSet(scenario, control.name, control.about, [control])),
    ...combined.map((text) => {
      const controls = findControls('--sets', text.split('+'));
      return runSet(scenario, text, 'these together', controls);
    }),
    ...(chosen.length > 1 ? [runSet(scenario, 'all', 'all of these', chosen)] : []),
  ];
}

function chooseControls(flags: FlagValues): readonly Control[] {
  const only = textFlag(flags, 'only');
  if (only !== undefined && flags.short === true) throw new InputError('--only and --short: give one of them');
  if (only === undefined) return CONTROLS.filter((control) => flags.short !== true || control.short);
  return findControls('--only', only.split(','));
}

function findControls(flag: string, names: readonly string[]): Control[] {
  const controls = names.map((name) => findControl(flag, name));
  const twice = names.find((name, n) => names.indexOf(name) < n);
  if (twice !== undefined) throw new InputError(`${flag} '${twice}': is named twice`);
  return controls;
}

function findControl(flag: string, name: string): Control {
  const control = CONTROLS.find((known) => known.name === name);
  if (control !== undefined) return control;
  const names = CONTROLS.map((known) => known.name);
  throw new InputError(`${flag} '${name}': is not a control; ${suggest(name, names)}`);
}

const AS_CALIBRATED = 'as calibrated';

function sensitivitySets(scenario: Scenario): RunSet[] {
  const row = (name: string, about: string, settings: string[]): RunSet => ({
    name,
    about,
    scenario: applySettings(scenario, settings),
    controls: [],
  });
  return [
    row(AS_CALIBRATED, '', []),
    ...CALIBRATED_INPUTS.flatMap(({ path, low, high, reason }) => [
      row(`${path}=${low}`, reason, [`${path}=${low}`]),
      row(`${path}=${high}`, reason, [`${path}=${high}`]),
    ]),
  ];
}

/** Runs sets of controls over the seeds and the cores. */
class Runner {
  /** False after a Ctrl-C. */
  finished = true;
  readonly scenario: Scenario;
  readonly #asked: Question;
  readonly #terminal: Terminal;

  constructor(scenario: Scenario, asked: Question, terminal: Terminal) {
    this.scenario = scenario;
    this.#asked = asked;
    this.#terminal = terminal;
  }

  /** Runs each set on each seed, and on a normal day where that was asked for; the rows of those that were begun. */
  async runRows(sets: readonly RunSet[], withNormal = this.#asked.withNormal): Promise<MatrixRow[]> {
    const seeds = Array.from({ length: this.#asked.seeds }, (_, n) => (this.scenario.seed + n) >>> 0);
    const days = seeds.flatMap((seed) =>
      sets.map(({ scenario }, set) => ({ spec: scenario, seed, set, checks: this.#asked.checks, isNormal: false })),
    );
    const normal = withNormal
      ? sets.map(({ controls }, set) => ({
          spec: normalDay(this.#asked.normalMorning, controls),
          seed: NORMAL_MORNING.seed,
          set,
          checks: this.#asked.checks,
          isNormal: true,
        }))
      : [];
    const tasks = [...days, ...normal];
    const rows = sets.map(({ name, about, controls }) => ({
      name,
      about,
      controls: controls.map((control) => control.name),
      seeds: [] as MatrixRow['seeds'][number][],
      normal: undefined as MatrixRow['normal'],
    }));
    await this.#runAll(tasks, (task, result) => {
      const { set, seed, isNormal } = tasks[task]!;
      const { controls } = sets[set]!;
      if (isNormal) rows[set]!.normal = readNormal(result, controls);
      else rows[set]!.seeds.push({ seed, cell: readCell(result, controls) });
    });
    for (const row of rows) row.seeds.sort((a, b) => a.seed - b.seed);
    return rows.filter((row) => row.seeds.length > 0);
  }

  async #runAll(tasks: readonly SessionTask[], keep: (task: number, result: DayResult) => void): Promise<void> {
    const progress = new Progress(this.#terminal);
    const { threads } = this.#asked;
    let done = 0;
    try {
      for await (const { task, result } of runSessions(tasks, { threads, signal: this.#terminal.interrupted })) {
        keep(task, result);
        done++;
        progress.show(done / tasks.length, `${done} of ${tasks.length} runs`);
      }
    } finally {
      progress.end();
    }
    if (done < tasks.length) this.finished = false;
  }
}

/** The normal morning with some controls on. */
function normalDay(morning: Scenario, controls: readonly Control[]): Scenario {
  return applySettings(morning, controlSettings(morning, controls));
}

/** The normal morning under the limits of a file, as far as they are about its own servers and symbols. */
function limitedMorning(file: LimitsFile): Scenario {
  const { universe, seed, deployment } = NORMAL_MORNING;
  const risk = limitsWithin(file, { servers: deployment.rollout.servers, symbols: symbolsOf(universe, seed) });
  return { ...NORMAL_MORNING, risk: risk as Scenario['risk'] };
}

/** A minimal set, with the largest loss over the seeds and what it does on a normal day. */
interface MinimalSet {
  readonly controls: readonly string[];
  readonly lossDollarsMax: number;
}

/** The minimal sets of the matrix's controls that keep the loss below a bound for every seed. A control that changed nothing by itself is not tried in company. */
async function searchMinimal(
  runner: Runner,
  rows: readonly MatrixRow[],
  boundDollars: number,
): Promise<{ boundDollars: number; sets: MinimalSet[] }> {
  const singles = rows.filter(({ controls }) => controls.length === 1).map((row) => ({ row, control: findControl('', row.controls[0]!) }));
  const largest = (row: MatrixRow): number => Math.max(...row.seeds.map(({ cell }) => cell.lossDollars));
  const known = new Map<string, MatrixRow>(singles.map(({ row, control }) => [control.name, row]));
  const base = rows.find(({ name }) => name === BASE_ROW);
  const changes = (row: MatrixRow): boolean =>
    row.seeds.some(({ cell, seed }) => base?.seeds.find((other) => other.seed === seed)?.cell.lossDollars !== cell.lossDollars);
  const candidates = singles.flatMap(({ row }, place) => (changes(row) ? [place] : []));
  const nameOf = (set: readonly number[]): string => set.map((place) => singles[place]!.control.name).join('+');
  const found = await findMinimalSets(candidates, SET_SIZE_MAX, async (sets) => {
    const fresh = sets.filter((set) => !known.has(nameOf(set)));
    const runs = fresh.map((set) =>
      runSet(
        runner.scenario,
        nameOf(set),
        '',
        set.map((place) => singles[place]!.control),
      ),
    );
    for (const row of runs.length === 0 || !runner.finished ? [] : await runner.runRows(runs, false)) known.set(row.name, row);
    return sets.map((set) => {
      const row = known.get(nameOf(set));
      return row !== undefined && largest(row) < boundDollars;
    });
  });
  return {
    boundDollars,
    sets: found.map((set) => ({
      controls: set.map((place) => singles[place]!.control.name),
      lossDollarsMax: largest(known.get(nameOf(set))!),
    })),
  };
}

function describe(
  scenario: Scenario,
  asked: Question,
  rows: readonly MatrixRow[],
  minimal: Awaited<ReturnType<typeof searchMinimal>> | undefined,
): string {
  const runs = rows.reduce((sum, row) => sum + row.seeds.length, 0);
  const heading = wrap(`${scenario.title}: ${count(runs)} runs, seeds from ${scenario.seed}`, 80);
  if (asked.isSensitivity) return `${heading}\n\n${describeSensitivity(rows)}\n`;
  const parts = [
    heading,
    describeMatrix(rows),
    matrixLegend(scenario.excess),
    describeCosts(rows, asked.penaltyDollars),
    costsLegend(asked.penaltyDollars),
  ];
  if (minimal !== undefined) parts.push(describeMinimal(minimal));
  return `${parts.join('\n\n')}\n`;
}

function describeMinimal({ boundDollars, sets }: { boundDollars: number; sets: readonly MinimalSet[] }): string {
  const heading = `Minimal sets that keep the loss below ${usd(boundDollars)}, of at most ${SET_SIZE_MAX} controls`;
  if (sets.length === 0) return `${heading}: none.`;
  const rows = sets.map(({ controls, lossDollarsMax }) => [controls.join(' + '), usd(lossDollarsMax)]);
  return `${heading}\n${table(['controls', 'loss at most'], rows, ['left', 'right'])}`;
}

function describeSensitivity(rows: readonly MatrixRow[]): string {
  const loss = (row: MatrixRow): number => median(row.seeds.map(({ cell }) => cell.lossDollars));
  const base = rows.find(({ name }) => name === AS_CALIBRATED);
  const change = (row: MatrixRow): string => (base === undefined ? '–' : offBy(loss(row), loss(base)));
  const body = rows.map((row) => [row.name, usd(loss(row)), row === base ? '' : change(row)]);
  const reasons = CALIBRATED_INPUTS.map(({ path, reason, source }) => `${path}\n${wrap(`${reason} Source: ${source}.`, 80, '  ')}`);
  return `${table(['input', 'loss', 'change'], body, ['left', 'right', 'right'])}\n\n${reasons.join('\n')}`;
}
