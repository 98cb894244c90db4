import {
  abortSignal,
  anyObject,
  anything,
  callable,
  demand,
  type Form,
  fields,
  fileUrl,
  list,
  oneOf,
  optional,
  text,
  whole,
} from '../base/forms.js';
import { InputError, suggest } from '../base/input-error.js';
import { SEED_MAX } from '../base/ranges.js';
import { CONTROLS } from '../scenarios/controls.js';
import { type NormalMorning, normalDayUnder, normalMorningUnder } from '../scenarios/normal.js';
import { layOver, type OneFirm } from '../scenarios/one-firm.js';
import { validateScenario } from '../scenarios/parse.js';
import type { Scenario } from '../scenarios/schema.js';
import type { GivenOrders } from '../session/session.js';
import { daysOnThreads, type SessionPoolOptions } from '../session/session-pool.js';
import { BASE_ROW, JOINT, type WhatIfRow } from '../whatif/cells.js';
import { runRows } from '../whatif/runner.js';
import { buildSet, controlsInForce, type RunSet, tuneControls } from '../whatif/sets.js';
import { demandGivenOrders } from './flows.js';

/** A what-if for users of the library: arguments are checked, then the rows are run. */

const RUNS_MAX = 100_000;
const DAYS_MAX = 260;
const names = list(text(1, 64), 1, 1000);

const optionsForm: Form = fields({
  controls: optional(names),
  sets: optional(list(names, 0, 1000)),
  limitsOf: optional(oneOf(['tuned', 'catalogue'])),
  seeds: optional(list(whole(0, SEED_MAX), 1, RUNS_MAX)),
  days: optional(list(fields({ name: text(1, 4096), orders: anyObject }), 1, DAYS_MAX)),
  normal: optional(anything),
  threads: optional(whole(1, 1024)),
  signal: optional(abortSignal),
  workerFile: optional(fileUrl),
  onRun: optional(callable),
});

/** The rows and days of a what-if. */
export interface WhatIfOptions extends SessionPoolOptions {
  /** Names of `CONTROLS`, each a row; by default all. */
  readonly controls?: readonly string[] | undefined;
  /** Combinations of these names, each a row as well. */
  readonly sets?: readonly (readonly string[])[] | undefined;
  /**
   * `catalogue`, the default: limits as the scenario sets them, or the catalogue’s. `tuned`: limits
   * that let a normal day of Knight through, as `smars whatif` has them for built-in scenarios.
   */
  readonly limitsOf?: 'tuned' | 'catalogue' | undefined;
  /** By default that of the scenario. */
  readonly seeds?: readonly number[] | undefined;
  /** Own orders, a day each; every row is run on each. By default the generated flow. */
  readonly days?: readonly { readonly name: string; readonly orders: GivenOrders }[] | undefined;
  /**
   * The normal day that counts what a control refuses of good business. `true`, the default: five
   * minutes of one, by itself. A scenario: the bad day is laid over it, as `--normal` does.
   * `false`: none.
   */
  readonly normal?: boolean | Scenario | undefined;
  /** Is told after each run how many of all are done. */
  readonly onRun?: ((done: number, runs: number) => void) | undefined;
}

/** The outcome of a what-if. */
export interface WhatIfAnswer {
  /**
   * `none`; `as set` where the scenario has controls in force; each control alone; the sets; and
   * `all` of the controls together where there are several.
   */
  readonly rows: readonly WhatIfRow[];
  /** Whether all runs were made, which an abort prevents. */
  readonly finished: boolean;
}

/**
 * Runs a scenario once with no control, once with each control alone and once with all of them,
 * over seeds, days and cores: what `smars whatif` prints. The same arguments give the same rows.
 * Rejects with an InputError for wrong arguments, and with a ThreadError if a day fails.
 *
 * @beta
 */
export async function whatIf(story: Scenario, options: WhatIfOptions = {}): Promise<WhatIfAnswer> {
  validateScenario(story, 'whatIf: scenario');
  demand(optionsForm, options, 'whatIf');
  const firm = firmOf(story, options);
  const scenario = firm?.bad ?? story;
  const { days = [], seeds = [scenario.seed] } = options;
  for (const [place, { orders }] of days.entries())
    demandGivenOrders(orders, scenario.universe.stocks, `whatIf: days.${place}`);
  const sets = setsOf(scenario, options);
  const runs = sets.length * seeds.length * Math.max(1, days.length);
  if (runs > RUNS_MAX) throw new InputError(`whatIf: seeds: ${runs} runs; at most ${RUNS_MAX}`);
  const { threads, signal, workerFile, onRun } = options;
  const { rows, finished } = await runRows({
    scenario,
    sets,
    seeds,
    days: days.map(({ name, orders }) => ({ path: name, orders })),
    normal: normalOf(scenario, firm, options),
    run: daysOnThreads({ threads, signal, workerFile }),
    onRun,
  });
  return { rows: rows.map(({ value: _, ...row }) => row), finished };
}

/** The story and its normal day as one firm, where the options name a normal day. */
function firmOf(story: Scenario, { normal, days }: WhatIfOptions): OneFirm | undefined {
  if (normal === undefined || typeof normal === 'boolean') return undefined;
  const day = validateScenario(normal, 'whatIf: normal');
  if (days !== undefined || story.universe.listed !== undefined)
    throw new InputError(
      'whatIf: normal: a scenario does not go with own orders or stocks; must be true or false',
    );
  return layOver(story, day);
}

function normalOf(
  scenario: Scenario,
  firm: OneFirm | undefined,
  { normal = true }: WhatIfOptions,
): NormalMorning | undefined {
  if (firm !== undefined) return normalDayUnder(firm, []);
  return normal === false ? undefined : normalMorningUnder(scenario, []);
}

function setsOf(
  scenario: Scenario,
  { controls, sets = [], limitsOf = 'catalogue' }: WhatIfOptions,
): RunSet[] {
  const known = tuneControls(scenario, CONTROLS, limitsOf);
  const find = (field: string, given: readonly string[]) => {
    const twice = given.find((name, place) => given.indexOf(name) < place);
    if (twice !== undefined) throw new InputError(`whatIf: ${field}: '${twice}' is there twice`);
    return given.map((name) => {
      const control = known.find((one) => one.name === name);
      if (control !== undefined) return control;
      const near = suggest(
        name,
        known.map((one) => one.name),
      );
      throw new InputError(`whatIf: ${field}: '${name}' is not a control; ${near}`);
    });
  };
  const chosen = controls === undefined ? known : find('controls', controls);
  const own = controlsInForce(scenario);
  const asSet = buildSet(scenario, JOINT.asSet, 'the scenario as it is set', []);
  return [
    buildSet(scenario, BASE_ROW, 'no control at all', []),
    ...(own.length === 0 ? [] : [{ ...asSet, scenario, controls: own }]),
    ...chosen.map((control) => buildSet(scenario, control.name, control.about, [control])),
    ...sets.map((set, place) =>
      buildSet(scenario, set.join('+'), 'these together', find(`sets.${place}`, set)),
    ),
    ...(chosen.length > 1 ? [buildSet(scenario, JOINT.all, 'all of these', chosen)] : []),
  ];
}
