import type { HeatMap, Mark } from '../model.js';
import { decadeStep, placeTicks } from './axes.js';
import { colour, element, whenColoursChange } from './elements.js';
import { MARK_RADIUS, paintMarks } from './mark-lines.js';
import { bindUnits, isDecade, showNumber } from './numbers.js';
import { drawTable } from './tables.js';

const MARGIN = { left: 62, right: 24, top: 2 * MARK_RADIUS + 6, bottom: 26 };
const HEAT_HEIGHT = 260;

/** Draws a heat map: time across, latency up on a logarithmic scale, darker for more often. */
export function drawHeat(heat: HeatMap, marks: readonly Mark[]): HTMLElement {
  const canvas = element('canvas', { role: 'img', 'aria-label': describeHeat(heat) });
  const reading = element('output', { class: 'reading', 'aria-hidden': 'true' }, ' ');
  const paint = (): void => paintHeat(canvas, heat, marks);
  new ResizeObserver(paint).observe(canvas);
  whenColoursChange(paint);
  canvas.addEventListener('pointermove', (event) => {
    reading.textContent = bindUnits(readCell(canvas, heat, event.offsetX, event.offsetY));
  });
  canvas.addEventListener('pointerleave', () => {
    reading.textContent = ' ';
  });
  const caption = element('figcaption', {}, element('b', {}, heat.title), ` ${heat.about}`);
  return element('figure', { class: 'chart heat' }, caption, canvas, reading, numbers(heat));
}

/** The time that a heat map shows, seconds. */
function spanOf({ intervals }: HeatMap): [begin: number, end: number] {
  return [intervals[0]![0], intervals.at(-1)![1]];
}

function paintHeat(canvas: HTMLCanvasElement, heat: HeatMap, marks: readonly Mark[]): void {
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = width * scale;
  canvas.height = HEAT_HEIGHT * scale;
  const ctx = canvas.getContext('2d')!;
  ctx.scale(scale, scale);
  const box = {
    left: MARGIN.left,
    top: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: HEAT_HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const [begin, end] = spanOf(heat);
  const across = (seconds: number): number =>
    box.left + (box.width * (seconds - begin)) / (end - begin);
  paintCells(ctx, heat, box, across);
  ctx.fillStyle = colour('faded');
  ctx.font = '12px system-ui, sans-serif';
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  const { edges } = heat;
  const step = decadeStep(edges[0]!, edges.at(-1)!, box.height);
  edges.forEach((edge, bin) => {
    if (!isDecade(edge) || Math.round(Math.log10(edge)) % step !== 0) return;
    ctx.fillText(
      showNumber(edge, 'latency'),
      box.left - 8,
      box.top + box.height - (box.height * bin) / (edges.length - 1),
    );
  });
  ctx.textAlign = 'center';
  const ticks = placeTicks(
    'seconds',
    begin,
    end,
    box.width,
    (label) => ctx.measureText(label).width,
  );
  ticks.places.forEach((place, tick) => {
    ctx.fillText(ticks.labels[tick]!, across(place), HEAT_HEIGHT - 10);
  });
  paintMarks(ctx, marks, { ...box, scale: 1, begin, end });
}

function paintCells(
  ctx: CanvasRenderingContext2D,
  { intervals, counts }: HeatMap,
  { top, height }: { readonly top: number; readonly height: number },
  across: (seconds: number) => number,
): void {
  const most = Math.max(1, ...counts.map((row) => Math.max(...row)));
  ctx.fillStyle = colour('main');
  counts.forEach((row, interval) => {
    const [left, right] = intervals[interval]!.map(across) as [number, number];
    row.forEach((n, bin) => {
      if (n === 0) return;
      ctx.globalAlpha = 0.08 + 0.92 * (Math.log(1 + n) / Math.log(1 + most));
      const [low, high] = [bin, bin + 1].map(
        (edge) => top + height - (height * edge) / row.length,
      ) as [number, number];
      ctx.fillRect(
        left,
        high,
        Math.max(0.5, right - left - (right - left > 4 ? 1 : 0)),
        low - high - 0.5,
      );
    });
  });
  ctx.globalAlpha = 1;
}

function readCell(canvas: HTMLCanvasElement, heat: HeatMap, x: number, y: number): string {
  const { intervals, edges, counts } = heat;
  const [first, last] = spanOf(heat);
  const seconds =
    first +
    ((x - MARGIN.left) / (canvas.clientWidth - MARGIN.left - MARGIN.right)) * (last - first);
  const interval = intervals.findIndex(([begin, end]) => seconds >= begin && seconds < end);
  const bin = Math.floor(
    ((HEAT_HEIGHT - MARGIN.bottom - y) / (HEAT_HEIGHT - MARGIN.top - MARGIN.bottom)) *
      (edges.length - 1),
  );
  const n = counts[interval]?.[bin];
  if (n === undefined) return ' ';
  const [begin, end] = intervals[interval]!;
  const [low, high] = [edges[bin], edges[bin + 1]].map((edge) => showNumber(edge, 'latency'));
  const time = `${begin.toFixed(1)} to ${end.toFixed(1)} s`;
  return `${time}: ${showNumber(n, 'count')} took ${low} to ${high}`;
}

/** The table of a heat map: for each interval the count, and the median, p99 and maximum. */
function numbers({ title, intervals, edges, counts }: HeatMap): HTMLElement {
  const details = element(
    'details',
    { class: 'data' },
    element('summary', {}, 'Numbers', element('span', { class: 'unseen' }, ` of ${title}`)),
  );
  const rows = counts.map((row, interval) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    const [begin, end] = intervals[interval]!;
    const latency = (share: number): string =>
      showNumber(edges[quantile(row, total * share) + 1], 'latency');
    return [
      `${begin.toFixed(1)} to ${end.toFixed(1)} s`,
      showNumber(total, 'count'),
      latency(0.5),
      latency(0.99),
      latency(1),
    ].map((text) => ({ text }));
  });
  const columns = ['time', 'count', 'half below', '99 % below', 'all below'].map((name, at) => ({
    name,
    align: at === 0 ? ('left' as const) : ('right' as const),
  }));
  details.append(drawTable({ caption: title, columns, rows, isSortable: false }));
  return details;
}

/** The bin in which the count up to a rank is reached. */
function quantile(row: readonly number[], rank: number): number {
  let below = 0;
  for (let bin = 0; bin < row.length; bin++) {
    below += row[bin]!;
    if (below >= rank && below > 0) return bin;
  }
  return row.length - 1;
}

function describeHeat({ title, intervals, counts }: HeatMap): string {
  const total = counts.flat().reduce((sum, n) => sum + n, 0);
  return (
    `Heat map: ${title}. ` +
    `${showNumber(total, 'count')} latencies in ${intervals.length} intervals. ` +
    'The numbers are in the table below it.'
  );
}
