import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copyRecord,
  intendedNs,
  markMoney,
  markNumber,
  markTimeNs,
  RECORD_WORDS,
  RecordKind,
  type RecordSpace,
  readAnswers,
  readChildren,
  readParent,
  readQuoteRecord,
  recordKind,
  writeAnswers,
  writeChildren,
  writeMark,
  writeParent,
  writeQuoteRecord,
} from '../../src/fleet/records.js';
import { QUOTE_SCHEMA } from '../../src/market/quotes.js';
import { allocateTable } from '../../src/memory/table.js';
import { CHILD_SCHEMA } from '../../src/orders/children.js';
import { FILL_SCHEMA } from '../../src/orders/fills.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { PARENT_SCHEMA } from '../../src/orders/parents.js';

const CAPACITY = 8;
const RUNS = { seed: 20120801, numRuns: 200 };

function space(): RecordSpace {
  const buffer = new SharedArrayBuffer(CAPACITY * RECORD_WORDS * 4);
  return { words: new Int32Array(buffer), doubles: new Float64Array(buffer), mask: CAPACITY - 1 };
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const shares = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const symbol = fc.integer({ min: 0, max: 2 ** 23 - 1 });
const side = fc.integer({ min: 0, max: 1 });
const venue = fc.integer({ min: 0, max: 15 });
const byte = fc.integer({ min: 0, max: 255 });
/** Cursors wrap at 32 bits. */
const position = fc.oneof(int32, fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31)));

test('a parent comes out of its record as it went in', () => {
  const row = fc.record({ symbol, side, quantity: shares, limitTicks: int32, flags: byte, attributes: byte });
  fc.assert(
    fc.property(row, int32, fc.maxSafeInteger(), position, (order, id, timeNs, at) => {
      const [from, to] = [createOrderFlow(1), createOrderFlow(1)];
      for (const [column, value] of Object.entries(order)) from[column as keyof typeof order][0] = value;
      const records = space();
      writeParent(records, at, from, 0, id, timeNs);
      expect(recordKind(records, at)).toBe(RecordKind.PARENT);
      expect(intendedNs(records, at)).toBe(timeNs);
      expect(readParent(records, at, to)).toBe(id);
      for (const [column, value] of Object.entries(order)) expect(to[column as keyof typeof order][0]).toBe(value);
    }),
    RUNS,
  );
});

const child = fc.record({
  parent: fc.integer({ min: 0, max: 3 }),
  symbol,
  side,
  venue,
  quantity: shares,
  priceTicks: int32,
  lineage: int32,
  gap: fc.integer({ min: 1, max: 1000 }),
});

test('admitted children come out as they went in, refused ones do not, and their sequences are whole again', () => {
  const batch = fc.array(fc.record({ child, admitted: fc.boolean() }), { minLength: 1, maxLength: CAPACITY });
  fc.assert(
    fc.property(batch, fc.integer({ min: 0, max: 2 ** 40 }), position, (rows, lastSequence, at) => {
      const [from, to] = [allocateTable(CHILD_SCHEMA, CAPACITY), allocateTable(CHILD_SCHEMA, CAPACITY)];
      const parents = allocateTable(PARENT_SCHEMA, 4);
      parents.orderId.set([11, -22, 33, 44]);
      let sequence = lastSequence;
      const sent = rows.flatMap(({ child: { gap, ...columns }, admitted }, index) => {
        sequence += gap;
        from.sequence[index] = sequence;
        from.verdict[index] = admitted ? 0 : 3;
        for (const [column, value] of Object.entries(columns)) from[column as keyof typeof columns][index] = value;
        return admitted ? [{ ...columns, sequence, orderId: parents.orderId[columns.parent]! }] : [];
      });
      const records = space();
      expect(writeChildren(records, at, from, parents, rows.length)).toBe(sent.length);
      const orderIds = new Int32Array(CAPACITY);
      const last = readChildren(records, at, sent.length, to, orderIds, lastSequence);
      expect(last).toBe(sent.at(-1)?.sequence ?? lastSequence);
      sent.forEach(({ orderId, ...columns }, index) => {
        expect(orderIds[index]).toBe(orderId);
        for (const [column, value] of Object.entries(columns)) expect(to[column as keyof typeof columns][index]).toBe(value);
      });
    }),
    RUNS,
  );
});

test('answers come out as they went in, but for their sequences', () => {
  const fill = fc.record({
    sequence: fc.integer({ min: 1, max: 2 ** 40 }),
    parent: int32,
    symbol,
    side,
    venue,
    quantity: shares,
    cancelled: shares,
    priceTicks: int32,
    midTicks: int32,
    limitTicks: int32,
  });
  fc.assert(
    fc.property(fc.array(fill, { minLength: 1, maxLength: CAPACITY }), position, (rows, at) => {
      const [from, to] = [allocateTable(FILL_SCHEMA, CAPACITY), allocateTable(FILL_SCHEMA, CAPACITY)];
      rows.forEach((row, index) => {
        for (const [column, value] of Object.entries(row)) from[column as keyof typeof row][index] = value;
      });
      const records = space();
      writeAnswers(records, at, from, rows.length);
      expect(readAnswers(records, at, rows.length, to)).toBe(rows.length);
      rows.forEach((row, index) => {
        for (const [column, value] of Object.entries({ ...row, sequence: 0 })) {
          expect(to[column as keyof typeof row][index]).toBe(value);
        }
      });
    }),
    RUNS,
  );
});

describe('what stands between answers', () => {
  test('ends a run of them, and is read for what it is', () => {
    const records = space();
    const fills = allocateTable(FILL_SCHEMA, 4);
    const [quotes, own] = [allocateTable(QUOTE_SCHEMA, 3), allocateTable(QUOTE_SCHEMA, 3)];
    quotes.bidTicks[2] = 99_900;
    quotes.askTicks[2] = 100_100;
    quotes.midTicks[2] = 100_000;
    quotes.paused[2] = 1;
    writeAnswers(records, 0, fills, 3);
    writeQuoteRecord(records, 3, quotes, 2);
    writeMark(records, 4, RecordKind.EPOCH, 77);
    expect(readAnswers(records, 0, 5, fills)).toBe(3);
    expect(readAnswers(records, 3, 2, fills)).toBe(0);
    readQuoteRecord(records, 3, own);
    expect([own.bidTicks[2], own.askTicks[2], own.midTicks[2], own.paused[2]]).toEqual([99_900, 100_100, 100_000, 1]);
    expect([recordKind(records, 4), markNumber(records, 4)]).toEqual([RecordKind.EPOCH, 77]);
  });

  test.each(Object.entries(RecordKind))('a mark of kind %s keeps its kind, number, time and money', (_, kind) => {
    const [records, copy] = [space(), space()];
    writeMark(records, 5, kind, 123_456, 2 ** 52 + 1, 2 ** 51 + 3);
    copyRecord(records, 5, copy, 6);
    const read = [recordKind(copy, 6), markNumber(copy, 6), markTimeNs(copy, 6), markMoney(copy, 6)];
    expect(read).toEqual([kind, 123_456, 2 ** 52 + 1, 2 ** 51 + 3]);
  });
});
