import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatExposition,
  type MetricFamily,
  negotiateFormat,
} from '../../src/metrics/exposition.js';
import { createHistogram, recordLatency } from '../../src/metrics/histogram.js';

/** Latencies of every size, many of them beside a power of two. */
const latencyNs = fc.oneof(
  fc
    .tuple(fc.integer({ min: 5, max: 37 }), fc.integer({ min: -2, max: 2 }))
    .map(([power, near]) => 2 ** power + near),
  fc.nat(5000),
  fc.integer({ min: 0, max: 3600e9 }),
);

const families: MetricFamily[] = [
  {
    kind: 'counter',
    name: 'orders',
    help: 'Orders\nby \\ session.',
    samples: [
      [{ session: 'A "B" \\ C' }, 3],
      [{}, 0.5],
    ],
  },
  { kind: 'gauge', name: 'open_bytes', help: 'Open.', unit: 'bytes', samples: [[{}, -1]] },
];

describe('formatExposition', () => {
  test('writes OpenMetrics with units, names of families and an end', () => {
    expect(formatExposition(families, 'openmetrics').split('\n')).toEqual([
      '# TYPE orders counter',
      '# HELP orders Orders\\nby \\\\ session.',
      'orders_total{session="A \\"B\\" \\\\ C"} 3',
      'orders_total 0.5',
      '# TYPE open_bytes gauge',
      '# UNIT open_bytes bytes',
      '# HELP open_bytes Open.',
      'open_bytes -1',
      '# EOF',
      '',
    ]);
  });

  test('writes the older form with names of samples, and neither units nor an end', () => {
    expect(formatExposition(families, 'prometheus').split('\n')).toEqual([
      '# TYPE orders_total counter',
      '# HELP orders_total Orders\\nby \\\\ session.',
      'orders_total{session="A \\"B\\" \\\\ C"} 3',
      'orders_total 0.5',
      '# TYPE open_bytes gauge',
      '# HELP open_bytes Open.',
      'open_bytes -1',
      '',
    ]);
  });

  test('counts exactly the latencies that are not above the bound of each bucket', () => {
    fc.assert(
      fc.property(fc.array(latencyNs, { maxLength: 60 }), (latencies) => {
        const histogram = createHistogram();
        for (const ns of latencies) recordLatency(histogram, ns);
        const buckets = formatExposition(
          [{ kind: 'histogram', name: 't', help: 'T.', samples: [[{}, histogram]] }],
          'prometheus',
        ).matchAll(/le="([\d.]+)"\} (\d+)$/gm);
        const counts = [...buckets].map(([, le, count]) => [Math.round(Number(le) * 1e9), count]);
        expect(counts).toHaveLength(29);
        for (const [boundNs, count] of counts)
          expect(Number(count)).toBe(latencies.filter((ns) => ns <= Number(boundNs)).length);
      }),
      { numRuns: 40 },
    );
  });

  test('writes a histogram with bounds in exact seconds, its sum and its count', () => {
    const histogram = createHistogram();
    for (const ns of [100, 128, 1_000_000_000, 3600e9]) recordLatency(histogram, ns);
    const lines = formatExposition(
      [{ kind: 'histogram', name: 't_seconds', help: 'T.', samples: [[{ of: 'x' }, histogram]] }],
      'prometheus',
    ).split('\n');
    expect(lines).toContain('t_seconds_bucket{of="x",le="0.000000127"} 1');
    expect(lines).toContain('t_seconds_bucket{of="x",le="0.000000255"} 2');
    expect(lines).toContain('t_seconds_bucket{of="x",le="0.536870911"} 2');
    expect(lines).toContain('t_seconds_bucket{of="x",le="1.073741823"} 3');
    expect(lines).toContain('t_seconds_bucket{of="x",le="34.359738367"} 3');
    expect(lines).toContain('t_seconds_bucket{of="x",le="+Inf"} 4');
    expect(lines).toContain('t_seconds_count{of="x"} 4');
    const sum = Number(lines.find((line) => line.startsWith('t_seconds_sum'))!.split(' ')[1]);
    expect(sum / 3601).toBeCloseTo(1, 2);
  });
});

describe('negotiateFormat', () => {
  const PROMETHEUS =
    'application/openmetrics-text;version=1.0.0,' +
    'application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

  test.each([
    [PROMETHEUS, 'openmetrics'],
    ['application/openmetrics-text', 'openmetrics'],
    ['Application/OpenMetrics-Text; version=1.0.0; q=0.8, */*; q=0.1', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['text/plain, application/openmetrics-text;q=0.5', 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/html;;;=,q', 'prometheus'],
    ['', 'prometheus'],
    [undefined, 'prometheus'],
  ])('answers Accept %s in the form %s', (accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });
});
