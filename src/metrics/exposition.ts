import { counterEnd, counterOf, type LatencyHistogram, meanNs, totalCount } from './histogram.js';

/**
 * Metrics as text for Prometheus and its like, in two forms: OpenMetrics 1.0
 * (https://prometheus.io/docs/specs/om/open_metrics_spec/) and the older text format 0.0.4.
 */
type ExpositionFormat = 'openmetrics' | 'prometheus';

/** The media type of each form, as the answer's Content-Type has it. */
export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
};

/** Labels of a sample: few values each, known before the start. Never symbols or order ids. */
type Labels = Readonly<Record<string, string>>;

interface Named {
  /** The name in snake case with its unit, without `_total`. */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** The base unit that the name ends with. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio' | undefined;
}

/** A family of samples. A counter only grows; a gauge may fall. */
interface NumberFamily extends Named {
  readonly kind: 'counter' | 'gauge';
  readonly samples: readonly (readonly [labels: Labels, value: number])[];
}

/** A family of latency histograms. They are in ns; the text has seconds. */
interface HistogramFamily extends Named {
  readonly kind: 'histogram';
  readonly samples: readonly (readonly [labels: Labels, histogram: LatencyHistogram])[];
}

export type MetricFamily = NumberFamily | HistogramFamily;

/** The powers of two, in ns, that bound the buckets: 128 ns to 34 s. */
const FIRST_POWER = 7;
const LAST_POWER = 35;
const NS_DIGITS = 9;

/** A bucket: its largest latency, ns, and how many latencies are not larger. */
interface Bucket {
  readonly highestNs: number;
  readonly count: number;
}

/**
 * Returns cumulative buckets. The largest latency of each is one ns below a power of two. A counter
 * of HdrHistogram begins at each power of two and latencies are whole ns, so each count is exact.
 */
function powerBuckets(histogram: LatencyHistogram): Bucket[] {
  const { cells } = histogram;
  const last = counterEnd(histogram);
  const buckets: Bucket[] = [];
  let counter = 0;
  let count = 0;
  for (let power = FIRST_POWER; power <= LAST_POWER; power++) {
    const end = Math.min(counterOf(2 ** power), last);
    for (; counter < end; counter++) count += cells[counter]!;
    buckets.push({ highestNs: 2 ** power - 1, count });
  }
  return buckets;
}

/** Formats families as text, each with its help and type. */
export function formatExposition(
  families: readonly MetricFamily[],
  format: ExpositionFormat,
): string {
  const lines = families.flatMap((family) => [...headOf(family, format), ...samplesOf(family)]);
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function headOf({ name, help, kind, unit }: MetricFamily, format: ExpositionFormat): string[] {
  // OpenMetrics names the family; the older form names the sample.
  const named = kind === 'counter' && format === 'prometheus' ? `${name}_total` : name;
  return [
    `# TYPE ${named} ${kind}`,
    ...(unit !== undefined && format === 'openmetrics' ? [`# UNIT ${named} ${unit}`] : []),
    `# HELP ${named} ${escapeHelp(help)}`,
  ];
}

function samplesOf(family: MetricFamily): string[] {
  if (family.kind !== 'histogram') {
    const name = family.kind === 'counter' ? `${family.name}_total` : family.name;
    return family.samples.map(([labels, value]) => sampleOf(name, labels, value));
  }
  return family.samples.flatMap(([labels, histogram]) => {
    const total = totalCount(histogram);
    return [
      ...powerBuckets(histogram).map(({ highestNs, count }) =>
        sampleOf(`${family.name}_bucket`, { ...labels, le: inSeconds(highestNs) }, count),
      ),
      sampleOf(`${family.name}_bucket`, { ...labels, le: '+Inf' }, total),
      sampleOf(`${family.name}_sum`, labels, (meanNs(histogram) * total) / 1e9),
      sampleOf(`${family.name}_count`, labels, total),
    ];
  });
}

/** Whole ns as exact seconds. */
function inSeconds(ns: number): string {
  return (ns / 1e9).toFixed(NS_DIGITS);
}

function sampleOf(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

/**
 * Chooses the form by the Accept header of a request (RFC 9110, 12.5.1). Without a preference it is
 * the older one, which everything reads.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let openMetrics = 0;
  let other = 0;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const parameterOf = (name: string): string | undefined =>
      parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(parameterOf('q') ?? 1);
    const version = parameterOf('version');
    if (type === 'application/openmetrics-text') {
      if (version === undefined || version === '1.0.0')
        openMetrics = Math.max(openMetrics, quality);
    } else if (type === 'text/plain' || type === 'text/*' || type === '*/*')
      other = Math.max(other, quality);
  }
  return openMetrics > 0 && openMetrics >= other ? 'openmetrics' : 'prometheus';
}
