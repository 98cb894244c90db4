import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { OrderFileError } from '../../src/flow/order-faults.js';
import { type OrderFormat, parseOrders } from '../../src/flow/order-file.js';
import { OrderAttribute } from '../../src/orders/codes.js';
import { draws } from '../support/draws.js';
import {
  ordersOf,
  type PlainOrder,
  plainOrder,
  Refusal,
  readPlainly,
  TAGS,
} from './plain-orders.js';
import { anyManner, anyOrders, chunked, chunkOf, NAMES, writeOrders } from './written-orders.js';

const HEADER = 'ClOrdID,Symbol,Side,OrderQty,TransactTime';
const FORMATS: readonly OrderFormat[] = ['csv', 'ndjson'];

const encode = (text: string) => new TextEncoder().encode(text);
const csv = (...lines: string[]) =>
  parseOrders(chunkOf(lines.join('\n')), 'csv', 'orders.csv', NAMES);
const ndjson = (...lines: string[]) =>
  parseOrders(chunkOf(lines.join('\n')), 'ndjson', 'orders.ndjson', NAMES);

/** The error of a file that is refused. */
async function refusal(parsed: Promise<unknown>): Promise<OrderFileError> {
  const error = await parsed.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OrderFileError);
  return error as OrderFileError;
}

const messageOf = async (parsed: Promise<unknown>) => (await refusal(parsed)).message;

describe('a file of orders', () => {
  test('becomes a flow, sorted by arrival, with the values of all fields', async () => {
    const flow = await csv(
      'ClOrdID,Symbol,Side,OrderQty,OrdType,Price,TransactTime,TimeInForce,' +
        'RetailFlag,TargetSubID,x-desk,Account',
      'late,CO,SELL,500,1,,09:30:01.5,,N,,,HEDGE-2',
      'early,WZE,1,200,2,3.6,08:01:00,2,Y,8,anything,HEDGE-1',
      'before,GT,5,300,,11.5101,09:29:59.999999999,0,true,,,',
      'at the bell,GT,b,1,,,09:30:00,3,,1,,',
    );
    expect(ordersOf(flow)).toEqual<PlainOrder[]>([
      plainOrder({
        clOrdId: 'early',
        arrivalNs: -5340e9,
        quantity: 200,
        limitTicks: 36_000,
        flags: 4,
        attributes: OrderAttribute.AUCTION | OrderAttribute.IMMEDIATE,
        session: 8,
        account: 1,
      }),
      plainOrder({
        clOrdId: 'before',
        arrivalNs: -1,
        symbol: 2,
        side: 1,
        quantity: 300,
        limitTicks: 115_101,
        flags: 4,
        attributes: OrderAttribute.PRE_MARKET | OrderAttribute.SHORT,
      }),
      plainOrder({
        clOrdId: 'at the bell',
        arrivalNs: 0,
        symbol: 2,
        quantity: 1,
        session: 1,
        attributes: OrderAttribute.IMMEDIATE,
      }),
      plainOrder({
        clOrdId: 'late',
        arrivalNs: 1.5e9,
        symbol: 1,
        side: 1,
        quantity: 500,
        account: 3,
      }),
    ]);
  });

  test('may be NDJSON, where numbers may be strings and null is an omitted field', async () => {
    const flow = await ndjson(
      '{"ClOrdID":"A","Symbol":"WZE","Side":1,"OrderQty":200,"Price":3.6,' +
        '"TransactTime":"2012-08-01T13:31:00Z","RetailFlag":true,"TargetSubID":null}',
      '{"clordid":"\\u0042","symbol":"UTG.R","side":"2","orderqty":"7","price":"0.071",' +
        '"transacttime":"20120801-13:30:00","x-note":null}',
    );
    expect(ordersOf(flow)).toEqual([
      plainOrder({ clOrdId: 'B', symbol: 3, side: 1, quantity: 7, limitTicks: 710 }),
      plainOrder({ clOrdId: 'A', arrivalNs: 60e9, quantity: 200, limitTicks: 36_000, flags: 4 }),
    ]);
  });

  test.each(FORMATS)(
    'in %s gives the orders that were written, in any style and cut into any chunks',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          anyOrders(),
          anyManner(),
          fc.array(fc.nat(), { maxLength: 12 }),
          async (written, manner, cuts) => {
            const { text } = writeOrders(written, format, manner);
            const flow = await parseOrders(chunked(encode(text), cuts), format, 'orders', NAMES);
            const sorted = written
              .map(({ order }) => order)
              .sort((a, b) => a.arrivalNs - b.arrivalNs);
            expect(ordersOf(flow)).toEqual(sorted);
            expect(flow.arrivalNs).toHaveLength(written.length);
            expect(readPlainly(encode(text), format, NAMES)).toEqual(sorted);
          },
        ),
        { numRuns: draws(300) },
      );
    },
  );

  test.each(FORMATS)(
    'in %s with some bytes damaged is read, or refused at the same line, as the plain reader does',
    async (format) => {
      const byte = fc.oneof(
        fc.constantFrom(...encode('"",,\\\r\n {}:.-+019eE\t;Zy')),
        fc.nat({ max: 255 }),
      );
      const damage = fc.record({
        place: fc.nat(),
        kind: fc.constantFrom('put', 'insert', 'remove'),
        byte,
      });
      await fc.assert(
        fc.asyncProperty(
          anyOrders({ maxLength: 3 }),
          anyManner(),
          fc.array(damage, { minLength: 1, maxLength: 2 }),
          async (written, manner, damages) => {
            const bytes = [...encode(writeOrders(written, format, manner).text)];
            for (const { place, kind, byte } of damages)
              bytes.splice(
                place % bytes.length,
                kind === 'insert' ? 0 : 1,
                ...(kind === 'remove' ? [] : [byte]),
              );
            const plain = readPlainly(Uint8Array.from(bytes), format, NAMES);
            const parsed = parseOrders(chunked(Uint8Array.from(bytes)), format, 'orders', NAMES);
            if (plain instanceof Refusal)
              expect((await refusal(parsed)).faults[0]?.line).toBe(plain.line);
            else expect(ordersOf(await parsed)).toEqual(plain);
          },
        ),
        { numRuns: draws(2000) },
      );
    },
  );

  const bad: [field: string, value: string][] = [
    ...[
      '0',
      '-5',
      '-0',
      '1.5',
      '15e-1',
      '100000001',
      '1e9',
      '1e400',
      '2147483648',
      '4294967396',
      '+7',
      '0x10',
      ' 7',
      '٣',
      '7.',
      'NaN',
    ].map((value): [string, string] => ['OrderQty', value]),
    ...[
      '0',
      '-1',
      '0.00001',
      '1e-5',
      '200000.0001',
      '99999999999999999999',
      '1e6',
      '1e400',
      '0e400',
      '.5',
      '5.',
      '1.2.3',
      '1,5',
      'NaN',
    ].map((value): [string, string] => ['Price', value]),
    ...[
      '9:30:00',
      '09:30',
      '24:00:00',
      '09:60:00',
      '09:30:60',
      '09:30:00.',
      '09:30:00.0123456789',
      '03:59:59.999',
      '20:00:00.1',
      '2012-08-01T09:30:00',
    ].map((value): [string, string] => ['TransactTime', value]),
    ...[
      '20120230-14:30:00',
      '20121301-14:30:00',
      '18630704-14:30:00',
      '2012-08-01T09:30:00-4',
      '2012-08-01T09:30:00+14:01',
      '2012-08-01T03:59:59-04:00',
    ].map((value): [string, string] => ['TransactTime', value]),
    ...['3', '7', '1.5', 'BUYS', 'short', '12'].map((value): [string, string] => ['Side', value]),
    ...['0', '3', '12'].map((value): [string, string] => ['OrdType', value]),
    ...['1', '4', 'DAY'].map((value): [string, string] => ['TimeInForce', value]),
    ...['2', 'maybe', 'YES'].map((value): [string, string] => ['RetailFlag', value]),
    ...['0', '9', '256', 'one'].map((value): [string, string] => ['TargetSubID', value]),
    ['Account', 'a\u0007'],
    ['Account', 'a'.repeat(65)],
    ...['wze', 'ZZZZZZ', 'WZE '].map((value): [string, string] => ['Symbol', value]),
    ...['\u0007', '\u007f', 'a\u0085b', 'x'.repeat(65)].map((value): [string, string] => [
      'ClOrdID',
      value,
    ]),
  ];

  test.each(FORMATS)(
    'in %s with one bad value is refused with that line and that field, and nothing of it is used',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          anyOrders(),
          anyManner(),
          fc.constantFrom(...bad),
          fc.nat(),
          async (written, manner, [field, value], at) => {
            const victim = at % written.length;
            const orders = written.map(({ order, values }, k) => ({
              order,
              values: { ...values, OrdType: '', ...(k === victim ? { [field]: value } : {}) },
            }));
            const { text, lines } = writeOrders(orders, format, manner);
            const error = await refusal(
              parseOrders(chunked(encode(text)), format, 'orders', NAMES),
            );
            expect(error.total).toBe(1);
            expect(error.faults).toMatchObject([{ line: lines[victim] }]);
            expect([field.toLowerCase(), TAGS[field]]).toContain(
              error.faults[0]!.field.toLowerCase(),
            );
            expect(error.message).toContain(`orders:${lines[victim]}: field '`);
          },
        ),
        { numRuns: draws(400) },
      );
    },
  );
});

describe('a refusal', () => {
  test('lists every error as file, line, field, value and reason', async () => {
    const error = await refusal(
      csv(
        'clordid,SYMBOL,Side,OrderQty,TransactTime,OrdType,Price,TimeInForce',
        'A,WZE,1,-5,10:00:00,,,',
        'B,WZZ,7,100,10:00:00,2,,',
        'A,WZE,1,100,10:00:00,1,3.60,2',
        ',CO,1,,22:00:00,,,',
      ),
    );
    expect(error).toBeInstanceOf(InputError);
    expect(error.total).toBe(10);
    expect(error.faults[0]).toEqual({
      line: 2,
      field: 'OrderQty',
      value: '-5',
      reason: 'must be a whole number from 1 to 100,000,000',
    });
    expect(error.message.replaceAll('orders.csv:', '').split('\n')).toEqual([
      "2: field 'OrderQty' is '-5': must be a whole number from 1 to 100,000,000",
      "3: field 'SYMBOL' is 'WZZ': must be one of the universe's 6 symbols; did you mean 'WZE'?",
      "3: field 'Side' is '7': must be 1, B or BUY, 2, S or SELL, 5 for short, 6 for short exempt",
      "3: field 'Price' is required for a limit order (OrdType 2)",
      "4: field 'Price' is '3.60': must be left out for a market order (OrdType 1)",
      "4: field 'TimeInForce' is '2': must not be at the opening for an " +
        'order that arrives at 10:00:00: the bell is at 09:30:00',
      "4: field 'clordid' is 'A': must be used once, and line 2 has it",
      "5: field 'clordid' is required",
      "5: field 'OrderQty' is required",
      "5: field 'TransactTime' is '22:00:00': must lie from 04:00:00 to " +
        '20:00:00 Eastern, is 22:00:00',
    ]);
  });

  test('shows twenty errors and counts the others', async () => {
    const error = await refusal(
      csv(HEADER, ...Array.from({ length: 1234 }, (_, k) => `A${k},WZE,1,0,10:00:00`)),
    );
    expect([error.faults.length, error.total]).toEqual([20, 1234]);
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[19]).toContain('orders.csv:21: ');
    expect(lines[20]).toBe('… and 1,214 more (1,234 in all)');
  });

  test('shows the first forty characters of a value, and escapes control characters', async () => {
    const long = await refusal(csv(HEADER, `A,${'é'.repeat(50)},1,1,10:00:00`));
    expect(long.faults[0]!.value).toBe(`${'é'.repeat(40)}…`);
    const wild = await refusal(csv(HEADER, 'A,\u001b[31m\u202e\u0000,1,1,10:00:00'));
    expect(wild.faults[0]!.value).toBe('\\x1b[31m\\u{202e}\\x00');
  });
});

test('an order at the opening arrives before the bell, and not at it', async () => {
  const order = (time: string) => csv(`${HEADER},TimeInForce`, `A,WZE,1,1,${time},2`);
  expect((await order('09:29:59.999999999')).attributes[0]).toBe(
    OrderAttribute.AUCTION | OrderAttribute.IMMEDIATE,
  );
  expect(await messageOf(order('09:30:00'))).toContain(
    "field 'TimeInForce' is '2': must not be at the opening for an order that arrives at 09:30:00:",
  );
});

describe('the date of the orders', () => {
  test('is one Eastern date, also for orders with only a time of day', async () => {
    const flow = await csv(
      HEADER,
      'A,WZE,1,1,2012-08-01T23:59:59.5+00:00',
      'B,WZE,1,1,20120801-13:30:00',
      'C,WZE,1,1,09:30:00',
    );
    expect(flow.clOrdIds).toEqual(['B', 'C', 'A']);
    expect(flow.arrivalNs[2]).toBe(37_799.5e9);
  });

  test('is that of the first dated order, and another date is refused', async () => {
    const orders = [
      'A,WZE,1,1,10:00:00',
      'B,WZE,1,1,20120801-13:30:00',
      'C,WZE,1,1,2012-08-02T23:00:00+14:00',
      'D,WZE,1,1,2012-08-02T08:00:00Z',
    ];
    expect(await messageOf(csv(HEADER, ...orders))).toBe(
      [3, 4]
        .map((order) => [order + 1, orders[order - 1]!.slice(10)])
        .map(
          ([line, time]) =>
            `orders.csv:${line}: field 'TransactTime' is '${time}': must be on one date ` +
            'with the others: it is on 2012-08-02 Eastern, line 3 is on 2012-08-01',
        )
        .join('\n'),
    );
  });
});

describe('the number of orders', () => {
  const lines = (orders: number) =>
    [HEADER, ...Array.from({ length: orders }, (_, k) => `A${k},WZE,1,1,10:00:00`)].join('\n');

  test('may reach its limit, and not pass it', async () => {
    const parsed = await parseOrders(chunkOf(lines(5000)), 'csv', 'orders.csv', NAMES, 5000);
    expect(parsed.count).toBe(5000);
    expect(
      await messageOf(parseOrders(chunkOf(lines(5001)), 'csv', 'orders.csv', NAMES, 5000)),
    ).toBe(
      'orders.csv:5002: a file may hold at most 5,000 orders, which take 1 GB of memory; split it',
    );
  });

  test('past the limit ends the reading without another chunk', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield encode(`${HEADER}\n`);
      for (;;) yield encode(`A${asked++},WZE,1,1,10:00:00\n`);
    }
    await refusal(parseOrders(endless(), 'csv', 'orders.csv', NAMES, 100));
    expect(asked).toBe(101);
  });

  test('is at least one', async () => {
    expect(await messageOf(csv())).toBe('orders.csv: is empty');
    expect(await messageOf(ndjson('\uFEFF', ' ', ''))).toBe('orders.ndjson: is empty');
    expect(await messageOf(csv(HEADER, ''))).toBe('orders.csv: holds no orders');
  });
});

test('passes on what the chunks throw', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield encode(`${HEADER}\nA,WZE,1,0,10:00:00\n`);
    throw new Error('the disk is gone');
  }
  await expect(parseOrders(broken(), 'csv', 'orders.csv', NAMES)).rejects.toThrow(
    'the disk is gone',
  );
});
