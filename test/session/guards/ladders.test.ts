import { describe, expect, test } from 'vitest';
import type { Day } from '../../../src/session/day/day.js';
import type { LimitAlert } from '../../../src/session/day/ladders.js';
import type { Action, DaySpec } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { dayOf, QUIET_DAY, runDay } from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

/** Runs a runaway on server 1, of one stock for an account, for half a minute under some limits. */
function runUnder(risk: Partial<DaySpec['risk']>, actions: Action[] = []): Day {
  const clock = { ...QUIET_DAY.clock, end: '09:30:30' };
  const spec = dayOf([2005, 2012], { clock, actions, risk: { ...NO_LIMITS, ...risk } });
  return runDay(spec, [{ quantity: 100, flagged: true, session: 1, account: 1 }]);
}
const alertsOf = (day: Day): readonly LimitAlert[] => summariseDay(day).limitAlerts.first;
const rungs = (day: Day): number[] => alertsOf(day).map(({ percent }) => percent);
const logged = (day: Day): string[] =>
  summariseDay(day)
    .events.filter(({ kind }) => kind === 'limit-alert')
    .map(({ text }) => text);
const warn = { mode: 'warn' } as const;
const ALL = [50, 75, 85, 90, 95];

describe('alerts of a limit', () => {
  test.each<[string, Partial<DaySpec['risk']>, object]>([
    ['the firm’s gross', { grossExposure: { ...warn, dollars: 20_000 } }, { scope: 'firm' }],
    [
      'a server’s gross',
      { serverGross: { ...warn, dollars: 20_000 } },
      { scope: 'server', server: 1 },
    ],
    ['the firm’s net', { netExposure: { ...warn, dollars: 50_000 } }, { scope: 'firm', server: 0 }],
    [
      'a server’s position',
      { position: { ...warn, dollars: 20_000 } },
      { scope: 'symbol', server: 1 },
    ],
    [
      'the firm’s position',
      { position: { ...warn, dollars: 20_000, per: 'firm' } },
      { scope: 'symbol', server: 0 },
    ],
    [
      'an account’s position',
      { position: { ...warn, dollars: 20_000, per: 'account' } },
      { scope: 'account', account: 'account 1' },
    ],
    [
      'a server’s volume of the day',
      { cumulativeAdv: { ...warn, percent: 5, softPercent: 5 } },
      { scope: 'symbol', unit: 'shares' },
    ],
    [
      'the firm’s volume of the day',
      { cumulativeAdv: { ...warn, percent: 5, softPercent: 5, per: 'firm' } },
      { scope: 'symbol', unit: 'shares' },
    ],
    [
      'an account’s gross',
      {
        accountGross: { ...warn, dollars: 20_000 },
        layers: { accounts: { DESK: { accountGross: { dollars: 20_000 } } } },
      },
      { scope: 'account', account: 'DESK', unit: 'dollars', limit: 20_000 },
    ],
    [
      'the messages for each execution',
      { orderToTrade: { ...warn, ratio: 0, messagesMin: 200 } },
      { scope: 'server', unit: 'orders', limit: 200 },
    ],
  ])('tell five parts of %s, each once, with time and value', (_, risk, expected) => {
    const day = runUnder(risk);
    expect(rungs(day)).toEqual(ALL);
    const alerts = alertsOf(day);
    for (const alert of alerts) {
      expect(alert).toMatchObject(expected);
      expect(100 * alert.value).toBeGreaterThanOrEqual(alert.percent * alert.limit);
    }
    const times = alerts.map(({ atNs }) => atNs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(logged(day)).toHaveLength(5);
  });

  test('are told by name, with what was reached', () => {
    const day = runUnder({ serverGross: { ...warn, dollars: 20_000 } });
    expect(logged(day)[0]).toMatch(
      /^server 1: server-gross is at 50 % of its limit, \$1\d,\d{3} of \$20,000$/,
    );
  });

  test('are none below half of a limit, and none of a check that is off', () => {
    const day = runUnder({
      position: { ...warn, dollars: 50e6 },
      serverGross: { mode: 'off', dollars: 1 },
    });
    expect([rungs(day), logged(day), summariseDay(day).limitAlerts.count]).toEqual([[], [], 0]);
  });

  test('about stocks are all kept, and the first of each part is in the log', () => {
    const clock = { ...QUIET_DAY.clock, end: '09:30:30' };
    const risk = { ...NO_LIMITS, position: { ...warn, dollars: 20_000 } };
    const order = { quantity: 100, flagged: true, session: 1 };
    const day = runDay(dayOf([2005, 2012], { clock, risk }), [order, { ...order, symbol: 1 }]);
    expect(summariseDay(day).limitAlerts.count).toBe(10);
    expect(logged(day)).toHaveLength(5);
  });
});

test('raises of limits are on record with people, reason and evidence, refused ones too', () => {
  const raise = {
    at: '09:30:02',
    do: 'raise',
    check: 'open-orders',
    value: 5,
    until: '09:30:04',
    by: ['risk-officer'],
    reason: 'asked for',
    evidence: 'the customer’s net capital, 30 June',
  } as const satisfies Action;
  const { evidence: _, ...bare } = { ...raise, at: '09:30:03', by: ['trader'] as const };
  const day = runUnder({ openOrders: { ...warn, orders: 2 } }, [raise, bare]);
  const { raises, events } = summariseDay(day);
  expect(raises).toMatchObject([
    {
      check: 'open-orders',
      value: 5,
      atNs: 2e9,
      until: '09:30:04',
      by: ['risk-officer'],
      reason: 'asked for',
      evidence: 'the customer’s net capital, 30 June',
      refused: null,
    },
    { by: ['trader'], evidence: null, refused: expect.stringContaining("'trader' may not") },
  ]);
  expect(events.filter(({ kind }) => kind === 'act')[0]!.text).toBe(
    'open-orders is raised to 5 until 09:30:04 by risk-officer: asked for; ' +
      'evidence: the customer’s net capital, 30 June',
  );
});
