import { expect, test } from 'vitest';
import { NAMED_STOCKS } from '../../src/market/named-stocks.js';

test('named stocks have places and symbols of their own, on the side of their move', () => {
  expect(new Set(NAMED_STOCKS.map(({ place }) => place)).size).toBe(NAMED_STOCKS.length);
  expect(new Set(NAMED_STOCKS.map(({ symbol }) => symbol)).size).toBe(NAMED_STOCKS.length);
  for (const { place, tape } of NAMED_STOCKS) {
    expect(place).toBeLessThan(154);
    if (tape.movePercent !== undefined) expect(tape.movePercent > 0).toBe(place < 80);
  }
});

test('a stock paused at less than 30 % was under the rule for index members', () => {
  const paused = NAMED_STOCKS.filter(
    ({ tape: { pauses = 0, movePercent = 100 } }) => pauses > 0 && Math.abs(movePercent) < 30,
  );
  expect(paused.map(({ symbol }) => symbol)).toEqual(['TRN', 'KRO', 'CLGX', 'CODE', 'MCP']);
  expect(paused.every(({ indexMember }) => indexMember)).toBe(true);
});
