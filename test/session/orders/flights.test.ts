import { describe, expect, test } from 'vitest';
import { VENUES } from '../../../src/market/venues.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import type { Scenario } from '../../../src/scenarios/schema.js';
import { createDay } from '../../../src/session/day/create.js';
import { reconcile } from '../../../src/session/result/reconcile.js';
import type { DayResult } from '../../../src/session/result/result.js';
import { advanceDay, runSession } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

const BALANCED = { shares: 0, cashDollars: 0, feesDollars: 0 };

function lateBy(median: number, ...settings: string[]): Scenario {
  const venues = VENUES.map(({ name, feeTicks, displayedWeight }) => ({
    name,
    feeTicks,
    displayedWeight,
    latencyMicros: { median, sdLn: 0.4 },
  }));
  return applySettings(SMALL, [
    `market.venues=${JSON.stringify(venues)}`,
    'clock.end=09:30:15',
    ...settings,
  ]);
}

const KILL = `actions=${JSON.stringify([
  { at: '09:30:08', do: 'kill', scope: 'firm', by: ['trader'], reason: 'a runaway' },
])}`;

describe('a day whose venues have a latency', () => {
  test('leaks through a kill what had left, and the more the longer that takes', () => {
    const leaks = [1000, 400_000, 1_000_000].map(
      (median) => runSession(lateBy(median, KILL)).inFlight!,
    );
    const [short, longer, longest] = leaks.map(({ leakedOrders }) => leakedOrders);
    // A tick of 100 ms is over before a message of a millisecond is late.
    expect(short).toBe(0);
    expect(longer).toBeGreaterThan(0);
    expect(longest).toBeGreaterThan(longer!);
    for (const { leakedOrders, leakedExecutions, leakedShares, leakedDollars } of leaks) {
      expect(leakedExecutions).toBeLessThanOrEqual(leakedOrders);
      expect(leakedShares > 0).toBe(leakedExecutions > 0);
      expect(leakedDollars > 0).toBe(leakedExecutions > 0);
    }
  });

  test('has more orders open, more exposure in use, and the same day each time', () => {
    const [short, long] = [1000, 400_000].map((median) => runSession(lateBy(median)));
    expect(long!.inFlight!.peakOrders).toBeGreaterThan(short!.inFlight!.peakOrders);
    const refused = ({ checks }: DayResult): number =>
      checks.find(({ name }) => name === 'gross-exposure')!.refused;
    // With a limit of half the peak, the orders under way alone use it up.
    const bound = `risk.grossExposure=${JSON.stringify({
      mode: 'enforce',
      dollars: 100 * Math.ceil(long!.inFlight!.peakDollars / 200),
    })}`;
    expect(refused(runSession(lateBy(400_000, bound)))).toBeGreaterThan(0);
    expect(runSession(lateBy(400_000)).digest).toBe(long!.digest);
    expect(short!.digest).not.toBe(long!.digest);
  });

  test('agrees with the venues at any moment, with answers under way too', () => {
    const day = createDay(lateBy(300_000), 7);
    let underWay = 0;
    for (let untilNs = -90e9; untilNs < 15e9; untilNs += 1.7e9) {
      advanceDay(day, untilNs);
      expect(reconcile(day)).toEqual(BALANCED);
      for (const { begin, end } of day.flights!.servers) underWay += end - begin;
    }
    expect(underWay).toBeGreaterThan(0);
    advanceDay(day, day.endNs);
    expect(reconcile(day)).toEqual(BALANCED);
    for (const { begin, end, orders } of day.flights!.servers)
      expect([end - begin, orders]).toEqual([0, 0]);
  });

  test('raises no false alarm of the drop copy, and late reports come later still', () => {
    const watched = lateBy(
      300_000,
      'operations.dropCopy={"mode":"warn","everySeconds":1,"toleranceShares":0}',
    );
    const { findings } = runSession(
      applySettings(watched, ['deployment.rollout.steps.2.outcome=copied']),
    );
    expect(findings.counts.filter(({ check }) => check === 'drop-copy')).toEqual([]);
    const faulty = lateBy(
      300_000,
      `faults=${JSON.stringify([
        { kind: 'answers-late', at: '09:30:02', until: '09:30:12', venue: 'NYSE', seconds: 2 },
      ])}`,
    );
    const result = runSession(faulty);
    expect(result.faults!.lateAnswers).toBeGreaterThan(0);
    expect(result.reconciliation).toEqual(BALANCED);
  });

  test('walks order books at the time of arrival', () => {
    const result = runSession(lateBy(200_000, 'market.venue=book'));
    expect(result.depth!.stocks).toBeGreaterThan(0);
    expect(result.reconciliation).toEqual(BALANCED);
    expect(result.inFlight!.peakOrders).toBeGreaterThan(0);
  });
});

test('a day without latency has no account of it', () => {
  const { inFlight } = runSession(applySettings(SMALL, ['clock.end=09:30:10']));
  expect(inFlight).toBeUndefined();
});

test('a day that cuts a connection cannot have a latency', () => {
  const cut = 'actions=[{"at":"09:30:10","do":"disconnect","server":3}]';
  expect(() => lateBy(1000, cut)).toThrow(/actions\.0\.do.*no venue has latencyMicros/s);
});
