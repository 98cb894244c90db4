import { expect, test } from 'vitest';
import { claimSumRow, sumLayout, sumRoom } from '../../../src/fleet/memory/firm-sums.js';
import { allocateLayout, openTables } from '../../../src/memory/table.js';
import { createOrderFlow } from '../../../src/orders/flow.js';
import { RUNAWAY } from '../../support/fleet.js';

const position = (per: 'firm' | 'account') => ({
  ...RUNAWAY,
  risk: { ...RUNAWAY.risk, position: { mode: 'enforce', per } as const },
});

test('there is room for twice the pairs of owner and symbol, and for accounts of a credit', () => {
  expect(sumRoom(RUNAWAY)).toBeUndefined();
  expect(sumRoom(position('firm'))).toEqual({ rows: 128, accounts: 0, isRolled: false });
  expect(
    sumRoom({
      ...RUNAWAY,
      risk: {
        ...RUNAWAY.risk,
        layers: { accounts: { A: { accountOpen: { mode: 'enforce', dollars: 100 } }, B: {} } },
      },
    }),
  ).toEqual({ rows: 0, accounts: 4, isRolled: false });
  const flow = { ...createOrderFlow(3), count: 3 };
  flow.account.set([1, 2, 1]);
  const arrivals = { kind: 'replay', flow, speed: 1 } as const;
  const rolled = { ...RUNAWAY.risk, rollingGross: { mode: 'warn' } } as const;
  expect(sumRoom({ ...RUNAWAY, risk: rolled })).toEqual({ rows: 0, accounts: 0, isRolled: true });
  // Two pairs: the first and the third order are of one account and symbol.
  expect(sumRoom({ ...position('account'), arrivals })).toEqual({
    rows: 4,
    accounts: 0,
    isRolled: false,
  });
});

test('more pairs than there is room for are refused', () => {
  const count = 2 ** 17 + 1;
  const flow = { ...createOrderFlow(count), count };
  for (let order = 0; order < count; order++) {
    flow.account[order] = order & 0xffff;
    flow.symbol[order] = order >>> 16;
  }
  const arrivals = { kind: 'replay', flow, speed: 1 } as const;
  expect(() => sumRoom({ ...position('account'), arrivals })).toThrow(
    'fleet.risk.position.per: at most 131072 pairs of account and symbol expected, were 131073',
  );
  const universe = { ...RUNAWAY.universe, stocks: 65_535 };
  expect(() => sumRoom({ ...position('firm'), universe })).toThrow(
    'fleet.universe.stocks: at most 65534 expected with sums of the firm or of accounts, was 65535',
  );
});

test('live orders have room for the named accounts, for none and for all others', () => {
  const arrivals = { kind: 'live', accounts: ['A', 'B'] } as const;
  const credit = { ...RUNAWAY.risk, accountOpen: { mode: 'warn', dollars: 100 } } as const;
  expect(sumRoom({ ...RUNAWAY, risk: credit, arrivals })).toEqual({
    rows: 0,
    accounts: 2,
    isRolled: false,
  });
  // Four times 40 stocks, twice, as a power of two.
  expect(sumRoom({ ...position('account'), arrivals })).toEqual({
    rows: 512,
    accounts: 0,
    isRolled: false,
  });
  expect(sumRoom({ ...position('firm'), arrivals })).toEqual({
    rows: 128,
    accounts: 0,
    isRolled: false,
  });
  const many = Array.from({ length: 2 ** 17 / 40 }, (_, n) => `A${n}`);
  expect(() =>
    sumRoom({ ...position('account'), arrivals: { kind: 'live', accounts: many } }),
  ).toThrow('fleet.risk.position.per: at most 131072 pairs of account and symbol expected');
});

test('every owner of a symbol has a row of its own, and the same one each time', () => {
  const { keys } = openTables(
    allocateLayout(sumLayout({ rows: 64, accounts: 0, isRolled: false }, 2)),
    sumLayout({ rows: 64, accounts: 0, isRolled: false }, 2),
  );
  const owners = [0, 1, 65_535, 65_536];
  const claim = () =>
    owners.flatMap((owner) =>
      Array.from({ length: 16 }, (_, n) => claimSumRow(keys, 16, owner, n)),
    );
  const rows = claim();
  expect(new Set(rows).size).toBe(64);
  expect(claim()).toEqual(rows);
  expect(() => claimSumRow(keys, 16, 2, 0)).toThrow('all 64 rows are taken');
});
