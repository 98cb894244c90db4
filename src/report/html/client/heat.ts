import type { HeatMap } from '../model.js';
import { colour, element, whenColoursChange } from './elements.js';
import { isDecade, showNumber } from './numbers.js';
import { drawTable } from './tables.js';

const MARGIN = { left: 62, right: 8, top: 6, bottom: 26 };
const HEAT_HEIGHT = 260;

/** A heat map: time across, latency up on a logarithmic scale, the darker the more often. */
export function drawHeat(heat: HeatMap): HTMLElement {
  const canvas = element('canvas', { role: 'img', 'aria-label': describeHeat(heat) });
  const reading = element('output', { class: 'reading', 'aria-hidden': 'true' }, ' ');
  const paint = (): void => paintHeat(canvas, heat);
  new ResizeObserver(paint).observe(canvas);
  whenColoursChange(paint);
  canvas.addEventListener('pointermove', (event) => {
    reading.textContent = readCell(canvas, heat, event.offsetX, event.offsetY);
  });
  canvas.addEventListener('pointerleave', () => {
    reading.textContent = ' ';
  });
  const caption = element('figcaption', {}, element('b', {}, heat.title), ` ${heat.about}`);
  return element('figure', { class: 'chart heat' }, caption, canvas, reading, numbers(heat));
}

function paintHeat(canvas: HTMLCanvasElement, { intervals, edges, counts }: HeatMap): void {
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = width * scale;
  canvas.height = HEAT_HEIGHT * scale;
  const ctx = canvas.getContext('2d')!;
  ctx.scale(scale, scale);
  const across = width - MARGIN.left - MARGIN.right;
  const up = HEAT_HEIGHT - MARGIN.top - MARGIN.bottom;
  const most = Math.max(1, ...counts.flat());
  ctx.fillStyle = colour('main');
  counts.forEach((row, interval) => {
    row.forEach((n, bin) => {
      if (n === 0) return;
      ctx.globalAlpha = 0.08 + 0.92 * (Math.log(1 + n) / Math.log(1 + most));
      const [left, right] = [interval, interval + 1].map((edge) => MARGIN.left + (across * edge) / intervals.length) as [number, number];
      const [low, high] = [bin, bin + 1].map((edge) => MARGIN.top + up - (up * edge) / row.length) as [number, number];
      ctx.fillRect(left, high, right - left - (right - left > 4 ? 1 : 0), low - high - 0.5);
    });
  });
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour('faded');
  ctx.font = '12px system-ui, sans-serif';
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  edges.forEach((edge, bin) => {
    if (!isDecade(edge)) return;
    ctx.fillText(showNumber(edge, 'latency'), MARGIN.left - 8, MARGIN.top + up - (up * bin) / (edges.length - 1));
  });
  ctx.textAlign = 'center';
  const step = Math.max(1, Math.ceil((intervals.length * 44) / across));
  for (let interval = 0; interval < intervals.length; interval += step) {
    ctx.fillText(
      `${Math.round(intervals[interval]![0])} s`,
      MARGIN.left + (across * (interval + 0.5)) / intervals.length,
      HEAT_HEIGHT - 10,
    );
  }
}

function readCell(canvas: HTMLCanvasElement, { intervals, edges, counts }: HeatMap, x: number, y: number): string {
  const interval = Math.floor(((x - MARGIN.left) / (canvas.clientWidth - MARGIN.left - MARGIN.right)) * intervals.length);
  const bin = Math.floor(((HEAT_HEIGHT - MARGIN.bottom - y) / (HEAT_HEIGHT - MARGIN.top - MARGIN.bottom)) * (edges.length - 1));
  const n = counts[interval]?.[bin];
  if (n === undefined) return ' ';
  const [begin, end] = intervals[interval]!;
  const between = `${showNumber(edges[bin], 'latency')} to ${showNumber(edges[bin + 1], 'latency')}`;
  return `${begin.toFixed(1)} to ${end.toFixed(1)} s: ${showNumber(n, 'count')} took ${between}`;
}

/** For each interval how many there were, and between which latencies the middle half of them lay. */
function numbers({ title, intervals, edges, counts }: HeatMap): HTMLElement {
  const details = element(
    'details',
    { class: 'data' },
    element('summary', {}, 'Numbers', element('span', { class: 'unseen' }, ` of ${title}`)),
  );
  const rows = counts.map((row, interval) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    const [begin, end] = intervals[interval]!;
    const latency = (share: number): string => showNumber(edges[quantile(row, total * share) + 1], 'latency');
    return [`${begin.toFixed(1)} to ${end.toFixed(1)} s`, showNumber(total, 'count'), latency(0.5), latency(0.99), latency(1)].map(
      (text) => ({ text }),
    );
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
  return `Heat map: ${title}. ${showNumber(total, 'count')} latencies in ${intervals.length} intervals. The numbers are in the table below it.`;
}
