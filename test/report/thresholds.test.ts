import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeThresholds, parseThreshold } from '../../src/report/thresholds.js';

const METRICS = ['throughput', 'rejected.rate', 'decision.p99', 'decision.p99.9'];

describe('a threshold', () => {
  test.each([
    ['decision.p99.9<50us', { metric: 'decision.p99.9', comparison: '<', bound: 50_000 }],
    ['decision.p99 <= 1.5ms', { metric: 'decision.p99', comparison: '<=', bound: 1.5e6 }],
    ['rejected.rate<1%', { metric: 'rejected.rate', comparison: '<', bound: 0.01 }],
    ['throughput>5M', { metric: 'throughput', comparison: '>', bound: 5e6 }],
    ['throughput>=0', { metric: 'throughput', comparison: '>=', bound: 0 }],
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
  ])('%s is refused with the reason', (text, reason) => {
    expect(() => parseThreshold(text, METRICS)).toThrow(reason);
  });

  test('holds exactly when the comparison does', () => {
    fc.assert(
      fc.property(fc.constantFrom('<', '<=', '>', '>='), fc.nat(1000), fc.nat(1000), (comparison, bound, value) => {
        const threshold = parseThreshold(`throughput${comparison}${bound}`, METRICS);
        const expected = { '<': value < bound, '<=': value <= bound, '>': value > bound, '>=': value >= bound }[comparison];
        expect(judgeThresholds([threshold], { throughput: value })[0]!.held).toBe(expected);
      }),
    );
  });

  test('on something that was not measured is breached', () => {
    const [outcome] = judgeThresholds([parseThreshold('throughput>=0', METRICS)], {});
    expect(outcome).toMatchObject({ value: undefined, held: false });
  });
});
