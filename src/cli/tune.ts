import { InputError } from '../base/input-error.js';
import { wrap } from '../report/format.js';
import { describeStory, type StoryAnswer, writeStoryCsv } from '../report/story-text.js';
import {
  boundsLegend,
  describeBounds,
  describeUses,
  writeBoundsCsv,
  writeUsesCsv,
} from '../report/tune-text.js';
import { type LimitsFile, limitsOfFile } from '../scenarios/limits-file.js';
import { layOver } from '../scenarios/one-firm.js';
import type { Scenario } from '../scenarios/schema.js';
import { type Provenance, writeTunedLimits } from '../scenarios/tuned-limits.js';
import { boundUses, REACH } from '../session/tune/adequacy.js';
import type { BoundOptions } from '../session/tune/bounds.js';
import { TUNABLE, tunableChecks } from '../session/tune/training.js';
import {
  boundsOf,
  type Training,
  type TrainingDay,
  type TunedLimits,
  trainChecks,
} from '../session/tune/tune.js';
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
import { LIMITS_FLAG, readLimits } from './limits-source.js';
import { checkPlaces, Outputs, placesOf, writeWhole } from './output.js';
import { ORDERS_FLAGS, type OwnDay, readOwnWorld } from './own-world.js';
import { Progress } from './progress.js';
import { SCENARIO_FLAGS, scenarioNamed } from './scenario-source.js';
import { enforceInStory, type StoryQuestion } from './tune-story.js';
import { UNIVERSE_FLAG } from './universe-source.js';
import { readVersion } from './version.js';

const DAYS = 5;
/** Most training days: a night's work of two cores. */
const DAYS_MAX = 1000;
const TOLERANCE = 1e-4;
const TOTAL_TOLERANCE = 1e-3;
const MARGIN = 1.25;
const MARGIN_MAX = 1000;
const NORMAL = 'normal-morning';
/** Where own orders replace the flow: the clock of a whole day. */
const WHOLE_DAY = 'normal-day-smars';
/** Of the shares that a training day without a hit allows, by the rule of three. */
const CONFIDENCE = 0.95;

export const TUNE: Command = {
  name: 'tune',
  about:
    'Measures every check of the gate on normal days, and prints the lowest bound that lets them ' +
    'through; or, with --limits, how far each bound of a limits file is from use.',
  operands: '',
  operandsMax: 0,
  flags: {
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
    out: { type: 'string', value: 'FILE', about: 'write the bounds as a limits file' },
    page: { type: 'string', value: 'FILE', about: 'write the answer as a page, one HTML file' },
    json: { type: 'boolean', about: 'the answer as JSON' },
    csv: { type: 'boolean', about: 'the table as CSV' },
  },
  examples: [
    'smars tune',
    'smars tune --days 20 --tolerance 0.00001 --out tuned.json',
    'smars tune --only executions-per-parent,position --margin 2',
    'smars tune --normal clean-rollout --set clock.end=09:30:10 --limits limits.json',
    'smars tune --orders my-orders.csv --universe from-orders',
    'smars tune --story knight-2012 --frontier --page tuned.html',
  ],

  async run(flags, _operands, terminal) {
    const asked = await readAsked(flags, terminal);
    checkPlaces(placesOf(flags, PLACES), terminal);
    const training = await train(asked, terminal);
    if (!training.finished)
      terminal.tell(
        `ended by ${interruptName(terminal)} after ${training.days.length} of ` +
          `${Math.max(asked.seeds.length, asked.own.length)} days\n`,
      );
    const code = training.finished ? EXIT.GOOD : EXIT.INTERRUPTED;
    if (training.days.length === 0) return code;
    if (asked.file !== undefined) return tellUses(asked, asked.file, training, flags, terminal);
    const tuned = boundsOf(training, asked.normal, asked.options);
    const outputs = new Outputs();
    const out = textFlag(flags, 'out');
    if (out !== undefined)
      await outputs.attempt(() => writeWhole(out, '--out', limitsText(asked, tuned)));
    const { story, options, threads } = asked;
    const enforced =
      story === undefined || !training.finished
        ? undefined
        : await enforceInStory(training, story, { ...options, threads }, terminal);
    if (enforced?.finished === false)
      terminal.tell(`ended by ${interruptName(terminal)}; what follows was done by then\n`);
    const page = textFlag(flags, 'page');
    if (page !== undefined) {
      const { renderTunePage } = await import('./report-page.js');
      const about = { normal: describeNormal(asked), days: tuned.days.length, ...options };
      const text = renderTunePage({ ...about, bounds: tuned.bounds, story: enforced });
      await outputs.attempt(() => writeWhole(page, '--page', text));
    }
    tellBounds(asked, tuned, enforced, flags, terminal);
    return outputs.end(enforced?.finished === false ? EXIT.INTERRUPTED : code, terminal);
  },
};

/** The flags that name files. */
const PLACES = {
  limits: 'input',
  universe: 'input',
  orders: 'input',
  normal: 'input',
  story: 'input',
  out: 'file',
  page: 'file',
} as const;

/** The parsed flags. */
interface Asked {
  readonly normal: Scenario;
  readonly seeds: readonly number[];
  /** The days of own orders; none for generated days. */
  readonly own: readonly OwnDay[];
  readonly options: BoundOptions;
  readonly checks: readonly string[] | undefined;
  readonly threads: number | undefined;
  readonly file: LimitsFile | undefined;
  readonly story: StoryQuestion | undefined;
}

async function readAsked(flags: FlagValues, terminal: Terminal): Promise<Asked> {
  if (flags.json === true && flags.csv === true)
    throw new InputError('--json and --csv: give one of them');
  refuseStoryFlags(flags);
  const file = readLimits(flags);
  for (const other of file === undefined ? [] : ['tolerance', 'margin', 'out', 'page'])
    if (flags[other] !== undefined)
      throw new InputError(`--limits and --${other}: give one of them`);
  const only = textFlag(flags, 'only')?.split(',');
  if (only !== undefined) tunableChecks(only);
  const hasOrders = flags.orders !== undefined;
  if (hasOrders && flags.days !== undefined)
    throw new InputError('--orders and --days: give one of them; each file is a day');
  const days = integerFlag(flags, 'days', 1, DAYS_MAX) ?? (hasOrders ? 1 : DAYS);
  const named =
    textFlag(flags, 'normal') ?? (hasOrders && flags.beside !== true ? WHOLE_DAY : NORMAL);
  const { scenario, days: own } = await readOwnWorld(named, flags, file, terminal);
  const seeds = Array.from({ length: days }, (_, n) => (scenario.seed + n) >>> 0);
  const story = readStory(scenario, seeds, flags);
  // The firm's normal day has the story's servers and stocks: it is this one that is trained on.
  const normal = story === undefined ? scenario : story.firm.normal;
  return {
    normal,
    seeds,
    own,
    options: {
      tolerance: numberFlag(flags, 'tolerance', 0, 1) ?? TOLERANCE,
      margin: numberFlag(flags, 'margin', 1, MARGIN_MAX) ?? MARGIN,
    },
    checks: file === undefined ? only : checksOfFile(file, only),
    threads: integerFlag(flags, 'threads', 1, 256),
    file,
    story,
  };
}

/** Refuses flags that a story needs, or that it cannot be laid over. */
function refuseStoryFlags(flags: FlagValues): void {
  const alone = ['frontier', 'total-tolerance'].find((flag) => flags[flag] !== undefined);
  if (flags.story === undefined && alone !== undefined)
    throw new InputError(`--${alone}: goes with --story`);
  const other = ['orders', 'universe', 'limits'].find((flag) => flags[flag] !== undefined);
  if (flags.story !== undefined && other !== undefined)
    throw new InputError(`--story and --${other}: give one of them`);
}

/** The story in which the bounds are enforced, on the day after the training days. */
function readStory(
  normal: Scenario,
  seeds: readonly number[],
  flags: FlagValues,
): StoryQuestion | undefined {
  const named = textFlag(flags, 'story');
  if (named === undefined) return undefined;
  return {
    firm: layOver(scenarioNamed(named), normal),
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

async function train(asked: Asked, terminal: Terminal): Promise<Training> {
  const { normal, seeds, own, checks, threads } = asked;
  const progress = new Progress(terminal);
  try {
    return await trainChecks(normal, {
      seeds,
      orders: own.length === 0 ? undefined : own.map(({ orders }) => orders),
      checks,
      threads,
      signal: terminal.interrupted,
      onDay: (done, total) => progress.show(done / total, `${done} of ${total} days`),
    });
  } finally {
    progress.end();
  }
}

function limitsText(asked: Asked, { bounds, days, settings }: TunedLimits): string {
  const { normal, options } = asked;
  const provenance: Provenance = {
    by: `smars tune ${readVersion()}`,
    normal: normal.name,
    days: days.length,
    ...describeDays(asked, days),
    ...options,
    confidence: CONFIDENCE,
    bounds: bounds.map((one) => ({
      check: one.check,
      largest: one.largest,
      measured: one.measured,
      inSample: one.inSample,
      outOfSample: one.outOfSample,
      unstable: one.isUnstable,
      atMost: one.shareAtMost,
    })),
  };
  return writeTunedLimits(
    settings,
    bounds.map(({ check }) => check),
    provenance,
  );
}

/** The seed of each training day, and the file of its own orders. */
function describeDays({ own }: Asked, days: readonly TrainingDay[]) {
  const files = days.flatMap(({ orders }) => (orders === null ? [] : [own[orders]!.path]));
  return { seeds: days.map(({ seed }) => seed), ...(files.length > 0 && { orders: files }) };
}

function headOf(asked: Asked, { finished, days }: Training | TunedLimits): object {
  return {
    version: 1,
    command: 'tune',
    normal: asked.normal.name,
    finished,
    invocation: readInvocation(),
    conditions: readConditions(),
    ...describeDays(asked, days),
  };
}

function tellBounds(
  asked: Asked,
  tuned: TunedLimits,
  story: StoryAnswer | undefined,
  flags: FlagValues,
  terminal: Terminal,
): void {
  const { options } = asked;
  const { bounds } = tuned;
  if (flags.json === true)
    terminal.answer(
      `${JSON.stringify({ ...headOf(asked, tuned), ...options, bounds, story }, null, 2)}\n`,
    );
  else if (flags.csv === true)
    terminal.answer(story === undefined ? writeBoundsCsv(bounds) : writeStoryCsv(story));
  else
    terminal.answer(
      `Bounds that pass ${describeNormal(asked)}, tolerance ${options.tolerance}\n\n` +
        `${describeBounds(bounds)}\n\n${boundsLegend(bounds, options)}\n` +
        (story === undefined ? '' : `\n${describeStory(story)}\n`),
    );
}

const describeNormal = ({ normal, own }: Asked): string =>
  own.length === 0 ? normal.name : `own orders on ${normal.name}`;

/** Answers how far the bounds of a file are from use. Returns the exit code. */
function tellUses(
  asked: Asked,
  file: LimitsFile,
  training: Training,
  flags: FlagValues,
  terminal: Terminal,
): number {
  const uses = boundUses(training, file.limits).map(({ orders, ...use }) => ({
    ...use,
    orders: orders === null ? null : asked.own[orders]!.path,
  }));
  const { layers } = file.limits;
  const layered = Object.values(layers ?? {}).reduce(
    (sum, group) => sum + Object.keys(group ?? {}).length,
    0,
  );
  if (flags.json === true)
    terminal.answer(
      `${JSON.stringify({ ...headOf(asked, training), file: file.source, uses }, null, 2)}\n`,
    );
  else if (flags.csv === true) terminal.answer(writeUsesCsv(uses));
  else {
    const many = training.days.length;
    const days = `${many} ${many === 1 ? 'day' : 'days'} of ${describeNormal(asked)}`;
    const legend =
      'share is the largest measure over the bound. A bound that “refuses” has normal orders ' +
      'beyond it. Nobody can hit one that is out of reach: no measure comes to ' +
      `${100 * REACH} % of it.` +
      (layered === 0
        ? ''
        : ` The bounds of ${layered} servers, accounts and symbols are not compared.`);
    terminal.answer(
      `Use of ${file.source} on ${days}\n\n${describeUses(uses)}\n\n${wrap(legend, 80)}\n`,
    );
  }
  return training.finished ? EXIT.GOOD : EXIT.INTERRUPTED;
}
