import { csvText } from '../base/escape.js';
import { BASE_ROW, JOINT_ROWS, type MatrixRow, type NormalCell } from '../whatif/cells.js';
import { median, showLoss, table, usd, wrap } from './format.js';
import { costOfStopping, writeMatrixCsv } from './matrix.js';

/** The matrices of several stories in one table: which control stops which. */

/** The matrix of one story. */
export interface StoryMatrix {
  readonly scenario: string;
  readonly title: string;
  readonly rows: readonly MatrixRow[];
}

/** What a control keeps back on a day on which nothing is wrong. */
export interface NormalRow {
  readonly name: string;
  readonly cell: NormalCell;
}

const WIDTH = 80;
const CELL_WIDTH = 3;
/** A control that avoids this share of the loss has stopped the story. */
const STOPPED = 0.99;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Most stories of one table: each has a letter. */
export const STORIES_MAX = LETTERS.length;

const lossOf = ({ seeds }: MatrixRow): number => median(seeds.map(({ cell }) => cell.lossDollars));
const baseOf = ({ rows }: StoryMatrix): MatrixRow | undefined =>
  rows.find(({ name }) => name === BASE_ROW);
/** The rows of one control each. */
const singlesOf = ({ rows }: StoryMatrix): MatrixRow[] =>
  rows.filter(({ name }) => name !== BASE_ROW && !JOINT_ROWS.includes(name));

/** The share of a story’s loss that a row avoids; null if there is no loss, or no such row. */
export function avoidedShare(story: StoryMatrix, name: string): number | null {
  const base = baseOf(story);
  const row = story.rows.find((each) => each.name === name);
  if (base === undefined || row === undefined || !(lossOf(base) > 0)) return null;
  return 1 - lossOf(row) / lossOf(base);
}

/** A control that stopped a story, with the loss and the cost that are left. */
interface Stopper {
  readonly name: string;
  readonly lossDollars: number;
  readonly costDollars: number;
}

/**
 * Returns the controls that stop a story, the cheapest first: by what is left of the loss, what
 * stopping costs, and what the normal morning pays, together.
 */
export function stoppersOf(
  story: StoryMatrix,
  penaltyDollars: number,
  normal: readonly NormalRow[] = [],
): Stopper[] {
  const base = baseOf(story);
  if (base === undefined) return [];
  const found = singlesOf(story).flatMap((row): Stopper[] => {
    if ((avoidedShare(story, row.name) ?? 0) < STOPPED) return [];
    const costs = row.seeds.map(
      ({ cell }, place) => costOfStopping(base.seeds[place]!.cell, cell, penaltyDollars).dollars,
    );
    const kept = normal.find(({ name }) => name === row.name)?.cell.parentsUnfilled ?? 0;
    const costDollars = median(costs) + kept * penaltyDollars;
    return [{ name: row.name, lossDollars: lossOf(row), costDollars }];
  });
  const total = ({ lossDollars, costDollars }: Stopper): number => lossDollars + costDollars;
  return found.sort((a, b) => total(a) - total(b));
}

/** A share in two characters: ░ for none, − for a larger loss, █ for all but 1 %. */
function showAvoided(share: number | null): string {
  if (share === null) return ' ';
  if (share >= STOPPED) return '█';
  const percent = Math.round(100 * share);
  return percent < 0 ? '−' : percent === 0 ? '░' : `${percent}`;
}

/** Whether a control leaves the loss of every story as it is. */
function changesNothing(stories: readonly StoryMatrix[], name: string): boolean {
  return stories.every((story) => (avoidedShare(story, name) ?? 0) === 0);
}

/** Per cent of the normal morning's parents that a control leaves unfilled; empty if not run. */
function showUnfilled(cell: NormalCell | undefined): string {
  if (cell === undefined) return '';
  const { parentsUnfilled, parentsEntered } = cell;
  if (parentsUnfilled === 0) return '░';
  const percent = (100 * parentsUnfilled) / parentsEntered;
  return percent < 1 ? '<1' : percent >= 99.5 ? '█' : `${Math.round(percent)}`;
}

/** What the table leaves out: controls that change nothing, whose limits, the normal morning. */
function describeRest(
  stories: readonly StoryMatrix[],
  idle: readonly string[],
  hasNormal: boolean,
): string {
  const isTuned = stories.some(({ rows }) => rows.some(({ limits }) => limits === 'tuned'));
  return [
    ...(idle.length === 0 ? [] : [`No loss changes by: ${idle.join(', ')}.`]),
    ...(isTuned
      ? ['Limits are those that let normal days of Knight through, where there are some.']
      : []),
    hasNormal
      ? 'day: per cent of the parents of a normal morning that the control leaves unfilled, █ ' +
        'for all, as the first story sets it.'
      : 'No normal day is run: a control may stop a story because it stops the business.',
  ].join(' ');
}

/** Both tables, in at most 80 columns for up to 17 stories, with their legends. */
export function describeStories(
  stories: readonly StoryMatrix[],
  penaltyDollars: number,
  normal: readonly NormalRow[] = [],
): string {
  const hasNormal = normal.length > 0;
  const all = [...new Set(stories.flatMap((story) => singlesOf(story).map(({ name }) => name)))];
  const idle = all.filter((name) => changesNothing(stories, name));
  const names = all.filter((name) => !idle.includes(name));
  // Three characters a story: the columns of a table would be too wide for 19 of them.
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => cell.padStart(CELL_WIDTH)).join('');
  const shares = names.map((name) => [
    name,
    line(stories.map((story) => showAvoided(avoidedShare(story, name)))),
    ...(hasNormal ? [showUnfilled(normal.find((row) => row.name === name)?.cell)] : []),
  ]);
  const letters = stories.map((_, place) => LETTERS[place]!);
  const stops = stories.map((story, place) => {
    const base = baseOf(story);
    const stoppers = stoppersOf(story, penaltyDollars, normal);
    const [best] = stoppers;
    return [
      letters[place]!,
      story.scenario,
      base === undefined ? '–' : showLoss(lossOf(base)),
      `${stoppers.length}`,
      best?.name ?? 'none',
      best === undefined ? '–' : usd(best.lossDollars),
      best === undefined ? '–' : usd(best.costDollars),
    ];
  });
  return [
    table(['avoided, %', line(letters), ...(hasNormal ? ['day'] : [])], shares, [
      'left',
      'left',
      'right',
    ]),
    wrap(
      '█ avoids at least 99 % of the loss, ░ nothing; − is a larger loss. A story without a loss ' +
        'has no figures.',
      WIDTH,
    ),
    wrap(describeRest(stories, idle, hasNormal), WIDTH),
    table(['', 'story', 'loss', 'stop it', 'the cheapest', 'leaves', 'costs'], stops, [
      'left',
      'left',
      'right',
      'right',
      'left',
      'right',
      'right',
    ]),
    wrap(
      'stop it: the number of controls that avoid at least 99 % of the loss, each alone. The ' +
        'cheapest of them leaves the least loss and cost together; its cost is that of parents ' +
        `not completed beyond those of “none”${hasNormal ? ', and of the normal morning' : ''}, ` +
        `at ${usd(penaltyDollars)} each (--penalty).`,
      WIDTH,
    ),
  ].join('\n\n');
}

/** The matrices as one CSV: that of a story, with a first column `story`. */
export function writeStoriesCsv(stories: readonly StoryMatrix[], penaltyDollars: number): string {
  return stories
    .flatMap(({ scenario, rows }, place) => {
      const [head, ...lines] = writeMatrixCsv(rows, penaltyDollars).trimEnd().split('\n');
      const named = lines.map((line) => `${csvText(scenario)},${line}\n`);
      return place === 0 ? [`story,${head}\n`, ...named] : named;
    })
    .join('');
}
