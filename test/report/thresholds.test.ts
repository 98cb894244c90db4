import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOAD_METRICS } from '../../src/report/load-metrics.js';
import type { MetricTable } from '../../src/report/metric.js';
import { judgeThresholds, parseThreshold } from '../../src/report/thresholds.js';

const METRICS: MetricTable = {
  throughput: 'rate',
  'rejected.rate': 'share',
  'decision.p99': 'time',
  'decision.p99.9': 'time',
};
const UNITS = ['', 'ns', 'us', 'µs', 'ms', 's', '%', 'k', 'K', 'M', 'G'];
/** The value of a bound of 7 in each unit of a kind. */
const BOUNDS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  time: { ns: 7, us: 7e3, µs: 7e3, ms: 7e6, s: 7e9 },
  share: { '%': 0.07 },
  rate: { '': 7, k: 7e3, K: 7e3, M: 7e6, G: 7e9 },
  count: { '': 7, k: 7e3, K: 7e3, M: 7e6, G: 7e9 },
};

describe('a threshold', () => {
  test.each([
    ['decision.p99.9<50us', { metric: 'decision.p99.9', comparison: '<', bound: 50_000 }],
    ['decision.p99 <= 1.5ms', { metric: 'decision.p99', comparison: '<=', bound: 1.5e6 }],
    ['rejected.rate<1%', { metric: 'rejected.rate', comparison: '<', bound: 0.01 }],
    ['rejected.rate<=100%', { metric: 'rejected.rate', comparison: '<=', bound: 1 }],
    ['throughput>5M', { metric: 'throughput', comparison: '>', bound: 5e6 }],
    ['throughput>=0', { metric: 'throughput', comparison: '>=', bound: 0 }],
    ['throughput==7', { metric: 'throughput', comparison: '==', bound: 7 }],
    ['rejected.rate<=0', { metric: 'rejected.rate', comparison: '<=', bound: 0 }],
  ])('%s is read with its unit', (text, expected) => {
    expect(parseThreshold(text, METRICS)).toMatchObject(expected);
  });

  test.each([
    ['decision.p99.9', 'must be METRIC<NUMBER'],
    ['decision.p99.9<fast', 'must be METRIC<NUMBER'],
    ['decision.p999<50us', "did you mean 'decision.p99'?"],
    ['decision.p99<50sec', "'sec' is not a unit"],
    ['throughput=5', 'must be METRIC<NUMBER'],
    ['throughput>-5', 'must be METRIC<NUMBER'],
    ['rejected.rate<1', 'write rejected.rate<1%; a share of 1 is 100%'],
    ['rejected.rate<0.01', 'write rejected.rate<1%'],
    ['decision.p99<50', 'write decision.p99<50us or decision.p99<50ms'],
    [
      'throughput>5ms',
      "'ms' is not a unit of it: write throughput>5, throughput>5k or throughput>5M",
    ],
    ['decision.p99>1%', 'write decision.p99>1us or decision.p99>1ms'],
    ['rejected.rate<101%', 'beyond all that is measured: at most 100%'],
    ['decision.p99<3601s', 'beyond all that is measured: at most 3600s'],
    [`throughput<${'9'.repeat(400)}`, 'beyond all that is measured: at most 1e300'],
  ])('%.40s is refused with the reason', (text, reason) => {
    expect(() => parseThreshold(text, METRICS)).toThrow(reason);
  });

  test('takes the units of its metric, and refuses any other with the right form', () => {
    let read = 0;
    for (const [metric, kind] of Object.entries(LOAD_METRICS)) {
      for (const unit of UNITS) {
        const text = `${metric}<7${unit}`;
        const bound = BOUNDS[kind]![unit];
        if (bound !== undefined) {
          expect(parseThreshold(text, LOAD_METRICS).bound / bound, text).toBeCloseTo(1, 12);
          read++;
          continue;
        }
        let message = '';
        try {
          parseThreshold(text, LOAD_METRICS);
        } catch (error) {
          message = (error as Error).message;
        }
        const [, form] = /write (\S+?)(?:[,;]| or |$)/.exec(message) ?? [];
        expect(form, `${text}: ${message}`).toBeDefined();
        expect(parseThreshold(form!, LOAD_METRICS).metric).toBe(metric);
      }
      expect(parseThreshold(`${metric}<=0`, LOAD_METRICS).bound).toBe(0);
    }
    expect(read).toBeGreaterThan(300);
  });

  test('holds exactly when its comparison holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('<', '<=', '>', '>=', '=='),
        fc.nat(20),
        fc.nat(20),
        (comparison, bound, value) => {
          const threshold = parseThreshold(`throughput${comparison}${bound}`, METRICS);
          const expected = {
            '<': value < bound,
            '<=': value <= bound,
            '>': value > bound,
            '>=': value >= bound,
            '==': value === bound,
          }[comparison];
          expect(judgeThresholds([threshold], { throughput: value })[0]!.held).toBe(expected);
        },
      ),
    );
  });

  test('is breached where its metric was not measured', () => {
    const [outcome] = judgeThresholds([parseThreshold('throughput>=0', METRICS)], {});
    expect(outcome).toMatchObject({ value: undefined, held: false });
  });
});
