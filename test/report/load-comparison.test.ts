import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import {
  checkJudged,
  compareLoads,
  describeLoadComparison,
  isLoadRegression,
  judgedFigures,
} from '../../src/report/load-comparison.js';

const runs = (of: Record<string, number>, times = 4) =>
  Array.from({ length: times }, (_, n) =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => [name, value * (1 + 0.01 * n)] as const),
    ),
  );
const LOAD = {
  throughput: 1000,
  'rejected.rate': 0,
  'response.p50': 100,
  'response.p99': 1000,
  'response.p99.9': 5000,
  'gate.p99': 40,
};
const verdicts = (change: Record<string, number>, judged?: readonly string[]) =>
  Object.fromEntries(
    compareLoads(runs(LOAD), runs({ ...LOAD, ...change }), judged).rows.flatMap(
      ({ metric, verdict }) => (verdict === null ? [] : [[metric, verdict]]),
    ),
  );

describe('two loads of four runs', () => {
  test('are judged by throughput and response, and by nothing else', () => {
    expect(verdicts({ 'gate.p99': 400 })).toEqual({
      throughput: 'not told apart',
      'response.p50': 'not told apart',
      'response.p99': 'not told apart',
      'response.p99.9': 'not told apart',
    });
  });

  test('differ by the round trip where a closed loop has no response', () => {
    const closed = { throughput: 1, 'roundTrip.p50': 2, 'roundTrip.p99': 3, 'roundTrip.p99.9': 4 };
    const { rows } = compareLoads(runs(closed), runs({ ...closed, 'roundTrip.p99': 6 }));
    expect(rows.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['throughput', 'not told apart'],
      ['roundTrip.p50', 'not told apart'],
      ['roundTrip.p99', 'worse'],
      ['roundTrip.p99.9', 'not told apart'],
    ]);
  });

  test('are worse with a longer time or a lower rate, and better with the opposite', () => {
    expect(verdicts({ throughput: 500, 'response.p50': 50 })).toMatchObject({
      throughput: 'worse',
      'response.p50': 'better',
    });
    expect(verdicts({ throughput: 2000, 'response.p50': 200 })).toMatchObject({
      throughput: 'better',
      'response.p50': 'worse',
    });
  });

  test('are worse where a share that was 0 is 0 no more', () => {
    expect(verdicts({ 'rejected.rate': 0.1 }, ['rejected.rate'])).toEqual({
      'rejected.rate': 'worse',
    });
    expect(verdicts({}, ['rejected.rate'])).toEqual({ 'rejected.rate': 'not told apart' });
  });

  test('are told in 80 columns', () => {
    const worse = { ...LOAD, 'response.p99': 99_000, 'gate.p99': 1e9 };
    const comparison = compareLoads(runs(LOAD), runs(worse), ['response.p99', 'kill.p50']);
    const text = describeLoadComparison(comparison, { a: 'one', b: 'other' });
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toMatch(/response.p99 .*99\.0 +9\d\.\d–10\d +worse/);
    expect(text).toContain('Not measured in every run, and so not judged: kill.p50.');
  });
});

test('single loads have ratios without an interval, and no verdict', () => {
  const comparison = compareLoads(runs(LOAD, 1), runs({ ...LOAD, throughput: 500 }, 1));
  expect(comparison.rows[0]).toMatchObject({
    metric: 'throughput',
    ratio: { ratio: 0.5, coverage: 0 },
    verdict: 'too few runs',
  });
  expect([isLoadRegression(comparison), judgedFigures(comparison)]).toEqual([false, 0]);
  expect(describeLoadComparison(comparison, { a: 'a', b: 'b' })).toContain('has no interval');
});

test('three runs of each side are enough for a verdict, two are not', () => {
  const slow = { ...LOAD, throughput: 500 };
  const judged = (n: number) => judgedFigures(compareLoads(runs(LOAD, n), runs(slow, n)));
  expect([judged(2), judged(3)]).toEqual([0, 4]);
  expect(isLoadRegression(compareLoads(runs(LOAD, 3), runs(slow, 3)))).toBe(true);
});

test('a figure that some run did not measure is left out', () => {
  const { rows } = compareLoads([...runs(LOAD, 3), { throughput: 1 }], runs(LOAD));
  expect(rows.map(({ metric }) => metric)).toEqual(['throughput']);
});

test('a metric that is not compared is refused with the nearest one', () => {
  expect(() => checkJudged(['response.p98'])).toThrow(InputError);
  expect(() => checkJudged(['response.p98'])).toThrow("--judge 'response.p98': is not compared");
  expect(() => checkJudged(['response.p99', 'throughput'])).not.toThrow();
});
