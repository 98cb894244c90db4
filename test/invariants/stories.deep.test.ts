import { describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/report/figures.js';
import { describeRun } from '../../src/report/run-text.js';
import { CONTROLS, controlSettings } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';
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
    stop: ['drop-copy', 'duplicate-orders'],
    // All of these count the reports to the server.
    blind: [
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
    stop: ['order-entry', 'cumulative-adv'],
    blind: ['parent-quantity', 'unmatched-account', 'fleet-audit'],
    atLeast: { executions: 30_000, dollars: 50e6 },
  },
  {
    name: 'network-loop',
    shorter: ['clock.end=09:31'],
    without: ['faults=[]'],
    stop: ['intake-counts', 'duplicate-orders'],
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

test('dead-cancel-path goes on after its kill, since its cancels do not arrive', () => {
  const { runaway, events } = runSession(findScenario('dead-cancel-path'));
  expect(runaway.lastNs!).toBeGreaterThan(events.find(({ kind }) => kind === 'kill')!.timeNs!);
});

describe('the record of a story', () => {
  test.each(['everbright-2013', 'facebook-2012', 'stale-data-2011'])(
    '%s comes within a quarter of each of its findings, each with a source',
    (name) => {
      const scenario = findScenario(name);
      expect(scenario.findings!.source.length).toBeGreaterThan(20);
      const compared = figuresOf(scenario, runSession(scenario)).filter(
        ({ reference }) => reference !== undefined,
      );
      expect(compared.length).toBe(scenario.findings!.figures.length);
      for (const { name: of, value, reference } of compared)
        expect([of, Math.abs(value / reference! - 1) < 0.25]).toEqual([of, true]);
    },
  );

  test('citi-2022 enters and blocks within a quarter of the FCA’s figures', () => {
    const scenario = applySettings(findScenario('citi-2022'), ['clock.end=10:26:02']);
    const compared = figuresOf(scenario, runSession(scenario)).filter(
      ({ name, reference }) => reference !== undefined && name !== 'executed',
    );
    expect(
      compared.map(({ name, value, reference }) => [name, Math.abs(value / reference! - 1) < 0.25]),
    ).toEqual([
      ['entered', true],
      ['blocked as entered', true],
    ]);
  });
});
