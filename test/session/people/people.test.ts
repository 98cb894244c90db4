import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { type Role, readActs } from '../../../src/risk/stops/authority.js';
import type { Day } from '../../../src/session/day/day.js';
import type { Action, DaySpec } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { begin, dayOf, QUIET_DAY, runDay } from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

const FLAGGED = { quantity: 100, flagged: true, session: 1 };
/** Runs a runaway on server 1 for two minutes, with acts of people. */
const acted = (actions: Action[], changes: Partial<DaySpec> = {}): Day =>
  runDay(
    dayOf([2005, 2012], { clock: { ...QUIET_DAY.clock, end: '09:32' }, actions, ...changes }),
    [FLAGGED],
  );
const told = (day: Day): string[] =>
  summariseDay(day)
    .events.filter(({ kind }) => kind === 'kill' || kind === 'act')
    .map(({ at, text }) => `${at} ${text}`);
const rearm = (at: string, ...by: Role[]): Action => ({
  at,
  do: 're-arm',
  scope: 'server',
  server: 1,
  by,
  reason: 'cause found',
});
const executions = ({ servers }: Day) => servers[0]!.book.errorExecutions[0];

describe('a kill by hand', () => {
  const kill: Action = {
    at: '09:30:02',
    do: 'kill',
    scope: 'server',
    server: 1,
    by: ['trader'],
    reason: 'runs away',
  };

  test('ends by two roles with a reason after a minute, and is all in the journal', () => {
    const day = acted([
      kill,
      rearm('09:31:01', 'risk-officer', 'trader'),
      rearm('09:31:02', 'risk-officer'),
      rearm('09:31:02', 'risk-officer', 'trader'),
    ]);
    expect(told(day)).toEqual([
      '09:30:02.0 kill switch: server 1 by trader: runs away',
      '09:31:01.0 refused: re-arm of server 1: 1 s of the cool-off are left',
      '09:31:02.0 refused: re-arm of server 1: takes 2 different roles, given: risk-officer',
      '09:31:02.0 re-arm of server 1 by risk-officer and trader: cause found',
    ]);
    expect(readActs(day.firmWords!.acts)).toEqual([
      {
        act: 'kill',
        scope: 'server',
        scopeId: 1,
        roles: ['trader'],
        check: 0,
        reason: 'runs away',
        atNs: 2e9,
      },
      {
        act: 're-arm',
        scope: 'server',
        scopeId: 1,
        roles: ['trader', 'risk-officer'],
        check: 0,
        reason: 'cause found',
        atNs: 62e9,
      },
    ]);
    expect(executions(day)).toBe(19 + 580);
  });

  test('never ends by itself', () => {
    expect(executions(acted([kill]))).toBe(19);
    expect(
      executions(acted([kill, { at: '09:31:30', do: 'deploy', servers: [1], build: 2005 }])),
    ).toBe(19);
  });

  test('can stop one symbol, while others go on', () => {
    const { symbol } = begin(dayOf([2005, 2012])).market.stocks[0]!;
    const day = runDay(
      dayOf([2005, 2012], { actions: [{ at: '09:30:02', do: 'kill', scope: 'symbol', symbol }] }),
      [FLAGGED, { ...FLAGGED, symbol: 1 }],
    );
    expect(told(day)).toEqual([`09:30:02.0 kill switch: symbol ${symbol}`]);
    expect([
      day.servers[0]!.positions.errorVolume[0],
      day.servers[0]!.positions.errorVolume[1],
    ]).toEqual([1900, 7800]);
    expect(() =>
      begin(
        dayOf([2005, 2012], {
          actions: [{ at: '09:30:02', do: 'kill', scope: 'symbol', symbol: 'S0009' }],
        }),
      ),
    ).toThrow(new InputError("actions.0.symbol: 'S0009' is not known here; did you mean 'S0001'?"));
  });
});

describe('the stop of an account', () => {
  const accounts = { DESK: { accountOpen: { dollars: 5e6 } }, FUND: {} };
  const risk: DaySpec['risk'] = {
    ...NO_LIMITS,
    accountOpen: { mode: 'warn', dollars: 1e9 },
    layers: { accounts },
  };
  const sides = { DESK: { ...FLAGGED, account: 1 }, FUND: { ...FLAGGED, account: 2, symbol: 1 } };
  const volumes = ({ servers }: Day) => [...servers[0]!.positions.errorVolume.subarray(0, 2)];
  const dayWith = (...actions: Action[]): Day =>
    runDay(
      dayOf([2005, 2012], { clock: { ...QUIET_DAY.clock, end: '09:31:20' }, risk, actions }),
      Object.values(sides),
    );
  const stop = { at: '09:30:02', scope: 'account', account: 'DESK', by: ['trader'] } as const;

  test('stops its orders on every server, and those of no other', () => {
    const [, whole] = volumes(dayWith());
    for (const act of ['kill', 'halt'] as const) {
      const day = dayWith({ ...stop, do: act, reason: 'asked by its desk' });
      expect(volumes(day)).toEqual([1900, whole]);
      const [name] = { kill: ['kill switch: account DESK'], halt: ['account DESK is halted'] }[act];
      expect(told(day)).toEqual([`09:30:02.0 ${name} by trader: asked by its desk`]);
      expect(summariseDay(day).acts).toMatchObject([
        { act, scope: 'account', scopeId: 1, account: 'DESK', roles: ['trader'] },
      ]);
    }
  });

  test('to reduce lets no order through that adds to a position', () => {
    const day = dayWith({ ...stop, do: 'reduce' });
    const [, whole] = volumes(dayWith());
    expect(volumes(day)).toEqual([1900, whole]);
    expect(
      summariseDay(day).checks.find(({ name }) => name === 'reducing')!.refused,
    ).toBeGreaterThan(0);
  });

  test('by a kill ends with two roles after a minute, as any other', () => {
    const again = { ...stop, do: 're-arm', reason: 'the desk has called' } as const;
    const day = dayWith(
      { ...stop, do: 'kill' },
      { ...again, at: '09:31:01', by: ['risk-officer', 'trader'] },
      { ...again, at: '09:31:10', by: ['risk-officer'] },
      { ...again, at: '09:31:10', by: ['risk-officer', 'trader'] },
    );
    expect(told(day).slice(1)).toEqual([
      '09:31:01.0 refused: re-arm of account DESK: 1 s of the cool-off are left',
      '09:31:10.0 refused: re-arm of account DESK: takes 2 different roles, given: risk-officer',
      '09:31:10.0 re-arm of account DESK by risk-officer and trader: the desk has called',
    ]);
    expect(volumes(day)[0]!).toBeGreaterThan(1900);
  });

  test('is refused for an account that the day does not know', () => {
    expect(() => dayWith({ ...stop, do: 'halt', account: 'DESC' })).toThrow(
      new InputError(
        "actions.0.account: is 'DESC'; must be an account with limits, or one of the orders; " +
          "did you mean 'DESK'?",
      ),
    );
  });
});

describe('a halt by hand', () => {
  test('ends by one designated role, and by no other role', () => {
    const halt: Action = { at: '09:30:02', do: 'halt', scope: 'firm', by: ['trader'] };
    const on = (at: string, ...by: Role[]): Action => ({
      at,
      do: 're-arm',
      scope: 'firm',
      by,
      reason: 'cause found',
    });
    const day = acted([
      halt,
      on('09:30:03', 'trader'),
      on('09:30:04', 'supervisor'),
      on('09:30:05', 'supervisor'),
    ]);
    expect(told(day)).toEqual([
      '09:30:02.0 the firm is halted by trader',
      "09:30:03.0 refused: re-arm of the firm: 'trader' may not; one of supervisor, " +
        'compliance, risk-officer must',
      '09:30:04.0 re-arm of the firm by supervisor: cause found',
      '09:30:05.0 refused: re-arm of the firm: nothing has stopped it',
    ]);
    expect(executions(day)).toBe(1199 - 20);
  });

  test('can let through only orders that reduce', () => {
    const reduce: Action = { at: '09:30:02', do: 'reduce', scope: 'server', server: 1 };
    const day = runDay(dayOf([2005, 2012], { actions: [reduce] }), [
      FLAGGED,
      { atNs: 4e9, side: 'sell', quantity: 300, session: 1 },
    ]);
    expect(told(day)).toEqual(['09:30:02.0 server 1 may only reduce']);
    expect(day.servers[0]!.positions.errorVolume[0]).toBe(1900);
    expect(day.servers[0]!.positions.customerShares[0]).toBe(100 - 300);
  });
});

describe('a raise of a limit by hand', () => {
  test('holds until its time, then reverts', () => {
    const risk = {
      ...NO_LIMITS,
      serverRate: NO_LIMITS.serverRate,
      openOrders: { mode: 'enforce' as const, orders: 0 },
    };
    const raise: Action = {
      at: '09:30:02',
      do: 'raise',
      check: 'open-orders',
      value: 5,
      until: '09:30:04',
      by: ['risk-officer'],
      reason: 'busy',
    };
    const day = acted([raise], { risk });
    expect(told(day)).toEqual([
      '09:30:02.0 open-orders is raised to 5 until 09:30:04 by risk-officer: busy',
    ]);
    expect(executions(day)).toBe(19);
    expect(told(acted([{ ...raise, by: ['trader'] }], { risk }))[0]).toMatch(
      /^09:30:02.0 refused: raise of 'open-orders': 'trader' may not/,
    );
  });
});
