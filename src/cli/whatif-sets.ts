import { InputError, suggest } from '../base/input-error.js';
import { besideName } from '../report/beside.js';
import { count } from '../report/format.js';
import { tellControlValues } from '../report/limits-text.js';
import type { CheckDefinition } from '../risk/gate/custom-checks.js';
import { CHOSEN_RULES, calibratedInputsOf } from '../scenarios/calibration.js';
import { controlValues } from '../scenarios/control-values.js';
import { CONTROLS, checkControls, KILL_ON_CALL } from '../scenarios/controls.js';
import { type LimitsFile, limitsOfFile } from '../scenarios/limits-file.js';
import {
  NORMAL_MORNING,
  type NormalMorning,
  normalDayUnder,
  normalMorningUnder,
} from '../scenarios/normal.js';
import { NORMAL_DAY_KNIGHT } from '../scenarios/normal-days.js';
import type { OneFirm } from '../scenarios/one-firm.js';
import { applySettings } from '../scenarios/parse.js';
import type { Scenario } from '../scenarios/schema.js';
import { LIMITS_OF, type LimitsOf } from '../scenarios/tuned-controls.js';
import { BASE_ROW, JOINT } from '../whatif/cells.js';
import {
  buildSet,
  controlsInForce,
  type RunSet,
  type TriedControl,
  tuneControls,
} from '../whatif/sets.js';
import { type FlagValues, integerFlag, listFlag, textFlag } from './command.js';
import type { OwnDay } from './own-world.js';

/** Most runs of one matrix: a night's work of two cores. */
const RUNS_MAX = 100_000;
/**
 * The assumed cost of an unexecuted order in goodwill and a worse price elsewhere, dollars, so that
 * stopping is not free.
 */
export const PENALTY_DOLLARS = 100;
/** Most dollars that a flag takes: as much as a limit. */
const AMOUNT_MAX = 100e9;
/** Flags that the days do not depend on, or that ask for more days. */
export const OF_ANSWER = ['json', 'csv', 'penalty', 'loss-below'];
export const AS_CALIBRATED = 'as calibrated';
/** Normal days of the flow that the tuned limits hold for. */
const KNIGHTS_DAYS: readonly string[] = [NORMAL_MORNING.name, NORMAL_DAY_KNIGHT.name];

const NO_CALL = `${KILL_ON_CALL.name}: it ends before the call`;

/** The parsed flags. */
export interface Question {
  readonly sets: readonly RunSet[];
  readonly limitsOf: LimitsOf;
  readonly firm: OneFirm | undefined;
  readonly normalMorning: NormalMorning;
  readonly seeds: number;
  /** The days of own orders; none for the generated flow. */
  readonly days: readonly OwnDay[];
  readonly isSensitivity: boolean;
  readonly withNormal: boolean;
  readonly lossBelow: number | undefined;
  readonly penaltyDollars: number;
}

/**
 * Input beside the scenario: the limits file, which the scenario already contains, custom checks
 * with their modules, and days of own orders.
 */
interface Brought {
  readonly file: LimitsFile | undefined;
  readonly modules: readonly string[];
  readonly checks: readonly CheckDefinition[];
  readonly days: readonly OwnDay[];
  /** The scenario’s firm, where `--normal` gives its normal day. */
  readonly firm: OneFirm | undefined;
  /** Whether the flow is that of a built-in scenario, for which there are tuned limits. */
  readonly isBuiltIn: boolean;
}

export function readQuestion(scenario: Scenario, flags: FlagValues, brought: Brought): Question {
  if (flags.json === true && flags.csv === true)
    throw new InputError('--json and --csv: give one of them');
  const isSensitivity = flags.sensitivity === true;
  if (isSensitivity && brought.days.length > 0 && flags.beside !== true)
    throw new InputError('--sensitivity and --orders: give one of them');
  for (const other of ['sets', 'loss-below'] as const) {
    if (isSensitivity && flags[other] !== undefined)
      throw new InputError(`--sensitivity and --${other}: give one of them`);
  }
  const limitsOf = readLimitsOf(flags, brought);
  const seeds = integerFlag(flags, 'seeds', 1, RUNS_MAX) ?? 1;
  const sets = isSensitivity
    ? sensitivitySets(scenario, brought.modules)
    : controlSets(scenario, flags, brought, limitsOf);
  const days = Math.max(1, brought.days.length);
  if (brought.firm !== undefined && (isSensitivity || flags['skip-normal'] === true))
    throw new InputError(
      `--normal and --${isSensitivity ? 'sensitivity' : 'skip-normal'}: give one of them`,
    );
  const withNormal =
    brought.firm !== undefined ||
    (!isSensitivity && flags.short !== true && flags['skip-normal'] !== true);
  const runs = sets.length * (seeds * days + (withNormal ? 1 : 0));
  if (runs > RUNS_MAX)
    throw new InputError(`--seeds ${seeds}: ${count(runs)} runs; at most ${count(RUNS_MAX)}`);
  const seed = textFlag(flags, 'seed');
  const settings = [...listFlag(flags, 'set'), ...(seed === undefined ? [] : [`seed=${seed}`])];
  const morning =
    brought.firm === undefined
      ? normalMorningUnder(scenario, settings)
      : normalDayUnder(brought.firm, settings);
  const hasKill = sets.some(({ controls }) =>
    controls.some(({ name }) => name === KILL_ON_CALL.name),
  );
  return {
    sets,
    limitsOf,
    firm: brought.firm,
    normalMorning:
      hasKill && !morning.hasCall
        ? { ...morning, leftOut: [...morning.leftOut, NO_CALL] }
        : morning,
    seeds,
    days: brought.days,
    isSensitivity,
    withNormal,
    lossBelow: amountFlag(flags, 'loss-below'),
    penaltyDollars: amountFlag(flags, 'penalty') ?? PENALTY_DOLLARS,
  };
}

/**
 * Reads whose limits the controls have. Tuned ones hold for the flow that they were tuned on, so
 * that they are the default for built-in scenarios alone.
 */
function readLimitsOf(flags: FlagValues, { file, firm, isBuiltIn }: Brought): LimitsOf {
  const named = textFlag(flags, 'limits-of');
  if (named === undefined) {
    const hasOwnDay = firm !== undefined && !KNIGHTS_DAYS.includes(firm.normal.name);
    return file === undefined && isBuiltIn && !hasOwnDay ? 'tuned' : 'catalogue';
  }
  const other = ['limits', 'sensitivity'].find((flag) => flags[flag] !== undefined);
  if (other !== undefined) throw new InputError(`--limits-of and --${other}: give one of them`);
  const known = LIMITS_OF.find((each) => each === named);
  if (known !== undefined) return known;
  throw new InputError(`--limits-of '${named}': is not one of them; ${suggest(named, LIMITS_OF)}`);
}

/** Reads a flag as dollars: 250, 500k, 10M or 1.5B, with or without a $ sign. */
function amountFlag(flags: FlagValues, name: string): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const match = /^\$?(\d+(?:\.\d+)?)([kmb]?)n?$/i.exec(text);
  const unit = (match?.[2] ?? '').toLowerCase() as '' | 'k' | 'm' | 'b';
  const amount =
    match === null ? Number.NaN : Number(match[1]) * { '': 1, k: 1e3, m: 1e6, b: 1e9 }[unit];
  if (!(amount <= AMOUNT_MAX))
    throw new InputError(
      `--${name} is '${text}'; must be an amount of dollars such as 250, 500k, 10M or 1.5B`,
    );
  return amount;
}

/** The row in which only some controls act, with the settings of a single one in words. */
export function runSet(
  scenario: Scenario,
  name: string,
  about: string,
  controls: readonly TriedControl[],
): RunSet {
  const set = buildSet(scenario, name, about, controls);
  const only = controls.length === 1 ? controls[0] : undefined;
  if (only === undefined) return set;
  const told = only.value ?? tellControlValues(controlValues(set.scenario, only));
  return { ...set, value: set.limits === 'tuned' ? `${told}; tuned` : told };
}

function controlSets(
  scenario: Scenario,
  flags: FlagValues,
  brought: Brought,
  limitsOf: LimitsOf,
): RunSet[] {
  const { file } = brought;
  const known = tuneControls(scenario, knownControls(brought), limitsOf);
  const chosen = chooseControls(flags, known);
  const limits = known.filter(({ asSet }) => asSet !== undefined);
  const combined = textFlag(flags, 'sets')?.split(',') ?? [];
  const own = file === undefined ? controlsInForce(scenario) : [];
  return [
    runSet(scenario, BASE_ROW, 'no control at all', []),
    ...(own.length === 0
      ? []
      : [
          {
            ...runSet(scenario, JOINT.asSet, 'the scenario as it is set', []),
            scenario,
            controls: own,
          },
        ]),
    ...chosen.flatMap((control) => [
      runSet(scenario, control.name, control.about, [control]),
      ...(limitsOf === 'both' ? besideOf(scenario, control) : []),
    ]),
    ...combined.map((text) => {
      return runSet(
        scenario,
        text,
        'these together',
        findControls('--sets', text.split('+'), known),
      );
    }),
    ...(file === undefined
      ? []
      : [runSet(scenario, JOINT.file, `all limits of ${file.source}`, limits)]),
    ...(chosen.length > 1 ? [runSet(scenario, JOINT.all, 'all of these', chosen)] : []),
  ];
}

/**
 * All controls by name. A limit of the file replaces the built-in control; custom checks come last.
 */
function knownControls({ file, modules, checks }: Brought): TriedControl[] {
  const limits = file === undefined ? [] : limitsOfFile(file);
  const taken = [BASE_ROW, JOINT.asSet, JOINT.file, JOINT.all, ...CONTROLS.map(({ name }) => name)];
  const own = checks.map((check, place): TriedControl => {
    if (taken.includes(check.name))
      throw new InputError(
        `--check ${modules[place]}: '${check.name}' is the name of another row; give the ` +
          'check a name of its own',
      );
    const values = Object.entries(check.parameters).map(
      ([name, value]) => `${name} ${JSON.stringify(value)}`,
    );
    return {
      name: check.name,
      about: 'a check of your own',
      settings: [],
      short: true,
      trips: { check: 'own-check' },
      module: modules[place],
      value: values.join('; '),
    };
  });
  const fields = new Map(checkControls().map(({ check, field }) => [check, field]));
  const built = CONTROLS.map((control): TriedControl => {
    if (!limits.includes(control.name)) return control;
    return { ...control, settings: [], short: true, asSet: fields.get(control.name) };
  });
  return [...built, ...own];
}

/** The row of a tuned control at the limit of the catalogue, or of the scenario. */
function besideOf(scenario: Scenario, { name, about, limits }: TriedControl): RunSet[] {
  const control = CONTROLS.find((one) => one.name === name);
  if (limits !== 'tuned' || control === undefined) return [];
  return [runSet(scenario, besideName(name), about, [{ ...control, limits: 'catalogue' }])];
}

function chooseControls(
  flags: FlagValues,
  known: readonly TriedControl[],
): readonly TriedControl[] {
  const only = textFlag(flags, 'only');
  if (only !== undefined && flags.short === true)
    throw new InputError('--only and --short: give one of them');
  if (only === undefined) return known.filter((control) => flags.short !== true || control.short);
  return findControls('--only', only.split(','), known);
}

function findControls(
  flag: string,
  names: readonly string[],
  known: readonly TriedControl[],
): TriedControl[] {
  const controls = names.map((name) => findControl(flag, name, known));
  const twice = names.find((name, n) => names.indexOf(name) < n);
  if (twice !== undefined) throw new InputError(`${flag} '${twice}': is named twice`);
  return controls;
}

function findControl(flag: string, name: string, known: readonly TriedControl[]): TriedControl {
  const control = known.find((each) => each.name === name);
  if (control !== undefined) return control;
  const names = known.map((each) => each.name);
  throw new InputError(`${flag} '${name}': is not a control; ${suggest(name, names)}`);
}

function sensitivitySets(scenario: Scenario, checks: readonly string[]): RunSet[] {
  const row = (name: string, about: string, settings: string[]): RunSet => ({
    name,
    about,
    value: '',
    scenario: applySettings(scenario, settings),
    checks,
    controls: [],
  });
  return [
    row(AS_CALIBRATED, '', []),
    ...calibratedInputsOf(scenario).flatMap(({ path, low, high, reason }) => [
      row(`${path}=${low}`, reason, [`${path}=${low}`]),
      row(`${path}=${high}`, reason, [`${path}=${high}`]),
    ]),
    ...CHOSEN_RULES.flatMap(({ path, others, reason }) =>
      others.map((rule) => row(`${path}=${rule}`, reason, [`${path}=${rule}`])),
    ),
  ];
}
