import { expect, test } from 'vitest';
import { Accounts } from '../../src/gateway/accounts.js';
import { Floor } from '../support/gateway-floor.js';

test('named accounts have codes in their order, all others the next one, and none has 0', () => {
  const accounts = new Accounts(['DESK', 'FUND']);
  expect(['', 'DESK', 'FUND', 'X', 'Y'].map((name) => accounts.codeOf(name))).toEqual([
    0, 1, 2, 3, 3,
  ]);
});

test('an order counts for the account of its session, else for the one that it names', () => {
  const floor = new Floor();
  const own = floor.client('4.4', { account: 'FUND' });
  const any = floor.client('4.2');
  floor.order(own, 'A').order(own, 'B', '40=1|1=DESK');
  floor.order(any, 'C').order(any, 'D', '40=1|1=DESK').order(any, 'E', '40=1|1=OTHER');
  expect(floor.asked.map((each) => / account (\d)$/.exec(each)?.[1])).toEqual([
    '2',
    '2',
    undefined,
    '1',
    '3',
  ]);
  floor.gateway.sent(1);
  // The client reads its own words back.
  expect(floor.heard(own)).toEqual([expect.stringContaining(' 1=DESK ')]);
  const { accounts, account, clOrdIds } = floor.log.rows();
  expect(clOrdIds).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(Array.from(account, (code) => accounts[code])).toEqual([
    'FUND',
    'FUND',
    '',
    'DESK',
    'OTHER',
  ]);
});
