import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUILD_NAMES } from '../../src/deployment/builds.js';
import { SPLIT_CHILDREN_MAX } from '../../src/router/ordinary.js';
import { openParents } from '../../src/server/server.js';
import { smallMarket, thinStock } from '../support/market.js';
import { give, smallServer, turn } from '../support/server.js';

describe('ordinary routing', () => {
  test('takes what each lit venue shows, in order, and asks the dark pool for the rest', () => {
    const small = smallServer();
    give(small, [{ quantity: 650 }]);
    expect(turn(small)).toEqual({
      children: [
        '1 p0 buy 100 @ 20.02 NYSE',
        '2 p0 buy 100 @ 20.02 ARCA',
        '3 p0 buy 100 @ 20.02 NASDAQ',
        '4 p0 buy 100 @ 20.02 BATS',
        '5 p0 buy 100 @ 20.02 EDGX',
        '6 p0 buy 100 @ 20.02 EDGA',
        '7 p0 buy 50 @ 20.00 DARK',
      ],
      fills: [
        '1 p0 bought 100 @ 20.02 NYSE',
        '2 p0 bought 100 @ 20.02 ARCA',
        '3 p0 bought 100 @ 20.02 NASDAQ',
        '4 p0 bought 100 @ 20.02 BATS',
        '5 p0 bought 100 @ 20.02 EDGX',
        '6 p0 bought 100 @ 20.02 EDGA',
        '7 p0 nothing, cancelled 50',
      ],
      excess: 0,
    });
    expect(turn(small)).toEqual({
      children: ['8 p0 buy 50 @ 20.02 NYSE'],
      fills: ['8 p0 bought 50 @ 20.02 NYSE'],
      excess: 0,
    });
    expect(openParents(small.server)).toBe(0);
  });

  test('sends no more than a venue shows, and no more than the parent needs', () => {
    const small = smallServer();
    give(small, [{ quantity: 1, side: 'sell' }]);
    expect(turn(small).children).toEqual(['1 p0 sell 1 @ 19.98 NYSE']);
  });

  test('waits while the limit does not reach, and is then sent', () => {
    const small = smallServer();
    give(small, [
      { quantity: 100, limitTicks: 200_199 },
      { quantity: 100, side: 'sell', limitTicks: 199_801 },
    ]);
    expect(turn(small).children).toEqual([]);
    small.market.quotes.askTicks[0] = 200_199;
    expect(turn(small).children).toEqual(['1 p0 buy 100 @ 20.0199 NYSE']);
    small.market.quotes.bidTicks[0] = 199_801;
    expect(turn(small).children).toEqual(['2 p1 sell 100 @ 19.9801 NYSE']);
  });

  test('waits while the symbol is paused, and does not delay others', () => {
    const small = smallServer({ market: smallMarket([thinStock(), thinStock()]) });
    give(small, [
      { symbol: 0, quantity: 100 },
      { symbol: 1, quantity: 100 },
    ]);
    small.market.quotes.paused[0] = 1;
    expect(turn(small).children).toEqual(['1 p1 buy 100 @ 20.02 NYSE']);
    small.market.quotes.paused[0] = 0;
    expect(turn(small).children).toEqual(['2 p0 buy 100 @ 20.02 NYSE']);
  });

  test('does not show a turn’s second parent what the first has taken', () => {
    const small = smallServer();
    give(small, [{ quantity: 100 }, { quantity: 60 }]);
    const { fills } = turn(small);
    expect(fills).toEqual(['1 p0 bought 100 @ 20.02 NYSE', '2 p1 nothing, cancelled 60']);
    expect(turn(small).fills).toEqual(['3 p1 bought 60 @ 20.02 NYSE']);
  });

  test('starts no parent that might not fit, and sends it in the next turn', () => {
    const small = smallServer();
    give(small, [{ quantity: 5000 }, { quantity: 5000 }, { quantity: 5000 }]);
    const parentsOf = (childrenMax: number) => [
      ...new Set(turn(small, 0, childrenMax).children.map((line) => line.split(' ')[1])),
    ];
    expect(SPLIT_CHILDREN_MAX).toBe(7);
    expect(parentsOf(6)).toEqual([]);
    expect(parentsOf(20)).toEqual(['p0', 'p1']);
    expect(parentsOf(20)).toEqual(['p2', 'p0']);
    expect(parentsOf(20)).toEqual(['p1', 'p0']);
    expect(parentsOf(20)).toEqual(['p2', 'p0']);
  });

  test('asks once an epoch, since venues show new sizes only then', () => {
    for (const build of BUILD_NAMES) {
      const small = smallServer({ build });
      give(small, [{ quantity: 800 }]);
      const children = [1, 1, 2, 2, 3].map((epoch) => {
        small.epoch = epoch;
        return turn(small).children.length;
      });
      expect(children).toEqual([7, 0, 2, 0, 0]);
    }
  });

  test('in every build fills any order exactly, whatever the venues show, fade and hide', () => {
    const order = fc.record({
      symbol: fc.integer({ min: 0, max: 2 }),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(
        fc.array(order, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...BUILD_NAMES),
        (orders, build) => {
          const stocks = [
            thinStock(),
            thinStock({ openTicks: 7_300 }),
            thinStock({ advShares: 3_000_000 }),
          ];
          const market = smallMarket(stocks, { fadeProbability: 0.3, darkProbability: 0.4 });
          const small = smallServer({ build, market, parentsMax: orders.length });
          give(small, orders);
          let excess = 0;
          for (let n = 0; n < 120 && openParents(small.server) > 0; n++)
            excess += turn(small, n).excess;
          expect(openParents(small.server)).toBe(0);
          expect(excess).toBe(0);
          expect(small.server.router.counts.filledParents[0]).toBe(orders.length);
          for (let symbol = 0; symbol < 3; symbol++) {
            const signed = orders.reduce(
              (sum, one) =>
                sum +
                (one.symbol !== symbol ? 0 : one.side === 'buy' ? one.quantity : -one.quantity),
              0,
            );
            expect(small.server.positions.customerShares[symbol]).toBe(signed);
          }
        },
      ),
      { seed: 20120801, numRuns: 100 },
    );
  });
});
