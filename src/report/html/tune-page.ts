import type { TunedBound } from '../../session/tune/bounds.js';
import { count, usd } from '../format.js';
import { showValue } from '../limits-text.js';
import { showTime } from '../matrix.js';
import { boundName, type EnforcedBound, type StoryAnswer, shareOf } from '../story-text.js';
import { showShareOfOne } from '../tune-text.js';
import { countCell, lossCell, tableOf, textCell } from './cells.js';
import type { Block, Cell, Chart, Figure, Page, Section, Tone } from './model.js';

/** What the page of tuned limits shows. */
export interface TunePageInput {
  /** The normal day, in words. */
  readonly normal: string;
  readonly days: number;
  readonly tolerance: number;
  readonly margin: number;
  readonly bounds: readonly TunedBound[];
  readonly story?: StoryAnswer | undefined;
}

/** The page of tuned limits: the bounds, and what they prevent in a story. */
export function tunePage(input: TunePageInput): Page {
  const { normal, days, tolerance, margin, bounds, story } = input;
  const sections = [
    boundSection(bounds),
    ...(story === undefined ? [] : [storySection(story), ...frontierSections(story)]),
  ];
  return {
    kicker: `smars tune · ${count(days)} ${days === 1 ? 'day' : 'days'}`,
    title: `Limits that let ${normal} through`,
    lead:
      `The lowest bound of each check with at most ${tolerance} of all orders beyond it; for a ` +
      `check that stops more than one order, the largest measure times ${margin}.`,
    figures: figuresOf(bounds, story),
    sections,
    marks: [],
    foot: 'Made by smars. Each bound is measured by running whole simulated days.',
  };
}

function figuresOf(bounds: readonly TunedBound[], story: StoryAnswer | undefined): Figure[] {
  const unstable = bounds.filter(({ isUnstable }) => isUnstable).length;
  const told: Figure[] = [
    { name: 'checks', value: count(bounds.length), note: 'with a bound', tone: 'main' },
    {
      name: 'unstable',
      value: count(unstable),
      note: 'a day left out would have been refused too much, or stopped',
      tone: unstable === 0 ? 'good' : 'alarm',
    },
  ];
  if (story === undefined || story.base === null) return told;
  const left = story.set?.lossDollars;
  return [
    ...told,
    {
      name: 'loss without a limit',
      value: usd(story.base.lossDollars),
      note: story.story,
      tone: 'alarm',
    },
    ...(left === undefined
      ? []
      : [
          {
            name: 'left by the greedy set',
            value: usd(left),
            note: story.set!.checks.join(' + ') || 'no bound helps',
            tone: 'good' as Tone,
          },
        ]),
  ];
}

function boundSection(bounds: readonly TunedBound[]): Section {
  const rows = bounds.map((one): Cell[] => [
    { text: one.check, detail: one.stops ? 'stops more than one order' : '' },
    one.bound === null ? textCell('none') : { text: showValue(one.bound, one.unit) },
    { text: one.largest === null ? 'beyond' : showLargest(one.largest, one.unit) },
    sharedCell(one.inSample, one.stops),
    one.outOfSample === null ? textCell('–') : sharedCell(one.outOfSample, one.stops),
    one.shareAtMost === null ? textCell('–') : sharedCell(one.shareAtMost, one.stops),
    one.isUnstable ? { text: 'unstable', tone: 'alarm' } : textCell(''),
  ]);
  const names = [
    'check',
    '>bound',
    '>largest',
    '>in sample',
    '>out of sample',
    '>at most',
    '>stability',
  ];
  const legend =
    'In sample: the share of training orders beyond the bound, or of days with a stop. Out of ' +
    'sample: each day against the bound of the others. At most: what the true share can be with ' +
    '95 % confidence, by the rule of three.';
  return {
    id: 'bounds',
    title: 'The bounds',
    lead: '',
    blocks: [
      {
        kind: 'table',
        table: tableOf('Press the head of a column to sort by it', names, rows, true),
      },
      { kind: 'text', paragraphs: [legend] },
    ],
  };
}

const showLargest = (value: number, unit: TunedBound['unit']): string =>
  showValue(Number(value.toPrecision(4)), unit);

function sharedCell(share: number, isOfDays: boolean): Cell {
  const of = isOfDays ? 'of days' : '';
  return { text: showShareOfOne(share), sort: share, ...(of !== '' && { detail: of }) };
}

const passesOf = ({ tolerance }: EnforcedBound): string =>
  tolerance === null ? 'largest' : tolerance === 0 ? '0' : tolerance.toExponential(0);

function storySection(answer: StoryAnswer): Section {
  const { story, base, bounds, set, totalTolerance, isTrained } = answer;
  const largest = base?.lossDollars ?? 0;
  const rows = bounds.map((one): Cell[] => [
    textCell(boundName(one)),
    { text: showValue(one.bound, one.unit), sort: one.bound },
    { text: passesOf(one), sort: one.tolerance ?? -1 },
    { text: showTime(one.cell.trippedNs), sort: one.cell.trippedNs ?? Number.MAX_SAFE_INTEGER },
    lossCell(one.cell.lossDollars, largest, 'alarm'),
    countCell(one.cell.leakedExecutions),
    { text: showShareOfOne(shareOf(one)), sort: shareOf(one) },
    one.isDominated ? textCell('dominated') : { text: 'on it', tone: 'good' },
  ]);
  const names = [
    'check',
    '>bound',
    '>passes',
    '>tripped',
    '>loss left',
    '>leaked',
    '>kept back',
    '>frontier',
  ];
  const told =
    set === null
      ? 'The set of bounds was not searched to its end.'
      : set.places.length === 0
        ? `No bound prevents a tenth of the loss within a total tolerance of ${totalTolerance}.`
        : `Within a total tolerance of ${totalTolerance}, ${set.checks.join(' and ')} leave ` +
          `${usd(set.lossDollars)} and keep back at most ${showShareOfOne(set.share)}.`;
  const blocks: Block[] = [
    { kind: 'points', points: [told] },
    { kind: 'table', table: tableOf('Each bound enforced alone', names, rows, true) },
    {
      kind: 'text',
      paragraphs: [
        'Passes: the share of training orders beyond the bound; largest: none, with the margin. ' +
          `Kept back: of a normal day that was ${isTrained ? '' : 'not '}trained on, parents ` +
          'refused at the first try or left unfilled, whichever are more. A bound is dominated ' +
          'if another one leaves no more loss and keeps back no more.',
      ],
    },
  ];
  return { id: 'story', title: `What they prevent in ${story}`, lead: '', blocks };
}

/** The percentiles of normal orders that a bound of the frontier lets pass, as nines. */
const NINES = [2, 3, 4, 5] as const;

/** The loss that a check leaves at a tolerance: that of its bound there; null if there is none. */
export function lossAtTolerance(
  bounds: readonly Pick<EnforcedBound, 'tolerance' | 'cell'>[],
  tolerance: number,
): number | null {
  let best: Pick<EnforcedBound, 'tolerance' | 'cell'> | undefined;
  // Tolerances with the same bound are one, the least of them.
  for (const one of bounds) {
    if (one.tolerance === null || one.tolerance > tolerance * (1 + 1e-9)) continue;
    if (best === undefined || one.tolerance > best.tolerance!) best = one;
  }
  return best?.cell.lossDollars ?? null;
}

/** A chart for each check that was tried at several tolerances. */
function frontierSections({ bounds, base }: StoryAnswer): Section[] {
  const names = [...new Set(bounds.map(boundName))];
  const charts = names.flatMap((name): Chart[] => {
    const own = bounds.filter((one) => boundName(one) === name);
    if (own.filter(({ tolerance }) => tolerance !== null).length < 2) return [];
    return [
      {
        title: name,
        about: '',
        axis: 'nines',
        unit: 'loss',
        isLog: false,
        linked: false,
        x: NINES,
        series: [
          {
            label: 'loss left',
            tone: 'alarm',
            values: NINES.map((nines) => lossAtTolerance(own, 10 ** -nines)),
          },
          ...(base === null
            ? []
            : [
                {
                  label: 'without a limit',
                  tone: 'quiet' as const,
                  dash: 1 as const,
                  values: NINES.map(() => base.lossDollars),
                },
              ]),
        ],
      },
    ];
  });
  if (charts.length === 0) return [];
  return [
    {
      id: 'frontier',
      title: 'The frontier of each check',
      lead:
        'The loss that is left where the bound stands at a percentile of the normal orders: to ' +
        'the left it refuses one of 100, to the right one of 100,000.',
      blocks: [{ kind: 'charts', layout: 'grid', charts }],
    },
  ];
}
