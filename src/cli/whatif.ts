import { InputError, suggest } from '../base/assert.js';
import { count, median, offBy, table, usd, wrap } from '../report/format.js';
import { BASE_ROW, describeMatrix, MATRIX_LEGEND, type MatrixRow, readCell } from '../report/matrix.js';
import { CALIBRATED_INPUTS } from '../scenarios/calibration.js';
import { CONTROLS, type Control, controlSettings } from '../scenarios/controls.js';
import { applySettings } from '../scenarios/load.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result.js';
import { type Command, EXIT, type FlagValues, integerFlag, type Terminal, textFlag } from './command.js';
import { readConditions } from './conditions.js';
import { Progress } from './progress.js';
import { readScenario, SCENARIO_FLAGS } from './scenario-source.js';
import { runSessions } from './session-pool.js';

/** Runs of one matrix at the most: a night's work of two cores. */
const RUNS_MAX = 100_000;

export const WHATIF: Command = {
  name: 'whatif',
  about:
    'Runs the day once with no control, once with each alone, and once with all, over the cores, and prints what each would have changed.',
  operands: '[SCENARIO | FILE.json]',
  operandsMax: 1,
  flags: {
    ...SCENARIO_FLAGS,
    only: { type: 'string', value: 'A,B,…', about: 'these controls (see smars list)' },
    short: { type: 'boolean', about: 'the short matrix, without the checks of single orders' },
    sensitivity: { type: 'boolean', about: 'instead: how the loss moves with each calibrated input' },
    seeds: { type: 'string', value: 'N', about: 'repeat over N seeds from the scenario’s on; median and range (default 1)' },
    threads: { type: 'string', value: 'N', about: 'worker threads (default: one a core)' },
    json: { type: 'boolean', about: 'the matrix as JSON' },
  },
  examples: [
    'smars whatif',
    'smars whatif --seeds 20',
    'smars whatif knight-2012-rollback --only parent-quantity,fleet-audit',
    'smars whatif --sensitivity',
  ],

  async run(flags, operands, terminal) {
    const scenario = readScenario(operands[0], flags);
    const seeds = integerFlag(flags, 'seeds', 1, RUNS_MAX) ?? 1;
    const threads = integerFlag(flags, 'threads', 1, 256);
    const sets = flags.sensitivity === true ? sensitivitySets(scenario) : controlSets(scenario, flags);
    if (sets.length * seeds > RUNS_MAX)
      throw new InputError(`--seeds ${seeds}: ${count(sets.length * seeds)} runs; at most ${count(RUNS_MAX)}`);
    const { rows, finished } = await runSets(sets, scenario.seed, seeds, threads, terminal);
    if (!finished) terminal.tell('ended by Ctrl-C; what follows is what was done by then\n');
    const runs = rows.reduce((sum, row) => sum + row.seeds.length, 0);
    const heading = wrap(`${scenario.title}: ${count(runs)} runs, seeds from ${scenario.seed}`, 80);
    if (flags.json === true) {
      const answer = { version: 1, command: 'whatif', scenario: scenario.name, finished, conditions: readConditions(), rows };
      terminal.answer(`${JSON.stringify(answer, null, 2)}\n`);
    } else if (flags.sensitivity === true) terminal.answer(`${heading}\n\n${describeSensitivity(rows)}\n`);
    else terminal.answer(`${heading}\n\n${describeMatrix(rows)}\n\n${MATRIX_LEGEND}\n`);
    return finished ? EXIT.GOOD : EXIT.INTERRUPTED;
  },
};

/** One row to be run: a scenario with some controls on. */
interface RunSet {
  readonly name: string;
  readonly about: string;
  readonly scenario: Scenario;
  readonly controls: readonly Control[];
}

function controlSets(scenario: Scenario, flags: FlagValues): RunSet[] {
  const chosen = chooseControls(flags);
  const row = (name: string, about: string, controls: readonly Control[]): RunSet => ({
    name,
    about,
    scenario: applySettings(scenario, controlSettings(scenario, controls)),
    controls,
  });
  return [
    row(BASE_ROW, 'the scenario as it is', []),
    ...chosen.map((control) => row(control.name, control.about, [control])),
    ...(chosen.length > 1 ? [row('all', 'all of these', chosen)] : []),
  ];
}

function chooseControls(flags: FlagValues): readonly Control[] {
  const only = textFlag(flags, 'only');
  if (only !== undefined && flags.short === true) throw new InputError('--only and --short: give one of them');
  if (only === undefined) return CONTROLS.filter((control) => flags.short !== true || control.short);
  return only.split(',').map((name) => {
    const control = CONTROLS.find((known) => known.name === name);
    if (control === undefined)
      throw new InputError(
        `--only '${name}': is not a control; ${suggest(
          name,
          CONTROLS.map((known) => known.name),
        )}`,
      );
    return control;
  });
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

async function runSets(sets: readonly RunSet[], firstSeed: number, seeds: number, threads: number | undefined, terminal: Terminal) {
  const progress = new Progress(terminal);
  const tasks = Array.from({ length: seeds }, (_, n) => (firstSeed + n) >>> 0).flatMap((seed) =>
    sets.map(({ scenario }, set) => ({ spec: scenario, seed, set })),
  );
  const rows = sets.map(({ name, about }) => ({ name, about, seeds: [] as MatrixRow['seeds'][number][] }));
  let done = 0;
  let finished = true;
  const keep = (task: number, result: DayResult): void => {
    const { set, seed } = tasks[task]!;
    rows[set]!.seeds.push({ seed, cell: readCell(result, sets[set]!.controls) });
    done++;
    progress.show(done / tasks.length, `${done} of ${tasks.length} runs`);
  };
  try {
    for await (const { task, result } of runSessions(tasks, { threads, signal: terminal.interrupted })) keep(task, result);
  } finally {
    progress.end();
  }
  if (done < tasks.length) finished = false;
  for (const row of rows) row.seeds.sort((a, b) => a.seed - b.seed);
  return { rows: rows.filter((row) => row.seeds.length > 0), finished };
}

function describeSensitivity(rows: readonly MatrixRow[]): string {
  const loss = (row: MatrixRow): number => median(row.seeds.map(({ cell }) => cell.lossDollars));
  const base = rows.find(({ name }) => name === AS_CALIBRATED);
  const change = (row: MatrixRow): string => (base === undefined ? '–' : offBy(loss(row), loss(base)));
  const body = rows.map((row) => [row.name, usd(loss(row)), row === base ? '' : change(row)]);
  const reasons = CALIBRATED_INPUTS.map(({ path, reason, source }) => `${path}\n${wrap(`${reason} Source: ${source}.`, 80, '  ')}`);
  return `${table(['input', 'loss', 'change'], body, ['left', 'right', 'right'])}\n\n${reasons.join('\n')}`;
}
