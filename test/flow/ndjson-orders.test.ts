import { describe, expect, test } from 'vitest';
import type { OrderFileError } from '../../src/flow/order-faults.js';
import { parseOrders } from '../../src/flow/order-file.js';
import { chunked, chunkOf, NAMES } from './written-orders.js';

const ORDER = { ClOrdID: 'A', Symbol: 'WZE', Side: 1, OrderQty: 100, TransactTime: '10:00:00' };

/** The message about an order with these members put in, or `read`. */
async function messageOf(members: object | string): Promise<string> {
  const line = typeof members === 'string' ? members : JSON.stringify({ ...ORDER, ...members });
  const good = JSON.stringify({ ...ORDER, ClOrdID: 'good' });
  return parseOrders(chunkOf(`${good}\n\n${line}\n`), 'ndjson', 'orders.ndjson', NAMES).then(
    () => 'read',
    (error: Error) => error.message.replace(/^orders\.ndjson:3: /, ''),
  );
}

/** The order as text with the value of one member written as it is. */
const written = (name: string, value: string) =>
  JSON.stringify({ ...ORDER, [name]: '@' }).replace('"@"', value);

describe('an object', () => {
  test.each([
    [
      'a number where FIX has a text',
      { ClOrdID: 17 },
      "field 'ClOrdID' is '17': must be a JSON string",
    ],
    [
      'a boolean where there is none',
      { Side: true },
      "field 'Side' is 'true': must be a JSON string",
    ],
    ['null for what is required', { Symbol: null }, "field 'Symbol' is required"],
    [
      'a quantity with a fraction',
      { OrderQty: 1.5 },
      "field 'OrderQty' is '1.5': must be a whole number from 1 to 100,000,000",
    ],
    [
      'a name that no field has',
      { OrdQty: 1 },
      "field 'OrdQty' is '1': is not a field of an order; did you mean " +
        "'OrderQty'? (a column of your own begins with x-)",
    ],
    ['a field twice', { orderqty: 100 }, "field 'orderqty' is '100': must be in the object once"],
  ])('with %s is refused', async (_, members, message) => {
    expect(await messageOf(members)).toBe(message);
  });

  test.each([
    [
      'OrderQty',
      '1e-2',
      "field 'OrderQty' is '1e-2': must be a whole number from 1 to 100,000,000",
    ],
    [
      'OrderQty',
      '100.5',
      "field 'OrderQty' is '100.5': must be a whole number from 1 to 100,000,000",
    ],
    [
      'Price',
      '23.040000000000003',
      "field 'Price' is '23.040000000000003': must be dollars above 0 and " +
        'up to 200,000, with at most 4 decimal places',
    ],
    [
      'ClOrdID',
      '"\\x"',
      "field 'ClOrdID' is '\\x': must have no escapes but those of JSON, and surrogates in pairs",
    ],
    [
      'ClOrdID',
      '"\\ud834"',
      "field 'ClOrdID' is '\\ud834': must have no escapes but " +
        'those of JSON, and surrogates in pairs',
    ],
    [
      'ClOrdID',
      '"a\\u0000"',
      "field 'ClOrdID' is 'a\\x00': must be a text of 1 to 64 " +
        'characters without control characters',
    ],
    [
      'x-note',
      '"\\q"',
      "field 'x-note' is '\\q': must have no escapes but those of JSON, and surrogates in pairs",
    ],
  ])('with %s %s is refused', async (name, value, message) => {
    expect(await messageOf(written(name, value))).toBe(message);
  });

  test.each([
    ['[1]', 1],
    ['{"ClOrdID":{}}', 12],
    ['{"ClOrdID":"A"', 15],
    ['{"ClOrdID":"A"} {}', 17],
    ['{"OrderQty":007}', 14],
    ["{'ClOrdID':'A'}", 2],
  ])('that is %s is refused at its byte %i', async (line, place) => {
    expect(await messageOf(line)).toBe(
      `line is '${line}': must be one JSON object of strings, numbers, ` +
        `true, false and null; at byte ${place} it is not`,
    );
  });

  test('shows a field by the name that this line gives it, not the line before', async () => {
    const without = { ...ORDER, OrderQty: undefined };
    const lines = [
      { ...without, orderQTY: 0 },
      without,
      ORDER,
      { ...without, ORDERQTY: 0, clordid: 'B', ClOrdID: undefined },
      {},
    ];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const error = await parseOrders(chunkOf(text), 'ndjson', 'o', NAMES).catch(
      (refused: unknown) => refused,
    );
    expect(
      (error as OrderFileError).faults.map(({ line, field, value }) => [line, field, value]),
    ).toEqual([
      [1, 'orderQTY', '0'],
      [2, 'OrderQty', ''],
      [2, 'ClOrdID', 'A'],
      [3, 'ClOrdID', 'A'],
      [4, 'ORDERQTY', '0'],
      ...['ClOrdID', 'Symbol', 'Side', 'OrderQty', 'TransactTime'].map((field) => [5, field, '']),
    ]);
  });

  test.each([
    [
      `${JSON.stringify({ ...ORDER, ClOrdID: 'A\xe9' })}`,
      "field 'ClOrdID' is 'A\uFFFD': must be UTF-8",
    ],
    [
      `${JSON.stringify({ ...ORDER, 'x-\xe9': 'b' })}`,
      'line is \'{"ClOrdID":"A","Symbol":"WZE","Side":1,"…\': must be UTF-8',
    ],
  ])('that is not UTF-8, here %j, is refused', async (line, fault) => {
    const parsed = parseOrders(chunked(Buffer.from(line, 'latin1')), 'ndjson', 'o', NAMES);
    await expect(parsed).rejects.toThrow(`o:1: ${fault}`);
  });

  test('has at most 256 members and 65,536 bytes', async () => {
    const own = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, k) => [`x-${k}`, k]));
    expect(await messageOf(own(251))).toBe('read');
    expect(await messageOf(own(252))).toMatch(/^line is '.*…': must have at most 256 members$/);
    const length = JSON.stringify({ ...ORDER, 'x-note': '' }).length;
    expect(await messageOf({ 'x-note': 'x'.repeat(65_536 - length) })).toBe('read');
    expect(await messageOf({ 'x-note': 'x'.repeat(65_537 - length) })).toMatch(
      /^line is '.*…': must have at most 65,536 bytes$/,
    );
  });
});
