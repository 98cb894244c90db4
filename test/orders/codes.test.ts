import { describe, expect, test } from 'vitest';
import {
  ALL_VERDICT_COUNT,
  OrderAttribute,
  ParentState,
  Side,
  sideSign,
  VERDICT_COUNT,
  VERDICT_NAMES,
  Verdict,
} from '../../src/orders/codes.js';

describe('the codes of an order', () => {
  test('a buy adds and a sell takes away', () => {
    expect([sideSign(Side.BUY), sideSign(Side.SELL)]).toEqual([1, -1]);
  });

  test('the sides are those of FIX, less one', () => {
    expect([Side.BUY + 1, Side.SELL + 1]).toEqual([1, 2]);
  });

  test('attributes are distinct bits that fit a byte', () => {
    const bits = Object.values(OrderAttribute);
    const together = bits.reduce((mask: number, bit) => mask | bit, 0);
    expect(together).toBe(bits.reduce((sum: number, bit) => sum + bit, 0));
    expect(together).toBeLessThan(256);
    for (const bit of bits) expect(bit & (bit - 1)).toBe(0);
  });

  test('a row of zeros is a free parent and an admitted child', () => {
    expect([ParentState.FREE, Verdict.ADMITTED]).toEqual([0, 0]);
  });

  test('every verdict indexes its own name', () => {
    expect(ALL_VERDICT_COUNT).toBe(VERDICT_NAMES.length);
    expect(new Set(VERDICT_NAMES).size).toBe(ALL_VERDICT_COUNT);
    expect(VERDICT_COUNT).toBe(8);
    for (const [key, code] of Object.entries(Verdict))
      expect(VERDICT_NAMES[code]).toBe(key.toLowerCase().replaceAll('_', '-'));
    expect(VERDICT_NAMES[Verdict.PARENT_QUANTITY]).toBe('parent-quantity');
    expect(VERDICT_NAMES[Verdict.GROSS_EXPOSURE]).toBe('gross-exposure');
  });
});
