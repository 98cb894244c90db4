import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { readItch } from '../../../src/market/book/itch.js';
import { RecordedKind, type RecordedMessage } from '../../../src/market/book/recorded.js';

const LOCATE = 7;
const TIME_NS = 34_200_000_000_001;

/** A message of a type: its head, and numbers or texts at places after it. */
function message(
  type: string,
  length: number,
  parts: readonly (readonly [at: number, value: number | string, bytes?: number])[],
  locate = LOCATE,
): Uint8Array {
  const bytes = new Uint8Array(2 + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, length);
  bytes[2] = type.charCodeAt(0);
  view.setUint16(3, locate);
  view.setUint16(7, Math.floor(TIME_NS / 2 ** 32));
  view.setUint32(9, TIME_NS % 2 ** 32);
  for (const [at, value, width = 4] of parts) {
    if (typeof value === 'string') bytes.set(new TextEncoder().encode(value), 2 + at);
    else if (width === 8) view.setBigUint64(2 + at, BigInt(value));
    else view.setUint32(2 + at, value);
  }
  return bytes;
}

type Draw = { type: string; order: number; other: number; shares: number; price: number };

/** A drawn message as bytes. */
function bytesOf({ type, order, other, shares, price }: Draw): Uint8Array {
  const reference = [11, order, 8] as const;
  if (type === 'A' || type === 'F')
    return message(type, type === 'A' ? 36 : 40, [
      reference,
      [19, 'S'],
      [20, shares],
      [24, 'AAPL    '],
      [32, price],
    ]);
  if (type === 'U')
    return message(type, 35, [reference, [19, other, 8], [27, shares], [31, price]]);
  if (type === 'D') return message(type, 19, [reference]);
  return message(type, { E: 31, C: 36, X: 23 }[type]!, [reference, [19, shares]]);
}

const KINDS = { A: 'ADD', F: 'ADD', U: 'REPLACE', D: 'DELETE', X: 'REDUCE' } as const;

/** The fields that a drawn message has; those that its type has not keep earlier values. */
function fieldsOf({ type, order, other, shares, price }: Draw): Partial<RecordedMessage> {
  const kind = RecordedKind[KINDS[type as keyof typeof KINDS] ?? 'EXECUTE'];
  const of = { kind, timeNs: TIME_NS, reference: order };
  if (type === 'D') return of;
  if (type === 'U') return { ...of, newReference: other, shares, price };
  return type === 'A' || type === 'F' ? { ...of, side: 1, shares, price } : { ...of, shares };
}

function read(
  parts: readonly Uint8Array[],
  pieces: readonly number[],
  stock = 'AAPL',
): RecordedMessage[] {
  const messages: RecordedMessage[] = [];
  const reader = readItch('day.itch', stock, (one) => messages.push({ ...one }));
  const bytes = Buffer.concat(parts);
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = pieces[n % pieces.length]!;
    reader.push(bytes.subarray(at, at + length));
    at += length;
  }
  reader.end();
  return messages;
}

const directory = (stock: string, locate: number): Uint8Array =>
  message('R', 39, [[11, stock.padEnd(8)]], locate);

const draws = fc.array(
  fc.record({
    type: fc.constantFrom('A', 'F', 'E', 'C', 'X', 'D', 'U'),
    order: fc.integer({ min: 0, max: 2 ** 50 }),
    other: fc.integer({ min: 0, max: 2 ** 50 }),
    shares: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    price: fc.integer({ min: 1, max: 2 ** 31 }),
  }),
  { maxLength: 12 },
);

test('any messages are read as they were written, however the file is cut', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(draws, pieces, (given, lengths) => {
      const messages = read([directory('AAPL', LOCATE), ...given.map(bytesOf)], lengths);
      expect(messages.slice(1)).toMatchObject(given.map(fieldsOf));
      expect(messages).toHaveLength(1 + given.length);
    }),
    { seed: 20120801, numRuns: 60 },
  );
});

test('messages of other stocks, and of types without the book, are passed over', () => {
  const other = message('D', 19, [[11, 5, 8]], 8);
  const broken = message('B', 19, [[11, 5, 8]]);
  const parts = [directory('MSFT', 8), directory('AAPL', LOCATE), other, broken];
  expect(read(parts, [1000]).map(({ kind }) => kind)).toEqual([RecordedKind.OTHER]);
  expect(() => read(parts, [1000], 'IBM')).toThrow("day.itch: has no messages about stock 'IBM'");
});

test('a trading action says whether the stock is halted, paused or traded', () => {
  const actions = ['H', 'P', 'Q', 'T'].map((state) =>
    message('H', 25, [
      [11, 'AAPL    '],
      [19, state],
    ]),
  );
  expect(read(actions, [11]).map(({ kind }) => kind)).toEqual([
    RecordedKind.HALT,
    RecordedKind.PAUSE,
    RecordedKind.PAUSE,
    RecordedKind.RESUME,
  ]);
});

test.each([
  ['D', message('D', 20, []), "byte 41: message 'D': length 20: must be 19"],
  ['empty', new Uint8Array(2), 'byte 41: length 0: must be at least 1'],
  ['cut', message('D', 19, []).subarray(0, 9), 'byte 41: the file ends within a message'],
  [
    'H',
    message('H', 25, [
      [11, 'AAPL    '],
      [19, 'Z'],
    ]),
    "state 'Z': must be H, P, Q or T",
  ],
  [
    'A',
    message('A', 36, [
      [19, 'X'],
      [24, 'AAPL    '],
    ]),
    "side 'X': must be B or S",
  ],
])('a wrong message (%s) is refused with its byte', (_, wrong, reason) => {
  const readIt = () => read([directory('AAPL', LOCATE), wrong], [1000]);
  expect(readIt).toThrow(InputError);
  expect(readIt).toThrow(reason);
});
