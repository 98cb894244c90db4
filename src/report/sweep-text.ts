import type { CellSummary } from '../sweep/summary.js';
import { count, showLoss, table, wrap } from './format.js';

const WIDTH = 80;
const LEGEND =
  'loss: the median over the seeds, and its interval by order statistics; excess: the median of ' +
  'executions that matched no parent';
const NAMES = ['scenario', 'settings', 'control', 'orders'] as const;

/** The cells of a sweep as a table: the loss over the seeds, and the median of two more figures. */
export function describeSweep(title: string, cells: readonly CellSummary[]): string {
  // A name that all cells share is told once.
  const varying = NAMES.filter((name) => new Set(cells.map((cell) => cell[name])).size > 1);
  const fixed = NAMES.flatMap((name) => {
    const value = cells[0]?.[name] ?? '';
    return varying.includes(name) || value === '' ? [] : [value];
  });
  const dollars = (value: number | null): string => (value === null ? '–' : showLoss(value));
  const rows = cells.map((cell) => {
    const loss = cell.figures.loss_usd!;
    const executions = cell.figures.unmatched_executions!.median;
    return [
      ...varying.map((name) => cell[name]),
      count(cell.seeds),
      dollars(loss.median),
      loss.medianLow === null ? '–' : `${dollars(loss.medianLow)} … ${dollars(loss.medianHigh)}`,
      `${dollars(loss.least)} … ${dollars(loss.most)}`,
      executions === null ? '–' : count(executions),
    ];
  });
  const head = [...varying, 'seeds', 'loss', '95 % of the median', 'least … most', 'excess'];
  const lines = table(head, rows, [
    ...varying.map(() => 'left' as const),
    'right',
    'right',
    'right',
    'right',
    'right',
  ]);
  const told = [title, ...fixed].filter((part) => part !== '').join(': ');
  return `${told === '' ? '' : `${wrap(told, WIDTH)}\n\n`}${lines}\n` + `${wrap(LEGEND, WIDTH)}\n`;
}
