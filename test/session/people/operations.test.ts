import { describe, expect, test } from 'vitest';
import type { CheckModeName } from '../../../src/risk/catalogue/modes.js';
import type { Action, Operations } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import {
  begin,
  dayOf,
  happened,
  openOrders,
  operations,
  orderStates,
  QUIET_DAY,
  runDay,
} from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

const act = (...actions: Action[]) => ({ actions });
const FLAGGED = { quantity: 100, flagged: true, session: 1 };

describe('an audit of the fleet before the bell', () => {
  const audited = (mode: CheckModeName, builds = [2005, 2012, 2003, 2012]) =>
    runDay(dayOf(builds, operations({ fleetAudit: { mode, at: '09:29:59' } })), [FLAGGED]);

  test('finds the servers that do not run the expected build', () => {
    expect(happened(audited('warn'))).toEqual([
      '09:29:59.0 audit-stray 1',
      '09:29:59.0 audit-stray 3',
      '09:30:00.0 open 0',
    ]);
  });

  test('keeps them out of the market if enforced, so that they send no child', () => {
    const day = audited('enforce');
    expect(happened(day)).toEqual([
      '09:29:59.0 audit-stray 1',
      '09:29:59.0 held-out 1',
      '09:29:59.0 audit-stray 3',
      '09:29:59.0 held-out 3',
      '09:30:00.0 open 0',
    ]);
    expect(summariseDay(day).children).toBe(0);
    expect(audited('warn').servers[0]!.router.counts.sequence[0]).toBeGreaterThan(0);
  });

  test('lets a server in only once it runs the expected build and a role re-arms it', () => {
    const rearm = (at: string): Action => ({
      at,
      do: 're-arm',
      scope: 'server',
      server: 1,
      by: ['risk-officer'],
      reason: 'seen',
    });
    const deploy: Action = { at: '09:31:05', do: 'deploy', servers: [1], build: 2012 };
    const spec = dayOf([2005, 2012], {
      clock: { ...QUIET_DAY.clock, end: '09:31:20' },
      ...operations({ fleetAudit: { mode: 'enforce', at: '09:29:59' } }),
      ...act(rearm('09:31:01'), deploy, rearm('09:31:06')),
    });
    const day = runDay(spec, [FLAGGED]);
    const acts = summariseDay(day).events.filter(({ kind }) => kind === 'act');
    expect(acts.map(({ at, text }) => `${at} ${text}`)).toEqual([
      '09:31:01.0 refused: re-arm of server 1: it runs build 2005, and 2012 was meant; deploy ' +
        'that first',
      '09:31:06.0 re-arm of server 1 by risk-officer: seen',
    ]);
    expect(orderStates(day)).toMatchObject({ open: 0, filled: 1 });
    expect(summariseDay(day).runaway.executions).toBe(0);
  });

  test('logs a clean fleet, and does nothing when it is off', () => {
    expect(happened(audited('enforce', [2012, 2012]))).toEqual([
      '09:29:59.0 audit-clean 0',
      '09:30:00.0 open 0',
    ]);
    expect(happened(audited('off'))).toEqual(['09:30:00.0 open 0']);
  });
});

describe('alerts before the bell', () => {
  const alerted = (mode: CheckModeName, unacknowledgedMax: number) =>
    runDay(dayOf([2005, 2012], operations({ preOpenAlerts: { mode, unacknowledgedMax } })), [
      { atNs: -2e9, flagged: true, preMarket: true, session: 1 },
      { atNs: -1e9, flagged: true, preMarket: true, session: 1 },
      { atNs: -1e9, flagged: true, preMarket: true, session: 2 },
      { atNs: 0, ...FLAGGED },
    ]);

  test('are unread mails of the old code, merged in the log', () => {
    const day = alerted('warn', 0);
    expect(happened(day)).toEqual(['09:29:59.0 alert 1', '09:30:00.0 open 0']);
    expect(summariseDay(day).events[0]!.text).toBe(
      'server 1 mails "Power Peg disabled"; 2 such mails in all',
    );
    expect(summariseDay(day).servers.map(({ alerts }) => alerts)).toEqual([2, 0]);
    expect(day.servers[0]!.router.counts.sequence[0]).toBeGreaterThan(0);
  });

  test('keep a server with more than `unacknowledgedMax` out of the market', () => {
    expect(happened(alerted('enforce', 1))).toEqual([
      '09:29:59.0 alert 1',
      '09:30:00.0 held-out 1',
      '09:30:00.0 open 0',
    ]);
    expect(alerted('enforce', 1).servers[0]!.router.counts.sequence[0]).toBe(0);
    expect(alerted('enforce', 2).servers[0]!.router.counts.sequence[0]).toBeGreaterThan(0);
  });
});

describe('a canary', () => {
  const canary = (changes: Partial<Operations['canary']>, builds = [2012, 2005, 2012]) => ({
    ...dayOf(builds),
    ...operations({
      canary: {
        mode: 'enforce',
        server: 1,
        childrenMax: 1e6,
        notionalMaxDollars: 1e6,
        promoteAt: '09:30:05',
        ...changes,
      },
    }),
  });
  const flow = Array.from({ length: 60 }, (_, n) => ({
    atNs: n * 1e8,
    quantity: 100,
    flagged: true,
    session: 1 + (n % 3),
  }));

  test('is promoted, if within limits, to the servers on the expected build', () => {
    const day = runDay(canary({}), flow);
    expect(happened(day)).toEqual([
      '09:30:00.0 open 0',
      '09:30:05.0 canary-promoted 1',
      '09:30:05.0 audit-stray 2',
      '09:30:05.0 canary-promoted 3',
    ]);
    expect(day.servers.map(({ router }) => router.flagMask)).toEqual([1, 0, 1]);
    expect(summariseDay(day).runaway.unmatchedExecutions).toBe(0);
  });

  test('is stopped and loses its flag if it sends too many children', () => {
    const day = runDay(canary({ childrenMax: 10 }), flow);
    expect(happened(day).slice(1)).toHaveLength(1);
    expect(happened(day)[1]).toMatch(/canary-stopped 1$/);
    expect(day.servers.map(({ router }) => router.flagMask)).toEqual([0, 0, 0]);
    const [first, , third] = summariseDay(day).servers;
    expect(first!.parentsOpen).toBeGreaterThan(0);
    expect(third!.parentsOpen).toBe(0);
  });

  test('may send its maximum of children, and not one more', () => {
    const asked = (childrenMax: number) =>
      happened(runDay(canary({ childrenMax }), [{ quantity: 100, flagged: true, session: 1 }]))[1];
    expect(asked(2)).toBe('09:30:05.0 canary-promoted 1');
    expect(asked(1)).toBe('09:30:00.2 canary-stopped 1');
  });

  test('goes on past its limits if it only warns, and all servers honour the flag', () => {
    for (const mode of ['warn', 'shadow'] as const) {
      const day = runDay(canary({ mode, childrenMax: 10 }), flow);
      expect(happened(day).filter((line) => line.includes('canary'))).toHaveLength(1);
      expect(summariseDay(day).events.at(-1)!.text).toMatch(
        /^canary limit passed on server 1 after \d+ children$/,
      );
      expect(day.servers.map(({ router }) => router.flagMask)).toEqual([1, 1, 1]);
      expect(orderStates(day).open).toBe(
        orderStates(runDay({ ...canary({}), ...operations({}) }, flow)).open,
      );
    }
  });

  test('runs away alone on the old build, until its dollars pass their maximum', () => {
    const day = runDay(canary({ notionalMaxDollars: 20_000 }, [2005, 2012, 2012]), flow);
    expect(happened(day).find((line) => line.includes('canary'))).toMatch(/canary-stopped 1$/);
    const { runaway } = summariseDay(day);
    expect(runaway.grossDollars).toBeGreaterThan(20_000);
    expect(runaway.grossDollars).toBeLessThan(60_000);
    expect(day.servers.map(({ book }) => book.errorExecutions[0]! > 0)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what people do', () => {
  const runaway = dayOf([2005, 2012]);

  test('stops the children of the firm or a server from the tick of a kill on', () => {
    for (const scope of ['firm', 'server'] as const) {
      const day = runDay(
        {
          ...runaway,
          ...act({ at: '09:30:02', do: 'kill', scope, server: scope === 'server' ? 1 : undefined }),
        },
        [
          { ...FLAGGED, atNs: 0 },
          { atNs: 5e9, session: 2, quantity: 100 },
        ],
      );
      expect(happened(day)).toContain(`09:30:02.0 kill ${scope === 'server' ? 1 : 0}`);
      expect(day.servers[0]!.book.lastErrorNs[0]).toBe(1.9e9);
      expect(day.servers[0]!.router.counts.sequence[0]).toBe(20);
      expect(orderStates(day).filled).toBe(scope === 'server' ? 1 : 0);
    }
  });

  test('puts a build on servers and keeps their flag: flagged parents meet Power Peg', () => {
    const day = runDay(
      {
        ...dayOf([2012, 2012, 2012]),
        ...act({ at: '09:30:02', do: 'deploy', servers: [1, 3], build: 2005 }),
      },
      [1, 2, 3].map((session) => ({
        quantity: 100,
        flagged: true,
        session,
        symbol: session,
        atNs: 3e9,
      })),
    );
    expect(happened(day)).toEqual([
      '09:30:00.0 open 0',
      '09:30:02.0 deployed 1',
      '09:30:02.0 deployed 3',
    ]);
    expect(day.servers.map(({ book }) => book.errorExecutions[0]! > 0)).toEqual([
      true,
      false,
      true,
    ]);
    expect(summariseDay(day).servers.map(({ build, honoursFlag }) => [build, honoursFlag])).toEqual(
      [
        [2005, true],
        [2012, true],
        [2005, true],
      ],
    );
  });

  test('ends a runaway by deploying the right build; the excess shares stay', () => {
    const day = runDay(
      { ...runaway, ...act({ at: '09:30:02', do: 'deploy', servers: [1], build: 2012 }) },
      [FLAGGED],
    );
    expect(day.servers[0]!.book.lastErrorNs[0]).toBe(1.9e9);
    expect(openOrders(day)).toEqual([[], []]);
    expect(summariseDay(day).runaway.unmatchedShares).toBe(1900);
  });

  test('leaves a killed server stopped when it is restarted', () => {
    const day = runDay(
      {
        ...runaway,
        ...act(
          { at: '09:30:01', do: 'kill', scope: 'server', server: 1 },
          { at: '09:30:02', do: 'deploy', servers: [1], build: 2012 },
        ),
      },
      [{ ...FLAGGED, quantity: 10_000 }],
    );
    expect(day.servers[0]!.router.counts.sequence[0]).toBe(10);
    expect(orderStates(day)).toMatchObject({ open: 1, filled: 0 });
  });

  test('can be a notice without an effect', () => {
    const day = runDay({
      ...runaway,
      ...act({ at: '09:30:01', do: 'notice', text: 'the exchange calls' }),
    });
    expect(summariseDay(day).events.at(-1)).toMatchObject({
      at: '09:30:01.0',
      kind: 'notice',
      text: 'the exchange calls',
    });
  });

  test('has no effect at the end of the day', () => {
    const day = runDay({ ...runaway, ...act({ at: '09:30:08', do: 'kill', scope: 'firm' }) });
    expect(happened(day)).toEqual(['09:30:00.0 open 0']);
  });
});

describe('trouble', () => {
  test('with the error account is logged once, above the advisory limit, not at it', () => {
    const runaway = dayOf([2005, 2012]);
    const askTicks = begin(runaway).market.quotes.askTicks[0]!;
    const told = (executions: number) => {
      const errorAccountAdvisoryDollars = (executions * 100 * askTicks) / 10_000;
      const day = runDay({ ...runaway, ...operations({ errorAccountAdvisoryDollars }) }, [FLAGGED]);
      return happened(day).filter((line) => line.includes('error-account'));
    };
    expect(told(5)).toEqual(['09:30:00.6 error-account 0']);
    expect(told(30)).toEqual(['09:30:03.1 error-account 0']);
    expect(told(1000)).toEqual([]);
  });

  test('with a limit is logged once for each server and check, with its outcome', () => {
    const risk = {
      ...NO_LIMITS,
      maxQuantity: { mode: 'warn' as const, shares: 50 },
      maxNotional: { mode: 'enforce' as const, dollars: 1 },
    };
    const orders = [0, 1].flatMap((n) =>
      [1, 2].map((session) => ({ session, quantity: 100, atNs: n * 1e9 })),
    );
    const events = summariseDay(runDay({ ...dayOf([2012, 2012]), risk }, orders)).events.filter(
      ({ kind }) => kind === 'breach',
    );
    expect(events.map(({ at, text }) => `${at} ${text}`)).toEqual([
      '09:30:00.0 server 1: first breach of max-quantity, warned',
      '09:30:00.0 server 1: first breach of max-notional, refused',
      '09:30:00.0 server 2: first breach of max-quantity, warned',
      '09:30:00.0 server 2: first breach of max-notional, refused',
    ]);
  });

  test('with a check of the second pass is logged after those of the first', () => {
    const risk = {
      ...NO_LIMITS,
      maxQuantity: { mode: 'warn' as const, shares: 50 },
      position: { mode: 'enforce' as const, dollars: 1 },
    };
    const orders = [0, 1].map((n) => ({ session: 2, quantity: 100, atNs: n * 1e9 }));
    const events = summariseDay(runDay({ ...dayOf([2012, 2012]), risk }, orders)).events.filter(
      ({ kind }) => kind === 'breach',
    );
    expect(events.map(({ at, text }) => `${at} ${text}`)).toEqual([
      '09:30:00.0 server 2: first breach of max-quantity, warned',
      '09:30:00.0 server 2: first breach of position, refused',
      '09:30:01.0 server 2: first breach of reducing, refused',
    ]);
  });
});
