import { formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import type { Control } from '../scenarios/controls.js';
import type { DayResult } from '../session/result.js';
import { median, roughCount, table, usd } from './format.js';

/** What one run of the matrix brought. Times are ns since the bell, null for never. */
export interface MatrixCell {
  readonly trippedNs: number | null;
  /** The last execution that matched no parent. */
  readonly stoppedNs: number | null;
  /** Children of Power Peg that the gate let through, and executions that matched no parent. */
  readonly children: number;
  readonly unmatchedExecutions: number;
  readonly grossDollars: number;
  readonly lossDollars: number;
  /** Orders that were not filled because of what stopped: open at the end, refused by the gate's stop, or found no server. */
  readonly parentsAbandoned: number;
}

/** One row: a set of controls over all seeds. */
export interface MatrixRow {
  readonly name: string;
  readonly about: string;
  readonly seeds: readonly { readonly seed: number; readonly cell: MatrixCell }[];
}

/** Reads a cell out of a run. The control that trips first gives the time. */
export function readCell(result: DayResult, controls: readonly Control[]): MatrixCell {
  const times: number[] = [];
  for (const { trips } of controls) {
    const check = trips.check === undefined ? undefined : result.checks.find(({ name }) => name === trips.check);
    if (check !== undefined && check.firstNs !== null && check.breaches > 0) times.push(check.firstNs);
    const event = trips.event === undefined ? undefined : result.events.find(({ kind }) => kind === trips.event);
    if (event !== undefined && event.timeNs !== null) times.push(event.timeNs);
  }
  const { runaway, retail } = result;
  return {
    trippedNs: times.length === 0 ? null : Math.min(...times),
    stoppedNs: runaway.lastNs,
    children: runaway.admitted,
    unmatchedExecutions: runaway.unmatchedExecutions,
    grossDollars: runaway.grossDollars,
    lossDollars: result.loss.totalDollars,
    parentsAbandoned: retail.open + runaway.parents + result.ordersUnassigned,
  };
}

/** The row that the others are measured against. */
export const BASE_ROW = 'none';

/** The matrix as a table of at most 80 columns. What a control avoided is the distance from the base row, or a dash where that row is not there. */
export function describeMatrix(rows: readonly MatrixRow[]): string {
  const base = rows.find(({ name }) => name === BASE_ROW)?.seeds.map(({ cell }) => cell.lossDollars);
  const many = (rows[0]?.seeds.length ?? 0) > 1;
  const body = rows.map(({ name, seeds }) => {
    const cells = seeds.map(({ cell }) => cell);
    const middle = (pick: (cell: MatrixCell) => number): number => median(cells.map(pick));
    const losses = cells.map(({ lossDollars }) => lossDollars);
    return [
      name,
      showTime(medianTime(cells.map(({ trippedNs }) => trippedNs))),
      showTime(medianTime(cells.map(({ stoppedNs }) => stoppedNs))),
      roughCount(middle(({ unmatchedExecutions }) => unmatchedExecutions)),
      usd(middle(({ grossDollars }) => grossDollars)),
      usd(median(losses)),
      many ? `${usd(Math.min(...losses))}…${usd(Math.max(...losses))}` : base === undefined ? '–' : usd(median(base) - median(losses)),
      ...(many ? [] : [roughCount(middle(({ parentsAbandoned }) => parentsAbandoned))]),
    ];
  });
  const head = many
    ? ['control', 'tripped', 'stopped', 'excess', '$ out', 'loss', 'range']
    : ['control', 'tripped', 'stopped', 'excess', '$ out', 'loss', 'avoided', 'open'];
  return table(head, body, ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right']);
}

/** What the columns mean, for below the table. */
export const MATRIX_LEGEND = [
  'tripped   when the control first acted or refused; – for never',
  'stopped   the last execution that matched no parent order',
  'excess    executions that matched no parent order; $ out is their dollars',
  'open      parent orders, of any kind, not completed at the end of the run',
].join('\n');

/** Times before the bell and from the first ten minutes as a distance from it, others as time of day. */
function showTime(ns: number | null): string {
  if (ns === null) return '–';
  if (ns >= 0 && ns < 600 * NS_PER_SECOND) return `+${(ns / NS_PER_SECOND).toFixed(1)}s`;
  return formatTimeOfDay(ns);
}

function medianTime(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length * 2 <= times.length && known.length < times.length ? null : median(known);
}
