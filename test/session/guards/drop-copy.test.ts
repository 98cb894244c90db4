import { describe, expect, test } from 'vitest';
import { fillChildren } from '../../../src/market/fills.js';
import type { CheckModeName } from '../../../src/risk/catalogue/modes.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { readActs } from '../../../src/risk/stops/authority.js';
import { settleServer } from '../../../src/server/settle.js';
import { takeOrder, turnBegin, turnEnd, turnServer } from '../../../src/server/turn.js';
import type { Day } from '../../../src/session/day/day.js';
import type { Action, DaySpec } from '../../../src/session/day/spec.js';
import { copyAnswers, copyOrder, reconcileDrops } from '../../../src/session/guards/drop-copy.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { begin, dayOf, QUIET_DAY, runDay } from '../../support/day.js';

const copied = (
  mode: CheckModeName,
  toleranceShares = 0,
  changes: Partial<DaySpec> = {},
): Partial<DaySpec> => ({
  operations: { ...QUIET_DAY.operations, dropCopy: { mode, toleranceShares } },
  ...changes,
});
const FLAGGED = { quantity: 300, flagged: true, session: 1 };
const told = (day: Day): string[] =>
  summariseDay(day)
    .events.filter(({ kind }) => kind === 'operation' || kind === 'act')
    .map(({ at, text }) => `${at} ${text}`);

describe('executions beyond what parents ordered', () => {
  test('are found at the next second, and kill that server only', () => {
    const day = runDay(dayOf([2005, 2012], copied('enforce')), [
      FLAGGED,
      { atNs: 5e9, session: 2, quantity: 100 },
    ]);
    expect(told(day)).toEqual([
      '09:30:01.0 drop copy: server 1 executed 700 shares more than its parents ordered; killed',
    ]);
    expect(day.servers.map(({ book }) => book.lastErrorNs[0])).toEqual([0.9e9, Number.NaN]);
    expect(day.servers[1]!.router.counts.filledParents[0]).toBe(1);
    expect(readFindings(day.guards!.findings)).toEqual([
      {
        check: 'drop-copy',
        outcome: 'tripped',
        scope: 'server',
        scopeId: 1,
        unit: 'shares',
        value: 700,
        bound: 0,
        windowNs: 1e9,
        sequence: 0,
        orderId: -1,
        atNs: 1e9,
      },
    ]);
  });

  test('pass at the tolerance, not at one share more', () => {
    const askedAt = (toleranceShares: number): string | undefined =>
      told(runDay(dayOf([2005, 2012], copied('enforce', toleranceShares)), [FLAGGED]))[0]?.slice(
        0,
        10,
      );
    expect(askedAt(699)).toBe('09:30:01.0');
    expect(askedAt(700)).toBe('09:30:02.0');
    expect(askedAt(1_000_000)).toBeUndefined();
  });

  test('hide behind an open parent of the same symbol and side only', () => {
    const other = (side: 'buy' | 'sell', symbol = 0) => ({
      side,
      symbol,
      quantity: 10_000,
      limitTicks: side === 'buy' ? 1 : 1e9,
      session: 1,
    });
    const asked = (order: ReturnType<typeof other>) =>
      told(runDay(dayOf([2005, 2012], copied('enforce')), [FLAGGED, order])).length;
    expect([asked(other('buy')), asked(other('sell')), asked(other('buy', 1))]).toEqual([0, 1, 1]);
  });

  test.each(['warn', 'shadow'] as const)('are told once in the mode %s, and go on', (mode) => {
    const day = runDay(dayOf([2005, 2012], copied(mode)), [FLAGGED]);
    expect(told(day)).toHaveLength(1);
    expect(told(day)[0]).toMatch(/(warned|shadowed), nothing is done$/);
    expect(day.servers[0]!.book.lastErrorNs[0]).toBe(7.9e9);
  });

  test('do not occur on a clean day, for orders of any kind', () => {
    const orders = Array.from({ length: 60 }, (_, n) => ({
      atNs: n * 1e8,
      flagged: n % 3 === 0,
      side: n % 2 === 0 ? ('buy' as const) : ('sell' as const),
      symbol: n % 4,
      quantity: 50 * (1 + (n % 7)),
    }));
    const day = runDay(dayOf([2012, 2012], copied('enforce')), orders);
    expect(told(day)).toEqual([]);
    expect(summariseDay(day).reconciliation.shares).toBe(0);
  });
});

describe('executions that the books do not hold', () => {
  /**
   * Runs one turn of a server with an order of 300 shares. The venues execute and copy it, and the
   * firm gets no report.
   */
  function deaf(toleranceShares: number): Day {
    const day = begin(dayOf([2012, 2012], copied('enforce', toleranceShares)), [{ quantity: 300 }]);
    const [server] = day.servers;
    expect(takeOrder(server!, day.flow, 0, 0)).toBe(0);
    copyOrder(day, 0, 0);
    const children = turnServer(server!, 0, 1, 16);
    fillChildren(
      day.market.book,
      server!.children,
      turnBegin(server!, children),
      turnEnd(server!),
      1,
    );
    copyAnswers(day, 0, turnBegin(server!, children), turnEnd(server!));
    reconcileDrops(day, 0);
    return day;
  }

  test('are found beyond the tolerance, not at it', () => {
    const [finding] = readFindings(deaf(0).guards!.findings);
    expect(finding).toMatchObject({ check: 'drop-copy', scopeId: 1, value: 300, bound: 0 });
    expect(told(deaf(299))).toEqual([
      '09:30:00.0 drop copy: server 1 executed 300 shares that its books do not hold; killed',
    ]);
    expect(told(deaf(300))).toEqual([]);
  });

  test('are exactly those whose report is lost', () => {
    const lost = (faults: DaySpec['faults']) =>
      runDay(dayOf([2012], copied('warn', 0, { faults, resend: { afterSeconds: 60 } })), [
        { quantity: 300 },
        { atNs: 5e9, symbol: 1, quantity: 200 },
      ]);
    const none = lost([{ kind: 'fills-lost', at: '09:31', until: '09:32' }]);
    expect(told(none)).toEqual([]);
    expect(none.servers[0]!.book.customerExecutions[0]).toBeGreaterThan(1);
    const some = lost([{ kind: 'fills-lost', at: '09:30:05', until: '09:30:05.1' }]);
    expect(readFindings(some.guards!.findings)).toMatchObject([
      { check: 'drop-copy', value: some.faults!.serverReports[0]!.cells.lostShares[0]! },
    ]);
    expect(some.faults!.serverReports[0]!.cells.lostShares[0]).toBeGreaterThan(0);
  });

  test('disappear once the firm has learned of them', () => {
    const day = deaf(300);
    const [server] = day.servers;
    settleServer(server!, 0, turnEnd(server!), 0);
    reconcileDrops(day, 1e9);
    expect(readFindings(day.guards!.findings)).toEqual([]);
  });
});

describe('a server that the drop copy has killed', () => {
  const rearm = (at: string): Action => ({
    at,
    do: 're-arm',
    scope: 'server',
    server: 1,
    by: ['risk-officer', 'operations'],
    reason: 'mended',
  });

  test('is re-armed by two roles after a minute, and killed again if it still differs', () => {
    const changes = copied('enforce', 0, {
      clock: { ...QUIET_DAY.clock, end: '09:31:05' },
      actions: [rearm('09:30:30'), rearm('09:31:01')],
    });
    const day = runDay(dayOf([2005, 2012], changes), [FLAGGED]);
    expect(told(day)).toEqual([
      '09:30:01.0 drop copy: server 1 executed 700 shares more than its parents ordered; killed',
      '09:30:30.0 refused: re-arm of server 1: 31 s of the cool-off are left',
      '09:31:01.0 re-arm of server 1 by risk-officer and operations: mended',
      '09:31:01.0 drop copy: server 1 executed 700 shares more than its parents ordered; killed',
    ]);
    expect(
      readActs(day.firmWords!.acts).map(({ act, roles, reason }) => [act, roles.length, reason]),
    ).toEqual([
      ['kill', 0, 'drop-copy'],
      ['re-arm', 2, 'mended'],
      ['kill', 0, 'drop-copy'],
    ]);
    expect(day.servers[0]!.book.lastErrorNs[0]).toBe(0.9e9);
  });
});
