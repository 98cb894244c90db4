import { expect, test } from 'vitest';
import { NAMED_STOCKS } from '../../../src/market/named-stocks.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import { runSession } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

const WILD = applySettings(SMALL, [
  'clock.tickMs=1000',
  'market.impact.model=withdrawal',
  'universe.advShares.median=20000',
]);

test('a result has the moves of its stocks, and those whose trades were busted', () => {
  const { tape, loss } = runSession(WILD);
  expect(tape.stocksBusted).toBe(loss.bustedStocks);
  expect(tape.largestRisePercent).toBeGreaterThan(0);
  expect(tape.largestThreeSecondPercent).toBeGreaterThan(0);
  // Nothing pauses in the first quarter of an hour.
  expect([tape.pauses, tape.stocksPaused]).toEqual([0, 0]);
  for (const { symbol, openDollars, highDollars, lowDollars, ...stock } of tape.stocks) {
    expect(highDollars).toBeGreaterThanOrEqual(openDollars);
    expect(lowDollars).toBeLessThanOrEqual(openDollars);
    const rise = 100 * (highDollars / openDollars - 1);
    expect(rise).toBeLessThanOrEqual(tape.largestRisePercent + 1e-9);
    expect(stock.sharesPerSecond).toBeLessThanOrEqual(tape.fastestSharesPerSecond);
    expect(stock.tape).toBe(NAMED_STOCKS.find((named) => named.symbol === symbol)!.tape);
  }
});

test('the named stocks are those at their places, and none in a universe without them', () => {
  const { stocks } = runSession(WILD).tape;
  const within = NAMED_STOCKS.filter(({ place }) => place < WILD.universe.stocks);
  expect(stocks.map(({ symbol }) => symbol)).toEqual(within.map(({ symbol }) => symbol));
  expect(runSession(applySettings(WILD, ['universe.named=false'])).tape.stocks).toEqual([]);
});
