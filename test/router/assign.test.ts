import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSticky, serverOfSymbol, stick, stuckTo } from '../../src/router/assign.js';

test('a stock belongs to one of the servers, and the stocks spread over all of them', () => {
  for (const servers of [1, 3, 8, 64]) {
    const counts = new Array<number>(servers).fill(0);
    for (let symbol = 0; symbol < 500 * servers; symbol++)
      counts[serverOfSymbol(symbol, servers)]!++;
    // Each server has 500 on average, with a deviation of some 22.
    for (const count of counts) expect(count).toBeGreaterThan(390);
  }
});

test('an account stays with its server, and a stock with its own, as a map would keep them', () => {
  const order = fc.record({
    account: fc.integer({ min: 0, max: 3 }),
    symbol: fc.integer({ min: 0, max: 4 }),
    server: fc.integer({ min: 0, max: 63 }),
  });
  fc.assert(
    fc.property(fc.array(order), (orders) => {
      const sticky = openSticky(5);
      const map = new Map<string, number>();
      for (const { account, symbol, server } of orders) {
        const key = account > 0 ? `account ${account}` : `symbol ${symbol}`;
        expect(stuckTo(sticky, account, symbol)).toBe(map.get(key) ?? -1);
        stick(sticky, account, symbol, server);
        map.set(key, server);
      }
    }),
  );
});
