import { InputError } from '../base/input-error.js';
import { tellLimits } from '../report/limits-text.js';
import { writeMatrixCsv } from '../report/matrix.js';
import { loadChecks } from '../risk/gate/custom-checks.js';
import { findMinimalSets } from '../scenarios/minimal-sets.js';
import { layOver, type OneFirm } from '../scenarios/one-firm.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import { LIMITS_OF } from '../scenarios/tuned-controls.js';
import { BASE_ROW, type MatrixRow } from '../whatif/cells.js';
import type { RunSet } from '../whatif/sets.js';
import { CHECK_FLAG, checkModules } from './check-modules.js';
import { type Command, EXIT, type FlagValues, interruptName, textFlag } from './command.js';
import { readConditions, readInvocation } from './conditions.js';
import { DAY_FLAGS, endShard, readDayRunner } from './day-flags.js';
import { LIMITS_FLAG, limitsInForce, readLimits } from './limits-source.js';
import { checkPlaces, Outputs, placesOf, writeFolder } from './output.js';
import { ORDERS_FLAGS, readOwnWorld } from './own-world.js';
import { isFile, SCENARIO_FLAGS, scenarioNamed } from './scenario-source.js';
import { UNIVERSE_FLAG } from './universe-source.js';
import { Runner } from './whatif-runner.js';
import { OF_ANSWER, PENALTY_DOLLARS, type Question, readQuestion, runSet } from './whatif-sets.js';
import { tellStories } from './whatif-stories.js';
import { describeAnswer, type MinimalSets, SET_SIZE_MAX } from './whatif-text.js';

export const WHATIF: Command = {
  name: 'whatif',
  about:
    'Runs the day once with no control, once with each alone, and once with all, over the ' +
    'cores, and prints what each would have changed.',
  operands: '[SCENARIO | FILE.json]',
  operandsMax: 1,
  flags: {
    ...SCENARIO_FLAGS,
    ...ORDERS_FLAGS,
    only: { type: 'string', value: 'A,B,…', about: 'these controls (see smars list)' },
    sets: { type: 'string', value: 'A+B,…', about: 'these combinations as well, each as one row' },
    short: { type: 'boolean', about: 'the short matrix, without the checks of single orders' },
    stories: {
      type: 'string',
      value: 'all | A,B,…',
      about: 'instead: these stories in one table, which control stops which',
    },
    'skip-normal': {
      type: 'boolean',
      about: 'leave out the runs of the normal morning, and with them the false positives',
    },
    normal: {
      type: 'string',
      value: 'NAME|FILE',
      about:
        'the normal day, and the bad day laid over it: one firm with the same servers, stocks ' +
        'and normal orders (default: normal-morning, by itself)',
    },
    'loss-below': {
      type: 'string',
      value: 'AMOUNT',
      about: 'also the minimal sets of controls that keep the loss under it, e.g. 10M',
    },
    penalty: {
      type: 'string',
      value: 'AMOUNT',
      about: `what an abandoned parent costs (default ${PENALTY_DOLLARS}, an assumption)`,
    },
    sensitivity: {
      type: 'boolean',
      about: 'instead: how the loss moves with each calibrated input',
    },
    limits: LIMITS_FLAG,
    'limits-of': {
      type: 'string',
      value: LIMITS_OF.join('|'),
      about:
        'limits that let a normal day of Knight through, those of the scenario or the ' +
        'catalogue, or a row of each (default: tuned, and catalogue for a flow of your own)',
    },
    universe: UNIVERSE_FLAG,
    check: CHECK_FLAG,
    seeds: {
      type: 'string',
      value: 'N',
      about: 'repeat over N seeds from the scenario’s on; median and range (default 1)',
    },
    threads: { type: 'string', value: 'N', about: 'worker threads (default: one a core)' },
    ...DAY_FLAGS,
    out: {
      type: 'string',
      value: 'DIR',
      about: 'leave report.html, summary.json, scenario.json and matrix.csv in a new folder',
    },
    json: { type: 'boolean', about: 'the matrix as JSON' },
    csv: { type: 'boolean', about: 'the matrix as CSV' },
  },
  examples: [
    'smars whatif',
    'smars whatif --seeds 20',
    'smars whatif --only gross-exposure,server-rate --sets gross-exposure+server-rate',
    'smars whatif --loss-below 10M',
    'smars whatif --normal normal-day-smars --only gross-exposure',
    'smars whatif --limits limits.json --short',
    'smars whatif --limits-of both --only gross-exposure,executions-per-parent',
    'smars whatif --orders my-orders.csv --skip-normal',
    'smars whatif knight-2012-rollback --only parent-quantity,fleet-audit',
    'smars whatif --sensitivity',
    'smars whatif --stories all --short',
  ],

  async run(flags, operands, terminal) {
    if (flags.stories !== undefined) return tellStories(flags, operands, terminal);
    const file = readLimits(flags);
    const { scenario: story, days: own } = await readOwnWorld(operands[0], flags, file, terminal);
    const firm = normalFirm(story, flags);
    const scenario = firm?.bad ?? story;
    const limits = limitsInForce(scenario.risk, file);
    const modules = checkModules(flags);
    const asked = readQuestion(scenario, flags, {
      file,
      modules,
      checks: await loadChecks(modules),
      days: own,
      firm,
      isBuiltIn: isBuiltIn(operands[0], flags),
    });
    const out = textFlag(flags, 'out');
    const days = readDayRunner('whatif', flags, OF_ANSWER, terminal);
    const { out: _, ...inputs } = PLACES;
    const places = placesOf(flags, days.shard === undefined ? PLACES : inputs, operands);
    checkPlaces(places, terminal);
    const runner = new Runner(scenario, asked, days);
    const rows = await runner.runRows(asked.sets);
    if (days.shard !== undefined) return endShard(days.shard, terminal);
    const minimal =
      asked.lossBelow === undefined
        ? undefined
        : await searchMinimal(runner, asked.sets, rows, asked.lossBelow);
    const { finished } = runner;
    if (!finished)
      terminal.tell(`ended by ${interruptName(terminal)}; what follows is what was done by then\n`);
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
    const summary = {
      ...answer,
      penaltyDollars: asked.penaltyDollars,
      ...(asked.withNormal && { normalMorning: toldOf(asked) }),
      ...(minimal === undefined ? {} : { minimal }),
    };
    const csv = writeMatrixCsv(rows, asked.penaltyDollars);
    const outputs = new Outputs();
    if (out !== undefined) {
      const files: [string, string][] = [
        ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
        ['scenario.json', `${JSON.stringify(scenario, null, 2)}\n`],
        ['matrix.csv', csv],
      ];
      const { pageOfFiles } = await import('./report-page.js');
      await outputs.attempt(() =>
        writeFolder(out, [...files, ['report.html', pageOfFiles(out, files)]]),
      );
    }
    if (flags.json === true) terminal.answer(`${JSON.stringify(summary, null, 2)}\n`);
    else if (flags.csv === true) terminal.answer(csv);
    else
      terminal.answer(
        `${describeAnswer(scenario, asked, rows, minimal)}\nlimits ${tellLimits(limits)}\n`,
      );
    return outputs.end(finished ? EXIT.GOOD : EXIT.INTERRUPTED, terminal);
  },
};

/** The flags that name files or a folder. */
const PLACES = {
  limits: 'input',
  universe: 'input',
  orders: 'input',
  check: 'input',
  normal: 'input',
  out: 'folder',
} as const;

/** What the answer says of the normal day. */
function toldOf({ firm, normalMorning: { scenario, leftOut } }: Question) {
  return { scenario: scenario.name, oneFirm: firm !== undefined, leftOut };
}

/** Why `--normal` does not go with another flag. */
const NO_NORMAL: Readonly<Record<string, string>> = {
  orders:
    'own orders are a normal day themselves: smars whatif normal-day-smars --orders FILE runs it ' +
    'under each control',
  universe: 'with a universe file, the normal morning is in its stocks already',
};

/** The story and the day of `--normal` as one firm. Own orders and stocks have no normal day. */
function normalFirm(story: Scenario, flags: FlagValues): OneFirm | undefined {
  const normal = textFlag(flags, 'normal');
  if (normal === undefined) return undefined;
  for (const [flag, instead] of Object.entries(NO_NORMAL))
    if (flags[flag] !== undefined)
      throw new InputError(`--normal and --${flag}: give one of them; ${instead}`);
  return layOver(story, scenarioNamed(normal));
}

/** Whether the flow is that of a built-in scenario, for which there are tuned limits. */
function isBuiltIn(operand: string | undefined, flags: FlagValues): boolean {
  const hasOwn = ['orders', 'universe'].some((flag) => flags[flag] !== undefined);
  return !hasOwn && (operand === undefined || !isFile(operand, SCENARIOS));
}

/**
 * Finds minimal sets of the matrix's controls that keep the loss below a bound for every seed.
 * Controls without an effect alone are not tried in sets.
 */
async function searchMinimal(
  runner: Runner,
  sets: readonly RunSet[],
  rows: readonly MatrixRow[],
  boundDollars: number,
): Promise<MinimalSets> {
  const singles = rows.flatMap((row) => {
    const set = sets.find(({ name }) => name === row.name);
    const [control] = set?.controls ?? [];
    return control !== undefined && control.name === row.name ? [{ row, control }] : [];
  });
  const largest = (row: MatrixRow): number =>
    Math.max(...row.seeds.map(({ cell }) => cell.lossDollars));
  const known = new Map<string, MatrixRow>(singles.map(({ row, control }) => [control.name, row]));
  const base = rows.find(({ name }) => name === BASE_ROW);
  const changes = (row: MatrixRow): boolean =>
    row.seeds.some(
      ({ cell, seed, day }) =>
        base?.seeds.find((other) => other.seed === seed && other.day === day)?.cell.lossDollars !==
        cell.lossDollars,
    );
  const candidates = singles.flatMap(({ row }, place) => (changes(row) ? [place] : []));
  const nameOf = (set: readonly number[]): string =>
    set.map((place) => singles[place]!.control.name).join('+');
  const found = await findMinimalSets(candidates, SET_SIZE_MAX, async (tried) => {
    const fresh = tried.filter((set) => !known.has(nameOf(set)));
    const runs = fresh.map((set) =>
      runSet(
        runner.scenario,
        nameOf(set),
        '',
        set.map((place) => singles[place]!.control),
      ),
    );
    for (const row of runs.length === 0 || !runner.finished
      ? []
      : await runner.runRows(runs, false))
      known.set(row.name, row);
    return tried.map((set) => {
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
