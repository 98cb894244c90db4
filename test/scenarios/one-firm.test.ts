import { describe, expect, test } from 'vitest';
import { parseTimeOfDay } from '../../src/base/units.js';
import { generateFlow } from '../../src/flow/generated.js';
import type { DayStream } from '../../src/flow/streams.js';
import { generateUniverse } from '../../src/market/universe.js';
import { createOrderFlow, type OrderFlow } from '../../src/orders/flow.js';
import { normalDayUnder } from '../../src/scenarios/normal.js';
import { NORMAL_DAY_SMARS } from '../../src/scenarios/normal-days.js';
import { layOver } from '../../src/scenarios/one-firm.js';
import { applySettings, validateScenario } from '../../src/scenarios/parse.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { runSession } from '../../src/session/session.js';
import { plain, SMALL } from '../support/scenarios.js';

/** A normal day of 30 stocks that ends after the small scenario. */
const NORMAL: Scenario = applySettings(NORMAL_DAY_SMARS, [
  'clock.end=09:40',
  'universe.stocks=30',
  'flow.0.endPlace=30',
  'flow.0.to=09:39',
  'flow.0.ordersPerDay=60000',
  'capacity={"parentsPerServer":2048,"childrenPerTurn":128}',
]);
const FIRM = layOver(SMALL, NORMAL);

const flowOf = ({ flow, universe }: Scenario, seed = SMALL.seed): OrderFlow =>
  generateFlow(
    flow,
    1,
    seed,
    generateUniverse(universe, seed).map(({ advShares }) => advShares),
  );
const COLUMNS = Object.keys(createOrderFlow(0)).filter(
  (name): name is 'symbol' => name !== 'count',
);
/** The orders for places from `first` on and before `end`, a line each. */
const linesOf = (flow: OrderFlow, first: number, end: number, shift = 0): string[] =>
  Array.from({ length: flow.count }, (_, row) => row)
    .filter((row) => flow.symbol[row]! >= first && flow.symbol[row]! < end)
    .map((row) => COLUMNS.map((name) => flow[name][row]! - (name === 'symbol' ? shift : 0)).join());

describe('a story laid over a normal day', () => {
  test('is two valid scenarios with the same servers, stocks and market', () => {
    const { bad, normal } = FIRM;
    for (const scenario of [bad, normal])
      expect(plain(validateScenario(plain(scenario), 'laid.json'))).toEqual(plain(scenario));
    expect([normal.universe, normal.market, normal.router]).toEqual([
      bad.universe,
      bad.market,
      bad.router,
    ]);
    expect(bad.deployment).toEqual(SMALL.deployment);
    expect(bad.clock).toEqual({ ...SMALL.clock, start: NORMAL.clock.start });
    const { rollout } = normal.deployment;
    expect(rollout.servers).toBe(3);
    expect(rollout.steps.map(({ outcome }) => outcome)).toEqual(['copied', 'copied', 'copied']);
    expect(bad.capacity).toEqual({ parentsPerServer: 2048, childrenPerTurn: 256 });
  });

  test('keeps the stocks of both, under the symbols of their new places', () => {
    const stocks = generateUniverse(FIRM.bad.universe, 7);
    expect(stocks.slice(0, 20)).toEqual(generateUniverse(SMALL.universe, 7));
    expect(stocks.slice(20).map((stock) => ({ ...stock, symbol: '' }))).toEqual(
      generateUniverse(NORMAL.universe, 7).map((stock) => ({ ...stock, symbol: '' })),
    );
    expect(new Set(stocks.map(({ symbol }) => symbol)).size).toBe(50);
  });

  test('has the story’s own orders, and the normal ones as far as its clock goes', () => {
    const [bad, normal] = [flowOf(FIRM.bad), flowOf(FIRM.normal)];
    expect(linesOf(bad, 0, 20)).toEqual(linesOf(flowOf(SMALL), 0, 20));
    const both = linesOf(bad, 20, 50);
    expect(both.length).toBeGreaterThan(500);
    expect(linesOf(normal, 0, 50).slice(0, both.length)).toEqual(both);
    expect(normal.count).toBeGreaterThan(both.length);
  });

  test('starts before the first order that waits for the opening, if there is one', () => {
    const orders = flowOf(FIRM.bad);
    expect(orders.arrivalNs[0]).toBeLessThan(parseTimeOfDay(SMALL.clock.start));
    expect(orders.arrivalNs[0]).toBeGreaterThan(parseTimeOfDay(FIRM.bad.clock.start));
    const later = { ...NORMAL, clock: { ...NORMAL.clock, start: '09:29' } };
    expect(layOver(SMALL, later).bad.clock).toEqual(SMALL.clock);
    const { opening: _, ...without } = NORMAL.flow[0] as DayStream;
    expect(layOver(SMALL, { ...NORMAL, flow: [without] }).bad.clock).toEqual(SMALL.clock);
    expect(layOver(SMALL, NORMAL, { beside: false }).bad.clock).toEqual(SMALL.clock);
  });

  test('shows more of the firm to its limits than the story does alone', () => {
    const limit = ['risk.grossExposure.mode=shadow', 'risk.grossExposure.dollars=1000000'];
    const firstOf = (scenario: Scenario): number =>
      runSession(applySettings(scenario, limit)).checks.find(
        ({ name }) => name === 'gross-exposure',
      )!.firstNs!;
    expect(firstOf(FIRM.bad)).toBeLessThan(firstOf(SMALL));
  });

  test('runs the normal day under the story’s controls, and says what it cannot take', () => {
    const settings = ['flow.3.orders=9', 'seed=7', 'risk.maxQuantity.shares=50', 'title=x'];
    const { scenario, leftOut } = normalDayUnder(FIRM, settings);
    expect(leftOut).toEqual([
      '--set flow.3.orders=9: they are the story’s own orders',
      '--set title=x: a normal day has its own',
    ]);
    expect(scenario.risk).toEqual(SMALL.risk);
    expect(scenario.flow).toEqual(FIRM.normal.flow);
    const { tries, runaway } = runSession(applySettings(scenario, ['clock.end=09:31']));
    expect(tries.orders).toBeGreaterThan(100);
    expect([tries.firstTriesRefused, runaway.executions]).toEqual([0, 0]);
  });

  test('with own orders has their stocks listed, and no orders of the normal day', () => {
    const own = applySettings(NORMAL, ['universe.stocks=30', 'universe.named=true']);
    const { bad, normal } = layOver(SMALL, own, { beside: false });
    for (const scenario of [bad, normal])
      expect(plain(validateScenario(plain(scenario), 'laid.json'))).toEqual(plain(scenario));
    expect([bad.flow, normal.flow]).toEqual([SMALL.flow, []]);
    expect(layOver(SMALL, own, { beside: true }).normal.flow.length).toBe(1);
    // Whatever the seed of the story's day, the listed stocks stay as they were drawn.
    const stocks = generateUniverse(bad.universe, 7);
    expect(stocks.slice(20)).toEqual(generateUniverse(own.universe, own.seed));
    const symbols = stocks.map(({ symbol }) => symbol);
    expect(new Set(symbols).size).toBe(50);
    expect(symbols[0]).toBe(`${generateUniverse(SMALL.universe, 7)[0]!.symbol}*`);
  });

  test.each<[what: string, normal: Scenario, reason: string]>([
    ['faults', { ...NORMAL, faults: [] }, 'has faults, and nothing is wrong on a normal day'],
    [
      'other stocks already',
      FIRM.normal,
      'cannot lie under small: one of them has universe.others already',
    ],
    [
      'too many stocks',
      applySettings(NORMAL, ['universe.stocks=49990']),
      'and small have 50010 stocks together; at most 50000',
    ],
  ])('refuses a normal day that has %s', (_, normal, reason) => {
    expect(() => layOver(SMALL, normal)).toThrow(`--normal: ${normal.name} ${reason}`);
  });
});
