import { expect, test } from 'vitest';
import { AccountCodes } from '../../src/embed/account-codes.js';
import { ACCOUNT_CODE_MAX } from '../../src/orders/flow.js';

test('an account keeps its code: those with limits come first, then others as named', () => {
  const codes = new AccountCodes(['DESK', 'FUND']);
  const named = ['NEW', undefined, 'FUND', 'LATER', 'NEW', 'DESK'];
  expect(named.map((name) => codes.codeOf(name))).toEqual([3, 0, 2, 4, 3, 1]);
});

test('accounts beyond the last code share it', () => {
  const codes = new AccountCodes([]);
  for (let n = 1; n < ACCOUNT_CODE_MAX; n++) expect(codes.codeOf(`A${n}`)).toBe(n);
  expect([codes.codeOf('B'), codes.codeOf('C'), codes.codeOf('A7')]).toEqual([
    ACCOUNT_CODE_MAX,
    ACCOUNT_CODE_MAX,
    7,
  ]);
});
