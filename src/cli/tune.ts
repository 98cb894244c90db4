import { wrap } from '../report/format.js';
import { describeStory, type StoryAnswer, writeStoryCsv } from '../report/story-text.js';
import {
  boundsLegend,
  describeBounds,
  describeProfiles,
  describeUses,
  writeBoundsCsv,
  writeUsesCsv,
} from '../report/tune-text.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import { type Provenance, writeTunedLimits } from '../scenarios/tuned-limits.js';
import { boundUses, REACH } from '../session/tune/adequacy.js';
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
  interruptName,
  type Terminal,
  textFlag,
} from './command.js';
import { readConditions, readInvocation } from './conditions.js';
import { type DayRunner, endShard, readDayRunner } from './day-flags.js';
import { checkPlaces, Outputs, placesOf, writeWhole } from './output.js';
import { type Asked, readAsked, TUNE_FLAGS } from './tune-flags.js';
import { enforceInStory } from './tune-story.js';
import { readVersion } from './version.js';

/** Of the shares that a training day without a hit allows, by the rule of three. */
const CONFIDENCE = 0.95;

export const TUNE: Command = {
  name: 'tune',
  about:
    'Measures every check of the gate on normal days, and prints the lowest bound that lets them ' +
    'through; or, with --limits, how far each bound of a limits file is from use.',
  operands: '',
  operandsMax: 0,
  flags: TUNE_FLAGS,
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
    const days = readDayRunner('tune', flags, OF_ANSWER, terminal);
    const { out: _, ...others } = PLACES;
    checkPlaces(placesOf(flags, days.shard === undefined ? PLACES : others), terminal);
    const training = await train(asked, days);
    if (days.shard !== undefined) return endShard(days.shard, terminal);
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
    const { story, options } = asked;
    const enforced =
      story === undefined || !training.finished
        ? undefined
        : await enforceInStory(training, tuned, story, { ...options, run: days.run }, terminal);
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

/** Flags that the training days do not depend on. */
const OF_ANSWER = ['json', 'csv', 'page', 'tolerance', 'margin', 'frontier', 'total-tolerance'];

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

async function train(asked: Asked, days: DayRunner): Promise<Training> {
  const { normal, seeds, own, checks, more } = asked;
  const progress = days.progress();
  try {
    return await trainChecks(normal, {
      seeds,
      orders: own.length === 0 ? undefined : own.map(({ orders }) => orders),
      checks,
      ...more,
      run: days.run,
      onDay: (done, total) => progress.showDone(done, total, 'days'),
    });
  } finally {
    progress.end();
  }
}

function limitsText(asked: Asked, tuned: TunedLimits): string {
  const { normal, options, more } = asked;
  const { bounds, variants, days, settings, symbols } = tuned;
  const classed = variants.filter(({ volumeClass }) => volumeClass !== null);
  const provenance: Provenance = {
    by: `smars tune ${readVersion()}`,
    normal: normal.name,
    days: days.length,
    ...describeDays(asked, days),
    ...options,
    confidence: CONFIDENCE,
    ...(more.classes !== undefined && { classes: more.classes }),
    bounds: [...bounds, ...classed].map((one) => ({
      check: one.check,
      ...('volumeClass' in one && { class: one.volumeClass as number }),
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
    symbols,
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
  const { bounds, variants, profiles } = tuned;
  const found = {
    bounds,
    ...(variants.length > 0 && { variants }),
    ...(profiles.length > 0 && { profiles }),
  };
  if (flags.json === true)
    terminal.answer(
      `${JSON.stringify({ ...headOf(asked, tuned), ...options, ...found, story }, null, 2)}\n`,
    );
  else if (flags.csv === true)
    terminal.answer(
      story === undefined ? writeBoundsCsv(bounds, variants, profiles) : writeStoryCsv(story),
    );
  else
    terminal.answer(
      `Bounds that pass ${describeNormal(asked)}, tolerance ${options.tolerance}\n\n` +
        `${describeBounds(bounds, variants)}\n\n` +
        (profiles.length === 0 ? '' : `${describeProfiles(profiles)}\n\n`) +
        `${boundsLegend(bounds, options)}\n` +
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
