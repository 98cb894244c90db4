import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readDateMs,
  readShares,
  readTicks,
  readTimestampMs,
  readWhole,
  TOO_FINE,
  valueText,
} from '../../src/fix/values.js';
import { bytesOf, timeText } from '../support/fix-talk.js';

const at = <T>(read: (bytes: Uint8Array, start: number, end: number) => T, text: string): T =>
  read(bytesOf(`7${text}7`), 1, 1 + text.length);

test.each([
  ['0', 0],
  ['12', 120_000],
  ['12.', 120_000],
  ['.5', 5000],
  ['00.25', 2500],
  ['-1.0001', -10_001],
  ['1.00010000', 10_001],
  ['99999999999', 999_999_999_990_000],
  ['1.00001', TOO_FINE],
  ['', Number.NaN],
  ['.', Number.NaN],
  ['-', Number.NaN],
  ['+1', Number.NaN],
  ['1e5', Number.NaN],
  ['1.2.3', Number.NaN],
  ['1234567890123456', Number.NaN],
])('reads the price %j as %d ticks', (text, ticks) => {
  expect(at(readTicks, text)).toBe(ticks);
});

test('reads every price of whole ticks exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (ticks) => {
      expect(at(readTicks, (ticks / 10_000).toFixed(4))).toBe(ticks);
    }),
  );
});

test('reads quantities of whole shares', () => {
  expect(['100', '100.0', '100.5', 'x'].map((text) => at(readShares, text))).toEqual([
    100,
    100,
    TOO_FINE,
    Number.NaN,
  ]);
});

test('reads whole numbers of up to 15 digits', () => {
  expect(['0', '007', '999999999999999'].map((text) => at(readWhole, text))).toEqual([
    0, 7, 999_999_999_999_999,
  ]);
  expect(['', '-1', '1.0', '1234567890123456'].map((text) => at(readWhole, text))).toEqual([
    -1, -1, -1, -1,
  ]);
});

test('reads the times that Date writes', () => {
  const span = { min: Date.UTC(1970, 0, 1), max: Date.UTC(2200, 0, 1) };
  fc.assert(
    fc.property(fc.integer(span), (ms) => {
      expect(at(readTimestampMs, timeText(ms))).toBe(ms);
      expect(at(readTimestampMs, timeText(ms).slice(0, 17))).toBe(ms - (ms % 1000));
    }),
  );
  expect(at(readTimestampMs, '20120801-13:30:00.123456789')).toBe(
    Date.UTC(2012, 7, 1, 13, 30, 0, 123),
  );
});

test.each([
  '20120801',
  '20120801 13:30:00',
  '20120801-13:30',
  '20120801-24:00:00',
  '20120801-13:60:00',
  '20120801-13:30:61',
  '20120801-13:30:00.',
  '20120801-13:30:00,5',
  '20120230-13:30:00',
  '20121301-13:30:00',
  '2012080x-13:30:00',
])('reads no time in %j', (text) => {
  expect(at(readTimestampMs, text)).toBeNaN();
});

test('knows leap years', () => {
  expect(['20000229', '20120229'].map((text) => at(readDateMs, text))).toEqual([
    Date.UTC(2000, 1, 29),
    Date.UTC(2012, 1, 29),
  ]);
  expect(['19000229', '20110229'].map((text) => at(readDateMs, text))).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
});

test('reads any bytes as a text of as many characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(8), (bytes, skipped) => {
      const start = Math.min(skipped, bytes.length);
      const twin = [...bytes.slice(start)].map((byte) => String.fromCharCode(byte)).join('');
      expect(valueText(bytes, start, bytes.length)).toBe(twin);
    }),
  );
});
