import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { FleetError } from '../../src/fleet/failure.js';
import { runFleet, startFleet } from '../../src/fleet/fleet.js';
import { emptyPoints } from '../../src/fleet/main-thread/meter.js';
import type { FleetSnapshot } from '../../src/fleet/main-thread/snapshot.js';
import { LATENCY_POINTS } from '../../src/fleet/memory/latency-points.js';
import type { FleetSpec } from '../../src/fleet/spec.js';
import { VENUES as MARKET_VENUES } from '../../src/market/venues.js';
import {
  COUNTER_COUNT,
  type LatencyHistogram,
  mergeHistogram,
  percentileNs,
  totalCount,
} from '../../src/metrics/histogram.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { measureLoad } from '../../src/report/load-metrics.js';
import {
  everyServer,
  faultsOf,
  OPEN_LOOP,
  OPTIONS,
  RUNAWAY,
  runUntil,
  total,
  until,
  WORKERS,
} from '../support/fleet.js';

const VENUES = ['thread', 'inline'] as const;

describe.each(VENUES)('a fleet with its venues %s', (venues) => {
  test('accounts for every child of a runaway, and its books agree with the venues', async () => {
    const result = await runUntil(
      { ...RUNAWAY, venues },
      everyServer(({ answered }) => answered > 5000),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.venues.children).toBe(total(result, ({ sent }) => sent));
    expect(total(result, ({ unmatchedExecutions }) => unmatchedExecutions)).toBeGreaterThan(0);
    expect(totalCount(result.latency.merged.roundTrip)).toBe(
      total(result, ({ answered }) => answered),
    );
  });

  test('walks the books of its stocks, and its books agree with the venues', async () => {
    const market = { ...RUNAWAY.market, displayedSeconds: 6, venue: 'book' } as const;
    const result = await runUntil(
      { ...RUNAWAY, market, venues },
      everyServer(({ answered }) => answered > 5000),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.venues.children).toBe(total(result, ({ sent }) => sent));
    expect(total(result, ({ unmatchedExecutions }) => unmatchedExecutions)).toBeGreaterThan(0);
  });

  test('hands over all parents of an open loop in order and completes them', async () => {
    const result = await runUntil(
      { ...OPEN_LOOP, venues },
      everyServer(({ filledParents }) => filledParents > 500),
    );
    expect(faultsOf(result)).toEqual([]);
    const given = result.accounts.servers.map(
      ({ fed, held, turnedAway }) => fed + held + turnedAway,
    );
    expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
    expect(total(result, ({ turnedAway }) => turnedAway)).toBe(0);
    expect(total(result, ({ unmatchedExecutions }) => unmatchedExecutions)).toBe(0);
    expect(totalCount(result.latency.merged.accepted)).toBe(
      total(result, ({ accepted }) => accepted),
    );
  });

  test('ends when it has more threads than cores', async () => {
    const result = await runUntil(
      { ...RUNAWAY, venues, servers: 8, threads: 8 },
      everyServer(({ sent }) => sent > 1000),
    );
    expect(faultsOf(result)).toEqual([]);
  });

  test('accounts for the refusals when its gates refuse most children', async () => {
    const risk: FleetSpec['risk'] = {
      ...RUNAWAY.risk,
      parentQuantity: { mode: 'enforce', toleranceShares: 0 },
    };
    const result = await runUntil(
      { ...RUNAWAY, venues, risk },
      everyServer(({ refusedChildren }) => refusedChildren > 1000),
    );
    expect(faultsOf(result)).toEqual([]);
    const overrun = result.accounts.checks.find(({ name }) => name === 'parent-quantity')!;
    expect(overrun.refused).toBe(total(result, ({ refusedChildren }) => refusedChildren));
    expect(total(result, ({ unmatchedExecutions }) => unmatchedExecutions)).toBe(0);
  });
});

test('messages that are under way lose nothing, and a round trip has both ways', async () => {
  const latencyMicros = { median: 2000, sdLn: 0 };
  const venues = MARKET_VENUES.map(({ name, feeTicks, displayedWeight }) => ({
    name,
    feeTicks,
    displayedWeight,
    latencyMicros,
  }));
  const result = await runUntil(
    { ...RUNAWAY, market: { ...RUNAWAY.market, venues } },
    everyServer(({ answered }) => answered > 5000),
  );
  expect(faultsOf(result)).toEqual([]);
  expect(result.accounts.venues.children).toBe(total(result, ({ sent }) => sent));
  // A counter has three digits.
  expect(percentileNs(result.latency.merged.roundTrip, 0)).toBeGreaterThan(3.99e6);
});

describe('waiting', () => {
  test.each(['spin', 'back-off', 'block', 'auto'] as const)(
    'by %s loses nothing',
    async (waiting) => {
      const result = await runUntil(
        { ...RUNAWAY, servers: 2, threads: 1, waiting },
        everyServer(({ answered }) => answered > 1000),
      );
      // Spinning has no room where the main thread has no core beside the two others.
      const { cores, waiting: found } = result.conditions;
      expect(found).toBe(waiting === 'auto' && cores < 3 ? 'block' : waiting);
      expect(faultsOf(result)).toEqual([]);
    },
  );

  test('by a lazy venue thread loses nothing', async () => {
    const result = await runUntil(
      { ...OPEN_LOOP, lazy: { minimum: 64, lingerMicros: 200 } },
      everyServer(({ answered }) => answered > 1000),
    );
    expect(faultsOf(result)).toEqual([]);
  });
});

describe('the end of a run', () => {
  test('stops the feeding and drains the rings after a signal', async () => {
    const abort = new AbortController();
    const fleet = await startFleet(RUNAWAY, { ...OPTIONS, signal: abort.signal });
    await until(fleet, () => fleet.counts().arrived > 1000);
    abort.abort();
    const result = await fleet.result;
    expect(result.endedBy).toBe('signal');
    expect(faultsOf(result)).toEqual([]);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  test('drains the rings even before the threads have seen the start', async () => {
    for (let run = 0; run < 8; run++) {
      const result = await runFleet(RUNAWAY, { ...OPTIONS, signal: AbortSignal.abort() });
      expect(result.endedBy).toBe('signal');
      expect(faultsOf(result)).toEqual([]);
    }
  });

  test('counts parents that are not yet due as queued after a stop', async () => {
    const fleet = await startFleet(OPEN_LOOP, OPTIONS);
    await until(fleet, () => fleet.counts().arrived > 1000);
    const result = await fleet.stop();
    expect(result.endedBy).toBe('stop');
    expect(faultsOf(result)).toEqual([]);
    expect(total(result, ({ queued }) => queued)).toBeGreaterThan(0);
  });

  test('comes by itself after the duration', async () => {
    const result = await runFleet({ ...RUNAWAY, durationSeconds: 0.1 }, OPTIONS);
    expect(result.endedBy).toBe('duration');
    expect(result.seconds).toBeGreaterThan(0);
    expect(faultsOf(result)).toEqual([]);
  });

  test('leaves the process ready for a second fleet, and for two at once', async () => {
    const before = activeThreads();
    await runFleet({ ...RUNAWAY, durationSeconds: 0.05 }, OPTIONS);
    const results = await Promise.all(
      [1, 2].map((seed) => runFleet({ ...RUNAWAY, seed, durationSeconds: 0.1 }, OPTIONS)),
    );
    for (const result of results) expect(faultsOf(result)).toEqual([]);
    expect(activeThreads()).toBe(before);
  });
});

describe('parents', () => {
  test('wait outside the inbox when a server is full, late but not lost', async () => {
    const arrivals = {
      kind: 'microburst',
      perSecond: 0,
      burst: 20_000,
      periodSeconds: 0.05,
    } as const;
    const spec = { ...RUNAWAY, arrivals, parentsPerServer: 64, inboxRecords: 64 };
    const result = await runUntil(
      spec,
      everyServer(
        ({ openParents, tableFull, held }) => openParents === 64 && tableFull > 0 && held > 10_000,
      ),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(total(result, ({ turnedAway }) => turnedAway)).toBe(0);
    // Four bursts or more for four servers. Every arrival is in the table, in the inbox or outside
    // it.
    const arrived = total(result, ({ accepted, queued, held }) => accepted + queued + held);
    expect(arrived % 20_000).toBe(0);
    expect(arrived).toBeGreaterThan(40_000);
  });

  test('of a recorded flow keep its order and speed, and the server of their session', async () => {
    const flow = createOrderFlow(400);
    flow.count = 400;
    for (let order = 0; order < 400; order++) {
      flow.arrivalNs[order] = order * 1e6 - 5e9;
      flow.symbol[order] = order % 40;
      flow.quantity[order] = 100;
      flow.session[order] = order < 100 ? 3 : 0;
    }
    const result = await runUntil(
      { ...OPEN_LOOP, arrivals: { kind: 'replay', flow, speed: 2 } },
      (fleet) => fleet.counts().parents === 400,
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.servers.map(({ fed }) => fed)).toEqual([75, 75, 175, 75]);
  });
});

describe('the intervals of a run', () => {
  /** Runs a fleet and returns its result and the sum of its intervals. */
  async function addedUp(spec: FleetSpec, untilIntervals: number) {
    const latencies = emptyPoints();
    const seen: Omit<FleetSnapshot, 'latency'>[] = [];
    const onInterval = ({ latency, ...rest }: FleetSnapshot): void => {
      seen.push(rest);
      for (const point of LATENCY_POINTS) mergeHistogram(latencies[point], latency[point]);
    };
    const result = await runUntil(spec, () => seen.length === untilIntervals, {
      ...OPTIONS,
      onInterval,
    });
    return { result, latencies, seen };
  }

  test.each([
    ['of less than a second, with one interval', { ...OPEN_LOOP, durationSeconds: 0.3 }, 9, 1],
    ['that is stopped in its second interval', OPEN_LOOP, 1, 2],
    ['with a warm-up', { ...OPEN_LOOP, warmupSeconds: 0.2, durationSeconds: 1.4 }, 9, 2],
  ])(
    '%s add up to the measured time, including the last one',
    async (_, spec, untilIntervals, intervals) => {
      const { result, latencies, seen } = await addedUp(spec, untilIntervals);
      expect(seen.map(({ isLast }) => isLast)).toEqual([...Array(intervals - 1).fill(false), true]);
      const counters = ({ cells }: LatencyHistogram) => cells.subarray(0, COUNTER_COUNT);
      for (const point of LATENCY_POINTS)
        expect(counters(latencies[point]), point).toEqual(counters(result.latency.merged[point]));
      for (const name of ['arrived', 'parents', 'executions'] as const)
        expect(
          seen.reduce((sum, { counts }) => sum + counts[name], 0),
          name,
        ).toBe(result.measured[name]);
      expect(seen.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(result.seconds, 6);
      expect(seen.at(-1)!.atSeconds).toBeCloseTo(result.seconds, 6);
    },
  );

  test('begin with the measured time, after start and warm-up', async () => {
    const before = Date.now();
    const { result } = await addedUp({ ...OPEN_LOOP, warmupSeconds: 0.3, durationSeconds: 0.1 }, 9);
    expect(result.measuredFromMs).toBeGreaterThanOrEqual(before + 300);
    expect(result.measuredFromMs + 1000 * result.seconds).toBeLessThanOrEqual(Date.now());
  });
});

test('a run that ends in its warm-up measures no interval', async () => {
  const seen: FleetSnapshot[] = [];
  const onInterval = (snapshot: FleetSnapshot): void => void seen.push(snapshot);
  const spec = { ...OPEN_LOOP, warmupSeconds: 600 };
  const result = await runUntil(spec, (fleet) => fleet.counts().arrived > 1000, {
    ...OPTIONS,
    onInterval,
  });
  expect([result.seconds, result.measured.arrived, seen.length]).toEqual([0, 0, 0]);
  for (const point of LATENCY_POINTS) expect(totalCount(result.latency.merged[point])).toBe(0);
  expect(measureLoad(result)).toEqual({});
  expect(result.steadiness.isSteady).toBeNull();
});

test('the warm-up is not measured', async () => {
  const result = await runFleet(
    { ...OPEN_LOOP, warmupSeconds: 0.3, durationSeconds: 0.2 },
    OPTIONS,
  );
  expect(result.measured.parents).toBeLessThan(total(result, ({ accepted }) => accepted));
  expect(totalCount(result.latency.merged.accepted)).toBeLessThan(
    total(result, ({ accepted }) => accepted),
  );
});

function activeThreads(): number {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === 'MessagePort' || name === 'Worker').length;
}

describe('the snapshots of a fleet', () => {
  test('arrive in order, each with histograms of its own, until the reader leaves', async () => {
    const fleet = await startFleet(RUNAWAY, OPTIONS);
    const seen: FleetSnapshot[] = [];
    const counted: number[] = [];
    for await (const snapshot of fleet.snapshots()) {
      seen.push(snapshot);
      counted.push(totalCount(snapshot.latency.roundTrip));
      if (seen.length === 2) break;
    }
    await fleet.stop();
    expect(seen[1]!.atSeconds).toBeGreaterThan(seen[0]!.atSeconds);
    expect(seen.map(({ latency }) => totalCount(latency.roundTrip))).toEqual(counted);
    expect(counted.every((count) => count > 0)).toBe(true);
  });

  test('end with the fleet, and with the signal', async () => {
    const abort = new AbortController();
    const fleet = await startFleet({ ...RUNAWAY, durationSeconds: 0.2 }, OPTIONS);
    const taken = (async () => {
      for await (const { isLast } of fleet.snapshots()) expect(isLast).toBe(true);
      return 'over';
    })();
    abort.abort();
    for await (const _ of fleet.snapshots({ signal: abort.signal }))
      expect.unreachable('the signal is aborted');
    expect(await taken).toBe('over');
    await fleet.result;
  });

  test('end with the error when the fleet fails', async () => {
    process.env.SMARS_FAULT = 'throws';
    process.env.SMARS_WORKERS = new URL('./', WORKERS.servers).href;
    const faulty = new URL('faulty-worker.mjs', import.meta.url);
    const fleet = await startFleet(
      { ...RUNAWAY, threads: 1 },
      { workers: { ...WORKERS, servers: faulty } },
    );
    await expect(
      (async () => {
        for await (const snapshot of fleet.snapshots())
          expect(snapshot.atSeconds).toBeGreaterThan(0);
      })(),
    ).rejects.toThrow(FleetError);
  });
});
