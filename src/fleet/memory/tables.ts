import type { CaptureMemory } from '../../capture/memory.js';
import type { Market } from '../../market/market.js';
import { QUOTE_SCHEMA } from '../../market/quotes.js';
import type { Stock } from '../../market/universe.js';
import type { Region } from '../../memory/arena.js';
import type { Table, Tables } from '../../memory/table.js';
import { ALL_VERDICT_COUNT } from '../../orders/codes.js';
import { VERDICT_WORDS } from '../../orders/verdict-set.js';
import { FIRM_CREDIT_SCHEMA } from '../../risk/counts/credit.js';
import type { SecondPassSpace } from '../../risk/counts/second-pass.js';
import { LIMIT_LAYOUT } from '../../risk/limits/limits.js';
import {
  KILL_SCHEMA,
  KILLED_ACCOUNT_SCHEMA,
  KILLED_ACCOUNTS_MAX,
  KILLED_ORDER_SCHEMA,
  type KillSwitch,
  killRows,
} from '../../risk/stops/kill.js';
import type { FleetPlan } from '../spec.js';
import { ACT_SCHEMA, ACTS_MAX } from './acts.js';
import { REARM_SCHEMA, rearmRows } from './rearms.js';

/**
 * All memory that the threads of a fleet share, and who writes it:
 *
 *   control     phase, human acts, limits                      main thread
 *               the firm's credit and rate                     servers, by compare-and-exchange
 *   server k    the server's own tables                        its host
 *   cells k     its quotes, kill words and counters            its host
 *   inbox k     parents                                        main thread → host
 *   out k       children, answered in the same rows            host → venue thread → host
 *   feed k      quotes, epochs                                 venue thread → host
 *   shard s     a market and its venues' counts                venue thread; if inline, each host
 *   secondPass  the gates' second pass: the firm's words       servers, by atomic operations
 *               each gate's counts and its copy of the firm    its host
 *   scratch t   what thread t keeps beside the tables      that thread
 *   sums        what server k has of the sums of all servers   its host
 *
 * A server reads nothing that another thread changes during a turn: quotes come as records, kills
 * are copied from the log of acts between two turns, and credit is leased between two turns. So its
 * inputs have an order, and a journal of them replays to the same children.
 */
export interface FleetMemory {
  readonly control: Region;
  readonly sleepers: SharedArrayBuffer;
  readonly templates: Region;
  /** What each thread keeps for itself where a kernel can read it; the venue thread is last. */
  readonly scratch: readonly Region[];
  readonly servers: readonly ServerMemory[];
  readonly shards: readonly ShardMemory[];
  readonly stocks: readonly Stock[];
  /** The gates' second pass, while any check of it is on. */
  readonly secondPass: SecondPassSpace | undefined;
  /** What servers publish of the firm's and of accounts' sums, while a check adds these up. */
  readonly sums: Region | undefined;
  /** The rings that keep children and fills, one for each server. */
  readonly capture?: CaptureMemory | undefined;
}

interface ServerMemory {
  readonly number: number;
  readonly server: Region;
  readonly cells: Region;
  readonly inbox: Region;
  readonly out: Region | undefined;
  readonly feed: Region | undefined;
  readonly histograms: SharedArrayBuffer;
  readonly journal: SharedArrayBuffer | undefined;
  /** The gate's copy of the firm's words, while the second pass is on. */
  readonly firm: Region | undefined;
}

interface ShardMemory {
  readonly market: Region;
  readonly cells: Region;
}

export const Phase = { STARTING: 0, RUN: 1, DRAIN: 2, ABORT: 3 } as const;

/** Rows of a column that several threads write, so that the next column is 128 bytes away. */
const APART = 32;
/**
 * Only row 0 is used, except where noted. `announced` counts the human acts that have a row, and
 * `acts` those that are published. `startNs` is a time of the monotonic clock; `window` is
 * the firm's order rate; rows 0 and 1 of `breached` are the set of checks that any gate has found
 * breached. `units` is the firm's exposure at all venues in credit units, and `peakUnits` its peak;
 * their rows are those of `Exposure`.
 */
const CONTROL_SCHEMA = {
  phase: 'i32',
  announced: 'i32',
  acts: 'i32',
  startNs: 'f64',
  window: 'i32',
  units: 'i32',
  peakUnits: 'i32',
  breached: 'i32',
} as const;
const READY_SCHEMA = { ready: 'i32' } as const;

export function controlLayout(plan: FleetPlan) {
  return {
    control: { schema: CONTROL_SCHEMA, capacity: APART },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: APART },
    /** By thread; the venue thread is last. */
    threads: { schema: READY_SCHEMA, capacity: plan.threads + 1 },
    acts: { schema: ACT_SCHEMA, capacity: ACTS_MAX },
    ...LIMIT_LAYOUT,
  } as const;
}
export type FleetControl = Tables<ReturnType<typeof controlLayout>>;

/** One server's counts beyond its own tables, one row. Only the server's thread writes them. */
export const SERVER_COUNT_SCHEMA = {
  /** Human acts that this server has applied. */
  acts: 'i32',
  epoch: 'i32',
  turns: 'f64',
  /**
   * Children handed to the venues, and children recalled because a kill came between gate and
   * hand-over.
   */
  sent: 'f64',
  recalled: 'f64',
  answered: 'f64',
  /** Children that the gate refused, turn by turn. */
  refused: 'f64',
  /** The sequence of the last child handed over, and the time. */
  lastSequence: 'f64',
  lastOutNs: 'f64',
  lateStarts: 'f64',
  /** The most due parents in the inbox at one time. */
  largestQueue: 'f64',
  /** How often the table of parents was full when a parent was due. */
  tableFull: 'f64',
  /** Turns shortened or delayed by the firm's order rate. */
  throttled: 'f64',
  /** Credit leased from the firm and not returned, spent or not. */
  leasedMoney: 'f64',
  /** Limit price × shares of all children handed to the venues. */
  sentMoney: 'f64',
  /** The gate's working and executed money before the current turn. */
  turnMoney: 'f64',
  /** The time of the last turn in which the gate refused a child. */
  lastRefusedNs: 'f64',
  journalRecords: 'i32',
  /** 1 when the journal was full. */
  journalFull: 'u8',
  journalDigest0: 'i32',
  journalDigest1: 'i32',
  journalSequence: 'f64',
} as const;
export type ServerCounts = Table<typeof SERVER_COUNT_SCHEMA>;

/** The barrier: a server's answer to each human act. Row = act. */
export const ACKNOWLEDGEMENT_SCHEMA = {
  sequence: 'f64',
  ackNs: 'f64',
  lastOutNs: 'f64',
  sentAfter: 'f64',
  recalled: 'f64',
} as const;

/**
 * What the firm had sent when a check was first breached, by check. The server that finds the
 * breach adds the check to a set of the firm; it notes the time and what it had handed to
 * the venues before the child in question. Every other server notes what it has handed over when it
 * next sees the set; its time is NaN. So the sum is exact to one turn of each other server.
 */
const DETECTION_SCHEMA = { atNs: 'f64', children: 'f64', money: 'f64' } as const;

/**
 * The sums of a gate's copy when it last exchanged them with the firm, one row: the changes of
 * states passed on and taken over, and the unmatched money passed on.
 */
export const FIRM_SEEN_SCHEMA = {
  unmatchedUnits: 'i32',
  lossUnits: 'i32',
  heldParents: 'i32',
  ownChanges: 'i32',
  sharedChanges: 'i32',
  unmatchedMoney: 'f64',
} as const;

export function serverCellsLayout(plan: FleetPlan) {
  return {
    quotes: { schema: QUOTE_SCHEMA, capacity: plan.universe.stocks },
    kill: { schema: KILL_SCHEMA, capacity: killRows(plan.universe.stocks, plan.servers) },
    orders: { schema: KILLED_ORDER_SCHEMA, capacity: ACTS_MAX + 1 },
    killedAccounts: { schema: KILLED_ACCOUNT_SCHEMA, capacity: KILLED_ACCOUNTS_MAX + 1 },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    counts: { schema: SERVER_COUNT_SCHEMA, capacity: 1 },
    acknowledgements: { schema: ACKNOWLEDGEMENT_SCHEMA, capacity: ACTS_MAX },
    /** By check. */
    detections: { schema: DETECTION_SCHEMA, capacity: ALL_VERDICT_COUNT },
    /** The set of checks whose first breach this server has noted in `detections`. */
    breaches: { schema: { seen: 'i32' }, capacity: VERDICT_WORDS },
    firmSeen: { schema: FIRM_SEEN_SCHEMA, capacity: 1 },
    /** The re-arms that this server knows, by scope. */
    rearms: { schema: REARM_SCHEMA, capacity: rearmRows(plan.servers, plan.universe.stocks) },
  } as const;
}
export type ServerCells = Omit<Tables<ReturnType<typeof serverCellsLayout>>, 'kill'> & {
  readonly kill: KillSwitch;
};

/**
 * One shard's counts, one row. The thread of the shard writes them. `children` is the venues' own
 * count of arrivals.
 */
const SHARD_CELL_SCHEMA = {
  children: 'f64',
  batches: 'f64',
  /**
   * Children that arrived behind their kill barrier. If this is not zero, the kill switch is
   * broken.
   */
  behindBarrier: 'f64',
  marks: 'f64',
} as const;

/** Rows of the exposures that the venues count; `market/recount` counts them. */
export const Exposure = { GROSS: 0, NET_BUYS: 1, NET_SELLS: 2 } as const;
export type Exposure = (typeof Exposure)[keyof typeof Exposure];
const EXPOSURE_COUNT = 3;
const EXPOSURE_SCHEMA = { money: 'f64', peakMoney: 'f64' } as const;

export function shardLayout(plan: FleetPlan) {
  return {
    cells: { schema: SHARD_CELL_SCHEMA, capacity: 1 },
    arrived: { schema: { children: 'f64' }, capacity: plan.servers },
    /** The firm's exposures at this shard, and their peaks: rows as in `Exposure`. */
    exposures: { schema: EXPOSURE_SCHEMA, capacity: EXPOSURE_COUNT },
  } as const;
}
type ShardCells = Tables<ReturnType<typeof shardLayout>>;

/** A shard of the venues: its market and its counts. */
export interface VenueShard {
  readonly market: Market;
  readonly counts: ShardCells;
}

const TEMPLATE_SCHEMA = {
  arrivalNs: 'f64',
  symbol: 'i32',
  side: 'u8',
  quantity: 'i32',
  limitTicks: 'i32',
  flags: 'u8',
  attributes: 'u8',
  session: 'u8',
  account: 'u16',
} as const;
/** Distinct parents; the mix repeats after them. */
export const TEMPLATES = 2 ** 16;
export const TEMPLATE_LAYOUT = {
  orders: { schema: TEMPLATE_SCHEMA, capacity: TEMPLATES },
} as const;
