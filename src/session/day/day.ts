import { NS_PER_MS } from '../../base/units.js';
import type { Manifest } from '../../deployment/rollout.js';
import type { Market } from '../../market/market.js';
import type { Region } from '../../memory/arena.js';
import type { Table } from '../../memory/table.js';
import { EVENT_COUNT_SCHEMA, EVENT_SCHEMA, type EventLog } from '../../metrics/events.js';
import type { OrderFlow } from '../../orders/flow.js';
import { VERDICT_WORDS } from '../../orders/verdict-set.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit } from '../../risk/counts/credit.js';
import type { FirmWords, SecondPassSpace } from '../../risk/counts/second-pass.js';
import { LIMIT_LAYOUT } from '../../risk/limits/limits.js';
import { KILL_SCHEMA, type KillSwitch, killRows } from '../../risk/stops/kill.js';
import type { Sticky } from '../../router/assign.js';
import type { Server } from '../../server/server.js';
import type { DueAction } from './actions.js';
import type { DepthTrace } from './depth-trace.js';
import type { Desk } from './desk.js';
import type { Faults } from './faults.js';
import type { Flights } from './flights.js';
import type { Ladders } from './ladders.js';
import type { Moves } from './moves.js';
import type { ProfiledLimit } from './profiles.js';
import type { GuardedDay } from './set-up-guards.js';
import type { DaySpec } from './spec.js';
import {
  SERVER_TIMELINE_SCHEMA,
  type ServerTimeline,
  TIMELINE_SCHEMA,
  type Timeline,
} from './timeline.js';
import type { Watch } from './watches.js';

/** The progress of the day, one row. */
const CURSOR_SCHEMA = {
  nowNs: 'f64',
  epoch: 'i32',
  nextOrder: 'i32',
  nextAction: 'i32',
  lastServer: 'i32',
  seconds: 'i32',
  /**
   * `waited` counts orders that met a full server; `unassigned` counts orders that no server took
   * because all were stopped.
   */
  waited: 'f64',
  unassigned: 'f64',
  errorAdvised: 'u8',
  alertsJudged: 'u8',
  audited: 'u8',
  promoted: 'u8',
  /** The number of events that have a row in `standings`. */
  stampedEvents: 'i32',
} as const;
/** By server: a queue of orders that wait for room, linked through `next` (row = order). */
const WAITING_SCHEMA = { head: 'i32', tail: 'i32' } as const;
const NEXT_SCHEMA = { order: 'i32' } as const;
/** By server: what the day has seen of it (`turnChildren` is valid within a tick only). */
const SEEN_SCHEMA = { alerts: 'f64', heldOut: 'u8', turnChildren: 'i32' } as const;
const EXTREME_SCHEMA = { lowTicks: 'i32', highTicks: 'i32' } as const;

/** By event: the error account's executions and gross money at the end of its tick. */
const STANDING_SCHEMA = { unmatched: 'f64', gross: 'f64' } as const;

const EVENTS_MAX = 20_000;

/** A simulated day in progress. Its state is in the buffers of `market`, `servers` and `buffer`. */
export interface Day extends GuardedDay {
  readonly spec: DaySpec;
  readonly seed: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly tickNs: number;
  readonly manifest: Manifest;
  /** The build that the rollout meant for all servers. */
  readonly expectedBuild: number;
  readonly flow: OrderFlow;
  readonly market: Market;
  readonly servers: readonly Server[];
  readonly kill: KillSwitch;
  /** The codes of accounts with limits and of accounts that the orders name. */
  readonly accountCodes: ReadonlyMap<string, number>;
  readonly firm: FirmCredit;
  /** The memory of the gates' second pass; undefined while all of its checks are off. */
  readonly secondPass: SecondPassSpace | undefined;
  /** The faults of the day with their memory; undefined on a day without faults. */
  readonly faults: Faults | undefined;
  /** What is under way between servers and venues; undefined if no venue has a latency. */
  readonly flights: Flights | undefined;
  /** People at a position monitor. */
  readonly watches: readonly Watch[];
  /**
   * States of firm, servers and symbols, and the journal of acts; undefined without a second pass.
   */
  readonly firmWords: FirmWords | undefined;
  /** The acts of the day by time; `addAction` adds one to a day that is under way. */
  readonly actions: DueAction[];
  /** By action: the reason for its refusal. */
  readonly refusals: string[];
  readonly ladders: Ladders;
  /** The limits with a profile over the day. */
  readonly profiles: readonly ProfiledLimit[];
  readonly events: EventLog;
  readonly standings: Table<typeof STANDING_SCHEMA>;
  readonly cursor: Table<typeof CURSOR_SCHEMA>;
  readonly waiting: Table<typeof WAITING_SCHEMA>;
  readonly next: Table<typeof NEXT_SCHEMA>;
  readonly seen: Table<typeof SEEN_SCHEMA>;
  /** By server, the set of checks whose first breach is in the log. */
  readonly breachesSeen: Int32Array;
  readonly extremes: Table<typeof EXTREME_SCHEMA>;
  /** Whether the timelines are written. */
  isSampled: boolean;
  readonly timeline: Timeline;
  readonly serverTimeline: ServerTimeline;
  /** Which server accounts and stocks stay with, where `router.assign` is `sticky`. */
  readonly sticky: Sticky | undefined;
  /** By order: what the gates did with it, as `orders/tries` writes it. No part of the digest. */
  readonly tries: Uint8Array;
  /** Scratch space of the stages, valid within one call. */
  readonly pausedScratch: Int32Array;
  readonly moves: Moves;
  /** The traders who trade the error account down. */
  readonly desk: Desk;
  /** The depth of order books, if venues are books. */
  readonly depth: DepthTrace | undefined;
  readonly mark: { long: number; short: number; pnl: number };
  readonly buffer: Region;
}

/** Returns the layout of a day's own tables; market and servers have theirs. */
export function dayLayout(stocks: number, servers: number, orders: number, seconds: number) {
  return {
    ...LIMIT_LAYOUT,
    kill: { schema: KILL_SCHEMA, capacity: killRows(stocks, servers) },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    cursor: { schema: CURSOR_SCHEMA, capacity: 1 },
    waiting: { schema: WAITING_SCHEMA, capacity: servers },
    next: { schema: NEXT_SCHEMA, capacity: Math.max(1, orders) },
    seen: { schema: SEEN_SCHEMA, capacity: servers },
    breachesSeen: { schema: { word: 'i32' }, capacity: VERDICT_WORDS * servers },
    extremes: { schema: EXTREME_SCHEMA, capacity: stocks },
    events: { schema: EVENT_SCHEMA, capacity: EVENTS_MAX },
    eventCounts: { schema: EVENT_COUNT_SCHEMA, capacity: 1 },
    standings: { schema: STANDING_SCHEMA, capacity: EVENTS_MAX },
    timeline: { schema: TIMELINE_SCHEMA, capacity: seconds },
    serverTimeline: { schema: SERVER_TIMELINE_SCHEMA, capacity: seconds * servers },
  } as const;
}

/**
 * Returns the end of the tick that begins at a time: ticks are coarse before the bell, fine after
 * it.
 */
export function tickEnd({ tickNs, spec }: Day, nowNs: number): number {
  return nowNs < 0 ? Math.min(0, nowNs + spec.clock.preMarketTickMs * NS_PER_MS) : nowNs + tickNs;
}
