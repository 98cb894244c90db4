import type UPlot from 'uplot';
import { groupMarks } from '../marks.js';
import type { Axis, Chart, Mark, Series, Tone, Unit } from '../model.js';
import { colour, element, whenColoursChange } from './elements.js';
import { isDecade, showNumber, showPlace, showTick } from './numbers.js';
import { dataTable } from './tables.js';

/** Comes with the page, before this script. */
declare const uPlot: typeof UPlot;

const STEPS: Readonly<Record<Axis, number[]>> = {
  clock: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
  seconds: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600],
  nines: [1],
};
const HEIGHT = { stack: 210, grid: 150 };
/** Half the height of a mark's number, and how far it stands from the next, pixels. */
const MARK_RADIUS = 8;
const MARK_GAP = 2;

/** A chart on the page, made anew when the colours change. */
interface Drawn {
  readonly chart: Chart;
  plot: UPlot;
  readonly hidden: Set<number>;
}

/** The charts of a page: which of them zoom together, and what is marked on them. */
export class Charts {
  readonly #marks: readonly (Mark & { readonly axis: Axis })[];
  readonly #drawn: Drawn[] = [];
  readonly #listeners: ((axis: Axis, min: number, max: number) => void)[] = [];
  /** How many charts of an axis had one range when they last were brought to it. */
  readonly #settled = new Map<Axis, number>();
  #isLinking = false;

  constructor(marks: readonly (Mark & { readonly axis: Axis })[]) {
    this.#marks = marks;
    whenColoursChange(() => {
      for (const drawn of this.#drawn) this.#redraw(drawn);
    });
  }

  /** Calls back with the range of an axis whenever it changes. */
  onZoom(listen: (axis: Axis, min: number, max: number) => void): void {
    this.#listeners.push(listen);
  }

  /** The range that the linked charts of an axis could show, and the one that they show. */
  ranges(axis: Axis): { whole: [number, number]; shown: [number, number] } {
    const linked = this.#linked(axis);
    const whole: [number, number] = [
      Math.min(...linked.map(({ chart }) => chart.x[0]!)),
      Math.max(...linked.map(({ chart }) => chart.x.at(-1)!)),
    ];
    const { min, max } = linked[0]?.plot.scales.x ?? {};
    return { whole, shown: [min ?? whole[0], max ?? whole[1]] };
  }

  /** Shows a part of an axis on all charts that are linked by it. */
  zoom(axis: Axis, min: number, max: number): void {
    this.#isLinking = true;
    for (const { plot } of this.#linked(axis)) plot.setScale('x', { min, max });
    this.#isLinking = false;
    for (const listen of this.#listeners) listen(axis, min, max);
  }

  /** A chart with its heading, legend and table, as an element. It is drawn once the element has a width. */
  draw(chart: Chart, layout: 'stack' | 'grid'): HTMLElement {
    const hidden = new Set<number>();
    const legend = element('ul', { class: 'legend' });
    const place = element('div', { class: 'plot', role: 'img', 'aria-label': describeChart(chart) });
    const figure = element(
      'figure',
      { class: 'chart' },
      element('figcaption', {}, element('b', {}, chart.title), ` ${chart.about}`),
      legend,
      place,
    );
    let drawn: Drawn | undefined;
    const readings = chart.series.map((series, index) => {
      const reading = element('output', { 'aria-hidden': 'true' }, '');
      const toggle = element('button', { type: 'button', 'aria-pressed': 'true' }, swatch(series), series.label, ' ', reading);
      toggle.addEventListener('click', () => {
        const show = hidden.delete(index) || !hidden.add(index);
        toggle.setAttribute('aria-pressed', String(show));
        drawn?.plot.setSeries(index + 1, { show });
      });
      if (chart.series.length > 1) legend.append(element('li', {}, toggle));
      return reading;
    });
    const read = (plot: UPlot): void => {
      const at = plot.cursor.idx ?? chart.x.length - 1;
      readings.forEach((reading, index) => {
        reading.textContent = showNumber(chart.series[index]!.values[at], chart.unit);
      });
    };
    read({ cursor: {} } as UPlot);
    const plotOf = (): UPlot => this.#plot(chart, place, HEIGHT[layout], hidden, read);
    new ResizeObserver(() => {
      const width = place.clientWidth;
      if (width === 0) return;
      if (drawn === undefined) {
        this.#drawn.push((drawn = { chart, plot: plotOf(), hidden }));
        if (chart.linked) requestAnimationFrame(() => this.#settle(chart.axis));
      } else if (drawn.plot.width !== width) drawn.plot.setSize({ width, height: HEIGHT[layout] });
    }).observe(place);
    figure.append(dataTable(chart));
    return figure;
  }

  /** Brings the charts of an axis to one range, once all of this frame are drawn. */
  #settle(axis: Axis): void {
    const count = this.#linked(axis).length;
    if (this.#settled.get(axis) === count) return;
    this.#settled.set(axis, count);
    this.#showWhole(axis);
  }

  /** Shows the whole time; charts of the same axis may begin and end a little apart. */
  #showWhole(axis: Axis): null {
    this.zoom(axis, ...this.ranges(axis).whole);
    return null;
  }

  #linked(axis: Axis): Drawn[] {
    return this.#drawn.filter(({ chart }) => chart.linked && chart.axis === axis);
  }

  #redraw(drawn: Drawn): void {
    const { plot, chart, hidden } = drawn;
    const place = plot.root.parentElement!;
    const { min, max } = plot.scales.x!;
    const [height, read] = [plot.height, plot.hooks.setCursor![0]!];
    plot.destroy();
    drawn.plot = this.#plot(chart, place, height, hidden, read as (plot: UPlot) => void);
    drawn.plot.setScale('x', { min: min!, max: max! });
  }

  #plot(chart: Chart, place: HTMLElement, height: number, hidden: ReadonlySet<number>, read: (plot: UPlot) => void): UPlot {
    const { axis, unit, linked } = chart;
    const marks = linked ? this.#marks.filter((mark) => mark.axis === axis) : [];
    const link = (plot: UPlot, key: string): void => {
      if (key !== 'x' || this.#isLinking || !linked || !this.#drawn.some((drawn) => drawn.plot === plot)) return;
      this.zoom(axis, plot.scales.x!.min!, plot.scales.x!.max!);
    };
    return new uPlot(
      {
        width: place.clientWidth,
        height,
        padding: [marks.length === 0 ? 8 : 2 * MARK_RADIUS + 6, 26, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: true, y: false },
          points: { size: 7 },
          ...(linked ? { sync: { key: axis, scales: ['x', null] }, bind: { dblclick: () => () => this.#showWhole(axis) } } : {}),
        },
        scales: { x: { time: false }, y: chart.isLog ? { distr: 3 } : { range: rangeFromZero } },
        axes: [across(axis), upward(unit, chart.isLog)],
        series: [{}, ...chart.series.map((series, index) => line(series, !hidden.has(index)))],
        hooks: { draw: [(plot) => drawMarks(plot, marks)], setCursor: [read], setScale: [link] },
      },
      [chart.x, ...chart.series.map(({ values }) => values)] as UPlot.AlignedData,
      place,
    );
  }
}

function line({ label, tone }: Series, show: boolean): UPlot.Series {
  return { label, show, stroke: colour(tone), width: tone === 'quiet' ? 1 : 1.75, spanGaps: true, points: { show: false } };
}

function swatch({ tone }: Series): HTMLElement {
  return element('i', { class: `swatch tone-${tone}` });
}

/** From the least value to the largest, and from zero where all are on one side of it and not far from it. */
function rangeFromZero(_: UPlot, min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const low = min > 0 && min < max / 2 ? 0 : min;
  const margin = (max - low || Math.abs(max) || 1) * 0.06;
  return [low === 0 ? 0 : low - margin, max > 0 || low < 0 ? max + margin : 1];
}

const FONT = '12px system-ui, sans-serif';

function across(axis: Axis): UPlot.Axis {
  return {
    stroke: colour('faded'),
    grid: { stroke: colour('rule'), width: 1 },
    ticks: { show: false },
    font: FONT,
    size: 28,
    space: axis === 'clock' ? 72 : 56,
    incrs: STEPS[axis],
    values: (_, splits, _axis, _space, step) => splits.map((value) => showTick(value, axis, step)),
  };
}

/** On a logarithmic scale only the powers of ten have lines and numbers. */
function upward(unit: Unit, isLog: boolean): UPlot.Axis {
  const decades: UPlot.Axis.Filter = (_, splits) => splits.map((value) => (isLog && !isDecade(value) ? null : value));
  return {
    stroke: colour('faded'),
    grid: { stroke: colour('rule'), width: 1, filter: decades },
    filter: decades,
    ticks: { show: false },
    font: FONT,
    size: 62,
    space: isLog ? 2 : 34,
    values: (_, splits) => splits.map((value) => (value === null ? '' : showNumber(value, unit))),
  };
}

/** Draws the moments of the account over a chart: a dashed line each, and above it its number; numbers that would touch stand together. */
function drawMarks(plot: UPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.x!;
  const scale = devicePixelRatio;
  const numbered: { at: number; label: string; tone: Tone }[] = [];
  ctx.save();
  ctx.lineWidth = scale;
  ctx.font = `600 ${10 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const { x, label, tone } of marks) {
    if (x < min! || x > max!) continue;
    const at = Math.round(plot.valToPos(x, 'x', true));
    ctx.strokeStyle = colour(tone);
    ctx.globalAlpha = label === '' ? 0.25 : 0.7;
    ctx.setLineDash(label === '' ? [] : [3 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, label === '' ? bbox.top + 6 * scale : bbox.top + bbox.height);
    ctx.stroke();
    if (label !== '') numbered.push({ at, label, tone });
  }
  ctx.globalAlpha = 1;
  const radius = MARK_RADIUS * scale;
  const widthOf = (label: string): number => Math.max(2 * radius, ctx.measureText(label).width + radius);
  for (const { at, label, tone } of groupMarks(numbered, widthOf, MARK_GAP * scale)) {
    const width = widthOf(label);
    const middle = bbox.top - radius - 2 * scale;
    ctx.fillStyle = colour(tone);
    ctx.beginPath();
    ctx.roundRect(at - width / 2, middle - radius, width, 2 * radius, radius);
    ctx.fill();
    ctx.fillStyle = colour('ground');
    ctx.fillText(label, at, middle + 0.5 * scale);
  }
  ctx.restore();
}

/** What the chart shows, for those who hear it. */
function describeChart({ title, axis, unit, x, series }: Chart): string {
  const told = series.map(({ label, values }) => {
    let most = -1;
    for (let at = 0; at < values.length; at++) if (values[at] !== null && (most < 0 || values[at]! > values[most]!)) most = at;
    if (most < 0) return `${label}: no values`;
    return `${label}: from ${showNumber(values[0], unit)} to ${showNumber(values.at(-1), unit)}, highest ${showNumber(values[most], unit)} at ${showPlace(x[most]!, axis)}`;
  });
  return `Chart: ${title}. ${told.join('; ')}. The numbers are in the table below it.`;
}
