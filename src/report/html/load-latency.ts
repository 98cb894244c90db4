import { tellRatio } from '../differences.js';
import { tableOf, textCell } from './cells.js';
import { type Folder, STAGES } from './folder.js';
import { NINES, readHeat, readPercentiles, STAGE_TITLES } from './latency.js';
import type { Block, Cell, Chart, Section, Series } from './model.js';
import { toneAt } from './run-charts.js';
import type { LoadSummary } from './summary-form.js';
import { showLatency } from './units.js';

type LoadFolder = Folder<LoadSummary>;

const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'max'] as const;
/** The stages that have a heat map. */
const HEATED = ['response', 'roundTrip'] as const;

/**
 * Percentiles by stage: curves and a table. One load has all stages in one chart. Several loads
 * have a chart for each stage, with a line for each load.
 */
export function latencySection(folders: readonly LoadFolder[]): Section | undefined {
  const stages = STAGES.filter((stage) => folders.some(({ latency }) => latency.has(stage)));
  if (stages.length === 0) return undefined;
  const [only] = folders;
  const isOne = folders.length === 1;
  const charts = isOne ? [stageCurves(only!, stages)] : loadCurves(folders, stages);
  const names = percentileNames('stage', isOne ? 'from … to' : 'load');
  const caption = isOne
    ? 'Percentiles'
    : `Percentiles, and below each the multiple of that of ${only!.name}`;
  const blocks: Block[] = [
    { kind: 'charts', layout: isOne ? 'stack' : 'grid', charts },
    { kind: 'table', table: tableOf(caption, names, percentileRows(folders, stages), true) },
  ];
  return { id: 'latency', title: 'Latency', lead: '', blocks };
}

const CURVES = { axis: 'nines', unit: 'latency', isLog: true, linked: false } as const;

/** One chart for one load, with a curve for each stage. */
function stageCurves({ name, latency }: LoadFolder, stages: readonly string[]): Chart {
  return latencyCurves(
    stages.map((stage, index) => ({
      label: STAGE_TITLES[stage]![0],
      tone: toneAt(index),
      file: `${name}/latency/${stage}.hgrm`,
      text: latency.get(stage),
    })),
  );
}

/** A curve of a chart, with the file that it is of. */
interface FiledCurve extends Pick<Series, 'label' | 'tone'> {
  readonly file: string;
  readonly text: string | undefined;
}

/** One chart with a curve for each file of percentiles. */
export function latencyCurves(curves: readonly FiledCurve[]): Chart {
  return {
    ...CURVES,
    title: 'Latency by percentile',
    about: 'each nine is as wide as the next, each factor of ten as high',
    ...upToLast(
      curves.map(({ label, tone, file, text }) => ({ label, tone, values: curve(file, text) })),
    ),
  };
}

/** The columns of a table of percentiles. */
export const percentileNames = (...first: readonly string[]): string[] => [
  ...first,
  ...PERCENTILES.map((percentile) => `>${percentile}`),
];

/** The percentiles of a latency; with those of a base, each with the multiple of its own. */
export function percentileCells(
  point: string,
  metrics: Readonly<Record<string, number>>,
  base?: Readonly<Record<string, number>>,
): Cell[] {
  return PERCENTILES.map((percentile) => {
    const metric = `${point}.${percentile}`;
    const ns = metrics[metric];
    return {
      text: showLatency(ns),
      detail: base === undefined ? undefined : tellRatio(ns, base[metric]),
      sort: ns,
    };
  });
}

/** A chart for each stage, with a curve for each load. */
function loadCurves(folders: readonly LoadFolder[], stages: readonly string[]): Chart[] {
  return stages.map((stage) => ({
    ...CURVES,
    title: STAGE_TITLES[stage]![0],
    about: STAGE_TITLES[stage]![1],
    ...upToLast(
      folders.map((folder, index) => ({
        label: folder.name,
        tone: toneAt(index),
        values: curve(`${folder.name}/latency/${stage}.hgrm`, folder.latency.get(stage)),
      })),
    ),
  }));
}

function curve(file: string, text: string | undefined): (number | null)[] {
  return text === undefined ? NINES.map(() => null) : readPercentiles(file, text);
}

/** A row for each stage and load. The first load is the base of the multiples. */
function percentileRows(folders: readonly LoadFolder[], stages: readonly string[]): Cell[][] {
  const base = folders[0]!.summary.metrics;
  return stages.flatMap((stage) =>
    folders.map(({ name, summary: { metrics } }, index): Cell[] => [
      textCell(STAGE_TITLES[stage]![0]),
      textCell(folders.length === 1 ? STAGE_TITLES[stage]![1] : name),
      ...percentileCells(stage, metrics, index === 0 ? undefined : base),
    ]),
  );
}

/** The fewest places of a percentile axis: enough to show 50 %. */
const NINES_LEAST = 8;

/** Cuts curves after the last percentile that any of them has. */
function upToLast(series: readonly Series[]): Pick<Chart, 'x' | 'series'> {
  const last = Math.max(
    ...series.map(({ values }) => values.findLastIndex((value) => value !== null)),
  );
  const kept = Math.max(NINES_LEAST, last + 1);
  return {
    x: NINES.slice(0, kept),
    series: series.map((one) => ({ ...one, values: one.values.slice(0, kept) })),
  };
}

/** The spread of latencies over time; `undefined` where the folder has no intervals. */
export function heatSection({ name, intervals }: LoadFolder): Section | undefined {
  if (intervals === undefined) return undefined;
  const heats = HEATED.map((stage) =>
    readHeat(`${name}/latency/intervals.hlog`, intervals, stage),
  ).filter((heat) => heat !== undefined);
  if (heats.length === 0) return undefined;
  const lead =
    'Each column is an interval of the load; ' +
    'the stronger the colour, the more of its latencies lay there (on a logarithmic scale).';
  return {
    id: 'heat',
    title: 'Latency over time',
    lead,
    blocks: heats.map((heat) => ({ kind: 'heat', heat })),
  };
}
