import { describe, expect, test } from 'vitest';
import { openParents } from '../../src/server/server.js';
import { smallMarket, thinStock } from '../support/market.js';
import { give, smallServer, turn } from '../support/server.js';

describe('retail liquidity', () => {
  test('asks the retail venue once for a better price, and is done when filled', () => {
    const small = smallServer({
      market: smallMarket([thinStock()], { retailProbability: 1 }),
      settings: { improvementTicks: 10 },
    });
    give(small, [
      { quantity: 1, flagged: true },
      { quantity: 1, side: 'sell', flagged: true },
    ]);
    expect(turn(small)).toEqual({
      children: ['1 p0 buy 1 @ 20.0190 NYSE-RLP', '2 p1 sell 1 @ 19.9810 NYSE-RLP'],
      fills: ['1 p0 bought 1 @ 20.0190 NYSE-RLP', '2 p1 sold 1 @ 19.9810 NYSE-RLP'],
      excess: 0,
    });
    expect(openParents(small.server)).toBe(0);
  });

  test('routes the rest to the lit venues, and never asks the retail venue again', () => {
    const small = smallServer();
    give(small, [{ quantity: 1000, flagged: true }]);
    expect(turn(small).fills).toEqual(['1 p0 nothing, cancelled 1000']);
    const venues = [turn(small), turn(small)].map(({ children }) =>
      children.map((line) => line.split(' ').at(-1)),
    );
    expect(venues).toEqual([
      ['NYSE', 'ARCA', 'NASDAQ', 'BATS', 'EDGX', 'EDGA', 'DARK'],
      ['NYSE', 'ARCA', 'NASDAQ', 'BATS'],
    ]);
    expect(openParents(small.server)).toBe(0);
    expect(small.server.positions.customerShares[0]).toBe(1000);
  });

  test('asks only if the touch is within the limit', () => {
    const small = smallServer();
    give(small, [{ quantity: 100, flagged: true, limitTicks: 200_199 }]);
    expect(turn(small).children).toEqual([]);
    small.market.quotes.askTicks[0] = 200_199;
    expect(turn(small).children).toEqual(['1 p0 buy 100 @ 20.0189 NYSE-RLP']);
  });

  test('asks for no price below a tick', () => {
    const small = smallServer({
      market: smallMarket([thinStock({ openTicks: 4 })]),
      settings: { improvementTicks: 10_000 },
    });
    give(small, [{ flagged: true }]);
    expect(turn(small).children).toEqual(['1 p0 buy 100 @ 0.0001 NYSE-RLP']);
  });

  test('does not ask while the symbol is paused, and asks when it trades again', () => {
    const small = smallServer();
    give(small, [{ quantity: 100, flagged: true }]);
    small.market.quotes.paused[0] = 1;
    expect(turn(small).children).toEqual([]);
    small.market.quotes.paused[0] = 0;
    expect(turn(small).children).toEqual(['1 p0 buy 100 @ 20.0190 NYSE-RLP']);
  });

  test('goes on in the next turn after a full one', () => {
    const small = smallServer();
    give(small, [{ flagged: true }, { flagged: true }, { flagged: true }]);
    expect(turn(small, 0, 7).children).toEqual(['1 p0 buy 100 @ 20.0190 NYSE-RLP']);
    expect(turn(small, 0, 7).children).toEqual(['2 p1 buy 100 @ 20.0190 NYSE-RLP']);
    expect(turn(small, 0, 7).children).toEqual(['3 p2 buy 100 @ 20.0190 NYSE-RLP']);
    expect(turn(small, 0, 7).children).toEqual(['4 p0 buy 100 @ 20.02 NYSE']);
  });
});
