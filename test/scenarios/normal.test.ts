import { expect, test } from 'vitest';
import { generateUniverse } from '../../src/market/universe.js';
import { listStocks } from '../../src/scenarios/listed-stocks.js';
import { NORMAL_MORNING, normalMorningUnder } from '../../src/scenarios/normal.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { createDay } from '../../src/session/day/create.js';

/** Stocks of a tenth of the market: their volumes are as 1 to 2 to 3. */
const LISTED = [1, 2, 3].map((part) => ({
  symbol: `MINE-${part}`,
  priceDollars: 20,
  advShares: part * 1e8,
}));
const STORY = listStocks({ ...findScenario('clean-rollout'), flow: [] }, LISTED);

test('the normal morning of own stocks is in these, in proportion to their volumes', () => {
  const { scenario, leftOut } = normalMorningUnder(
    {
      ...STORY,
      risk: {
        ...STORY.risk,
        maxQuantity: { mode: 'enforce', shares: 1000 },
        layers: { symbols: { 'MINE-2': { maxQuantity: { shares: 500 } } } },
      },
    },
    [],
  );
  expect(leftOut).toEqual([]);
  expect(scenario.risk.layers?.symbols).toHaveProperty('MINE-2');
  expect(generateUniverse(scenario.universe, scenario.seed).map(({ symbol }) => symbol)).toEqual(
    LISTED.map(({ symbol }) => symbol),
  );
  const { flow } = createDay(scenario, scenario.seed);
  const orders = [0, 0, 0];
  for (let row = 0; row < flow.count; row++) orders[flow.symbol[row]!]!++;
  const shares = orders.map((count) => (6 * count) / flow.count);
  for (const [place, part] of [1, 2, 3].entries())
    expect(Math.abs(shares[place]! / part - 1)).toBeLessThan(0.1);
  // A tenth of the market's volume has a tenth of the orders that a normal morning of Knight has.
  const whole = createDay(NORMAL_MORNING, NORMAL_MORNING.seed).flow.count;
  expect(Math.abs(flow.count / whole / (6e8 / 6.1e9) - 1)).toBeLessThan(0.1);
  expect(flow.count).toBeGreaterThan(1000);
});

test('the normal morning of a scenario that lists no stocks is that of Knight', () => {
  const story = findScenario('knight-2012');
  const { scenario } = normalMorningUnder(story, []);
  expect([scenario.universe, scenario.flow]).toEqual([
    NORMAL_MORNING.universe,
    NORMAL_MORNING.flow,
  ]);
});
