import { expect, test } from 'vitest';
import { parseOrderBytes } from '../../src/flow/order-file.js';
import { OrderAttribute } from '../../src/orders/codes.js';
import type { OrderFlow } from '../../src/orders/flow.js';

const HEADER = 'ClOrdID,Symbol,Side,OrderQty,TransactTime,Price,TimeInForce,ExecInst';
const NAMES = { symbols: ['WZE'], retailFlag: 4, servers: 1 };
const { AUCTION, IMMEDIATE, PRE_MARKET, SHORT, SWEEP } = OrderAttribute;

const read = (file: string, ...lines: string[]): OrderFlow =>
  parseOrderBytes(new TextEncoder().encode(lines.join('\n')), file, NAMES);

test('the attributes of an order say its time in force, session, mark and sweep', () => {
  const { attributes } = read(
    'o.csv',
    HEADER,
    'A,WZE,1,1,09:00:00,3.5,2,f',
    'B,WZE,5,1,09:10:00,3.5,,',
    'C,WZE,1,1,10:00:00,3.5,3,f',
    'D,WZE,1,1,10:00:01,3.5,0,',
  );
  expect([...attributes.subarray(0, 4)]).toEqual([
    AUCTION | IMMEDIATE | SWEEP,
    PRE_MARKET | SHORT,
    IMMEDIATE | SWEEP,
    0,
  ]);
  const json = '{"11":"A","55":"WZE","54":1,"38":1,"60":"10:00:00","44":3.5,"18":"f"}';
  expect(read('o.ndjson', json).attributes[0]).toBe(SWEEP);
});

test('an intermarket sweep order has a limit and ExecInst f; no other code is known', () => {
  const lines = [
    'A,WZE,1,1,10:00:00,,,f',
    'B,WZE,1,1,10:00:01,3.5,,F',
    'C,WZE,1,1,10:00:01,3.5,,6',
  ];
  const faults = [
    "2: field 'ExecInst' is 'f': must be empty for a market order",
    "3: field 'ExecInst' is 'F': must be f for an intermarket sweep order",
    "4: field 'ExecInst' is '6': must be f for an intermarket sweep order",
  ];
  for (const fault of faults) expect(() => read('o.csv', HEADER, ...lines)).toThrow(fault);
});
