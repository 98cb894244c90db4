import { describe, expect, test } from 'vitest';
import { parseOrders } from '../../src/flow/order-file.js';
import { chunked, chunkOf, NAMES } from './written-orders.js';

const HEADER = 'ClOrdID,Symbol,Side,OrderQty,TransactTime';
const GOOD = 'G,WZE,1,1,10:00:00';

const csv = (...lines: string[]) =>
  parseOrders(chunkOf(lines.join('\n')), 'csv', 'orders.csv', NAMES);

async function messageOf(parsed: Promise<unknown>): Promise<string> {
  return parsed.then(
    () => 'read',
    (error: Error) => error.message,
  );
}

describe('a header', () => {
  test('must have each required column once, and otherwise only the user’s columns', async () => {
    expect(
      (await messageOf(csv('ClOrdID,Symbl,Side,SIDE,OrderQty,,x-1,x-1', 'A'))).split('\n'),
    ).toEqual([
      "orders.csv:1: field 'Symbl' is not a field of an order; did you mean " +
        "'Symbol'? (a column of your own begins with x-)",
      "orders.csv:1: field 'SIDE' must be in one column only, and is in columns 3 and 4",
      'orders.csv:1: column 6 must have a name',
      "orders.csv:1: field 'Symbol' is required, and the header lacks it",
      "orders.csv:1: field 'TransactTime' is required, and the header lacks it",
    ]);
  });

  test('with another delimiter is refused with a hint at the comma', async () => {
    expect(await messageOf(csv(HEADER.replaceAll(',', ';'), 'A;WZE;1;1;10:00:00'))).toMatch(
      /^orders.csv:1: line is 'ClOrdID;.*: must be the names of the columns, separated by commas$/,
    );
  });
});

describe('a row', () => {
  test.each([
    ['A,WZE,1,1', "line is 'A,WZE,1,1': must have 5 fields as the header has, has 4"],
    [
      'A,WZE,1,1,10:00:00,',
      "line is 'A,WZE,1,1,10:00:00,': must have 5 fields as the header has, has 6",
    ],
    [
      'A,WZE,1,"1,10:00:00',
      "field 'OrderQty' is '1,10:00:00': must close its quote on the line where it " +
        'opens: a line break inside a field is not accepted',
    ],
    [
      'A"1",WZE,1,1,10:00:00',
      `field 'ClOrdID' is 'A"1"': must be quoted, since it holds a ` +
        'quote; write that quote twice (RFC 4180)',
    ],
    [
      '"A"1,WZE,1,1,10:00:00',
      "field 'ClOrdID' is 'A': must end at its closing quote; a quote " +
        'inside a quoted field is written twice (RFC 4180)',
    ],
    [
      'A,WZE,1,1\r,10:00:00',
      "field 'OrderQty' is '1\\x0d': must not hold a carriage return; lines end in LF or CRLF",
    ],
    [
      'A,WZE,1,1,10:00:00,x"y',
      "line is 'A,WZE,1,1,10:00:00,x\"y': must be quoted, since it holds a " +
        'quote; write that quote twice (RFC 4180)',
    ],
  ])('%j is refused', async (line, fault) => {
    expect(await messageOf(csv(HEADER, '', GOOD, line))).toBe(`orders.csv:4: ${fault}`);
  });

  test('is refused at the line where a field with a line break begins', async () => {
    const message = await messageOf(csv(HEADER, GOOD, '"A', 'B",WZE,1,1,10:00:00'));
    expect(message).toContain(
      "orders.csv:3: field 'ClOrdID' is 'A': must close its quote on the line where it opens",
    );
  });

  test('may have quotes and commas in its names, and anything in columns of the user', async () => {
    const flow = await csv(
      `${HEADER},x-note`,
      '"a ""b"", c",WZE,1,1,10:00:00,"\u0007, ""x"""',
      `"${GOOD.replaceAll(',', '","')}",`,
    );
    expect(flow.clOrdIds).toEqual(['a "b", c', 'G']);
  });

  test.each(['A\xe9,WZE,1,1,10:00:00,', 'A,WZE,1,1,10:00:00,\xc3('])(
    'that is not UTF-8, here %j, is refused at the field that is not',
    async (line) => {
      const bytes = Buffer.from(`${HEADER},X-Note\n${GOOD},\n${line}\n`, 'latin1');
      const field = line.startsWith('A\xe9') ? "'ClOrdID' is 'A\uFFFD'" : "'X-Note' is '\uFFFD('";
      expect(await messageOf(parseOrders(chunked(bytes), 'csv', 'orders.csv', NAMES))).toBe(
        `orders.csv:3: field ${field}: must be UTF-8`,
      );
    },
  );

  test('of 65,536 bytes is accepted, and a longer one is refused', async () => {
    const note = (bytes: number) => `${GOOD},${'x'.repeat(bytes - GOOD.length - 1)}`;
    expect((await csv(`${HEADER},x-note`, note(65_536))).count).toBe(1);
    expect(await messageOf(csv(`${HEADER},x-note`, note(65_537)))).toBe(
      `orders.csv:2: line is '${note(40)}…': must have at most 65,536 bytes`,
    );
  });
});

describe('a header that cannot be one', () => {
  test.each([
    [
      'of too many columns',
      [HEADER, ...Array.from({ length: 252 }, (_, k) => `x-${k}`)].join(','),
      'must have at most 256 columns',
    ],
    ['too long', `${HEADER},x-${'x'.repeat(70_000)}`, 'must have at most 65,536 bytes'],
    [
      'with an open quote',
      `"${HEADER}`,
      'must close its quote on the line where it opens: a line ' +
        'break inside a field is not accepted',
    ],
  ])('%s is refused, and no order is read by it', async (_, header, reason) => {
    expect(await messageOf(csv(header, 'A,WZE,1,-1,10:00:00'))).toMatch(
      new RegExp(`^orders.csv:1: line is '.{40}…': ${reason}$`),
    );
  });

  test('in UTF-16 is refused with a hint that files are UTF-8', async () => {
    const bytes = Buffer.from(`\uFEFF${HEADER}\r\n${GOOD}\r\n`, 'utf16le');
    expect(await messageOf(parseOrders(chunked(bytes), 'csv', 'orders.csv', NAMES))).toMatch(
      /^orders.csv:1: line is '\uFFFD\uFFFDC\\x00.*': must be UTF-8$/,
    );
  });
});
