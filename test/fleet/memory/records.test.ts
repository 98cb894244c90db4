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
  readAnswer,
  readParent,
  readQuoteRecord,
  recordKind,
  writeAnswers,
  writeMark,
  writeParent,
  writeQuoteRecord,
} from '../../../src/fleet/memory/records.js';
import { QUOTE_SCHEMA } from '../../../src/market/quotes.js';
import { allocateTable } from '../../../src/memory/table.js';
import { createOrderFlow } from '../../../src/orders/flow.js';
import { childrenOf, emptyChildren } from '../../support/children.js';

const CAPACITY = 8;
const RUNS = { seed: 20120801, numRuns: 200 };

function space(): RecordSpace {
  const buffer = new SharedArrayBuffer(CAPACITY * RECORD_WORDS * 4);
  return { words: new Int32Array(buffer), doubles: new Float64Array(buffer), mask: CAPACITY - 1 };
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const shares = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const symbol = fc.integer({ min: 0, max: 2 ** 22 - 1 });
const side = fc.integer({ min: 0, max: 1 });
const byte = fc.integer({ min: 0, max: 255 });
/** Positions around the wrap of a cursor at 32 bits. */
const position = fc.oneof(int32, fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31)));

test('a parent is read from its record as it was written', () => {
  const row = fc.record({
    symbol,
    side,
    quantity: shares,
    limitTicks: int32,
    flags: byte,
    attributes: byte,
    account: fc.nat({ max: 65_535 }),
  });
  fc.assert(
    fc.property(row, int32, fc.maxSafeInteger(), position, (order, id, timeNs, at) => {
      const [from, to] = [createOrderFlow(1), createOrderFlow(1)];
      for (const [column, value] of Object.entries(order))
        from[column as keyof typeof order][0] = value;
      const records = space();
      writeParent(records, at, from, 0, id, timeNs);
      expect(recordKind(records, at)).toBe(RecordKind.PARENT);
      expect(intendedNs(records, at)).toBe(timeNs);
      expect(readParent(records, at, to)).toBe(id);
      for (const [column, value] of Object.entries(order))
        expect(to[column as keyof typeof order][0]).toBe(value);
    }),
    RUNS,
  );
});

test('answers are read from a journal as they were written, into their own words only', () => {
  const answer = fc.record({
    executed: shares,
    executedAtTicks: int32,
    middleTicks: int32,
    quantity: shares,
    priceTicks: int32,
    symbol,
  });
  fc.assert(
    fc.property(
      fc.array(answer, { minLength: 1, maxLength: CAPACITY }),
      position,
      fc.nat({ max: 2 ** 30 }),
      (rows, at, first) => {
        const from = childrenOf(rows, first, emptyChildren(CAPACITY));
        const to = childrenOf(
          rows.map(({ quantity, priceTicks, symbol: stock }) => ({
            quantity,
            priceTicks,
            symbol: stock,
            executed: 0,
          })),
          first,
          emptyChildren(CAPACITY),
        );
        const records = space();
        writeAnswers(records, at, from, first, first + rows.length);
        rows.forEach((_, n) => {
          expect(recordKind(records, (at + n) | 0)).toBe(RecordKind.ANSWER);
          readAnswer(records, (at + n) | 0, to, first + n);
        });
        expect(to.words).toEqual(from.words);
      },
    ),
    RUNS,
  );
});

describe('the venues’ feed', () => {
  test('tells quotes from epochs', () => {
    const records = space();
    const [quotes, own] = [allocateTable(QUOTE_SCHEMA, 3), allocateTable(QUOTE_SCHEMA, 3)];
    quotes.bidTicks[2] = 99_900;
    quotes.askTicks[2] = 100_100;
    quotes.midTicks[2] = 100_000;
    quotes.paused[2] = 1;
    writeQuoteRecord(records, 3, quotes, 2);
    writeMark(records, 4, RecordKind.EPOCH, 77);
    expect(recordKind(records, 3)).toBe(RecordKind.QUOTE);
    readQuoteRecord(records, 3, own);
    expect([own.bidTicks[2], own.askTicks[2], own.midTicks[2], own.paused[2]]).toEqual([
      99_900, 100_100, 100_000, 1,
    ]);
    expect([recordKind(records, 4), markNumber(records, 4)]).toEqual([RecordKind.EPOCH, 77]);
  });

  test.each(Object.entries(RecordKind))(
    'a mark of kind %s keeps its kind, number, time and money',
    (_, kind) => {
      const [records, copy] = [space(), space()];
      writeMark(records, 5, kind, 123_456, 2 ** 52 + 1, 2 ** 51 + 3);
      copyRecord(records, 5, copy, 6);
      const read = [
        recordKind(copy, 6),
        markNumber(copy, 6),
        markTimeNs(copy, 6),
        markMoney(copy, 6),
      ];
      expect(read).toEqual([kind, 123_456, 2 ** 52 + 1, 2 ** 51 + 3]);
    },
  );
});
