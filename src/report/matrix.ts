import type { ColumnSpec } from '../base/columns.js';
import { csvText } from '../base/escape.js';
import { formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import { BASE_ROW, type MatrixCell, type MatrixRow, type NormalCell } from '../whatif/cells.js';
import { median, roughCount, table, usd, wrap } from './format.js';

/**
 * Two rough estimates, in dollars, of the loss of a runaway that was stopped, from the loss of the
 * whole one. `linear` is in proportion to its time and is an upper bound. `powerLaw` is in
 * proportion to its time to the power of 1.5, because the cost of Q shares grows as Q^1.5 by the
 * square-root law. They are compared with the simulated loss.
 */
function estimateLoss(base: MatrixCell, cell: MatrixCell): { linear: number; powerLaw: number } {
  const span = ({ startedNs, stoppedNs }: MatrixCell): number =>
    startedNs === null || stoppedNs === null ? 0 : stoppedNs - startedNs;
  const share = span(base) === 0 ? 0 : Math.min(1, span(cell) / span(base));
  return {
    linear: base.lossDollars * share,
    powerLaw: base.lossDollars * share * Math.sqrt(share),
  };
}

/**
 * The cost of stopping, compared with the base row: a penalty for each parent that only this row
 * abandoned. `breakEvenDollars` is the penalty at which stopping costs as much as it avoided.
 */
export function costOfStopping(
  base: MatrixCell,
  cell: MatrixCell,
  penaltyDollars: number,
): { parents: number; dollars: number; breakEvenDollars: number | null } {
  const parents = Math.max(0, cell.parentsAbandoned - base.parentsAbandoned);
  const avoided = base.lossDollars - cell.lossDollars;
  return {
    parents,
    dollars: parents * penaltyDollars,
    breakEvenDollars: parents === 0 ? null : Math.max(0, avoided) / parents,
  };
}

type Pick = (cell: MatrixCell) => number;

const middleOf = ({ seeds }: MatrixRow, pick: Pick): number =>
  median(seeds.map(({ cell }) => pick(cell)));

/**
 * The first table, of at most 80 columns: whether a control stopped the runaway, and when. The loss
 * avoided is the difference from the base row, or a dash without that row.
 */
export function describeMatrix(rows: readonly MatrixRow[]): string {
  const base = rows.find(({ name }) => name === BASE_ROW);
  const many = (rows[0]?.seeds.length ?? 0) > 1;
  const body = rows.map((row) => {
    const cells = row.seeds.map(({ cell }) => cell);
    const losses = cells.map(({ lossDollars }) => lossDollars);
    const avoided =
      base === undefined
        ? '–'
        : usd(middleOf(base, ({ lossDollars }) => lossDollars) - median(losses));
    return [
      row.name,
      showTime(medianTime(cells.map(({ trippedNs }) => trippedNs))),
      showTime(medianTime(cells.map(({ stoppedNs }) => stoppedNs))),
      roughCount(middleOf(row, ({ unmatchedExecutions }) => unmatchedExecutions)),
      ...(many ? [] : [usd(middleOf(row, ({ grossDollars }) => grossDollars))]),
      usd(median(losses)),
      many ? `${usd(Math.min(...losses))}…${usd(Math.max(...losses))}` : avoided,
    ];
  });
  const head = [
    'control',
    'tripped',
    'stopped',
    'excess',
    ...(many ? ['loss', 'range'] : ['$ out', 'loss', 'avoided']),
  ];
  return table(head, body, ['left', 'left', 'left', 'right', 'right', 'right', 'right']);
}

/** The second table, of at most 80 columns: the excess after the trip and the cost of stopping. */
export function describeCosts(rows: readonly MatrixRow[], penaltyDollars: number): string {
  const base = rows.find(({ name }) => name === BASE_ROW);
  const baseCell = base?.seeds[0]?.cell;
  const body = rows.map((row) => {
    const cell = row.seeds[0]!.cell;
    const estimate = baseCell === undefined ? undefined : estimateLoss(baseCell, cell);
    const cost =
      baseCell === undefined ? undefined : costOfStopping(baseCell, cell, penaltyDollars);
    return [
      row.name,
      row === base ? '–' : roughCount(middleOf(row, ({ leakedExecutions }) => leakedExecutions)),
      row === base ? '–' : usd(middleOf(row, ({ leakedDollars }) => leakedDollars)),
      estimate === undefined || row === base ? '–' : usd(estimate.linear),
      estimate === undefined || row === base ? '–' : usd(estimate.powerLaw),
      cost === undefined || row === base ? '–' : usd(cost.dollars),
      [middleOf(row, (one) => one.stocksMoved5), middleOf(row, (one) => one.stocksMoved10)]
        .map((stocks) => Math.round(stocks))
        .join('/'),
    ];
  });
  const head = ['control', 'leaked', '$ leak', 'linear', '^1.5', 'cost', 'moved'];
  return table(head, body, ['left', 'right', 'right', 'right', 'right', 'right', 'right']);
}

/**
 * The third table: the false positives of each control on a normal day, by first try and by what
 * was not filled. Empty where no normal day was run.
 */
export function describeNormal(rows: readonly MatrixRow[]): string {
  if (rows.every(({ normal }) => normal === undefined)) return '';
  const body = rows.map(({ name, normal }) =>
    normal === undefined
      ? [name, '–', '–', '–', '–', '–']
      : [
          name,
          showTime(normal.trippedNs),
          roughCount(normal.firstTriesRefused),
          showShare(normal.firstTriesRefused, normal.firstTries),
          roughCount(normal.parentsUnfilled),
          showShare(normal.parentsUnfilled, normal.parentsEntered),
        ],
  );
  const head = ['on a normal day', 'tripped', 'refused', 'of tries', 'unfilled', 'of parents'];
  return table(head, body, ['left', 'left', 'right', 'right', 'right', 'right']);
}

/** The columns that remain beside the longest name of a control. */
const VALUE_WIDTH = 57;

/** The settings of each control; empty where no row has exactly one control. */
export function describeValues(rows: readonly MatrixRow[]): string {
  const told = rows.filter(({ value }) => value !== '');
  const body = told.flatMap(({ name, value }) =>
    wrap(value, VALUE_WIDTH)
      .split('\n')
      .map((line, n) => [n === 0 ? name : '', line]),
  );
  return body.length === 0 ? '' : table(['control', 'set to'], body, ['left', 'left']);
}

/** The legend of the first table. */
export function matrixLegend(excess = 'executions that matched no parent order'): string {
  return [
    'tripped   when the control first acted or refused; – for never. +1.4s is 1.4 s',
    '          after the bell, 09:30:00',
    'stopped   the end of the tick with the last of the excess',
    `excess    ${excess};`,
    '          $ out is their dollars',
    'loss      below zero a profit; avoided below zero is what the control cost',
  ].join('\n');
}

/** The legend of the second table. */
export const costsLegend = (penaltyDollars: number): string =>
  [
    'leaked    excess executions after the control tripped, and their dollars',
    'linear    the loss of “none” in proportion to the time it ran, an upper bound;',
    '^1.5      by the square-root law of impact: two estimates beside the simulation',
    `cost      parents not completed beyond those of “none”, at ${usd(penaltyDollars)} each: an`,
    '          assumption (--penalty)',
    'moved     stocks moved by more than 5 % and 10 %, as the SEC counted them',
  ].join('\n');

/** The legend of the third table. */
export const normalLegend = (): string =>
  [
    'refused   parents of which the gate refused a child at the first try, and their',
    '          share of the parents tried; retries do not count',
    'unfilled  parents that a refusal or a stop left unfilled at the end of that day,',
    '          and their share of the parents that came in',
  ].join('\n');

/** A share in per cent, in at most five characters. A share above 0 is never shown as 0. */
export function showShare(part: number, whole: number): string {
  if (part === 0) return '0';
  const percent = (100 * part) / whole;
  return percent < 0.1 ? '<0.1%' : `${percent.toFixed(percent < 9.95 ? 1 : 0)}%`;
}

/** A time in the first ten minutes as seconds after the bell, any other as time of day. */
export function showTime(ns: number | null): string {
  if (ns === null) return '–';
  if (ns >= 0 && ns < 600 * NS_PER_SECOND) return `+${(ns / NS_PER_SECOND).toFixed(1)}s`;
  return formatTimeOfDay(ns);
}

function medianTime(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length * 2 <= times.length && known.length < times.length ? null : median(known);
}

const CSV_FIGURES: readonly (readonly [name: string, pick: (cell: MatrixCell) => number | null])[] =
  [
    ['tripped_ns', ({ trippedNs }) => trippedNs],
    ['started_ns', ({ startedNs }) => startedNs],
    ['stopped_ns', ({ stoppedNs }) => stoppedNs],
    ['children', ({ children }) => children],
    ['unmatched_executions', ({ unmatchedExecutions }) => unmatchedExecutions],
    ['gross_dollars', ({ grossDollars }) => grossDollars],
    ['leaked_executions', ({ leakedExecutions }) => leakedExecutions],
    ['leaked_dollars', ({ leakedDollars }) => leakedDollars],
    ['loss_dollars', ({ lossDollars }) => lossDollars],
    ['parents_abandoned', ({ parentsAbandoned }) => parentsAbandoned],
    ['stocks_moved_5', ({ stocksMoved5 }) => stocksMoved5],
    ['stocks_moved_10', ({ stocksMoved10 }) => stocksMoved10],
    ['refused', ({ refused }) => refused],
  ];

const CSV_ESTIMATES = [
  'linear_loss_dollars',
  'power_law_loss_dollars',
  'cost_of_stopping_dollars',
  'break_even_penalty_dollars',
];
const CSV_NORMAL: readonly (readonly [name: string, pick: (cell: NormalCell) => number])[] = [
  ['normal_first_tries', ({ firstTries }) => firstTries],
  ['normal_first_tries_refused', ({ firstTriesRefused }) => firstTriesRefused],
  ['normal_parents_entered', ({ parentsEntered }) => parentsEntered],
  ['normal_parents_unfilled', ({ parentsUnfilled }) => parentsUnfilled],
  ['normal_children_refused', ({ refused }) => refused],
  ['normal_parents_abandoned', ({ parentsAbandoned }) => parentsAbandoned],
];

/** The columns of the matrix as CSV. */
export const MATRIX_COLUMNS: readonly ColumnSpec[] = [
  { name: 'set', kind: 'text' },
  ...[
    'seed',
    ...CSV_FIGURES.map(([name]) => name),
    ...CSV_ESTIMATES,
    ...CSV_NORMAL.map(([name]) => name),
  ].map((name): ColumnSpec => ({ name, kind: name.endsWith('_dollars') ? 'dollars' : 'long' })),
  { name: 'day', kind: 'text' },
];

/** The matrix as CSV, a line for each row, seed and day. A time that never came is empty. */
export function writeMatrixCsv(rows: readonly MatrixRow[], penaltyDollars: number): string {
  const base = rows.find(({ name }) => name === BASE_ROW)?.seeds ?? [];
  const lines = rows.flatMap(({ name, seeds, normal }) =>
    seeds.map(({ seed, day, cell }) => {
      const same = base.find((other) => other.seed === seed && other.day === day);
      const beside = same?.cell ?? cell;
      const estimate = estimateLoss(beside, cell);
      const cost = costOfStopping(beside, cell, penaltyDollars);
      const figures = [
        ...CSV_FIGURES.map(([, pick]) => pick(cell)),
        estimate.linear,
        estimate.powerLaw,
        cost.dollars,
        cost.breakEvenDollars,
      ];
      return [
        csvText(name),
        seed,
        ...figures,
        ...CSV_NORMAL.map(([, pick]) => (normal === undefined ? null : pick(normal))),
        day === undefined ? null : csvText(day),
      ]
        .map((value) => value ?? '')
        .join(',');
    }),
  );
  return `${[MATRIX_COLUMNS.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}
