import { expect, test } from 'vitest';
import {
  BookEvent,
  BookPhase,
  BookReason,
  FORCE_MASK,
  NO_AGGRESSOR,
  OrderTerms,
  STP_MASK,
  TERMS_MAX,
} from '../../../src/market/book/codes.js';

const { DAY, GTC, IOC, FOK, MARKET, POST_ONLY } = OrderTerms;
const { STP_NEWEST, STP_OLDEST, STP_BOTH, STP_DECREMENT } = OrderTerms;

test('terms add up without touching each other’s bits', () => {
  const forces = [DAY, GTC, IOC, FOK];
  const preventions = [0, STP_NEWEST, STP_OLDEST, STP_BOTH, STP_DECREMENT];
  const sums = new Set<number>();
  for (const force of forces)
    for (const stp of preventions)
      for (const kind of [0, MARKET, POST_ONLY]) {
        const terms = force + stp + kind;
        expect([terms & FORCE_MASK, terms & STP_MASK, terms <= TERMS_MAX]).toEqual([
          force,
          stp,
          true,
        ]);
        sums.add(terms);
      }
  expect(sums.size).toBe(forces.length * preventions.length * 3);
});

test('codes of a list differ and fit their bits of an event', () => {
  for (const codes of [BookEvent, BookReason, BookPhase]) {
    const values = Object.values<number>(codes);
    expect(new Set(values).size).toBe(values.length);
    expect(Math.max(...values)).toBeLessThan(256);
  }
  // A side has two bits.
  expect(NO_AGGRESSOR).toBeLessThan(4);
});
