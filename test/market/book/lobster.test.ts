import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { readLobster } from '../../../src/market/book/lobster.js';
import { RecordedKind, type RecordedMessage } from '../../../src/market/book/recorded.js';

/** The messages of a text, read in pieces of these lengths in turn. */
function messagesOf(text: string, pieces: readonly number[]): RecordedMessage[] {
  const messages: RecordedMessage[] = [];
  const reader = readLobster('m.csv', (message) => messages.push({ ...message }));
  const bytes = new TextEncoder().encode(text);
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = pieces[n % pieces.length]!;
    reader.push(bytes.subarray(at, at + length));
    at += length;
  }
  reader.end();
  return messages;
}

const KINDS = ['ADD', 'REDUCE', 'DELETE', 'EXECUTE', 'OTHER', 'OTHER'] as const;
const row = fc.record({
  second: fc.integer({ min: 0, max: 86_399 }),
  nano: fc.integer({ min: 0, max: 999_999_999 }),
  type: fc.integer({ min: 1, max: 6 }),
  order: fc.integer({ min: 0, max: 2 ** 40 }),
  size: fc.integer({ min: 1, max: 1e6 }),
  price: fc.integer({ min: 1, max: 1e7 }),
  isBuy: fc.boolean(),
});

test('any rows are read as they were written, however the file is cut', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), pieces, (rows, lengths) => {
      const text = rows
        .map(({ second, nano, type, order, size, price, isBuy }) => [
          `${second}.${String(nano).padStart(9, '0')}`,
          type,
          order,
          size,
          price,
          isBuy ? 1 : -1,
        ])
        .join('\n');
      expect(messagesOf(text, lengths)).toEqual(
        rows.map(({ second, nano, type, order, size, price, isBuy }, n) => ({
          kind: RecordedKind[KINDS[type - 1]!],
          timeNs: second * 1e9 + nano,
          reference: order,
          newReference: 0,
          side: isBuy ? 0 : 1,
          shares: size,
          price,
          place: `m.csv: line ${n + 1}`,
        })),
      );
    }),
    { seed: 20120801, numRuns: 60 },
  );
});

test('a halt says in its price what it is', () => {
  const halts = [-1, 0, 1].map((price) => `34200,7,0,0,${price},-1`).join('\n');
  expect(messagesOf(halts, [9]).map(({ kind }) => kind)).toEqual([
    RecordedKind.HALT,
    RecordedKind.PAUSE,
    RecordedKind.RESUME,
  ]);
});

test.each([
  ['34200,1,2,3,4', 'm.csv: line 2: has 5 fields; must have 6: time, type'],
  ['x,1,2,3,4,1', "m.csv: line 2: time 'x': must be seconds after midnight"],
  ['34200,8,2,3,4,1', "m.csv: line 2: type '8': must be a whole number from 1 to 7"],
  ['34200,1,2,0,4,1', "m.csv: line 2: size '0': must be a whole number from 1 to 2147483647"],
  ['34200,1,2,3,4,0', "m.csv: line 2: direction '0': must be 1 or -1"],
  ['9'.repeat(300), 'm.csv: line 2: is longer than 256 characters'],
])('the row %s is refused with its line', (text, reason) => {
  const read = () => messagesOf(`34200,1,2,3,4,1\n${text}`, [1000]);
  expect(read).toThrow(InputError);
  expect(read).toThrow(reason);
});
