import { expect, test } from 'vitest';
import { parseOrders } from '../../src/flow/order-file.js';
import { accountsByCode } from '../../src/orders/flow.js';
import { chunkOf, NAMES } from './written-orders.js';

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

test('every account has a code of its own, above those that have limits', async () => {
  const order = (name: string, account: string): string => `${name},CO,buy,100,09:31:00,${account}`;
  const lines = [
    'ClOrdID,Symbol,Side,OrderQty,TransactTime,Account',
    ...['HEDGE-1', 'NEW-1', 'NEW-2', 'NEW-1', ''].map((account, n) => order(`o${n}`, account)),
  ];
  const flow = await parseOrders(chunkOf(lines.join('\n')), 'csv', 'orders.csv', NAMES);
  const [own, first, second, again, none] = flow.account;
  expect([own, none, again]).toEqual([1, 0, first]);
  expect(Math.min(first!, second!)).toBeGreaterThan(NAMES.accounts!.length);
  expect(first).not.toBe(second);
  expect(accountsByCode(flow)).toEqual(
    new Map([
      [1, 'HEDGE-1'],
      [first, 'NEW-1'],
      [second, 'NEW-2'],
    ]),
  );
});

test('a flow has the date of its orders, where the file gives one', async () => {
  const dateOf = async (time: string): Promise<string | undefined> => {
    const text = `ClOrdID,Symbol,Side,OrderQty,TransactTime\nA,CO,1,100,${time}`;
    return (await parseOrders(chunkOf(text), 'csv', 'orders.csv', NAMES)).date;
  };
  expect([await dateOf('2012-08-02T14:00:00Z'), await dateOf('10:00:00')]).toEqual([
    '2012-08-02',
    undefined,
  ]);
});
