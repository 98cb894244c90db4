import { InputError } from '../base/input-error.js';
import { count } from '../report/format.js';
import { type LimitsFile, limitsOfFile } from '../scenarios/limits-file.js';
import { layOver } from '../scenarios/one-firm.js';
import type { Scenario } from '../scenarios/schema.js';
import { shiftOrders } from '../session/session.js';
import type { BoundOptions } from '../session/tune/bounds.js';
import { TUNABLE, tunableChecks } from '../session/tune/training.js';
import type { TuneOptions } from '../session/tune/tune.js';
import { type Flag, type FlagValues, integerFlag, type Terminal, textFlag } from './command.js';
import { DAY_FLAGS } from './day-flags.js';
import { LIMITS_FLAG, readLimits } from './limits-source.js';
import { ORDERS_FLAGS, type OwnDay, readOwnWorld } from './own-world.js';
import { SCENARIO_FLAGS, scenarioNamed } from './scenario-source.js';
import type { StoryQuestion } from './tune-story.js';
import { UNIVERSE_FLAG } from './universe-source.js';

const DAYS = 5;
/** Most training days: a night's work of two cores. */
const DAYS_MAX = 1000;
const TOLERANCE = 1e-4;
const TOTAL_TOLERANCE = 1e-3;
const MARGIN = 1.25;
const MARGIN_MAX = 1000;
/** Most windows of a command, their longest, and most classes of volume. */
const WINDOWS_MAX = 8;
const WINDOW_MAX = 86_400;
const CLASSES_MAX = 20;
const NORMAL = 'normal-morning';
/** Where own orders replace the flow: the clock of a whole day. */
const WHOLE_DAY = 'normal-day-smars';

export const TUNE_FLAGS: Readonly<Record<string, Flag>> = {
  normal: {
    type: 'string',
    value: 'NAME | FILE',
    about: `the scenario of the training days (default ${NORMAL}; for own orders ${WHOLE_DAY})`,
  },
  ...SCENARIO_FLAGS,
  ...ORDERS_FLAGS,
  universe: UNIVERSE_FLAG,
  days: {
    type: 'string',
    value: 'N',
    about: `training days: seeds in a row (default ${DAYS}; with --orders, a day a file)`,
  },
  tolerance: {
    type: 'string',
    value: 'SHARE',
    about: 'share of normal orders that a bound may refuse, 0 to 1 (default 0.0001)',
  },
  margin: {
    type: 'string',
    value: 'FACTOR',
    about:
      'over the largest measure, for checks of sums and those that block or kill ' +
      `(default ${MARGIN})`,
  },
  only: { type: 'string', value: 'A,B,…', about: 'these checks (default: all but stale-quote)' },
  windows: {
    type: 'string',
    value: 'SECONDS,…',
    about: 'also rates and the rolling gross over these windows, e.g. 1,60,300',
  },
  profiles: {
    type: 'boolean',
    about: 'also the firm’s sums over the day, a bound each five minutes',
  },
  classes: {
    type: 'string',
    value: 'N',
    about: 'also a bound of each of N classes of volume, as limits of its symbols',
  },
  story: {
    type: 'string',
    value: 'NAME | FILE',
    about: 'also enforce each bound in this scenario, laid over the normal day as one firm',
  },
  frontier: {
    type: 'boolean',
    about: 'with --story: the bounds of tolerances 0 and 1e-5 to 1e-2 as well',
  },
  'total-tolerance': {
    type: 'string',
    value: 'SHARE',
    about: `with --story: what a set of bounds may keep back (default ${TOTAL_TOLERANCE})`,
  },
  limits: { ...LIMITS_FLAG, about: 'instead: how far each bound of this file is from use' },
  threads: { type: 'string', value: 'N', about: 'worker threads (default: one a core)' },
  ...DAY_FLAGS,
  out: { type: 'string', value: 'FILE', about: 'write the bounds as a limits file' },
  page: { type: 'string', value: 'FILE', about: 'write the answer as a page, one HTML file' },
  json: { type: 'boolean', about: 'the answer as JSON' },
  csv: { type: 'boolean', about: 'the table as CSV' },
};

/** The parsed flags. */
export interface Asked {
  readonly normal: Scenario;
  readonly seeds: readonly number[];
  /** The days of own orders; none for generated days. */
  readonly own: readonly OwnDay[];
  readonly options: BoundOptions;
  readonly checks: readonly string[] | undefined;
  readonly more: MoreBounds;
  readonly file: LimitsFile | undefined;
  readonly story: StoryQuestion | undefined;
}

export async function readAsked(flags: FlagValues, terminal: Terminal): Promise<Asked> {
  if (flags.json === true && flags.csv === true)
    throw new InputError('--json and --csv: give one of them');
  refuseStoryFlags(flags);
  const file = readLimits(flags);
  for (const other of file === undefined ? [] : BOUND_FLAGS)
    if (flags[other] !== undefined)
      throw new InputError(`--limits and --${other}: give one of them`);
  const only = textFlag(flags, 'only')?.split(',');
  if (only !== undefined) tunableChecks(only);
  const hasOrders = flags.orders !== undefined;
  if (hasOrders && flags.days !== undefined)
    throw new InputError('--orders and --days: give one of them; each file is a day');
  const drawn = integerFlag(flags, 'days', 1, DAYS_MAX) ?? (hasOrders ? 1 : DAYS);
  const named =
    textFlag(flags, 'normal') ?? (hasOrders && flags.beside !== true ? WHOLE_DAY : NORMAL);
  const { scenario, days } = await readOwnWorld(named, flags, file, terminal);
  const seeds = Array.from({ length: drawn }, (_, n) => (scenario.seed + n) >>> 0);
  const story = readStory(scenario, seeds, days, flags);
  // The firm's normal day has the story's servers and stocks: it is this one that is trained on.
  const normal = story === undefined ? scenario : story.firm.normal;
  const own = story === undefined ? days : story.training;
  return {
    normal,
    seeds,
    own,
    options: {
      tolerance: numberFlag(flags, 'tolerance', 0, 1) ?? TOLERANCE,
      margin: numberFlag(flags, 'margin', 1, MARGIN_MAX) ?? MARGIN,
    },
    checks: file === undefined ? only : checksOfFile(file, only),
    more: readMore(flags),
    file,
    story,
  };
}

/** Flags that say how bounds are found or told, of which --limits finds none. */
const BOUND_FLAGS = ['tolerance', 'margin', 'windows', 'profiles', 'classes', 'out', 'page'];

/** What is tuned beside the checks as they are set. */
type MoreBounds = Pick<TuneOptions, 'windowsSeconds' | 'classes' | 'hasProfiles'>;

function readMore(flags: FlagValues): MoreBounds {
  const given = textFlag(flags, 'windows');
  const refuse = (reason: string): never => {
    throw new InputError(`--windows is '${given}'; ${reason}`);
  };
  const windowsSeconds = (given?.split(',') ?? []).map((text) => {
    const seconds = Number(text);
    return /^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= WINDOW_MAX
      ? seconds
      : refuse(`must be seconds above 0, at most ${count(WINDOW_MAX)}`);
  });
  if (new Set(windowsSeconds).size < windowsSeconds.length) refuse('must name each window once');
  if (windowsSeconds.length > WINDOWS_MAX) refuse(`must be at most ${WINDOWS_MAX} windows`);
  return {
    windowsSeconds,
    classes: integerFlag(flags, 'classes', 2, CLASSES_MAX),
    hasProfiles: flags.profiles === true,
  };
}

/** Refuses flags that a story needs, or that it cannot be laid over. */
function refuseStoryFlags(flags: FlagValues): void {
  const alone = ['frontier', 'total-tolerance'].find((flag) => flags[flag] !== undefined);
  if (flags.story === undefined && alone !== undefined)
    throw new InputError(`--${alone}: goes with --story`);
  if (flags.story !== undefined && flags.limits !== undefined)
    throw new InputError('--story and --limits: give one of them');
}

/** The story in which the bounds are enforced, on the day after the training days. */
function readStory(
  normal: Scenario,
  seeds: readonly number[],
  days: readonly OwnDay[],
  flags: FlagValues,
): StoryQuestion | undefined {
  const named = textFlag(flags, 'story');
  if (named === undefined) return undefined;
  const story = scenarioNamed(named);
  const beside = flags.beside === true;
  const own = days.map(
    ({ path, orders }): OwnDay => ({
      path,
      orders: shiftOrders(orders, story.universe.stocks),
    }),
  );
  return {
    firm: layOver(story, normal, days.length === 0 ? undefined : { beside }),
    // The last of several days is tried, and not trained on.
    training: own.length > 1 ? own.slice(0, -1) : own,
    tried: own.at(-1),
    seed: (seeds.at(-1)! + 1) >>> 0,
    hasFrontier: flags.frontier === true,
    totalTolerance: numberFlag(flags, 'total-tolerance', 0, 1) ?? TOTAL_TOLERANCE,
  };
}

function numberFlag(flags: FlagValues, name: string, min: number, max: number): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || !(value >= min && value <= max))
    throw new InputError(`--${name} is '${text}'; must be a number from ${min} to ${max}`);
  return value;
}

/** The checks of a limits file that are on and have a bound. */
function checksOfFile(file: LimitsFile, only: readonly string[] | undefined): string[] {
  const limits = file.limits as unknown as Readonly<Record<string, { mode: string } | undefined>>;
  const known = TUNABLE.map(({ name }) => name);
  const on = limitsOfFile(file).filter((name) => {
    const field = TUNABLE.find((row) => row.name === name)?.field;
    return field !== undefined && (limits[field]?.mode ?? 'off') !== 'off';
  });
  const checks = on.filter((name) => only?.includes(name) ?? known.includes(name));
  const none = only === undefined ? 'no check with a bound' : 'no check of --only';
  if (checks.length === 0)
    throw new InputError(`--limits ${file.source}: ${none} is on for the firm`);
  return checks;
}
