import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/report/figures.js';
import { describeRun } from '../../src/report/run-text.js';
import { CONTROLS, controlSettings } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { createDay } from '../../src/session/day/create.js';
import type { DayResult } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';

const control = (scenario: Scenario, name: string): string[] =>
  controlSettings(
    scenario,
    CONTROLS.filter((known) => known.name === name),
  );

interface Story {
  name: string;
  /** Settings that make its day short enough for a test, and keep its mechanism. */
  shorter: string[];
  /** Settings that remove its one cause. */
  without: string[];
  /** Controls that prevent nine tenths of the excess, and controls that by their nature cannot. */
  stop: string[];
  blind: string[];
  atLeast: { executions: number; dollars: number };
}

const STORIES: Story[] = [
  {
    name: 'stopped-fill-feed',
    shorter: ['clock.end=09:42'],
    without: ['faults=[]'],
    stop: ['drop-copy'],
    // All of these but the first count the reports to the server; the first counts what enters.
    blind: [
      'duplicate-orders',
      'parent-quantity',
      'unmatched-account',
      'executions-per-parent',
      'gross-exposure',
      'loss-limit',
      'position',
    ],
    atLeast: { executions: 1000, dollars: 1_000_000 },
  },
  {
    name: 'everbright-2013',
    shorter: [],
    without: ['faults=[]'],
    stop: ['parent-quantity', 'gross-exposure', 'open-orders', 'position', 'net-exposure'],
    blind: ['unmatched-account', 'loss-limit', 'quote-collar'],
    atLeast: { executions: 15_000, dollars: 1e9 },
  },
  {
    name: 'facebook-2012',
    shorter: ['clock.end=11:50'],
    without: ['faults=[]'],
    stop: ['position'],
    blind: ['parent-quantity', 'unmatched-account', 'executions-per-parent', 'loss-limit'],
    atLeast: { executions: 1000, dollars: 100e6 },
  },
  {
    name: 'citi-2022',
    shorter: ['clock.end=10:27:01'],
    without: ['flow.0.timesTyped=1'],
    stop: ['order-entry', 'basket-notional', 'cumulative-adv'],
    blind: ['parent-quantity', 'unmatched-account', 'fleet-audit'],
    atLeast: { executions: 30_000, dollars: 50e6 },
  },
  {
    name: 'j-com-2005',
    shorter: [],
    without: ['flow.0.timesTyped=1'],
    stop: [
      'order-entry',
      'max-quantity',
      'max-notional',
      'adv-share',
      'cumulative-adv',
      'position',
      'quote-collar',
    ],
    // It was ordered, and marked long; and the cancels of a kill do not arrive.
    blind: [
      'locate',
      'parent-quantity',
      'unmatched-account',
      'executions-per-parent',
      'duplicate-orders',
      'loss-limit',
      'drop-copy',
      'manual-kill',
    ],
    atLeast: { executions: 6000, dollars: 2.8e9 },
  },
  {
    name: 'network-loop',
    shorter: ['clock.end=09:31'],
    without: ['faults=[]'],
    stop: ['intake-counts'],
    blind: ['parent-quantity', 'unmatched-account', 'fleet-audit', 'pre-open-alerts'],
    atLeast: { executions: 5000, dollars: 10e6 },
  },
  {
    name: 'stale-data-2011',
    shorter: ['clock.end=09:32'],
    without: ['faults=[]'],
    stop: ['stale-quote'],
    blind: ['parent-quantity', 'unmatched-account', 'max-quantity'],
    atLeast: { executions: 1000, dollars: 5e6 },
  },
  {
    name: 'dead-cancel-path',
    shorter: [],
    without: ['faults=[]'],
    stop: ['parent-quantity', 'drop-copy'],
    // A kill does not reach resting orders.
    blind: ['net-exposure', 'manual-kill'],
    atLeast: { executions: 500, dollars: 1e6 },
  },
  {
    name: 'rochdale-2012',
    shorter: [],
    without: ['flow.0.timesTyped=1'],
    stop: ['order-entry', 'position'],
    // The limit that was set, and raised: it stops nothing.
    blind: ['server-gross', 'max-quantity', 'adv-share', 'executions-per-parent', 'drop-copy'],
    atLeast: { executions: 900, dollars: 500e6 },
  },
  {
    name: 'merrill-limits',
    shorter: ['clock.start=10:59:59', 'clock.end=11:00:31'],
    without: ['flow.0.timesTyped=1'],
    stop: ['executions-per-parent', 'cumulative-adv', 'position'],
    // The limit that is in force and cannot be hit; and what looks at children, or later.
    blind: [
      'order-entry',
      'quote-collar',
      'parent-quantity',
      'gross-exposure',
      'server-gross',
      'loss-limit',
      'drop-copy',
      'limit-up-limit-down',
      'manual-kill',
    ],
    atLeast: { executions: 900, dollars: 13e6 },
  },
  {
    name: 'goldman-2013',
    shorter: [
      'universe.stocks=800',
      'flow.0.endPlace=800',
      'flow.1.endPlace=800',
      'clock.end=09:33',
    ],
    without: ['faults=[]'],
    stop: ['collar', 'quote-collar', 'static-collar'],
    // Each order is ordinary but for its price.
    blind: [
      'max-notional',
      'parent-quantity',
      'unmatched-account',
      'executions-per-parent',
      'gross-exposure',
      'server-rate',
      'stale-quote',
      'drop-copy',
    ],
    atLeast: { executions: 50_000, dollars: 5e6 },
  },
  {
    name: 'infinium-2010',
    shorter: ['clock.start=14:26:27', 'clock.end=14:26:34'],
    without: ['flow.0.timesTyped=1'],
    stop: ['server-rate', 'duplicate-orders', 'symbol-rate', 'position', 'server-gross'],
    // One lot at the touch is an ordinary order, and each has one execution.
    blind: [
      'max-quantity',
      'max-notional',
      'adv-share',
      'quote-collar',
      'executions-per-parent',
      'parent-quantity',
      'gross-exposure',
      'loss-limit',
      'drop-copy',
      'manual-kill',
    ],
    atLeast: { executions: 4000, dollars: 300e6 },
  },
  {
    name: 'hanmag-2013',
    shorter: ['clock.start=09:31:58'],
    without: ['faults=[]'],
    stop: ['static-collar', 'loss-limit', 'order-entry'],
    // These look at the same values, or at single orders.
    blind: [
      'quote-collar',
      'stale-quote',
      'max-quantity',
      'max-notional',
      'parent-quantity',
      'unmatched-account',
      'net-exposure',
      'drop-copy',
    ],
    atLeast: { executions: 30_000, dollars: 100e6 },
  },
];

const even = ({ reconciliation }: DayResult) =>
  expect(reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });

describe.each(STORIES.map((story) => [story.name, story] as const))(
  '%s',
  (_, { name, shorter, without, stop, blind, atLeast }) => {
    const scenario = applySettings(findScenario(name), shorter);
    const run = (settings: string[]): DayResult => runSession(applySettings(scenario, settings));
    const base = run([]);

    test('does harm by its mechanism, and the books agree', () => {
      expect(base.runaway.unmatchedExecutions).toBeGreaterThan(atLeast.executions);
      expect(base.runaway.grossDollars).toBeGreaterThan(atLeast.dollars);
      expect(base.loss.totalDollars).toBeGreaterThan(0);
      even(base);
    });

    test('does no harm without its one cause', () => {
      const clean = run(without);
      even(clean);
      expect(clean.runaway.unmatchedExecutions).toBe(0);
      expect(clean.loss.totalDollars).toBe(0);
      expect(clean.parents).toBeGreaterThan(0);
    });

    test.each(stop)('is stopped by %s', (by) => {
      const result = run(control(scenario, by));
      even(result);
      expect(result.runaway.unmatchedExecutions).toBeLessThan(
        base.runaway.unmatchedExecutions / 10,
      );
    });

    test.each(blind)('is not stopped by %s', (by) => {
      expect(run(control(scenario, by)).runaway.unmatchedExecutions).toBeGreaterThan(
        0.8 * base.runaway.unmatchedExecutions,
      );
    });

    test('is printed in its own words, in 80 columns', () => {
      const text = describeRun(scenario, base);
      expect(text).toContain('Excess are');
      expect(text).not.toContain('Power Peg');
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    });
  },
);

describe('slow-monitor', () => {
  const scenario = applySettings(findScenario('slow-monitor'), [
    'clock.start=09:29',
    'clock.end=09:39',
  ]);
  const run = (settings: string[]): DayResult => runSession(applySettings(scenario, settings));
  const fresh = [`actions.0.executionsPerSecond=1000000`];

  test('costs several times as much as a prompt monitor, as its picture is minutes old', () => {
    const [slow, quick] = [run([]), run(fresh)];
    even(slow);
    expect(slow.loss.totalDollars).toBeGreaterThan(3 * quick.loss.totalDollars);
    const age = ({ events }: DayResult) =>
      Number(/as it was (\d+) s ago/.exec(events.find(({ kind }) => kind === 'monitor')!.text)![1]);
    expect([age(slow) > 120, age(quick) < 20]).toEqual([true, true]);
    expect(quick.runaway.unmatchedExecutions).toBeGreaterThan(0);
  });

  test('is stopped by checks that need no monitor', () => {
    for (const by of ['parent-quantity', 'unmatched-account'])
      expect(run(control(scenario, by)).runaway.unmatchedExecutions).toBeLessThan(2000);
  });
});

test('hanmag-2013 passes a loss limit that is marked at its model’s values', () => {
  const scenario = findScenario('hanmag-2013');
  const loss = (settings: string[]): number =>
    runSession(applySettings(scenario, settings)).loss.totalDollars;
  const limit = ['risk.lossLimit.mode=enforce'];
  expect(loss(limit)).toBeLessThan(loss([]) / 10);
  expect(loss([...limit, 'risk.lossLimit.conservativeMarks=0'])).toBe(loss([]));
});

test('j-com-2005 sells 15 % of its order where the cancels arrive', () => {
  const scenario = applySettings(findScenario('j-com-2005'), ['faults=[]']);
  const { runaway } = runSession(
    applySettings(
      scenario,
      controlSettings(
        scenario,
        CONTROLS.filter(({ name }) => name === 'manual-kill'),
      ),
    ),
  );
  expect(Math.abs(runaway.unmatchedShares / 610_000 - 0.15)).toBeLessThan(0.05);
});

test('merrill-limits is stopped by 50,000 shares an order, and not by $250 M', () => {
  const scenario = findScenario('merrill-limits');
  const after = 50_000 * scenario.universe.price.median;
  const bought = (hardDollars: number): number =>
    runSession(
      applySettings(scenario, [`entry.softDollars=${after}`, `entry.hardDollars=${hardDollars}`]),
    ).runaway.unmatchedShares;
  expect([bought(250e6), bought(after)]).toEqual([115_000, 0]);
});

test('goldman-2013 sends nothing unless somebody with authority lifts the breaker', () => {
  const scenario = applySettings(findScenario('goldman-2013'), ['clock.end=09:31']);
  const [halt, lift] = scenario.actions;
  const sold = (actions: unknown[]): number =>
    runSession(applySettings(scenario, [`actions=${JSON.stringify(actions)}`])).runaway
      .unmatchedShares;
  expect(sold([halt, lift])).toBeGreaterThan(1e6);
  expect(sold([halt])).toBe(0);
  expect(sold([halt, { ...lift, by: ['trader'] }])).toBe(0);
});

describe('rochdale-2012', () => {
  const scenario = findScenario('rochdale-2012');
  const [first, second] = scenario.actions;
  const executed = (settings: string[]): number =>
    runSession(applySettings(scenario, settings)).faults!.executedDollars;

  test('trades as far as the limit of the moment, which somebody raises', () => {
    const set = (actions: unknown[]) => [`actions=${JSON.stringify(actions)}`];
    const near = (dollars: number, bound: number) =>
      expect(dollars <= bound && dollars > 0.98 * bound).toBe(true);
    near(executed(set([])), 200e6);
    near(executed(set([first])), 500e6);
    expect(executed([])).toBeGreaterThan(510e6);
    near(executed(set([{ ...first, by: ['trader'] }, second])), 200e6);
  });
});

test('dead-cancel-path goes on after its kill, since its cancels do not arrive', () => {
  const { runaway, events } = runSession(findScenario('dead-cancel-path'));
  expect(runaway.lastNs!).toBeGreaterThan(events.find(({ kind }) => kind === 'kill')!.timeNs!);
});

describe('the record of a story', () => {
  test.each([
    'everbright-2013',
    'facebook-2012',
    'citi-2022',
    'stale-data-2011',
    'rochdale-2012',
    'merrill-limits',
    'goldman-2013',
    'j-com-2005',
    'infinium-2010',
    'hanmag-2013',
  ])('%s comes within a quarter of each of its findings, each with a source', (name) => {
    const scenario = findScenario(name);
    expect(scenario.findings!.source.length).toBeGreaterThan(20);
    const compared = figuresOf(scenario, runSession(scenario)).filter(
      ({ reference }) => reference !== undefined,
    );
    expect(compared.length).toBe(scenario.findings!.figures.length);
    // A rise of an index is more than a model without withdrawing liquidity has.
    const modelled = compared.filter(({ name: of }) => of !== 'mean move of the stocks');
    for (const { name: of, value, reference } of modelled)
      expect([of, Math.abs(value / reference! - 1) < 0.25]).toEqual([of, true]);
  });

  test('facebook-2012 has customers who want a million shares', () => {
    const { flow } = createDay(findScenario('facebook-2012'), 2012);
    const wanted = flow.quantity.subarray(0, flow.count).reduce((sum, shares) => sum + shares, 0);
    expect(Math.abs(wanted / 1e6 - 1)).toBeLessThan(0.05);
  });
});

test('orders of the network loop, one every five seconds, are duplicates in a minute', () => {
  const day = applySettings(findScenario('network-loop'), ['clock.end=09:31']);
  const excess = [1, 60].map((seconds) => {
    const settings = [
      'risk.duplicateOrders.mode=enforce',
      `risk.duplicateOrders.windowSeconds=${seconds}`,
    ];
    return runSession(applySettings(day, settings)).runaway.unmatchedExecutions;
  });
  expect(excess[0]).toBe(runSession(day).runaway.unmatchedExecutions);
  expect(excess[1]).toBeLessThan(excess[0]! / 1000);
});
