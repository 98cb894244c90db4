import { csvText } from '../base/escape.js';
import type { TunedBound } from '../session/tune/bounds.js';
import type { GreedySet } from '../session/tune/frontier.js';
import type { MatrixCell, NormalCell } from '../whatif/cells.js';
import { roughCount, table, usd, wrap } from './format.js';
import { showValue } from './limits-text.js';
import { showTime } from './matrix.js';
import { showShareOfOne } from './tune-text.js';

/** Tuned bounds enforced in a story, as tables and CSV. */

/** A bound enforced alone, in the story and on a normal day of the same firm. */
export interface EnforcedBound {
  readonly check: string;
  /** What it is beside the check's own bound, such as `60 s`, `profile` or `classes`; else null. */
  readonly variant: string | null;
  readonly parameter: string;
  readonly unit: TunedBound['unit'];
  /** The share of training orders beyond it; null for the largest measure with its margin. */
  readonly tolerance: number | null;
  readonly bound: number;
  readonly cell: MatrixCell;
  readonly normal: NormalCell;
  /** Whether another bound leaves no more loss and keeps back no more. */
  readonly isDominated: boolean;
}

/** What the bounds prevent in a story. */
export interface StoryAnswer {
  readonly story: string;
  readonly seed: number;
  /** The file of own orders that the story is laid over; null for a generated day. */
  readonly orders: string | null;
  /** Whether the bounds were trained on that file. */
  readonly isTrained: boolean;
  /** False if a signal ended it early. */
  readonly finished: boolean;
  /** The story without a limit; null if it was not done. */
  readonly base: MatrixCell | null;
  readonly bounds: readonly EnforcedBound[];
  readonly totalTolerance: number;
  /** The greedy set; null if it was not searched to its end. */
  readonly set: (GreedySet & { readonly checks: readonly string[] }) | null;
}

const WIDTH = 80;

/** The share of a normal day that a bound keeps back: of first tries, or of parents if more. */
export function shareOf({ normal }: Pick<EnforcedBound, 'normal'>): number {
  const { firstTries, firstTriesRefused, parentsEntered, parentsUnfilled } = normal;
  return Math.max(
    firstTries === 0 ? 0 : firstTriesRefused / firstTries,
    parentsEntered === 0 ? 0 : parentsUnfilled / parentsEntered,
  );
}

/** A bound by its check, and by what it is beside the check's own. */
export const boundName = ({ check, variant }: Pick<EnforcedBound, 'check' | 'variant'>): string =>
  variant === null ? check : `${check}, ${variant}`;

/** The loss that each bound leaves alone, and the set of bounds, in at most 80 columns. */
export function describeStory(answer: StoryAnswer): string {
  const { story, seed, orders, isTrained, base, bounds } = answer;
  const over = orders === null ? 'the normal day' : `the orders of ${orders}`;
  const heading =
    `In ${story} over ${over}, seed ${seed}, ${isTrained ? 'the' : 'no'} day of training` +
    (base === null ? '' : `: a loss of ${usd(base.lossDollars)} without a limit`);
  const rows = bounds.map((one) => {
    const { unit, bound, tolerance, cell, normal, isDominated } = one;
    return [
      boundName(one),
      unit === 'dollars' || unit === 'credit-dollars' ? usd(bound) : showValue(bound, unit),
      tolerance === null ? 'largest' : tolerance === 0 ? '0' : tolerance.toExponential(0),
      showTime(cell.trippedNs),
      usd(cell.lossDollars),
      roughCount(cell.leakedExecutions),
      showShareOfOne(shareOf({ normal })),
      isDominated ? '' : '*',
    ];
  });
  const head = ['check', 'bound', 'passes', 'tripped', 'loss', 'leaked', 'back', ''];
  const aligned = ['left', 'right', 'right', 'left', 'right', 'right', 'right', 'left'] as const;
  return [wrap(heading, WIDTH), table(head, rows, aligned), LEGEND, describeSet(answer)].join(
    '\n\n',
  );
}

const LEGEND = [
  'passes   the share of training orders beyond the bound; largest: none, and the',
  '         bound is the largest measure with the margin',
  'tripped  when it first refused in the story; leaked: the excess after that',
  'back     of a normal day, parents refused at the first try or left unfilled',
  '*        no other bound leaves less loss and keeps back no more',
].join('\n');

function describeSet({ set, bounds, totalTolerance }: StoryAnswer): string {
  if (set === null) return 'The set of bounds was not searched to its end.';
  const within = `within a total tolerance of ${totalTolerance}`;
  if (set.places.length === 0) return `No bound prevents a tenth of the loss ${within}.`;
  const names = set.places.map((place) => {
    const { bound, unit } = bounds[place]!;
    return `${boundName(bounds[place]!)} ${showValue(bound, unit)}`;
  });
  return wrap(
    `Greedy set ${within}: ${names.join(' + ')}. It leaves ${usd(set.lossDollars)} and keeps ` +
      `back at most ${showShareOfOne(set.share)} of a normal day.`,
    WIDTH,
  );
}

const COLUMNS = [
  'check',
  'parameter',
  'unit',
  'tolerance',
  'bound',
  'tripped_ns',
  'stopped_ns',
  'unmatched_executions',
  'leaked_executions',
  'loss_dollars',
  'normal_first_tries',
  'normal_first_tries_refused',
  'normal_parents_entered',
  'normal_parents_unfilled',
  'dominated',
  'in_set',
  'variant',
];

/** The enforced bounds as CSV; a tolerance that is empty is the largest measure with its margin. */
export function writeStoryCsv({ bounds, set }: StoryAnswer): string {
  const lines = bounds.map((one, place) =>
    [
      csvText(one.check),
      csvText(one.parameter),
      csvText(one.unit),
      one.tolerance,
      one.bound,
      one.cell.trippedNs,
      one.cell.stoppedNs,
      one.cell.unmatchedExecutions,
      one.cell.leakedExecutions,
      one.cell.lossDollars,
      one.normal.firstTries,
      one.normal.firstTriesRefused,
      one.normal.parentsEntered,
      one.normal.parentsUnfilled,
      one.isDominated,
      set === null ? null : set.places.includes(place),
      one.variant === null ? '' : csvText(one.variant),
    ]
      .map((value) => value ?? '')
      .join(','),
  );
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}
