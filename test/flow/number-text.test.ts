import { describe, expect, test } from 'vitest';
import { decimalUnits, wholeNumber } from '../../src/flow/number-text.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const whole = (text: string, min = 0, max = 2 ** 31 - 1) =>
  wholeNumber(bytesOf(text), 0, bytesOf(text).length, min, max);
const ticks = (text: string) =>
  decimalUnits(bytesOf(text), 0, bytesOf(text).length, 4, 1, 2_000_000_000);

describe('a whole number', () => {
  test.each([
    ['100', 100],
    ['0100', 100],
    ['100.0', 100],
    ['100.000000', 100],
    ['1e2', 100],
    ['1E+2', 100],
    ['1.5e1', 15],
    ['15000e-3', 15],
    ['0', 0],
    ['0.0', 0],
    ['0e400', 0],
    ['2147483647', 2 ** 31 - 1],
    ['2147483647.0', 2 ** 31 - 1],
    ['2.147483647e9', 2 ** 31 - 1],
  ])('is what %s spells', (text, number) => {
    expect(whole(text)).toBe(number);
  });

  test.each([
    '2147483648',
    '4294967396',
    '4294967396.0',
    '1e400',
    '1e9999',
    '1.5',
    '15e-1',
    '-0',
    '-1',
    '+1',
    '1.',
    '.5',
    '1e',
    'e1',
    '',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '٣',
    '1'.repeat(500),
  ])('is not %s', (text) => {
    expect(whole(text, text === '' ? 1 : 0)).toBeNaN();
  });

  test('has inclusive bounds', () => {
    expect(['4', '5', '5.0', '7', '7e0', '8', '8.0'].map((text) => whole(text, 5, 7))).toEqual([
      Number.NaN,
      5,
      5,
      7,
      7,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('a decimal', () => {
  test.each([
    ['11.6', 116_000],
    ['11.60', 116_000],
    ['11.600000', 116_000],
    ['1.16e1', 116_000],
    ['0.0001', 1],
    ['1e-4', 1],
    ['100000e-9', 1],
    ['200000', 2_000_000_000],
    ['2e5', 2_000_000_000],
    ['0.071', 710],
  ])('%s is exact in ticks', (text, number) => {
    expect(ticks(text)).toBe(number);
  });

  test.each([
    '0',
    '0.0',
    '-0',
    '0.00001',
    '1e-5',
    '11.60001',
    '23.040000000000003',
    '200000.0001',
    '2.1e5',
    '1e400',
    '1e2.5',
    '.5',
    '5.',
    'nan',
    '',
    '1,5',
  ])('%s is none', (text) => {
    expect(ticks(text)).toBeNaN();
  });
});
