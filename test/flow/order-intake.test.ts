import { expect, test } from 'vitest';
import { parseOrders } from '../../src/flow/order-file.js';

test('a reader that collects symbols gives each new one the next row', async () => {
  const read = (text: string, symbols: readonly string[]) =>
    parseOrders(
      (async function* () {
        yield new TextEncoder().encode(text);
      })(),
      'csv',
      'mine.csv',
      { symbols, collectsSymbols: true, retailFlag: 1, servers: 8 },
    );
  const head = 'ClOrdID,Symbol,Side,OrderQty,TransactTime\n';
  const first = await read(`${head}a,AAA,1,1,09:31:00\nb,BBB,1,1,09:30:00\nc,AAA,1,1,09:32:00`, []);
  expect([first.symbols, [...first.symbol]]).toEqual([
    ['AAA', 'BBB'],
    [1, 0, 0],
  ]);
  const second = await read(`${head}a,CCC,1,1,09:31:00\nb,BBB,1,1,09:32:00`, first.symbols!);
  expect([second.symbols, [...second.symbol]]).toEqual([
    ['AAA', 'BBB', 'CCC'],
    [2, 1],
  ]);
  await expect(read(`${head}a,A\tA,1,1,09:31:00`, [])).rejects.toThrow(
    'without control characters',
  );
});
