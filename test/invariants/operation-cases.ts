import { BandState, openLimitBands, watchLimitBands } from '../../src/market/limit-bands.js';
import { watchPauses } from '../../src/market/pauses.js';
import { QUOTE_SCHEMA } from '../../src/market/quotes.js';
import { allocateTable } from '../../src/memory/table.js';
import type { CheckRow } from '../../src/risk/catalogue/row.js';
import type { Role } from '../../src/risk/stops/authority.js';
import type { Action, DaySpec } from '../../src/session/day/spec.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay } from '../../src/session/session.js';
import { begin, dayOf, QUIET_DAY } from '../support/day.js';
import { smallMarket, thinStock } from '../support/market.js';
import type { WrittenOrder } from '../support/orders.js';

/**
 * A check of people, of machines around the servers or of venues, at its level: each function tells
 * whether the check stops its subject, in a short day or a market of its own.
 */
export interface OperationCase {
  /** At its level, and one step beyond: a tick of time later, a share, a child or a cent more. */
  readonly within: () => boolean;
  readonly beyond: () => boolean;
  /**
   * Beyond it, and then too little to end the stop: a restart, one role too few, a moment too
   * early.
   */
  readonly notYet: () => boolean;
  /** Beyond it, and then the reset of the catalogue. */
  readonly reset: () => boolean;
  readonly ends: CheckRow['reset'];
}

interface Scene {
  readonly builds?: number[];
  /** The end of the day, seconds after the bell. */
  readonly end?: number;
  readonly orders?: readonly WrittenOrder[];
  readonly actions?: readonly Action[];
  readonly operations?: Partial<DaySpec['operations']>;
  readonly flagBit?: number;
}

/** A flagged order at the bell. On build 2005 it runs away: ten children of 100 shares a second. */
const FLAGGED: WrittenOrder = { quantity: 100, flagged: true, session: 1 };

function dayAt({
  builds = [2005, 2012],
  end = 8,
  orders = [FLAGGED],
  actions = [],
  operations,
  flagBit,
}: Scene) {
  const clock = {
    ...QUIET_DAY.clock,
    end: `09:${30 + Math.floor(end / 60)}:${String(end % 60).padStart(2, '0')}`,
  };
  const spec = dayOf(builds, {
    clock,
    actions,
    operations: { ...QUIET_DAY.operations, ...operations },
  });
  const probe = { atNs: (end - 0.8) * 1e9, quantity: 100, session: 1, symbol: 3 };
  return begin({ ...spec, deployment: { ...spec.deployment, flagBit } }, [...orders, probe]);
}

/**
 * Whether server 1 is out of the market: it executes nothing in the last second of the day,
 * although it has an order to execute.
 */
function isStopped(scene: Scene): boolean {
  const day = dayAt(scene);
  advanceDay(day, day.endNs - 1e9);
  const before = summariseDay(day).servers[0]!.executions;
  advanceDay(day, day.endNs);
  return summariseDay(day).servers[0]!.executions === before;
}

const rearm = (at: string, scope: 'server' | 'firm', ...by: Role[]): Action => ({
  at,
  do: 're-arm',
  scope,
  ...(scope === 'server' && { server: 1 }),
  by,
  reason: 'looked into',
});
const redeploy = (at: string): Action => ({ at, do: 'deploy', servers: [1], build: 2012 });
/**
 * The end of a day of more than a minute, seconds after the bell, and a time before it that is a
 * minute after a stop in the first seconds.
 */
const LONG = 90;
const LATER = '09:31:20';
const BOTH = ['risk-officer', 'operations'] as const;

const disconnected = (back: string, ...then: Action[]): Scene => ({
  operations: { cancelOnDisconnect: { mode: 'enforce', heartbeatSeconds: 1, missed: 2 } },
  actions: [
    { at: '09:30:02', do: 'disconnect', server: 1 },
    { at: back, do: 'reconnect', server: 1 },
    ...then,
  ],
});

/**
 * An order of 300 shares has 1,000 executed until the right build arrives. A later order does not
 * trade; the drop copy takes it for filled.
 */
const copied = (toleranceShares: number, ...then: Action[]): Scene => ({
  end: LONG,
  orders: [
    { ...FLAGGED, quantity: 300 },
    { atNs: 30e9, quantity: 10_000, limitTicks: 1, session: 1 },
  ],
  operations: { dropCopy: { mode: 'enforce', everySeconds: 1, toleranceShares } },
  actions: [redeploy('09:30:01'), ...then],
});

/**
 * The error account passes a dollar at 0.1 s. The alert comes a second later, and halts the firm if
 * it remains for more than two.
 */
const alerted = (...actions: Action[]): Scene => ({
  operations: {
    errorAccountAdvisoryDollars: 1,
    alertAcknowledgement: { mode: 'enforce', alertSeconds: 1, escalateSeconds: 1, haltSeconds: 2 },
  },
  actions,
});
const seen = (at: string): Action => ({
  at,
  do: 'acknowledge',
  alert: 'error-account',
  by: ['operations'],
});

const killed = (server: number, ...then: Action[]): Scene => ({
  end: LONG,
  actions: [
    { at: '09:30:10', do: 'kill', scope: 'server', server, by: ['trader'], reason: 'runs away' },
    ...then,
  ],
});

const audited = (builds: number[], ...actions: Action[]): Scene => ({
  end: LONG,
  builds,
  operations: { fleetAudit: { mode: 'enforce', at: '09:29:59' } },
  actions,
});

/** A rollout with a flag bit that a registry judges: whether the flag stays off. */
function isFlagOff(flagBit: number, ...actions: Action[]): boolean {
  const day = dayAt({ flagBit, actions, operations: { flagRegistry: { mode: 'enforce' } } });
  advanceDay(day, day.endNs);
  return summariseDay(day).servers.every(({ honoursFlag }) => !honoursFlag);
}

/**
 * By 09:30:05, the time of its promotion, the canary on the old build has sent 50 children, of
 * which one was ordered.
 */
const canary = (
  limits: { childrenMax?: number; notionalMaxDollars?: number },
  ...actions: Action[]
): Scene => ({
  end: LONG,
  builds: [2005, 2012, 2012],
  operations: {
    canary: {
      mode: 'enforce',
      server: 1,
      childrenMax: 1e6,
      notionalMaxDollars: 1e6,
      promoteAt: '09:30:05',
      ...limits,
    },
  },
  actions,
});
function dollarsOfCanary(): number {
  const day = dayAt(canary({}));
  advanceDay(day, 5e9);
  return day.servers[0]!.book.errorGross[0]! / 10_000;
}

/** Two mails of the old code before the bell. */
const mailed = (unacknowledgedMax: number, ...actions: Action[]): Scene => ({
  end: LONG,
  orders: [...[-2e9, -1e9].map((atNs) => ({ ...FLAGGED, atNs, preMarket: true })), FLAGGED],
  operations: { preOpenAlerts: { mode: 'enforce', unacknowledgedMax } },
  actions,
});

/**
 * A runaway of 1,000 shares a second. The day's parents order 160 shares in 8 s, and 100 more at
 * its end: 32.5 a second, 97.5 in the window of three.
 */
const loud = (timesBaseline: number, ...actions: Action[]): Scene => ({
  orders: [FLAGGED, { session: 2, quantity: 60, limitTicks: 1 }],
  operations: { volumeBreaker: { mode: 'enforce', timesBaseline, windowSeconds: 3 } },
  actions,
});
const LOUDNESS = 3000 / (3 * 32.5);

const refusedBy = (venue: string | undefined, ...then: Action[]): Scene => ({
  actions: [{ at: '09:30:02', do: 'member-halt', venue }, ...then],
});

/**
 * A stock at $20 in a band of 10 % (5 %, doubled in the first quarter of an hour), quoted a cent
 * wide: its state after some middles, in dollars at seconds after the bell.
 */
function stateAt(prices: readonly number[], ...seconds: readonly number[]): number {
  const quotes = allocateTable(QUOTE_SCHEMA, 1);
  const spec = { tier1Percent: 5, tier2Percent: 10, limitStateSeconds: 15, pauseSeconds: 300 };
  const bands = openLimitBands([thinStock({ indexMember: true })], spec);
  prices.forEach((price, look) => {
    const ticks = Math.round(price * 10_000);
    quotes.midTicks[0] = ticks;
    quotes.bidTicks[0] = ticks - 50;
    quotes.askTicks[0] = ticks + 50;
    watchLimitBands(bands, quotes, seconds[look]! * 1e9, true, new Int32Array(1));
  });
  return bands.rows.state[0]!;
}

/**
 * An index member at $20 from 09:45 on: whether it is paused after some middles in ticks, one a
 * second.
 */
function isStockPaused(...looks: number[]): boolean {
  const { quotes, pauses, pauseBuckets } = smallMarket([thinStock({ indexMember: true })]);
  looks.forEach((ticks, second) => {
    quotes.midTicks[0] = ticks;
    watchPauses(pauses, pauseBuckets, quotes, (1000 + second) * 1e9, new Int32Array(1));
  });
  return quotes.paused[0] !== 0;
}
const pausedFor = (seconds: number): number[] => [
  200_000,
  ...Array<number>(1 + seconds).fill(220_000),
];

/** Rows 23 to 31 of the catalogue. */
export const OPERATION_CASES: Readonly<Record<string, OperationCase>> = {
  'cancel-on-disconnect': {
    // Two heartbeats are 2 s of silence at 4.0 s; the check runs at every tick.
    within: () => isStopped(disconnected('09:30:04.1')),
    beyond: () => isStopped(disconnected('09:30:04.2')),
    notYet: () => isStopped(disconnected('09:30:04.2', rearm('09:30:05', 'server', 'trader'))),
    reset: () => isStopped(disconnected('09:30:04.2', rearm('09:30:05', 'server', 'supervisor'))),
    ends: 'human',
  },
  'drop-copy': {
    within: () => isStopped(copied(700)),
    beyond: () => isStopped(copied(699)),
    notYet: () =>
      isStopped(
        copied(699, rearm('09:30:50', 'server', ...BOTH), rearm(LATER, 'server', 'risk-officer')),
      ),
    reset: () => isStopped(copied(699, rearm(LATER, 'server', ...BOTH))),
    ends: 'two-roles',
  },
  'alert-acknowledgement': {
    // It has remained for 2 s at 3.1 s.
    within: () => isStopped(alerted(seen('09:30:03.2'))),
    beyond: () => isStopped(alerted(seen('09:30:03.3'))),
    notYet: () => isStopped(alerted(rearm('09:30:05', 'firm', 'supervisor'))),
    reset: () => isStopped(alerted(seen('09:30:05'), rearm('09:30:05', 'firm', 'supervisor'))),
    ends: 'human',
  },
  'manual-kill': {
    within: () => isStopped(killed(2)),
    beyond: () => isStopped(killed(1)),
    notYet: () =>
      isStopped(
        killed(
          1,
          rearm('09:31:09.9', 'server', ...BOTH),
          rearm('09:31:10', 'server', 'operations'),
        ),
      ),
    reset: () => isStopped(killed(1, rearm('09:31:10', 'server', ...BOTH))),
    ends: 'two-roles',
  },
  'fleet-audit': {
    within: () => isStopped(audited([2012, 2012])),
    beyond: () => isStopped(audited([2005, 2012])),
    notYet: () =>
      isStopped(audited([2005, 2012], rearm(LATER, 'server', ...BOTH), redeploy('09:31:21'))),
    reset: () =>
      isStopped(audited([2005, 2012], redeploy('09:30:10'), rearm(LATER, 'server', ...BOTH))),
    ends: 'redeploy',
  },
  'flag-registry': {
    within: () => isFlagOff(1),
    beyond: () => isFlagOff(0),
    notYet: () => isFlagOff(0, redeploy('09:30:02')),
    reset: () => isFlagOff(2),
    ends: 'redeploy',
  },
  canary: {
    within: () => isStopped(canary({ childrenMax: 50, notionalMaxDollars: dollarsOfCanary() })),
    beyond: () =>
      isStopped(canary({ childrenMax: 49 })) &&
      isStopped(canary({ notionalMaxDollars: dollarsOfCanary() - 0.01 })),
    notYet: () =>
      isStopped(
        canary({ childrenMax: 49 }, redeploy('09:30:10'), rearm(LATER, 'server', 'risk-officer')),
      ),
    reset: () =>
      isStopped(canary({ childrenMax: 49 }, redeploy('09:30:10'), rearm(LATER, 'server', ...BOTH))),
    ends: 'redeploy',
  },
  'pre-open-alerts': {
    within: () => isStopped(mailed(2)),
    beyond: () => isStopped(mailed(1)),
    notYet: () => isStopped(mailed(1, rearm(LATER, 'server', 'trader'))),
    reset: () => isStopped(mailed(1, rearm(LATER, 'server', 'risk-officer'))),
    ends: 'human',
  },
  'volume-breaker': {
    within: () => isStopped(loud(LOUDNESS)),
    beyond: () => isStopped(loud(LOUDNESS - 0.01)),
    notYet: () => isStopped(loud(LOUDNESS - 0.01, rearm('09:30:05', 'firm', 'supervisor'))),
    reset: () => isStopped(loud(LOUDNESS - 0.01, { at: '09:30:05.5', do: 'member-resume' })),
    ends: 'venue',
  },
  'member-halt': {
    // The orders for one venue go to the others.
    within: () => isStopped(refusedBy('BATS')),
    beyond: () => isStopped(refusedBy(undefined)),
    notYet: () =>
      isStopped(
        refusedBy(
          undefined,
          { at: '09:30:05', do: 'member-resume', venue: 'EDGA' },
          redeploy('09:30:05'),
        ),
      ),
    reset: () => isStopped(refusedBy(undefined, { at: '09:30:05', do: 'member-resume' })),
    ends: 'venue',
  },
  'limit-up-limit-down': {
    within: () =>
      stateAt([21.995], 1) !== BandState.TRADING || stateAt([23, 23], 1, 16) === BandState.PAUSED,
    beyond: () =>
      stateAt([21.9951], 1) === BandState.LIMIT_UP &&
      stateAt([23, 23], 1, 16.1) === BandState.PAUSED,
    notYet: () => stateAt([23, 23, 23], 1, 16.1, 316) === BandState.PAUSED,
    reset: () => stateAt([23, 23, 23], 1, 16.1, 316.1) === BandState.PAUSED,
    ends: 'venue',
  },
  'single-stock-pauses': {
    within: () => isStockPaused(200_000, 219_999),
    beyond: () => isStockPaused(200_000, 220_000),
    notYet: () => isStockPaused(...pausedFor(299)),
    reset: () => isStockPaused(...pausedFor(300)),
    ends: 'venue',
  },
};
