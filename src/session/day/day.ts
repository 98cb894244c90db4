import { NS_PER_MS } from '../../base/units.js';
import type { Manifest } from '../../deployment/rollout.js';
import type { Market } from '../../market/market.js';
import type { Table } from '../../memory/table.js';
import { EVENT_COUNT_SCHEMA, EVENT_SCHEMA, type EventLog } from '../../metrics/events.js';
import type { OrderFlow } from '../../orders/flow.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit } from '../../risk/counts/credit.js';
import type { FirmWords, SecondPassSpace } from '../../risk/counts/second-pass.js';
import { LIMIT_LAYOUT } from '../../risk/limits/limits.js';
import { KILL_SCHEMA, type KillSwitch, killRows } from '../../risk/stops/kill.js';
import type { Server } from '../../server/server.js';
import type { DueAction } from './actions.js';
import type { Faults } from './faults.js';
import type { GuardedDay } from './set-up-guards.js';
import type { DaySpec } from './spec.js';
import {
  SERVER_TIMELINE_SCHEMA,
  type ServerTimeline,
  TIMELINE_SCHEMA,
  type Timeline,
} from './timeline.js';
import type { Watch } from './watches.js';

/** How far the day has come, one row. */
const CURSOR_SCHEMA = {
  nowNs: 'f64',
  epoch: 'i32',
  nextOrder: 'i32',
  nextAction: 'i32',
  lastServer: 'i32',
  seconds: 'i32',
  /**
   * Orders that waited because their server was full, and orders that no server took because all
   * were stopped.
   */
  waited: 'f64',
  unassigned: 'f64',
  errorAdvised: 'u8',
  alertsJudged: 'u8',
  audited: 'u8',
  promoted: 'u8',
  /** Events whose standing is noted. */
  stampedEvents: 'i32',
} as const;
/** Orders that wait for room: by server a queue, linked through `next` (row = order). */
const WAITING_SCHEMA = { head: 'i32', tail: 'i32' } as const;
const NEXT_SCHEMA = { order: 'i32' } as const;
/** What the day remembers of each server (`turnChildren` within a tick only) and of each stock. */
const SEEN_SCHEMA = { breaches: 'i32', alerts: 'f64', heldOut: 'u8', turnChildren: 'i32' } as const;
const EXTREME_SCHEMA = { lowTicks: 'i32', highTicks: 'i32' } as const;

/** The error account at the end of the tick of each event: executions, and gross money. */
const STANDING_SCHEMA = { unmatched: 'f64', gross: 'f64' } as const;

const EVENTS_MAX = 20_000;

/**
 * A simulated day in progress. All of its state is in the buffers of `market`, `servers` and
 * `buffer`.
 */
export interface Day extends GuardedDay {
  readonly spec: DaySpec;
  readonly seed: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly tickNs: number;
  readonly manifest: Manifest;
  /** The build that the rollout meant for everybody. */
  readonly expectedBuild: number;
  readonly flow: OrderFlow;
  readonly market: Market;
  readonly servers: readonly Server[];
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
  /** The memory of the gates' second stage, while any check of it is on. */
  readonly catalogue: SecondPassSpace | undefined;
  /** The faults of the day and what they touch; undefined on a day without any. */
  readonly faults: Faults | undefined;
  /** People before a monitor of positions. */
  readonly watches: readonly Watch[];
  /**
   * States of firm, servers and symbols, and the journal of acts, if the gates have a second stage.
   */
  readonly firmWords: FirmWords | undefined;
  readonly actions: readonly DueAction[];
  /** By action, why it was refused. */
  readonly refusals: string[];
  readonly notices: readonly string[];
  readonly events: EventLog;
  readonly standings: Table<typeof STANDING_SCHEMA>;
  readonly cursor: Table<typeof CURSOR_SCHEMA>;
  readonly waiting: Table<typeof WAITING_SCHEMA>;
  readonly next: Table<typeof NEXT_SCHEMA>;
  readonly seen: Table<typeof SEEN_SCHEMA>;
  readonly extremes: Table<typeof EXTREME_SCHEMA>;
  readonly timeline: Timeline;
  readonly serverTimeline: ServerTimeline;
  /** Room that stages use within one call. */
  readonly pausedScratch: Int32Array;
  readonly mark: { long: number; short: number; pnl: number };
  readonly buffer: SharedArrayBuffer;
}

/** The tables of a day beside those of market and servers. */
export function dayLayout(stocks: number, servers: number, orders: number, seconds: number) {
  return {
    ...LIMIT_LAYOUT,
    kill: { schema: KILL_SCHEMA, capacity: killRows(stocks, servers) },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    cursor: { schema: CURSOR_SCHEMA, capacity: 1 },
    waiting: { schema: WAITING_SCHEMA, capacity: servers },
    next: { schema: NEXT_SCHEMA, capacity: Math.max(1, orders) },
    seen: { schema: SEEN_SCHEMA, capacity: servers },
    extremes: { schema: EXTREME_SCHEMA, capacity: stocks },
    events: { schema: EVENT_SCHEMA, capacity: EVENTS_MAX },
    eventCounts: { schema: EVENT_COUNT_SCHEMA, capacity: 1 },
    standings: { schema: STANDING_SCHEMA, capacity: EVENTS_MAX },
    timeline: { schema: TIMELINE_SCHEMA, capacity: seconds },
    serverTimeline: { schema: SERVER_TIMELINE_SCHEMA, capacity: seconds * servers },
  } as const;
}

/** When the tick that begins at a time is over: coarse before the bell, fine after it. */
export function tickEnd({ tickNs, spec }: Day, nowNs: number): number {
  return nowNs < 0 ? Math.min(0, nowNs + spec.clock.preMarketTickMs * NS_PER_MS) : nowNs + tickNs;
}
