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

/** Something that people do at a time of the day, or that happens to a server. Servers are numbered from 1. */
export type Action =
  | { readonly at: string; readonly do: 'notice'; readonly text: string; readonly ifExcess?: true | undefined }
  /** Stops a scope: kills it, halts it, or lets only orders through that reduce. Anybody may. */
  | ({ readonly at: string; readonly do: 'kill' | 'halt' | 'reduce' } & OfScope & ByPeople)
  /** Lets a scope go on: a halt takes one designated role, a kill two roles and a minute of cooling off, both a reason. What is not so is refused and told. */
  | ({ readonly at: string; readonly do: 're-arm' } & OfScope & Required<ByPeople>)
  /** Raises the hard level of a check of the gate's second stage until a time, when it reverts. Takes a designated role and a reason. */
  | ({
      readonly at: string;
      readonly do: 'raise';
      readonly check: string;
      readonly value: number;
      readonly until: string;
    } & Required<ByPeople>)
  /** Says that an alert has been seen. */
  | { readonly at: string; readonly do: 'acknowledge'; readonly alert: AlertClass; readonly by: readonly Role[] }
  /** The connection between a server and the venues is lost: what it sends then reaches nobody. And is there again. */
  | { readonly at: string; readonly do: 'disconnect' | 'reconnect'; readonly server: number }
  /** A venue, or all of them, refuses every order of the member; and takes them again. */
  | { readonly at: string; readonly do: 'member-halt' | 'member-resume'; readonly venue?: string | undefined }
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

/** Controls outside the gate: what people, procedures, machines around the servers and venues look at. */
export interface Operations extends GuardSettings {
  /** Compares the builds of the fleet with what the rollout meant, at a time before the bell; `enforce` keeps the strays out of the market. */
  readonly fleetAudit: { readonly mode: CheckModeName; readonly at: string };
  /** Alerts of a server that nobody has acknowledged by the bell; `enforce` keeps a server with more than `unacknowledgedMax` out of the market. */
  readonly preOpenAlerts: { readonly mode: CheckModeName; readonly unacknowledgedMax: number };
  /**
   * The flag is honoured by one server first. Past either limit that server is stopped, its flag is taken off it, and nothing is promoted; otherwise, at `promoteAt`, the
   * servers that an audit finds on the rollout's build honour the flag too. A canary that only warns is one of servers that all honour the flag.
   */
  readonly canary: {
    readonly mode: CheckModeName;
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
 * - `cancels-lost`: requests to cancel what rests do not arrive, and are not made again.
 * - `recorded-quotes`: the firm sees, for the stocks [firstPlace, endPlace), quotes recorded `agedHours` ago, up to `offPercent` from the opening print; the venues trade at the true ones.
 * - `orders-loop`: the network goes round; what is delivered to `server` comes again every `seconds`.
 */
export interface Fault {
  readonly kind: 'answers-late' | 'answers-lost' | 'fills-lost' | 'cancels-lost' | 'orders-loop' | 'recorded-quotes';
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
  /** `flagBit` is the bit of the flag word that the Retail Liquidity Program was given: 0, Power Peg's, where it is not said. */
  readonly deployment: {
    readonly rollout: RolloutPlan;
    readonly flagServers: 'all' | readonly number[];
    readonly flagBit?: number | undefined;
  };
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
  /** How orders rest that ask for it: shares of one child, and ticks that the touch moves before it is moved. */
  readonly resting?: { readonly showShares: number; readonly chaseTicks: number } | undefined;
}
