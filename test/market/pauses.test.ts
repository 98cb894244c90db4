import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND, parseTimeOfDay } from '../../src/base/units.js';
import { PAUSE_FROM_NS, PAUSE_TO_NS, watchPauses } from '../../src/market/pauses.js';
import type { Stock } from '../../src/market/universe.js';
import { smallMarket, thinStock } from '../support/market.js';

const FROM_SECOND = PAUSE_FROM_NS / NS_PER_SECOND;

/**
 * A market whose middles the test sets; `look` is one look of the exchange at a second since the
 * bell, and gives the symbols newly paused.
 */
function watched(...stocks: Partial<Stock>[]) {
  const market = smallMarket(stocks.map((stock) => thinStock(stock)));
  const { quotes, pauses, pauseBuckets } = market;
  const paused = new Int32Array(stocks.length);
  const look = (second: number, ...mids: number[]): number[] => {
    quotes.midTicks.set(mids);
    const count = watchPauses(pauses, pauseBuckets, quotes, second * NS_PER_SECOND, paused);
    return [...paused.subarray(0, count)];
  };
  const window = (): number[] => [pauses.lowTicks[0]!, pauses.highTicks[0]!];
  return { quotes, look, window };
}

describe('a single-stock pause', () => {
  test('happens from 09:45 to 15:35 only', () => {
    expect([PAUSE_FROM_NS, PAUSE_TO_NS]).toEqual([
      parseTimeOfDay('09:45'),
      parseTimeOfDay('15:35'),
    ]);
    const { look, quotes } = watched({ indexMember: true });
    for (let second = 0; second < FROM_SECOND; second++) {
      expect(look(second, second % 2 === 0 ? 200_000 : 120_000)).toEqual([]);
      expect(quotes.paused[0]).toBe(0);
    }
    expect(look(FROM_SECOND, 200_000)).toEqual([0]);

    const late = watched({ indexMember: true });
    const end = PAUSE_TO_NS / NS_PER_SECOND;
    for (let second = end - 30; second < end + 30; second++)
      expect(late.look(second, second < end ? 200_000 : 100_000)).toEqual([]);
    const justInTime = watched({ indexMember: true });
    justInTime.look(end - 2, 200_000);
    expect(justInTime.look(end - 1, 100_000)).toEqual([0]);
  });

  test.each<[string, Partial<Stock>, number, number]>([
    ['10 % up in an index member', { indexMember: true, openTicks: 200_000 }, 219_999, 220_000],
    ['10 % down in an index member', { indexMember: true, openTicks: 200_000 }, 180_001, 180_000],
    [
      '10 % up in a small price, to the tick',
      { indexMember: true, openTicks: 10_000 },
      10_999,
      11_000,
    ],
    ['30 % up in another stock of $1 and more', { openTicks: 10_000 }, 12_999, 13_000],
    ['30 % down in another stock of $1 and more', { openTicks: 100_000 }, 70_001, 70_000],
    ['50 % up in a stock below $1', { openTicks: 9_000 }, 13_499, 13_500],
    ['50 % down in a stock below $1', { openTicks: 9_000 }, 4_501, 4_500],
  ])('comes with a move of %s', (_, stock, before, after) => {
    const { look } = watched(stock);
    expect(look(1000, stock.openTicks!)).toEqual([]);
    expect(look(1001, before)).toEqual([]);
    expect(look(1002, after)).toEqual([0]);
  });

  test('lasts five minutes, and begins its window anew after them', () => {
    const { look, quotes } = watched({ indexMember: true });
    look(1000, 200_000);
    expect(look(1001, 220_000)).toEqual([0]);
    for (let second = 1002; second < 1301; second++) {
      expect(look(second, 150_000 + second)).toEqual([]);
      expect(quotes.paused[0]).toBe(1);
    }
    expect(look(1301, 300_000)).toEqual([]);
    expect(quotes.paused[0]).toBe(0);
    expect(look(1302, 329_999)).toEqual([]);
    expect(look(1303, 330_000)).toEqual([0]);
  });

  test('does not come when the same move takes longer than five minutes', () => {
    const slow = watched({ indexMember: true });
    const fast = watched({ indexMember: true });
    let paused = 0;
    for (let n = 0; n < 1200; n++) {
      expect(slow.look(1000 + n, Math.round(200_000 * (1 + (0.099 * n) / 300)))).toEqual([]);
      paused += fast.look(1000 + n, Math.round(200_000 * (1 + (0.106 * n) / 289))).length;
    }
    expect(paused).toBeGreaterThan(0);
  });

  test('stops one stock and not its neighbours', () => {
    const { look, quotes } = watched(
      { indexMember: true },
      { indexMember: true },
      { indexMember: true },
    );
    look(1000, 200_000, 100_000, 300_000);
    expect(look(1001, 200_000, 110_000, 269_999)).toEqual([1, 2]);
    expect([...quotes.paused]).toEqual([0, 1, 1]);
  });

  test('happens exactly when a plain record of the last five minutes moves enough', () => {
    const steps = fc.array(fc.integer({ min: -300, max: 300 }), {
      minLength: 400,
      maxLength: 1100,
    });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 600, max: 1000 }),
        fc.constantFrom(1, 12),
        (moves, begin, scale) => {
          const { look, quotes, window } = watched({ indexMember: true, openTicks: 20_000 });
          const plain = plainPauses();
          let mid = 20_000;
          const compared = moves.map((move, n) => {
            mid = Math.max(1000, mid + Math.round((move * scale) / 6));
            // The window holds the stock's open too, until the first five minutes are over.
            const expected = [
              plain.look(begin + n, mid),
              plain.isPaused(),
              ...(n < 310 ? [] : plain.window(begin + n)),
            ];
            const seen = [
              look(begin + n, mid).length === 1,
              quotes.paused[0] === 1,
              ...(n < 310 ? [] : window()),
            ];
            return [expected, seen];
          });
          expect(compared.findIndex(([expected, seen]) => String(expected) !== String(seen))).toBe(
            -1,
          );
        },
      ),
      // Shrinking a walk of a thousand steps takes minutes and tells no more than the walk.
      { seed: 20120801, numRuns: 60, endOnFailure: true },
    );
  });
});

/**
 * The rule over a list of all that was seen: the window begins with the ten seconds that 29 others
 * followed, or where the last pause ended.
 */
function plainPauses() {
  let seen: { second: number; mid: number }[] = [];
  let untilSecond = Number.NaN;
  const window = (second: number): number[] => {
    const from = 10 * (Math.floor(second / 10) - 29);
    const mids = seen.filter((look) => look.second >= from).map((look) => look.mid);
    return [Math.min(...mids), Math.max(...mids)];
  };
  return {
    window,
    isPaused: () => !Number.isNaN(untilSecond),
    look(second: number, mid: number): boolean {
      if (second === untilSecond) {
        seen = [{ second, mid }];
        untilSecond = Number.NaN;
        return false;
      }
      seen.push({ second, mid });
      if (!Number.isNaN(untilSecond)) return false;
      const [low, high] = window(second) as [number, number];
      const isMoved = 10 * (mid - low) >= low || 10 * (high - mid) >= high;
      if (!isMoved || second < 900) return false;
      untilSecond = second + 300;
      return true;
    },
  };
}
