import { expect, test } from 'vitest';
import { ClientAccounts, namedAccounts, withAccountsOf } from '../../src/gateway/accounts.js';
import { defaultGateway } from '../../src/gateway/settings.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { RUNAWAY } from '../support/fleet.js';
import { Floor } from '../support/gateway-floor.js';

test('named accounts have codes in their order, all others the next one, and none has 0', () => {
  const accounts = new ClientAccounts(['DESK', 'FUND']);
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

test('accounts of limits have the first codes, then those of sessions, then of a file', () => {
  const settings = defaultGateway();
  const sessions = ['DESK', 'FUND'].map((account) => ({ ...settings.sessions[0]!, account }));
  const risk = { ...RUNAWAY.risk, layers: { accounts: { FUND: {}, BANK: {} } } };
  const named = namedAccounts(risk, { ...settings, sessions });
  expect(named).toEqual(['FUND', 'BANK', 'DESK']);
  const flow = { ...createOrderFlow(2), count: 2, accountNames: ['NEW', 'BANK'] };
  flow.account.set([4, 2]);
  expect(withAccountsOf(flow, named)).toEqual(['FUND', 'BANK', 'DESK', 'NEW']);
});
