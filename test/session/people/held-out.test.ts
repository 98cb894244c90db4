import { describe, expect, test } from 'vitest';
import { type Role, readActs } from '../../../src/risk/stops/authority.js';
import { readState, State } from '../../../src/risk/stops/states.js';
import type { Day } from '../../../src/session/day/day.js';
import type { Action } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { dayOf, happened, operations, QUIET_DAY, runDay } from '../../support/day.js';
import type { WrittenOrder } from '../../support/orders.js';

const act = (...actions: Action[]) => ({ actions });
const FLAGGED = { quantity: 100, flagged: true, session: 1 };

describe('acknowledged mails', () => {
  const flow: readonly WrittenOrder[] = [
    { atNs: -18e9, flagged: true, preMarket: true, session: 1 },
    FLAGGED,
  ];
  const read = (at: string, ...by: Role[]): Day =>
    runDay(
      dayOf([2005, 2012], {
        clock: { ...QUIET_DAY.clock, start: '09:29:40', end: '09:30:20' },
        ...operations({
          preOpenAlerts: { mode: 'enforce', unacknowledgedMax: 0 },
          alertAcknowledgement: { mode: 'warn' },
        }),
        ...act({ at, do: 'acknowledge', alert: 'mails', by }),
      }),
      flow,
    );
  const sent = (day: Day): boolean => day.servers[0]!.router.counts.sequence[0]! > 0;

  test('keep no server out if acknowledged before the bell', () => {
    const day = read('09:29:55', 'operations');
    expect([sent(day), happened(day).some((line) => line.includes('held-out'))]).toEqual([
      true,
      false,
    ]);
  });

  test('let the server in after the bell if a designated role reads them; it is recorded', () => {
    const day = read('09:30:05', 'supervisor');
    expect(sent(day)).toBe(true);
    expect(
      readActs(day.firmWords!.acts).map(({ act: name, roles, reason }) => [name, roles, reason]),
    ).toEqual([
      ['halt', [], 'pre-open-alerts'],
      ['re-arm', ['supervisor'], 'its mails are acknowledged'],
    ]);
    expect(sent(read('09:30:05', 'operations'))).toBe(false);
  });

  test('do not let in a server that was also killed', () => {
    const spec = dayOf([2005, 2012], {
      clock: { ...QUIET_DAY.clock, end: '09:31:20' },
      ...operations({
        preOpenAlerts: { mode: 'enforce', unacknowledgedMax: 0 },
        alertAcknowledgement: { mode: 'warn' },
      }),
      ...act(
        { at: '09:30:02', do: 'kill', scope: 'server', server: 1 },
        { at: '09:30:05', do: 'acknowledge', alert: 'mails', by: ['supervisor'] },
        {
          at: '09:31:05',
          do: 're-arm',
          scope: 'server',
          server: 1,
          by: ['supervisor'],
          reason: 'seen',
        },
      ),
    });
    const day = runDay(spec, flow);
    expect(sent(day)).toBe(false);
    expect(summariseDay(day).events.at(-1)!.text).toBe(
      'refused: re-arm of server 1: takes 2 different roles, given: supervisor',
    );
  });
});

describe('a server with two faults', () => {
  test.each([
    ['while it is out for its mails', '09:30:04', '09:30:06'],
    ['after its mails have let it in', '09:30:06', '09:30:04'],
  ])('is kept out by an audit %s, until it runs the expected build', (_, auditAt, readAt) => {
    const spec = dayOf([2005, 2012], {
      clock: { ...QUIET_DAY.clock, start: '09:29:40', end: '09:30:20' },
      ...operations({
        fleetAudit: { mode: 'enforce', at: auditAt },
        preOpenAlerts: { mode: 'enforce', unacknowledgedMax: 0 },
        alertAcknowledgement: { mode: 'warn' },
      }),
      ...act(
        { at: readAt, do: 'acknowledge', alert: 'mails', by: ['supervisor'] },
        {
          at: '09:30:10',
          do: 're-arm',
          scope: 'server',
          server: 1,
          by: ['supervisor'],
          reason: 'seen',
        },
      ),
    });
    const day = runDay(spec, [
      { atNs: -18e9, flagged: true, preMarket: true, session: 1 },
      FLAGGED,
    ]);
    expect(summariseDay(day).events.at(-1)!.text).toContain(
      'it runs build 2005, and 2012 was meant',
    );
    expect(readState(day.firmWords!.states, { kind: 'server', server: 1 })).toBe(State.HALTED);
  });

  test('is logged as kept out once', () => {
    const both = operations({
      fleetAudit: { mode: 'enforce', at: '09:29:59' },
      preOpenAlerts: { mode: 'enforce', unacknowledgedMax: 0 },
    });
    const day = runDay(dayOf([2005, 2012], both), [
      { atNs: -2e9, flagged: true, preMarket: true, session: 1 },
    ]);
    expect(happened(day).filter((line) => line.includes('held-out'))).toEqual([
      '09:29:59.0 held-out 1',
    ]);
  });
});
