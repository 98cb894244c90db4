import { expect, test } from 'vitest';
import { describeDesk } from '../../src/report/desk-text.js';

const DESK = {
  boughtShares: 2000,
  soldShares: 10_300,
  feesDollars: 31,
  blockShares: 0,
  discountDollars: 0,
  leftShares: 0,
};

test('tells what the desk sold and bought, what dealers took off, and what was left', () => {
  expect(describeDesk(undefined)).toBe('');
  const traded =
    'Unwound by the desk: 10,300 shares sold and 2,000 bought at the venues, for $31 of fees';
  expect(describeDesk(DESK)).toBe(`${traded}.`);
  expect(describeDesk({ ...DESK, blockShares: 500, discountDollars: 700, leftShares: 40 })).toBe(
    `${traded}; 500 shares to dealers, $700 off the price; 40 shares were left to trade.`,
  );
});
