import type { RolloutPlan } from '../../deployment/rollout.js';
import type { FlowStream } from '../../flow/generated.js';
import type { MarketSpec } from '../../market/market.js';
import type { UniverseSpec } from '../../market/universe.js';
import type { AlertClass, GuardSettings } from '../../risk/catalogue/catalogue.js';
import type { CheckModeName } from '../../risk/catalogue/modes.js';
import type { GateLimits } from '../../risk/limits/limits.js';
import type { Role } from '../../risk/stops/authority.js';

/** Who does something, a role for each person, and why. */
interface ByPeople {
  readonly by?: readonly Role[] | undefined;
  readonly reason?: string | undefined;
}

/** What an act is about: the firm, or the server (numbered from 1) or the symbol that it names. */
interface OfScope {
  readonly scope: 'firm' | 'server' | 'symbol';
  readonly server?: number | undefined;
  readonly symbol?: string | undefined;
}

/** Something that people do at a time of the day, or that happens to a server (numbered from 1). */
export type Action =
  | {
      readonly at: string;
      readonly do: 'notice';
      readonly text: string;
      readonly ifExcess?: true | undefined;
    }
  /** Stops a scope: kills it, halts it, or lets only orders through that reduce. Anybody may. */
  | ({ readonly at: string; readonly do: 'kill' | 'halt' | 'reduce' } & OfScope & ByPeople)
  /**
   * Lets a scope go on. A halt takes one designated role, a kill two roles and a minute of cooling
   * off; both take a reason. Otherwise the act is refused, and the log says why.
   */
  | ({ readonly at: string; readonly do: 're-arm' } & OfScope & Required<ByPeople>)
  /**
   * Raises the hard level of a check of the gate's second stage until a time, when it reverts. It
   * takes a designated role and a reason.
   */
  | ({
      readonly at: string;
      readonly do: 'raise';
      readonly check: string;
      readonly value: number;
      readonly until: string;
    } & Required<ByPeople>)
  /** Says that an alert has been seen. */
  | {
      readonly at: string;
      readonly do: 'acknowledge';
      readonly alert: AlertClass;
      readonly by: readonly Role[];
    }
  /**
   * Loses the connection between a server and the venues, so that its orders reach nobody; and
   * restores it.
   */
  | { readonly at: string; readonly do: 'disconnect' | 'reconnect'; readonly server: number }
  /** A venue, or all of them, refuses every order of the member; and takes them again. */
  | {
      readonly at: string;
      readonly do: 'member-halt' | 'member-resume';
      readonly venue?: string | undefined;
    }
  /**
   * Puts a build on servers and restarts them. Flags stay: to roll code back does not roll flags
   * back.
   */
  | {
      readonly at: string;
      readonly do: 'deploy';
      readonly servers: readonly number[];
      readonly build: number;
    }
  | WatchAction;

/** An action of people on one scope. */
export type ScopedAction = Extract<Action, { readonly scope: unknown }>;

/**
 * From `at` on, a person looks at a monitor of positions every `everySeconds`. The monitor takes in
 * at most `executionsPerSecond`, so that its picture grows old with volume. When it shows an error
 * account of more than `killAboveDollars` gross, the firm is stopped `decideSeconds` later.
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
   * Compares the builds of the fleet with the rollout at a time before the bell; `enforce` keeps
   * the strays out of the market.
   */
  readonly fleetAudit: { readonly mode: CheckModeName; readonly at: string };
  /**
   * Counts the alerts of a server that nobody has acknowledged by the bell; `enforce` keeps a
   * server with more than `unacknowledgedMax` out of the market.
   */
  readonly preOpenAlerts: { readonly mode: CheckModeName; readonly unacknowledgedMax: number };
  /**
   * One server honours the flag first. Past either limit it is stopped and loses the flag, and
   * nothing is promoted. Otherwise, at `promoteAt`, the servers that an audit finds on the build of
   * the rollout honour the flag too. With a canary that only warns, all servers honour the flag.
   */
  readonly canary: {
    readonly mode: CheckModeName;
    readonly server: number;
    readonly childrenMax: number;
    readonly notionalMaxDollars: number;
    readonly promoteAt: string;
  };
  /**
   * The gross size of the error account that somebody ought to notice, dollars. It is linked to
   * nothing, as at Knight ($2 M, ¶23).
   */
  readonly errorAccountAdvisoryDollars: number;
  /**
   * Compares the orders that each server took with those handed to it, at a time before the bell;
   * `enforce` keeps out a server whose counts differ.
   */
  readonly intakeCounts?: { readonly mode: CheckModeName; readonly at: string } | undefined;
}

/**
 * A fault of the messages between `at` and `until`, times of day. Without `server` it is of all
 * servers, without `venue` of all venues.
 * - `answers-late`: a venue's answers come after `seconds`, or all at once at `until` if absent.
 * - `answers-lost`: they never come.
 * - `fills-lost`: the end of an order is reported, its executions are not.
 * - `cancels-lost`: requests to cancel resting orders do not arrive, and are not repeated.
 * - `recorded-quotes`: the firm sees, for the stocks [firstPlace, endPlace), quotes recorded
 *   `agedHours` ago, up to `offPercent` from the opening print; the venues trade at the true ones.
 * - `wrong-values`: an input of the firm's pricing is wrong. It takes for the quotes of the stocks
 *   [firstPlace, endPlace) prices up to `offPercent` from the opening print, as fresh as the
 *   market's; the venues trade at the true ones.
 * - `contingents-sent`: orders that were to wait inside the firm are sent as live ones.
 * - `orders-loop`: the network goes in a circle: each order to `server` comes again every
 *   `seconds`.
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
 * Limits on an order as it is entered, before any server has it, at the middle of the quote. Beyond
 * `hardDollars` it is blocked. Beyond `softDollars` a person is warned, who can click the warning
 * away in the mode `override` and cannot in the mode `enforce`.
 */
export interface EntryLimits {
  readonly mode: 'override' | 'enforce';
  readonly softDollars: number;
  readonly hardDollars: number;
}

/**
 * Customers who enter an order again, whole, if nobody confirms it for so long, and at most so many
 * times.
 */
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
  readonly router: {
    readonly pegShares: number;
    readonly pegChildrenPerSecond: number;
    readonly improvementTicks: number;
  };
  readonly risk: GateLimits;
  readonly operations: Operations;
  readonly market: MarketSpec;
  readonly after: AfterTheFact;
  readonly actions: readonly Action[];
  readonly capacity: { readonly parentsPerServer: number; readonly childrenPerTurn: number };
  /** What is wrong with the messages of the day. */
  readonly faults?: readonly Fault[] | undefined;
  /**
   * The router takes a child for lost and sends again after so long without an answer; never if
   * absent.
   */
  readonly resend?: { readonly afterSeconds: number } | undefined;
  readonly customers?: Customers | undefined;
  readonly entry?: EntryLimits | undefined;
  /**
   * How orders rest that ask for it: the shares of one child, and the ticks by which the touch
   * moves before the child follows.
   */
  readonly resting?: { readonly showShares: number; readonly chaseTicks: number } | undefined;
}
