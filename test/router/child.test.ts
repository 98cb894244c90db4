import { describe, expect, test } from 'vitest';
import { instrumentOf, lineageOf } from '../../src/orders/children.js';
import { Side } from '../../src/orders/codes.js';
import { marketablePrice, writeChild, writeChildren } from '../../src/router/child.js';
import { childLines } from '../support/child-lines.js';
import { readChildren } from '../support/children.js';
import { give, smallServer } from '../support/server.js';

describe('children', () => {
  test('continue the sequence of their server, written one by one or as a run', () => {
    const { server, ...rest } = smallServer();
    give({ server, ...rest }, [{ quantity: 700 }, { quantity: 800, side: 'sell' }]);
    const lineage = lineageOf(1, 2, 1, 0);
    let end = writeChild(server.router, 0, 1, instrumentOf(0, Side.SELL, 0), 30, 199_800, lineage);
    end = writeChildren(
      server.router,
      end,
      end + 2,
      0,
      instrumentOf(0, Side.BUY, 3),
      40,
      200_200,
      lineage,
    );
    end = writeChildren(
      server.router,
      end,
      end,
      0,
      instrumentOf(0, Side.BUY, 3),
      40,
      200_200,
      lineage,
    );
    end = writeChild(server.router, end, 1, instrumentOf(0, Side.SELL, 6), 50, 199_700, lineage);
    expect(end).toBe(4);
    const written = readChildren(server.children, 0, end);
    expect(childLines(written)).toEqual([
      '1 p1 sell 30 @ 19.98 NYSE',
      '2 p0 buy 40 @ 20.02 BATS',
      '3 p0 buy 40 @ 20.02 BATS',
      '4 p1 sell 50 @ 19.97 DARK',
    ]);
    expect(written.map((child) => child.lineage)).toEqual([lineage, lineage, lineage, lineage]);
    expect(written.map(({ alike }) => alike)).toEqual([1, 2, 1, 1]);
    expect(server.router.counts.sequence[0]).toBe(0);
    server.router.counts.sequence[0] = end;

    writeChild(server.router, 0, 0, instrumentOf(0, Side.BUY, 0), 1, 1, lineage);
    expect(childLines(readChildren(server.children, 4, 5))).toEqual(['5 p0 buy 1 @ 0.0001 NYSE']);
  });
});

describe('the price at which a parent can trade at once', () => {
  test.each<[string, { side?: 'buy' | 'sell'; limitTicks?: number }, number]>([
    ['is the offer for a buy', {}, 200_200],
    ['is the bid for a sale', { side: 'sell' }, 199_800],
    ['is the offer for a buy limited to it', { limitTicks: 200_200 }, 200_200],
    ['is none for a buy limited to less', { limitTicks: 200_199 }, 0],
    ['is the bid for a sale limited to it', { side: 'sell', limitTicks: 199_800 }, 199_800],
    ['is none for a sale limited to more', { side: 'sell', limitTicks: 199_801 }, 0],
  ])('%s', (_, order, expected) => {
    const { quotes } = smallServer().market;
    const { side = 'buy', limitTicks = 0 } = order;
    const code = side === 'buy' ? Side.BUY : Side.SELL;
    expect(marketablePrice(quotes, 0, code, limitTicks)).toBe(expected);
    quotes.paused[0] = 1;
    expect(marketablePrice(quotes, 0, code, limitTicks)).toBe(0);
  });
});
