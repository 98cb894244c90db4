import type { RolloutPlan } from '../../deployment/rollout.js';
import type { FlowStream } from '../../flow/streams.js';
import type { MarketSpec } from '../../market/market.js';
import type { UniverseSpec } from '../../market/universe.js';
import type { GuardSettings } from '../../risk/catalogue/catalogue.js';
import type { CheckModeName } from '../../risk/catalogue/modes.js';
import type { GateLimits } from '../../risk/limits/limits.js';
import type { Role } from '../../risk/stops/authority.js';
import type { RouterTerms } from '../../router/pace.js';
import type { Runbook, RunbookAct, Through } from './runbook.js';

/** Who does something, a role for each person, why, and when somebody asked for it. */
export interface ActionBy {
  readonly by?: readonly Role[] | undefined;
  readonly reason?: string | undefined;
  readonly asked?: string | undefined;
}

/** Who lets something go on, and why: both must be said. */
export interface JustifiedBy extends ActionBy {
  readonly by: readonly Role[];
  readonly reason: string;
}

/**
 * What an act is about: the firm, or the server (numbered from 1), the symbol, the account (FIX tag
 * 1) or the behaviour of the router that it names. A behaviour can be killed and re-armed only.
 */
export interface ActionScope {
  readonly scope: 'firm' | 'server' | 'symbol' | 'account' | 'behaviour';
  readonly server?: number | undefined;
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  readonly behaviour?: string | undefined;
}

/** An act of people, or an incident of a server (numbered from 1), at a time of day. */
export type Action =
  | {
      readonly at: string;
      readonly do: 'notice';
      readonly text: string;
      readonly ifExcess?: true | undefined;
    }
  /** Stops a scope: kills it, halts it, or lets only orders through that reduce. Anybody may. */
  | ({ readonly at: string; readonly do: 'kill' | 'halt' | 'reduce' } & ActionScope & ActionBy)
  /**
   * Lets a scope go on. Ending a halt takes one designated role, ending a kill two roles and a
   * minute of cooling off; both take a reason. Otherwise the act is refused, and the log gives the
   * reason.
   */
  | ({ readonly at: string; readonly do: 're-arm' } & ActionScope & JustifiedBy)
  /**
   * Raises the hard level of a check of the gate's second pass until a time, when it reverts. It
   * takes a designated role and a reason. `evidence` is what the reason rests on, for the record.
   */
  | ({
      readonly at: string;
      readonly do: 'raise';
      readonly check: string;
      readonly value: number;
      readonly until: string;
      readonly evidence?: string | undefined;
    } & JustifiedBy)
  /** Says that an alert has been seen. */
  | {
      readonly at: string;
      readonly do: 'acknowledge';
      readonly alert: 'error-account' | 'mails' | 'breaches';
      readonly by: readonly Role[];
    }
  /**
   * Cuts or restores the connection between a server and the venues. Orders on a cut connection
   * reach no venue.
   */
  | ({
      readonly at: string;
      readonly do: 'disconnect' | 'reconnect';
      readonly server: number;
    } & ActionBy)
  /**
   * Asks the venues to cancel the orders of a server, or of all, that rest there. What they are for
   * stays open, so the servers may send again.
   */
  | ({
      readonly at: string;
      readonly do: 'cancel';
      readonly server?: number | undefined;
    } & ActionBy)
  /** A venue, or every venue, refuses all orders of the member, or accepts them again. */
  | ({
      readonly at: string;
      readonly do: 'member-halt' | 'member-resume';
      readonly venue?: string | undefined;
    } & ActionBy)
  /**
   * Puts a build on servers and restarts them. Flags stay: rolling code back does not roll flags
   * back.
   */
  | ({
      readonly at: string;
      readonly do: 'deploy';
      readonly servers: readonly number[];
      readonly build: number;
    } & ActionBy)
  /** Makes servers honour the rollout's flag, or not, and restarts them. */
  | ({
      readonly at: string;
      readonly do: 'flag';
      readonly servers: readonly number[];
      readonly honoured: boolean;
    } & ActionBy)
  /**
   * The desk sells what the error account holds long and buys what it holds short, in the market,
   * with orders of its own: `part` of it (default: all), in the stock or in every one, over
   * `overSeconds` (default: 600). It goes on until it has traded that, or nothing is held.
   */
  | ({
      readonly at: string;
      readonly do: 'unwind';
      readonly symbol?: string | undefined;
      readonly part?: number | undefined;
      readonly overSeconds?: number | undefined;
    } & ActionBy)
  /**
   * A dealer takes `part` of the error account at once (default: all), at the middle of the quotes
   * less his `discount` (default: the `after.blockDiscount` of the scenario).
   */
  | ({
      readonly at: string;
      readonly do: 'block-sale';
      readonly symbol?: string | undefined;
      readonly part?: number | undefined;
      readonly discount?: number | undefined;
    } & ActionBy)
  | RecordAction
  | WatchAction;

/**
 * What people did that no server sees: a look-up, a call, or a try that failed. The log tells it,
 * and the debrief of a drill reads it.
 */
export interface RecordAction extends ActionBy {
  readonly at: string;
  readonly do: 'record';
  readonly act: RunbookAct;
  readonly through: Through;
  readonly server?: number | undefined;
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  readonly behaviour?: string | undefined;
  /** What was heard where the try failed. */
  readonly failed?: string | undefined;
}

/** An act with a scope. */
export type ScopedAction = Extract<Action, { readonly scope: unknown }>;

/**
 * From `at` on, a person looks at a position monitor every `everySeconds`. The monitor processes at
 * most `executionsPerSecond`, so its picture falls behind in volume. When it shows an error account
 * above `killAboveDollars` gross, the person stops the firm `decideSeconds` later.
 */
export interface WatchAction {
  readonly at: string;
  readonly do: 'watch';
  readonly executionsPerSecond: number;
  readonly everySeconds: number;
  readonly killAboveDollars: number;
  readonly decideSeconds: number;
}

/**
 * Controls outside the gate: people, procedures, and machines around the servers and at the venues.
 */
export interface Operations extends GuardSettings {
  /**
   * Compares the fleet's builds with the rollout at a time before the bell; `enforce` keeps strays
   * out of the market.
   */
  readonly fleetAudit: { readonly mode: CheckModeName; readonly at: string };
  /**
   * Counts the unacknowledged alerts of each server at the bell; `enforce` keeps a server with more
   * than `unacknowledgedMax` out of the market.
   */
  readonly preOpenAlerts: { readonly mode: CheckModeName; readonly unacknowledgedMax: number };
  /**
   * One server honours the flag first. Beyond either limit it is stopped and loses the flag, and no
   * server is promoted. Otherwise, at `promoteAt`, the flag goes to the servers that an audit finds
   * on the expected build. With a canary that only warns, all servers honour the flag.
   */
  readonly canary: {
    readonly mode: CheckModeName;
    readonly server: number;
    readonly childrenMax: number;
    readonly notionalMaxDollars: number;
    readonly promoteAt: string;
  };
  /**
   * The advisory limit on the error account's gross, dollars. It triggers no control, as at Knight
   * ($2 M, ¶23).
   */
  readonly errorAccountAdvisoryDollars: number;
  /**
   * Compares the orders that each server took with those handed to it, at a time before the bell;
   * `enforce` keeps a server with different counts out of the market.
   */
  readonly intakeCounts?: { readonly mode: CheckModeName; readonly at: string } | undefined;
}

/**
 * A message fault between `at` and `until`, times of day. Without `server` it affects all servers,
 * without `venue` all venues.
 * - `answers-late`: a venue's answers come after `seconds`, or all at once at `until` if absent.
 * - `answers-lost`: they never come.
 * - `fills-lost`: the end of an order is reported, but its executions are not.
 * - `cancels-lost`: requests to cancel resting orders do not arrive, and are not repeated.
 * - `recorded-quotes`: the firm sees, for the stocks [firstPlace, endPlace), quotes recorded
 *   `agedHours` ago, up to `offPercent` from the opening print; the venues trade at the true ones.
 * - `wrong-values`: an input of the firm's pricing is wrong. It takes for the quotes of the stocks
 *   [firstPlace, endPlace) prices up to `offPercent` from the opening print, as fresh as the
 *   market's; the venues trade at the true ones.
 * - `contingents-sent`: orders that were to wait inside the firm are sent as live ones.
 * - `orders-loop`: a network loop delivers each order to `server` again every `seconds`.
 */
export interface Fault {
  readonly kind:
    | 'answers-late'
    | 'answers-lost'
    | 'fills-lost'
    | 'cancels-lost'
    | 'orders-loop'
    | 'recorded-quotes'
    | 'wrong-values'
    | 'contingents-sent';
  readonly at: string;
  readonly until: string;
  readonly server?: number | undefined;
  readonly venue?: string | undefined;
  readonly seconds?: number | undefined;
  readonly firstPlace?: number | undefined;
  readonly endPlace?: number | undefined;
  readonly offPercent?: number | undefined;
  readonly agedHours?: number | undefined;
}

/**
 * Limits on an order at entry, before any server has it, valued at the middle of the quote. Beyond
 * `hardDollars` it is blocked. Beyond `softDollars` a person is warned, and can click the warning
 * away in mode `override` but not in mode `enforce`.
 */
export interface EntryLimits {
  readonly mode: 'override' | 'enforce';
  readonly softDollars: number;
  readonly hardDollars: number;
  /**
   * The most that the lines of one basket may be together. A basket above it is blocked whole, in
   * either mode: a hard limit on each line alone lets most of a wrong basket through (FCA, 17 May
   * 2024, on Citi).
   */
  readonly basketDollars?: number | undefined;
}

/**
 * Customers enter an unconfirmed order again, whole, after `repeatAfterSeconds`, at most
 * `repeatsMax` times.
 */
export interface Customers {
  readonly repeatAfterSeconds: number;
  readonly repeatsMax: number;
}

/** The treatment of the error account after the close. */
export interface AfterTheFact {
  /** Whether trades far from the opening print are busted as clearly erroneous. */
  readonly busts: boolean;
  /** The part of the error account's gross that is sold down in the market on the day, 0 … 1. */
  readonly soldDownShare: number;
  /** The prefactor of the square-root law for the slow sell-down. */
  readonly sellDownPrefactor: number;
  /** The discount that the buyer of the rest gets, as a fraction of the gross. */
  readonly blockDiscount: number;
  /** The part of a stock's daily volume that others trade between the bell and the end. */
  readonly naturalVolumeShare: number;
}

/** The description of a simulated day, as data. With seed and orders it determines the day. */
export interface DaySpec {
  readonly seed: number;
  readonly clock: {
    readonly start: string;
    readonly end: string;
    readonly tickMs: number;
    readonly preMarketTickMs: number;
  };
  readonly universe: UniverseSpec;
  readonly flow: readonly FlowStream[];
  /**
   * `flagBit` is the bit of the flag word for the Retail Liquidity Program; by default 0, the bit
   * of Power Peg.
   */
  readonly deployment: {
    readonly rollout: RolloutPlan;
    readonly flagServers: 'all' | readonly number[];
    readonly flagBit?: number | undefined;
  };
  readonly router: RouterTerms;
  readonly risk: GateLimits;
  readonly operations: Operations;
  readonly market: MarketSpec;
  readonly after: AfterTheFact;
  readonly actions: readonly Action[];
  readonly capacity: { readonly parentsPerServer: number; readonly childrenPerTurn: number };
  /** The message faults of the day. */
  readonly faults?: readonly Fault[] | undefined;
  /**
   * The router presumes a child lost and sends again after this time without an answer; never if
   * absent.
   */
  readonly resend?: { readonly afterSeconds: number } | undefined;
  readonly customers?: Customers | undefined;
  readonly entry?: EntryLimits | undefined;
  /**
   * Resting orders: the shares of one child, and the ticks by which the touch moves before the
   * child follows.
   */
  readonly resting?: { readonly showShares: number; readonly chaseTicks: number } | undefined;
  /** What people at the bridge of a drill see and may do. */
  readonly runbook?: Runbook | undefined;
}
