import { describe, expect, test } from 'vitest';
import type { AlertClass } from '../../../src/risk/catalogue/catalogue.js';
import type { CheckModeName } from '../../../src/risk/catalogue/modes.js';
import { readActs } from '../../../src/risk/stops/authority.js';
import type { Day } from '../../../src/session/day/day.js';
import type { Action, DaySpec } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { dayOf, QUIET_DAY, runDay } from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

/**
 * Alerts are shown after a second, escalated after one more, and halt after more than two. The
 * error account passes a dollar with the first tick after the bell.
 */
function alerted(
  mode: CheckModeName,
  changes: Partial<DaySpec> = {},
  critical?: AlertClass[],
): Day {
  const alertAcknowledgement = {
    mode,
    alertSeconds: 1,
    escalateSeconds: 1,
    haltSeconds: 2,
    critical,
  };
  const operations = {
    ...QUIET_DAY.operations,
    errorAccountAdvisoryDollars: 1,
    alertAcknowledgement,
  };
  return runDay(dayOf([2005, 2012], { operations, ...changes }), [
    { quantity: 100, flagged: true, session: 1 },
  ]);
}
const told = (day: Day): string[] =>
  summariseDay(day)
    .events.filter(({ kind }) => ['error-account', 'alarm', 'operation', 'act'].includes(kind))
    .map(({ at, kind, text }) => `${at} ${kind}: ${text}`);
const act = (...actions: Action[]) => ({ actions });
const lastErrorNs = ({ servers }: Day) => servers[0]!.book.lastErrorNs[0];

describe('an alert that nobody acknowledges', () => {
  test('is shown, then escalated, then halts the firm strictly after its time', () => {
    const day = alerted('enforce');
    expect(told(day)).toEqual([
      '09:30:00.1 error-account: the error account passes $1 gross; the limit is linked to nothing',
      '09:30:01.1 alarm: alert: the error account is past its advisory limit',
      '09:30:02.2 alarm: alert escalated, nobody has acknowledged it: the error account is ' +
        'past its advisory limit',
      '09:30:03.2 operation: an alert is unacknowledged for 2 s; the firm is halted',
    ]);
    expect(lastErrorNs(day)).toBe(3.1e9);
    expect(readActs(day.firmWords!.acts)).toEqual([
      {
        act: 'halt',
        scope: 'firm',
        scopeId: 0,
        roles: [],
        check: 0,
        reason: 'alert-acknowledgement',
        atNs: 3.2e9,
      },
    ]);
  });

  test.each([
    ['warn', 'warned'],
    ['shadow', 'shadowed'],
  ] as const)('stops nothing in the mode %s, and is told once', (mode, word) => {
    const day = alerted(mode);
    expect(told(day).at(-1)).toBe(
      `09:30:03.2 operation: an alert is unacknowledged for 2 s; ${word}, nothing is done`,
    );
    expect(lastErrorNs(day)).toBe(7.9e9);
    expect(alerted('off').guards).toBeUndefined();
  });

  test('is shown and escalated, but halts nothing, if its class is not critical', () => {
    const day = alerted('enforce', {}, ['mails']);
    expect(told(day).map((line) => line.split(' ')[1])).toEqual([
      'error-account:',
      'alarm:',
      'alarm:',
    ]);
    expect(lastErrorNs(day)).toBe(7.9e9);
  });
});

describe('an alert that is acknowledged', () => {
  const acknowledge = (at: string, alert: AlertClass = 'error-account'): Action => ({
    at,
    do: 'acknowledge',
    alert,
    by: ['operations'],
  });

  test('halts nothing if acknowledged in time', () => {
    const day = alerted('enforce', act(acknowledge('09:30:03')));
    expect(told(day).slice(2)).toEqual([
      '09:30:02.2 alarm: alert escalated, nobody has acknowledged it: the error account is ' +
        'past its advisory limit',
      '09:30:03.0 act: alert of error-account is acknowledged by operations',
    ]);
    expect(lastErrorNs(day)).toBe(7.9e9);
  });

  test('must be shown first: otherwise the acknowledgement is refused', () => {
    const day = alerted('enforce', act(acknowledge('09:30:01'), acknowledge('09:30:02', 'mails')));
    expect(told(day).filter((line) => line.includes('refused'))).toEqual([
      "09:30:01.0 act: refused: acknowledgement of 'error-account': no such alert is shown",
      "09:30:02.0 act: refused: acknowledgement of 'mails': no such alert is shown",
    ]);
    expect(lastErrorNs(day)).toBe(3.1e9);
  });
});

describe('a firm that an alert has halted', () => {
  const rearm = (at: string): Action => ({
    at,
    do: 're-arm',
    scope: 'firm',
    by: ['supervisor'],
    reason: 'looked into',
  });

  test('resumes by one designated role, and halts again until the alert is acknowledged', () => {
    const day = alerted('enforce', act(rearm('09:30:05')));
    expect(told(day).slice(-2)).toEqual([
      '09:30:05.0 act: re-arm of the firm by supervisor: looked into',
      '09:30:05.0 operation: an alert is unacknowledged for 4 s; the firm is halted',
    ]);
    expect(lastErrorNs(day)).toBe(3.1e9);
  });

  test('stays active if the alert is acknowledged before the re-arm', () => {
    const seen: Action = {
      at: '09:30:05',
      do: 'acknowledge',
      alert: 'error-account',
      by: ['supervisor'],
    };
    const day = alerted('enforce', act(seen, rearm('09:30:05')));
    expect(lastErrorNs(day)).toBe(7.9e9);
    expect(readActs(day.firmWords!.acts).map(({ act: what, roles }) => [what, roles])).toEqual([
      ['halt', []],
      ['re-arm', ['supervisor']],
    ]);
  });
});

describe('alerts of other classes', () => {
  test('come from mails, as one alert, and from breaches, except in shadow mode', () => {
    const mails = [-2e9, -1e9].map((atNs) => ({
      atNs,
      flagged: true,
      preMarket: true,
      session: 1,
    }));
    const operations = {
      ...QUIET_DAY.operations,
      alertAcknowledgement: {
        mode: 'enforce' as const,
        alertSeconds: 1,
        escalateSeconds: 60,
        haltSeconds: 2,
        critical: ['mails'],
      },
    };
    const day = runDay(dayOf([2005, 2012], { operations }), mails);
    expect(told(day)).toEqual([
      '09:30:00.0 alarm: alert: a server mails "Power Peg disabled"',
      '09:30:02.1 operation: an alert is unacknowledged for 2 s; the firm is halted',
    ]);
    const limited = (mode: CheckModeName): string[] => {
      const risk = { ...NO_LIMITS, maxQuantity: { mode, shares: 1 } };
      const quiet = {
        ...QUIET_DAY.operations,
        alertAcknowledgement: { mode: 'enforce' as const, alertSeconds: 1, haltSeconds: 2 },
      };
      return told(
        runDay(dayOf([2012, 2012], { operations: quiet, risk }), [{ quantity: 100, session: 1 }]),
      ).map((line) => line.slice(0, 20));
    };
    expect(limited('enforce')).toEqual(['09:30:01.0 alarm: al', '09:30:03.1 operation']);
    expect(limited('warn')).toEqual(['09:30:01.0 alarm: al', '09:30:03.1 operation']);
    expect(limited('shadow')).toEqual([]);
  });
});
