import type UPlot from 'uplot';
import type { Axis, Chart, Mark, Series, Unit } from '../model.js';
import { NOT_MEASURED } from '../units.js';
import {
  decadeStep,
  leastStep,
  placeTicks,
  rangeFromZero,
  rangeOfDecades,
  type Ticks,
} from './axes.js';
import { colour, drawing, element, whenColoursChange } from './elements.js';
import { MARK_RADIUS, paintMarks } from './mark-lines.js';
import { bindUnits, isDecade, showNumber, showPlace } from './numbers.js';
import { dataTable } from './tables.js';

/** The page loads this library before the script. */
declare const uPlot: typeof UPlot;

const HEIGHT = { stack: 210, grid: 150 };
/** The space to the right of a drawing, for half of the last label. */
const EDGE = 32;
/** The dashes that tell lines of one colour apart. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [10, 3, 2, 3]];
/** The percentile that a legend shows while the pointer is elsewhere, as nines. */
const TOLD_NINES = 2;

/** A chart on the page. It is drawn again when the colours change. */
interface Drawn {
  readonly chart: Chart;
  plot: UPlot;
  readonly hidden: Set<number>;
}

/** The charts of a page, with the links between their zooms and their marks. */
export class Charts {
  readonly #marks: readonly (Mark & { readonly axis: Axis })[];
  readonly #drawn: Drawn[] = [];
  readonly #listeners: ((axis: Axis, min: number, max: number) => void)[] = [];
  /** The number of charts of each axis when they were last brought to one range. */
  readonly #settled = new Map<Axis, number>();
  #isLinking = false;

  constructor(marks: readonly (Mark & { readonly axis: Axis })[]) {
    this.#marks = marks;
    whenColoursChange(() => {
      for (const drawn of this.#drawn) this.#redraw(drawn);
    });
  }

  /** The marks on an axis. */
  marksOf(axis: Axis): readonly Mark[] {
    return this.#marks.filter((mark) => mark.axis === axis);
  }

  /** Calls `listen` with the range of an axis whenever it changes. */
  onZoom(listen: (axis: Axis, min: number, max: number) => void): void {
    this.#listeners.push(listen);
  }

  /** The whole range of an axis's linked charts, and the range that they show. */
  ranges(axis: Axis): { whole: [number, number]; shown: [number, number] } {
    const linked = this.#linked(axis);
    const whole: [number, number] = [
      Math.min(...linked.map(({ chart }) => chart.x[0]!)),
      Math.max(...linked.map(({ chart }) => chart.x.at(-1)!)),
    ];
    const { min, max } = linked[0]?.plot.scales.x ?? {};
    return { whole, shown: [min ?? whole[0], max ?? whole[1]] };
  }

  /** Shows a range of an axis on all linked charts. */
  zoom(axis: Axis, min: number, max: number): void {
    this.#isLinking = true;
    for (const { plot } of this.#linked(axis)) plot.setScale('x', { min, max });
    this.#isLinking = false;
    for (const listen of this.#listeners) listen(axis, min, max);
  }

  /** Makes the element of a chart, with heading, legend and table. It draws once it has a width. */
  draw(chart: Chart, layout: 'stack' | 'grid'): HTMLElement {
    const hidden = new Set<number>();
    const legend = element('ul', { class: 'legend' });
    const place = element('div', {
      class: 'plot',
      role: 'img',
      'aria-label': describeChart(chart),
    });
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
      const toggle = element(
        'button',
        { type: 'button', 'aria-pressed': 'true' },
        swatch(series),
        series.label,
        ' ',
        reading,
      );
      toggle.addEventListener('click', () => {
        const show = hidden.delete(index) || !hidden.add(index);
        toggle.setAttribute('aria-pressed', String(show));
        drawn?.plot.setSeries(index + 1, { show });
      });
      if (chart.series.length > 1) legend.append(element('li', {}, toggle));
      return reading;
    });
    const read = (plot: UPlot): void => {
      readings.forEach((reading, index) => {
        reading.textContent = bindUnits(readSeries(chart, chart.series[index]!, plot.cursor.idx));
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

  /** Brings the charts of an axis to one range, once all charts of this frame are drawn. */
  #settle(axis: Axis): void {
    const count = this.#linked(axis).length;
    if (this.#settled.get(axis) === count) return;
    this.#settled.set(axis, count);
    this.#showWhole(axis);
  }

  /** Shows the whole range. Charts of one axis may begin and end a little apart. */
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

  #plot(
    chart: Chart,
    place: HTMLElement,
    height: number,
    hidden: ReadonlySet<number>,
    read: (plot: UPlot) => void,
  ): UPlot {
    const { axis, unit, linked } = chart;
    const marks = linked ? this.marksOf(axis) : [];
    const link = (plot: UPlot, key: string): void => {
      if (
        key !== 'x' ||
        this.#isLinking ||
        !linked ||
        !this.#drawn.some((drawn) => drawn.plot === plot)
      )
        return;
      this.zoom(axis, plot.scales.x!.min!, plot.scales.x!.max!);
    };
    return new uPlot(
      {
        width: place.clientWidth,
        height,
        padding: [marks.length === 0 ? 8 : 2 * MARK_RADIUS + 6, EDGE, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: true, y: false },
          points: { size: 7 },
          ...(linked
            ? {
                sync: { key: axis, scales: ['x', null] },
                bind: { dblclick: () => () => this.#showWhole(axis) },
              }
            : {}),
        },
        scales: {
          x: { time: false },
          y: chart.isLog
            ? { distr: 3, range: (_, min, max) => rangeOfDecades(min, max) }
            : { range: (_, min, max) => rangeFromZero(unit, min, max) },
        },
        axes: [across(axis), upward(unit, chart.isLog)],
        series: [
          {},
          ...chart.series.map((series, index) =>
            line(series, !hidden.has(index), chart.isStepped === true),
          ),
        ],
        hooks: { draw: [(plot) => drawMarks(plot, marks)], setCursor: [read], setScale: [link] },
      },
      [
        chart.x,
        ...chart.series.map(({ values }) => (chart.isLog ? values.map(positive) : values)),
      ] as UPlot.AlignedData,
      place,
    );
  }
}

function line(
  { label, tone, dash, values }: Series,
  show: boolean,
  isStepped: boolean,
): UPlot.Series {
  const isPoint = values.filter((value) => value !== null).length < 2;
  return {
    label,
    show,
    stroke: colour(tone),
    width: tone === 'quiet' ? 1 : 1.75,
    dash: [...DASHES[dash ?? 0]!],
    spanGaps: true,
    ...(isStepped ? { paths: uPlot.paths.stepped!({ align: -1 }) } : {}),
    points: { show: isPoint, size: 7, fill: colour(tone) },
  };
}

/** A value that a logarithmic scale can show, or null. */
const positive = (value: number | null): number | null =>
  value !== null && value > 0 ? value : null;

/** Draws a piece of a line, in its colour and dashes, for the legend. */
function swatch({ tone, dash }: Series): Element {
  const piece = drawing('line', {
    x1: '0',
    y1: '3',
    x2: '20',
    y2: '3',
    class: `line-${tone}`,
    'stroke-dasharray': DASHES[dash ?? 0]!.join(' '),
  });
  return drawing('svg', { class: 'swatch', viewBox: '0 0 20 6', 'aria-hidden': 'true' }, piece);
}

/**
 * The legend's reading of a line: its value at the pointer, else at the 99th percentile, else its
 * last known value.
 */
function readSeries(
  { axis, unit, x }: Chart,
  { values }: Series,
  pointed: number | null | undefined,
): string {
  let at = pointed ?? -1;
  if (at < 0 && axis === 'nines')
    at = x.findIndex((nines, place) => nines >= TOLD_NINES && values[place] !== null);
  if (at < 0) at = values.findLastIndex((value) => value !== null);
  // Each line over an axis has its own places. Between two of them it has the value of the first.
  else if (axis !== 'nines' && values.findLastIndex((value) => value !== null) > at)
    at = values.findLastIndex((value, place) => place <= at && value !== null);
  const value = values[at];
  if (value === null || value === undefined) return NOT_MEASURED;
  return axis === 'nines'
    ? `${showPlace(x[at]!, axis)} ${showNumber(value, unit)}`
    : showNumber(value, unit);
}

const FONT = '12px system-ui, sans-serif';

/** The width of a drawn label, pixels. */
function widthOf(plot: UPlot, label: string): number {
  const { ctx } = plot;
  ctx.save();
  ctx.font = FONT;
  const { width } = ctx.measureText(label);
  ctx.restore();
  return width;
}

function across(axis: Axis): UPlot.Axis {
  let ticks: Ticks = { places: [], labels: [] };
  return {
    stroke: colour('faded'),
    grid: { stroke: colour('rule'), width: 1 },
    ticks: { show: false },
    font: FONT,
    size: 32,
    gap: 9,
    // These steps only satisfy the library: `splits` sets the places.
    space: 1,
    incrs: Array.from({ length: 80 }, (_, power) => 2 ** (power - 40)),
    splits: (plot, _axis, min, max) => {
      ticks = placeTicks(axis, min, max, plot.bbox.width / devicePixelRatio, (label) =>
        widthOf(plot, label),
      );
      return [...ticks.places];
    },
    values: () => [...ticks.labels],
  };
}

/** The vertical axis. On a logarithmic scale only powers of ten have lines and numbers. */
function upward(unit: Unit, isLog: boolean): UPlot.Axis {
  const decades: UPlot.Axis.Filter = (plot, splits) => {
    if (!isLog) return splits;
    const { min, max } = plot.scales.y!;
    const step = decadeStep(min!, max!, plot.bbox.height / devicePixelRatio);
    return splits.map((value) =>
      isDecade(value) && Math.round(Math.log10(value)) % step === 0 ? value : null,
    );
  };
  const least = leastStep(unit);
  return {
    stroke: colour('faded'),
    grid: { stroke: colour('rule'), width: 1, filter: decades },
    filter: decades,
    ticks: { show: false },
    font: FONT,
    size: (plot, values) =>
      Math.max(62, ...(values ?? []).map((value) => Math.ceil(widthOf(plot, value)) + 14)),
    space: isLog ? 2 : 24,
    ...(isLog || least === 0 ? {} : { incrs: STEPS_UP.filter((step) => step >= least * 0.999) }),
    values: (_, splits) => splits.map((value) => (value === null ? '' : showNumber(value, unit))),
  };
}

const STEPS_UP = Array.from({ length: 22 }, (_, power) =>
  [1, 2, 2.5, 5].map((step) => Number(`${step}e${power - 4}`)),
).flat();

/** Draws the marks over a chart. */
function drawMarks(plot: UPlot, marks: readonly Mark[]): void {
  const { left, top, width, height } = plot.bbox;
  const { min, max } = plot.scales.x!;
  paintMarks(plot.ctx, marks, {
    left,
    top,
    width,
    height,
    scale: devicePixelRatio,
    begin: min!,
    end: max!,
  });
}

/** Describes a chart for screen readers. */
function describeChart({ title, axis, unit, x, series }: Chart): string {
  const told = series.map(({ label, values }) => {
    let most = -1;
    for (let at = 0; at < values.length; at++)
      if (values[at] !== null && (most < 0 || values[at]! > values[most]!)) most = at;
    if (most < 0) return `${label}: ${NOT_MEASURED}`;
    const known = values.filter((value) => value !== null);
    return (
      `${label}: from ${showNumber(known[0], unit)} to ${showNumber(known.at(-1), unit)}, ` +
      `highest ${showNumber(values[most], unit)} at ${showPlace(x[most]!, axis)}`
    );
  });
  return `Chart: ${title}. ${told.join('; ')}. The numbers are in the table below it.`;
}
