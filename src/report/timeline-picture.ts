import { dollars, formatTimeOfDay } from '../base/units.js';
import type { Timeline } from '../session/day/timeline.js';
import { count, usd, wrap } from './format.js';
import { Colour, type Gather, paint, type Screen, sparkline } from './sparkline.js';

const NAME_COLUMNS = 11;
const FIGURE_COLUMNS = 18;
/** The widest picture: a wider one would not match the rest of the report. */
const COLUMNS_MAX = 120;
/** A narrower terminal gets no picture. */
const COLUMNS_MIN = 40;

/**
 * The course of a day for a terminal: orders a second, exposure, P&L and loss as bars over time.
 * `rows` of the timeline are in use. The result is empty for fewer than two rows or a narrow
 * terminal.
 */
export function drawTimeline(timeline: Timeline, rows: number, screen: Screen): string {
  const columns = Math.min(screen.columns, COLUMNS_MAX);
  if (rows < 2 || columns < COLUMNS_MIN) return '';
  const seconds = Array.from({ length: rows }, (_, row) => row);
  const orders = seconds
    .slice(1)
    .map((row) => timeline.children[row]! - timeline.children[row - 1]!);
  const exposure = seconds.map((row) => dollars(timeline.long[row]! + timeline.short[row]!));
  const pnl = seconds.map((row) => dollars(timeline.pnlAtMid[row]!));
  const loss = seconds.map((row) => dollars(timeline.loss[row]!));
  const width = columns - NAME_COLUMNS - FIGURE_COLUMNS;
  const line = (
    name: string,
    values: readonly number[],
    gather: Gather,
    colour: Colour,
    figure: string,
  ): string => {
    const bars = paint(screen, colour, sparkline(values, width, gather, screen.unicode));
    return `${name.padEnd(NAME_COLUMNS)}${bars}  ${figure}`.trimEnd();
  };
  const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  const end = pnl.at(-1)!;
  const begin = formatTimeOfDay(timeline.timeNs[0]!);
  const last = formatTimeOfDay(timeline.timeNs[rows - 1]!);
  return [
    `${' '.repeat(NAME_COLUMNS)}${begin}${last.padStart(width - begin.length)}`,
    line('orders/s', orders, 'mean', Colour.CYAN, `peak ${count(largest(orders))}`),
    line('exposure', exposure, 'extreme', Colour.YELLOW, `peak ${usd(largest(exposure))}`),
    line('P&L marked', pnl, 'extreme', end < 0 ? Colour.RED : Colour.GREEN, `end ${usd(end)}`),
    line('loss', loss, 'extreme', Colour.RED, `end ${usd(loss.at(-1)!)}`),
    wrap(
      'P&L at the middle of quotes that its own orders moved; the loss is what it costs to stop ' +
        'then and get rid of the positions.',
      columns,
    ),
  ].join('\n');
}
