import { describe, expect, test } from 'vitest';
import type { FleetCounts } from '../../src/fleet/main-thread/counts.js';
import { emptyPoints } from '../../src/fleet/main-thread/meter.js';
import type { FleetSnapshot } from '../../src/fleet/main-thread/snapshot.js';
import type { FleetResult } from '../../src/fleet/result.js';
import { recordLatency } from '../../src/metrics/histogram.js';
import {
  LOAD_METRICS,
  measureInterval,
  measureLoad,
  showMetric,
} from '../../src/report/load-metrics.js';
import { judgeThresholds, parseThreshold } from '../../src/report/thresholds.js';

const NOTHING: FleetCounts = {
  parents: 0,
  refusedParents: 0,
  filledParents: 0,
  turnedAway: 0,
  lateStarts: 0,
  children: 0,
  admitted: 0,
  sent: 0,
  arrived: 0,
  answered: 0,
  executions: 0,
  shownChildren: 0,
  shownExecutions: 0,
  turns: 0,
  batches: 0,
};

/** A load of one server with some counts and no measured latency. */
function load(measured: Partial<FleetCounts>, seconds: number, isOpenLoop = true): FleetResult {
  return {
    measured: { ...NOTHING, ...measured },
    seconds,
    accounts: {
      servers: [{ turnedAway: 0, largestQueue: 0, backPressure: 0 }],
      venues: { behindBarrier: 0 },
    },
    conditions: { venues: 'inline', isOpenLoop },
    kills: [],
    steadiness: { isSteady: null, backlogGrowth: null },
    latency: { merged: emptyPoints(), servers: [] },
  } as unknown as FleetResult;
}

const measuredOf = (result: FleetResult): string[] =>
  Object.entries(measureLoad(result)).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );

describe('the metrics of a load', () => {
  test.each([
    ['nothing in ten seconds', load({}, 10)],
    ['nothing in no time', load({}, 0)],
    ['nothing in a closed loop', load({}, 10, false)],
  ])('is no metric at all after %s, so that no threshold holds', (_, result) => {
    expect(measuredOf(result)).toEqual([]);
    for (const metric of Object.keys(LOAD_METRICS)) {
      for (const text of [`${metric}>=0`, `${metric}<=0`]) {
        const [outcome] = judgeThresholds(
          [parseThreshold(text, LOAD_METRICS)],
          measureLoad(result),
        );
        expect(outcome, text).toMatchObject({ held: false, value: undefined });
      }
      expect(showMetric(metric, measureLoad(result)[metric])).toBe('not measured');
    }
  });

  test('are never NaN or infinite, whatever the counts and the time', () => {
    for (const seconds of [0, 1e-9, 10])
      for (const parents of [0, 1])
        for (const children of [0, 5])
          for (const value of Object.values(measureLoad(load({ parents, children }, seconds))))
            expect(value === undefined || Number.isFinite(value)).toBe(true);
  });

  test('have no refused share without a child, and no late share without a parent', () => {
    const {
      'rejected.rate': rejected,
      'late.rate': late,
      throughput,
    } = measureLoad(load({ parents: 3, lateStarts: 3 }, 1));
    expect([rejected, late, throughput]).toEqual([undefined, 1, 0]);
    expect(measureLoad(load({ children: 4, admitted: 3 }, 1))).toMatchObject({
      'rejected.rate': 0.25,
      'late.rate': undefined,
    });
  });

  test('leave out late starts, queues and refused parents in a closed loop', () => {
    const measured = measureLoad(load({ parents: 3, children: 4, admitted: 4 }, 1, false));
    for (const metric of [
      'late.rate',
      'late.starts',
      'queue.largest',
      'turned.away',
      'backlog.growth',
    ])
      expect(measured[metric], metric).toBeUndefined();
  });

  test('count children behind a barrier only after a kill, and full rings only with rings', () => {
    const open = load({ parents: 1 }, 1);
    expect(measureLoad(open)).toMatchObject({
      'behind.barrier': undefined,
      'back.pressure': undefined,
    });
    const killed = {
      ...open,
      kills: [
        { act: 'kill', engaged: true, lastOutNs: 4000, answers: [] },
        { act: 're-arm', engaged: false, lastOutNs: 9000, answers: [] },
      ],
      conditions: { ...open.conditions, venues: 'thread' },
    } as unknown as FleetResult;
    expect(measureLoad(killed)).toMatchObject({
      'behind.barrier': 0,
      'back.pressure': 0,
      'last.out.p50': 4000,
      'last.out.max': 4000,
    });
  });

  test('have the percentiles of the measured stages', () => {
    const result = load({ parents: 1, children: 1, admitted: 1 }, 1);
    recordLatency(result.latency.merged.gate, 9_880_001);
    const measured = measureLoad(result);
    expect(measured).toMatchObject({ 'gate.p99': 9_880_001, 'gate.max': 9_880_001 });
    expect(measured['decision.p99']).toBeUndefined();
    expect(measured['gate.mean']).toBeLessThanOrEqual(9_880_001);
  });
});

test('a second in which nothing arrived has a throughput of 0, and no share', () => {
  const snapshot = {
    counts: NOTHING,
    seconds: 1,
    latency: emptyPoints(),
  } as unknown as FleetSnapshot;
  expect(measureInterval(snapshot)).toMatchObject({
    throughput: 0,
    'rejected.rate': undefined,
    'late.starts': undefined,
  });
});
