import type { RolloutPlan } from '../deployment/rollout.js';
import type { FlowStream } from '../flow/generated.js';
import type { MarketSpec } from '../market/market.js';
import type { UniverseSpec } from '../market/universe.js';
import type { CheckModeName, GateLimits } from '../risk/limits.js';

/** Something that people do at a time of the day. Servers are numbered from 1. */
export type Action =
  | { readonly at: string; readonly do: 'notice'; readonly text: string }
  | { readonly at: string; readonly do: 'kill'; readonly scope: 'firm' | 'server'; readonly server?: number | undefined }
  /** Puts a build on servers and restarts them. Flags stay as they are: a rollback of code is not one of flags. */
  | { readonly at: string; readonly do: 'deploy'; readonly servers: readonly number[]; readonly build: number }
  | WatchAction;

/**
 * From `at` on somebody looks at a monitor of positions every `everySeconds`. The monitor takes in at most `executionsPerSecond`, so that its picture grows old with volume.
 * When it shows an error account of more than `killAboveDollars` gross, the firm is stopped `decideSeconds` later.
 */
export interface WatchAction {
  readonly at: string;
  readonly do: 'watch';
  readonly executionsPerSecond: number;
  readonly everySeconds: number;
  readonly killAboveDollars: number;
  readonly decideSeconds: number;
}

/** Controls outside the gate: what people and procedures look at. */
export interface Operations {
  /** Compares the builds of the fleet with what the rollout meant, at a time before the bell; `enforce` keeps the strays out of the market. */
  readonly fleetAudit: { readonly mode: CheckModeName; readonly at: string };
  /** Alerts of a server that nobody has acknowledged by the bell; `enforce` keeps a server with more than `unacknowledgedMax` out of the market. */
  readonly preOpenAlerts: { readonly mode: CheckModeName; readonly unacknowledgedMax: number };
  /**
   * The flag is honoured by one server first. Past either limit that server is stopped and nothing is promoted; otherwise, at `promoteAt`, the servers that an audit
   * finds on the rollout's build honour the flag too.
   */
  readonly canary: {
    readonly mode: 'off' | 'enforce';
    readonly server: number;
    readonly childrenMax: number;
    readonly notionalMaxDollars: number;
    readonly promoteAt: string;
  };
  /** The gross size of the error account that somebody ought to notice, dollars. Linked to nothing, as at Knight ($2 M, ¶23). */
  readonly errorAccountAdvisoryDollars: number;
  /** Compares the orders that each server took with those that it was handed, at a time before the bell; `enforce` keeps out a server whose counts differ. */
  readonly intakeCounts?: { readonly mode: CheckModeName; readonly at: string } | undefined;
}

/**
 * What is wrong with the messages between `at` and `until`, times of day. A fault without `server` is of all servers, one without `venue` of all venues.
 * - `answers-late`: a venue's answers come after `seconds`, or all at once at `until` where it has none.
 * - `answers-lost`: they never come.
 * - `fills-lost`: the end of an order is told, what of it was executed is not.
 * - `orders-loop`: the network goes round; what is delivered to `server` comes again every `seconds`.
 */
export interface Fault {
  readonly kind: 'answers-late' | 'answers-lost' | 'fills-lost' | 'cancels-lost' | 'orders-loop';
  readonly at: string;
  readonly until: string;
  readonly server?: number | undefined;
  readonly venue?: string | undefined;
  readonly seconds?: number | undefined;
}

/**
 * What is asked of an order as it is entered, before any server has it: beyond `hardDollars` at the middle of the quote it is blocked; beyond `softDollars` a person is warned, who
 * in the mode `override` clicks the warning away, and in the mode `enforce` cannot.
 */
export interface EntryLimits {
  readonly mode: 'override' | 'enforce';
  readonly softDollars: number;
  readonly hardDollars: number;
}

/** Customers who enter an order again that they have not been told is done for so long, whole, and at most so many times. */
export interface Customers {
  readonly repeatAfterSeconds: number;
  readonly repeatsMax: number;
}

/** What is true after the close. */
export interface AfterTheFact {
  /** Whether trades far from the opening print are busted as clearly erroneous. */
  readonly busts: boolean;
  /** Part of the error account's gross that is sold down in the market on the day, 0 … 1. */
  readonly soldDownShare: number;
  /** Prefactor of the square-root law for the sell-down, which is slow. */
  readonly sellDownPrefactor: number;
  /** What a buyer of the rest takes off, as a fraction of the gross. */
  readonly blockDiscount: number;
  /** The part of a stock's daily volume that trades naturally between the bell and the end. */
  readonly naturalVolumeShare: number;
}

/** A day to simulate: everything that it depends on but the seed. Data only. */
export interface DaySpec {
  readonly seed: number;
  readonly clock: { readonly start: string; readonly end: string; readonly tickMs: number; readonly preMarketTickMs: number };
  readonly universe: UniverseSpec;
  readonly flow: readonly FlowStream[];
  readonly deployment: { readonly rollout: RolloutPlan; readonly flagServers: 'all' | readonly number[] };
  readonly router: { readonly pegShares: number; readonly pegChildrenPerSecond: number; readonly improvementTicks: number };
  readonly risk: GateLimits;
  readonly operations: Operations;
  readonly market: MarketSpec;
  readonly after: AfterTheFact;
  readonly actions: readonly Action[];
  readonly capacity: { readonly parentsPerServer: number; readonly childrenPerTurn: number };
  /** What is wrong with the messages of the day. */
  readonly faults?: readonly Fault[] | undefined;
  /** After how long without an answer the router takes a child for lost and sends again; never where it is not said. */
  readonly resend?: { readonly afterSeconds: number } | undefined;
  readonly customers?: Customers | undefined;
  readonly entry?: EntryLimits | undefined;
}
