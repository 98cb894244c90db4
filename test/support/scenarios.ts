import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { RETAIL_SIZES, STEADY_IMPACT } from '../../src/scenarios/knight.js';
import { applySettings, validateScenario } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';

const KNIGHT = findScenario('knight-2012');

function auctionOrders(session: number): Scenario['flow'][number] {
  const places = { firstPlace: session === 3 ? 0 : 7, buyStocks: 4, sellStocks: 3 };
  return {
    kind: 'auction',
    from: '09:28:01',
    to: '09:28:10',
    session,
    orders: 10,
    ...places,
    sizes: RETAIL_SIZES,
  };
}

/**
 * The incident in small, which runs in some tens of milliseconds: three servers of which the third
 * is omitted, twenty stocks, 09:28 to 09:35. Every control of the matrix trips in it.
 */
export const SMALL: Scenario = {
  ...KNIGHT,
  name: 'small',
  title: 'The incident in small',
  description: 'Three servers, twenty stocks, seven minutes.',
  seed: 7,
  clock: { start: '09:28', end: '09:35', tickMs: 100, preMarketTickMs: 1000 },
  universe: { ...KNIGHT.universe, stocks: 20, advShares: { median: 1_000_000, sdLn: 1.8 } },
  router: { pegShares: 100, pegChildrenPerSecond: 7.73, improvementTicks: 10 },
  market: { ...KNIGHT.market, impact: STEADY_IMPACT },
  flow: [
    ...[1, 2, 3].map(auctionOrders),
    {
      kind: 'pre-market',
      from: '09:28:20',
      to: '09:30:00',
      orders: 30,
      firstPlace: 0,
      endPlace: 20,
      sizes: RETAIL_SIZES,
    },
    {
      kind: 'retail',
      from: '09:30:01',
      to: '09:34:50',
      perSecond: 2,
      flaggedShare: 0.5,
      firstPlace: 0,
      endPlace: 20,
      sizes: RETAIL_SIZES,
    },
  ],
  deployment: {
    ...KNIGHT.deployment,
    rollout: {
      ...KNIGHT.deployment.rollout,
      servers: 3,
      steps: [
        { date: '2012-07-27', server: 1, build: 2012, outcome: 'copied' },
        { date: '2012-07-30', server: 2, build: 2012, outcome: 'copied' },
        { date: '2012-07-31', server: 3, build: 2012, outcome: 'omitted' },
      ],
    },
  },
  risk: {
    ...KNIGHT.risk,
    maxQuantity: { mode: 'off', shares: 99 },
    maxNotional: { mode: 'off', dollars: 500 },
    grossExposure: { mode: 'off', dollars: 1_000_000 },
    serverRate: { mode: 'off', perSecond: 20, windowSeconds: 3 },
  },
  operations: {
    ...KNIGHT.operations,
    fleetAudit: { mode: 'off', at: '09:29' },
    canary: { ...KNIGHT.operations.canary, promoteAt: '09:31' },
    errorAccountAdvisoryDollars: 200_000,
  },
  actions: [],
  capacity: { parentsPerServer: 1024, childrenPerTurn: 256 },
  reference: undefined,
};

/** The small scenario over a whole day that nobody stops: its run outlasts every test. */
export const ENDLESS: Scenario = applySettings(SMALL, [
  'name=endless',
  'clock.end=16:00',
  'clock.tickMs=1',
  'router.pegChildrenPerSecond=2000',
]);

/** Writes a scenario as a file into a folder; returns its path. */
export function writeScenario<S extends { readonly name: string }>(
  folder: string,
  scenario: S,
): string {
  const path = join(folder, `${scenario.name}.json`);
  writeFileSync(path, JSON.stringify(scenario, null, 2));
  return path;
}

/** Returns a scenario as a file has it: without undefined fields. */
export function plain(scenario: Scenario): Record<string, unknown> {
  return JSON.parse(JSON.stringify(scenario)) as Record<string, unknown>;
}

/** Returns the lines of the InputError that `act` throws. */
export function faultsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.split('\n').map((line) => line.trim());
  }
  throw new Error('nothing was thrown');
}

/** Returns the faults of the small scenario with some fields changed. */
export function faultsWith(changes: object): string[] {
  return faultsOf(() => validateScenario({ ...plain(SMALL), ...changes }, 'mine.json'));
}
