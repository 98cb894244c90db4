import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND } from '../../src/base/units.js';
import { openParents } from '../../src/server/server.js';
import { smallMarket, thinStock } from '../support/market.js';
import { give, type SmallServer, smallServer, type Turn, turn } from '../support/server.js';

const ONE_A_SECOND = { pegIntervalNs: NS_PER_SECOND };

/** Turns a server once a second for some seconds. */
function seconds(small: SmallServer, count: number, from = 0): Turn[] {
  return Array.from({ length: count }, (_, n) => turn(small, (from + n) * NS_PER_SECOND));
}

describe('a flagged parent of 250 shares', () => {
  test('in build 2003 wakes Power Peg, which counts in its loop and stops when filled', () => {
    const small = smallServer({ build: 2003, settings: ONE_A_SECOND });
    give(small, [{ quantity: 250, flagged: true }]);
    const turns = seconds(small, 5);
    expect(turns.map(({ children }) => children)).toEqual([
      ['1 p0 buy 100 @ 20.02 NYSE'],
      ['2 p0 buy 100 @ 20.02 NYSE'],
      ['3 p0 buy 50 @ 20.02 NYSE'],
      [],
      [],
    ]);
    expect(turns.flatMap(({ fills }) => fills)).toEqual([
      '1 p0 bought 100 @ 20.02 NYSE',
      '2 p0 bought 100 @ 20.02 NYSE',
      '3 p0 bought 50 @ 20.02 NYSE',
    ]);
    expect(openParents(small.server)).toBe(0);
    expect(small.server.router.counts.filledParents[0]).toBe(1);
  });

  test('in build 2005 wakes Power Peg, which never learns of its fills and never stops', () => {
    const small = smallServer({ build: 2005, settings: ONE_A_SECOND });
    give(small, [{ quantity: 250, flagged: true }]);
    const turns = seconds(small, 5);
    expect(turns.map(({ children }) => children)).toEqual([
      ['1 p0 buy 100 @ 20.02 NYSE'],
      ['2 p0 buy 100 @ 20.02 NYSE'],
      ['3 p0 buy 100 @ 20.02 NYSE'],
      ['4 p0 buy 100 @ 20.02 NYSE'],
      ['5 p0 buy 100 @ 20.02 NYSE'],
    ]);
    expect(turns.flatMap(({ fills }) => fills)).toEqual([
      '1 p0 bought 100 @ 20.02 NYSE',
      '2 p0 bought 100 @ 20.02 NYSE',
      '3 p0 bought 100 @ 20.02 NYSE, unmatched 50',
      '4 p0 bought 100 @ 20.02 NYSE, unmatched 100',
      '5 p0 bought 100 @ 20.02 NYSE, unmatched 100',
    ]);
    const later = seconds(small, 500, 5);
    expect(later.every(({ children, excess }) => children.length === 1 && excess === 100)).toBe(
      true,
    );
    expect(small.server.router.parents.filled[0]).toBe(50_500);
    expect(openParents(small.server)).toBe(1);
  });

  test('in build 2012 means retail liquidity: there is no Power Peg, and it is filled once', () => {
    const small = smallServer({ build: 2012, settings: ONE_A_SECOND });
    give(small, [{ quantity: 250, flagged: true }]);
    const turns = seconds(small, 4);
    expect(turns.map(({ children }) => children)).toEqual([
      ['1 p0 buy 250 @ 20.0190 NYSE-RLP'],
      ['2 p0 buy 100 @ 20.02 NYSE', '3 p0 buy 100 @ 20.02 ARCA', '4 p0 buy 50 @ 20.02 NASDAQ'],
      [],
      [],
    ]);
    expect(turns.flatMap(({ fills }) => fills)).toEqual([
      '1 p0 nothing, cancelled 250',
      '2 p0 bought 100 @ 20.02 NYSE',
      '3 p0 bought 100 @ 20.02 ARCA',
      '4 p0 bought 50 @ 20.02 NASDAQ',
    ]);
    expect(openParents(small.server)).toBe(0);
  });

  test('without the flag is routed as ordinary by all three builds', () => {
    for (const build of [2003, 2005, 2012]) {
      const small = smallServer({ build, settings: ONE_A_SECOND });
      give(small, [{ quantity: 250, side: 'sell' }]);
      const turns = seconds(small, 3);
      expect(turns.map(({ children }) => children)).toEqual([
        ['1 p0 sell 100 @ 19.98 NYSE', '2 p0 sell 100 @ 19.98 ARCA', '3 p0 sell 50 @ 19.98 NASDAQ'],
        [],
        [],
      ]);
      expect(openParents(small.server)).toBe(0);
    }
  });

  test('on a server that does not honour the flag is ordinary also in build 2005', () => {
    const small = smallServer({ build: 2005, flagMask: 0, settings: ONE_A_SECOND });
    give(small, [{ quantity: 250, flagged: true }]);
    expect(seconds(small, 3).flatMap(({ fills }) => fills)).toEqual([
      '1 p0 bought 100 @ 20.02 NYSE',
      '2 p0 bought 100 @ 20.02 ARCA',
      '3 p0 bought 50 @ 20.02 NASDAQ',
    ]);
    expect(small.server.router.counts.filledParents[0]).toBe(1);
  });

  test('sends children no larger than itself, with either Power Peg', () => {
    for (const build of [2003, 2005]) {
      const small = smallServer({
        build,
        settings: { pegShares: 400, pegIntervalNs: NS_PER_SECOND },
      });
      give(small, [{ quantity: 250, flagged: true }]);
      expect(turn(small).children).toEqual(['1 p0 buy 250 @ 20.02 NYSE']);
    }
  });
});

describe('the pace of Power Peg', () => {
  test('sends one child an interval, and catches up when turns come late', () => {
    const small = smallServer({ build: 2005, settings: { pegIntervalNs: 100 } });
    give(small, [{ quantity: 100, flagged: true }]);
    expect(
      [0, 50, 99, 100, 350, 399, 400, 600].map((nowNs) => turn(small, nowNs).children.length),
    ).toEqual([1, 0, 0, 1, 2, 0, 1, 2]);
  });

  test('spreads first children of parents over the interval, in steps of the golden ratio', () => {
    const small = smallServer({ build: 2005, settings: { pegIntervalNs: 1000 } });
    give(
      small,
      Array.from({ length: 4 }, () => ({ flagged: true })),
    );
    expect([...small.server.router.parents.dueNs.subarray(0, 4)]).toEqual([0, 618, 236, 854]);
  });

  test('is that of its stock where stocks differ', () => {
    const small = smallServer({
      build: 2005,
      market: smallMarket([thinStock(), thinStock({ symbol: 'BUSY' })]),
      settings: { pegIntervalNs: 100, pegIntervalsNs: Float64Array.of(100, 25) },
    });
    give(small, [{ flagged: true }, { symbol: 1, flagged: true }]);
    const rows = [0, 100, 200].flatMap((nowNs) => turn(small, nowNs).children);
    const busy = rows.filter((row) => row.includes('p1'));
    // By 200 ns, the first has sent at 0, 100 and 200, the other four in each hundred.
    expect([rows.length - busy.length, busy.length]).toEqual([3, 8]);
  });

  test('sends to its venues in proportion to their cells', () => {
    for (const build of [2003, 2005]) {
      const small = smallServer({
        build,
        settings: { pegIntervalNs: 1, pegVenueCells: new Uint8Array(256).fill(1, 64) },
      });
      give(small, [{ quantity: 1_000_000, flagged: true }]);
      const rows = Array.from({ length: 400 }, (_, n) => turn(small, n).children).flat();
      const atArca = rows.filter((row) => row.endsWith('ARCA')).length;
      expect(rows.every((row) => /(?:ARCA|NYSE)$/.test(row))).toBe(true);
      expect(atArca / rows.length).toBeCloseTo(0.75, 1);
    }
  });

  test('stops while the symbol is paused, and does not catch up', () => {
    for (const build of [2003, 2005]) {
      const small = smallServer({ build, settings: { pegIntervalNs: 100 } });
      give(small, [{ quantity: 100_000, flagged: true }]);
      turn(small, 0);
      small.market.quotes.paused[0] = 1;
      expect(turn(small, 1000).children).toEqual([]);
      small.market.quotes.paused[0] = 0;
      expect(turn(small, 1050).children).toEqual([]);
      expect(turn(small, 1100).children).toHaveLength(1);
    }
  });

  test('does not pass the limit of the parent', () => {
    for (const build of [2003, 2005]) {
      const small = smallServer({ build, settings: ONE_A_SECOND });
      give(small, [
        { quantity: 300, flagged: true, limitTicks: 200_199 },
        { quantity: 300, flagged: true, limitTicks: 200_200 },
        { quantity: 300, flagged: true, side: 'sell', limitTicks: 199_801 },
        { quantity: 300, flagged: true, side: 'sell', limitTicks: 199_800 },
      ]);
      const parents = turn(small, NS_PER_SECOND - 1).children.map((child) => child.split(' ')[1]);
      expect(parents).toEqual(['p1', 'p3']);
    }
  });

  test('of 0 sends 16 children a parent and turn, as far as there is room', () => {
    const small = smallServer({ build: 2005 });
    give(small, [{ flagged: true }, { flagged: true }, { flagged: true }]);
    const from = (turn: Turn) =>
      [0, 1, 2].map(
        (parent) => turn.children.filter((line) => line.includes(` p${parent} `)).length,
      );
    expect(from(turn(small))).toEqual([16, 16, 16]);
    expect(from(turn(small, 0, 40))).toEqual([16, 16, 8]);
  });

  test('is kept over many full turns: no parent is left behind', () => {
    for (const build of [2003, 2005]) {
      const small = smallServer({ build });
      give(
        small,
        Array.from({ length: 7 }, () => ({ quantity: 1_000_000, flagged: true })),
      );
      const sent = new Array<number>(7).fill(0);
      for (let n = 0; n < 70; n++) {
        for (const line of turn(small, n, 16).children)
          sent[Number(line.split(' ')[1]!.slice(1))]!++;
      }
      expect(sent).toEqual(new Array(7).fill(160));
    }
  });
});

describe('Power Peg by its numbers', () => {
  const order = fc.record({
    quantity: fc.integer({ min: 1, max: 900 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
  });

  test('fills every parent exactly in build 2003, and never stops sending in build 2005', () => {
    fc.assert(
      fc.property(
        fc.array(order, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 30_000 }),
        (orders, fade) => {
          const flagged = orders.map((one) => ({ ...one, flagged: true }));
          const market = () => smallMarket([thinStock()], { fadeProbability: fade / 65_536 });
          const old = smallServer({ build: 2003, market: market() });
          const moved = smallServer({
            build: 2005,
            market: market(),
            settings: { pegIntervalNs: 10 },
          });
          give(old, flagged);
          give(moved, flagged);
          for (let n = 0; n < 150; n++) {
            expect(turn(old, n).excess).toBe(0);
            turn(moved, n);
          }
          expect(openParents(old.server)).toBe(0);
          expect(old.server.book.errorExecutions[0]).toBe(0);
          const total = (side: string) =>
            orders
              .filter((one) => one.side === side)
              .reduce((sum, { quantity }) => sum + quantity, 0);
          expect(old.server.positions.customerShares[0]).toBe(total('buy') - total('sell'));

          expect(openParents(moved.server)).toBe(orders.length);
          expect(moved.server.tally.children[2]).toBe(15 * orders.length);
        },
      ),
      { seed: 20120801, numRuns: 60 },
    );
  });
});
