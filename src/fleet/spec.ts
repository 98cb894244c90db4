import { availableParallelism } from 'node:os';
import { InputError } from '../base/input-error.js';
import { INT32_MAX, SEED_MAX, SERVERS_MAX } from '../base/ranges.js';
import { money } from '../base/units.js';
import { BEHAVIOUR_NAMES, BUILD_NAMES } from '../deployment/builds.js';
import type { OrderSizes } from '../flow/streams.js';
import type { MarketSpec } from '../market/market.js';
import { symbolsOf, type UniverseSpec } from '../market/universe.js';
import { hasLatency } from '../market/venues.js';
import { WAITING_NAMES, type Waiting } from '../memory/waiting.js';
import { CHILD_SYMBOLS_MAX } from '../orders/children.js';
import { OrderAttribute } from '../orders/codes.js';
import { accountsByCode, hasAttribute } from '../orders/flow.js';
import { completeSettings } from '../risk/catalogue/catalogue.js';
import { ownedChecks } from '../risk/counts/owners.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import type { GateLimits } from '../risk/limits/limits.js';
import { refuseMeasured } from '../risk/limits/unmeasured.js';
import { demandAct, type ScopeAct, type StopAct } from '../risk/stops/acts.js';
import type { KillScope } from '../risk/stops/kill.js';
import { type NamedScope, rowScope } from '../risk/stops/scope-forms.js';
import type { RouterTerms } from '../router/pace.js';
import { type Arrivals, checkArrivals, marketOfRate, recordedOrders } from './arrivals.js';
import { atLeast, powerOfTwo, refuse, within } from './fields.js';
import { layThreads, type ThreadLayout } from './layout.js';
import { sumRoom } from './memory/firm-sums.js';

/** A load on a fleet: everything that it depends on but the machine. Data only. */
export interface FleetSpec {
  readonly servers: number;
  /**
   * Threads that host servers. By default one a core, less one for the main thread, one for the
   * venues if they have a thread, and the other threads. 0: the main thread hosts them, with their
   * venues, between its other work; only orders that come one by one are worked so.
   */
  readonly threads?: number | undefined;
  /**
   * `thread`: the venues have one thread for all servers. `inline`: each host thread has a market
   * of its own. `auto`, the default: a thread if there is a core for it beside all others, or a
   * lazy consumer; else inline.
   */
  readonly venues?: 'thread' | 'inline' | 'auto' | undefined;
  /** Further threads that need a core, such as a writer of events; 0 by default. */
  readonly otherThreads?: number | undefined;
  readonly waiting?: Waiting | 'auto' | undefined;
  /** The most children of one server's turn: the batch. */
  readonly childrenMax: number;
  /**
   * The venue thread ignores a server's ring until this many children wait or this much time has
   * passed; 1 and 0 for eager.
   */
  readonly lazy?: { readonly minimum: number; readonly lingerMicros: number } | undefined;
  /** Records in a ring between a server and the venues, a power of two. */
  readonly ringRecords?: number | undefined;
  /** Records in a server's inbox, a power of two. Parents that do not fit wait with the feeder. */
  readonly inboxRecords?: number | undefined;
  readonly parentsPerServer: number;
  readonly universe: UniverseSpec;
  readonly market: MarketSpec;
  /**
   * Parents a second for which `market.displayedSeconds` holds. Where more arrive, displayed sizes
   * grow in proportion, so that the market's depth is not what limits the load.
   */
  readonly displayedAtRate?: number | undefined;
  /** The time for which displayed sizes last, and between two marks of the quotes. */
  readonly epochMs: number;
  readonly risk: GateLimits;
  /**
   * Limits of the whole firm that the gates of several servers share. The gross exposure limit
   * itself is `risk.grossExposure`.
   */
  readonly firm?:
    | {
        /**
         * Credit that a server leases at a time, dollars; by default a fortieth part of the limit
         * by servers, at least $100.
         */
        readonly creditSliceDollars?: number | undefined;
        /**
         * Children of the firm within each window of time. Children beyond it wait in their
         * parents.
         */
        readonly orderRate?: { readonly perWindow: number; readonly windowMs: number } | undefined;
      }
    | undefined;
  /** The build of each server, as a rollout's manifest has them; or one for all. */
  readonly builds: readonly number[];
  /** The flag bits that the servers honour. */
  readonly flagMask: number;
  readonly router: RouterTerms;
  readonly arrivals: Arrivals;
  /** What generated parents look like. */
  readonly mix: {
    readonly sizes: OrderSizes;
    /** Share of the orders that carry the flag, 0 … 1. */
    readonly flaggedShare: number;
    /** Places [firstPlace, endPlace) of the universe. */
    readonly firstPlace: number;
    readonly endPlace: number;
  };
  /** URLs of modules with checks of the user's own, which every thread loads. */
  readonly checks?: readonly string[] | undefined;
  readonly warmupSeconds: number;
  readonly durationSeconds: number;
  readonly seed: number;
  /** Acts at times that are known beforehand, and when their scopes may trade again. */
  readonly kills?:
    | readonly {
        /** After the start of the run, warm-up included. */
        readonly atSeconds: number;
        readonly scope: NamedScope;
        /** What is done to the scope; a kill when absent. */
        readonly act?: ScopeAct | undefined;
        /** When the scope may trade again, after the act; never when absent. */
        readonly rearmAfterSeconds?: number | undefined;
      }[]
    | undefined;
  /**
   * Stops and re-arms in turn while the fleet runs, for a distribution; they begin with the
   * measured time.
   */
  readonly killCycles?:
    | {
        readonly count: number;
        readonly scope: NamedScope;
        /** What stops the scope; a kill when absent. */
        readonly act?: StopAct | undefined;
        /**
         * How long the scope trades between a re-arm that everybody has acknowledged and the next
         * kill, ms.
         */
        readonly tradeMs: number;
      }
    | undefined;
  /**
   * Records each server's inputs for `replayServer`: at most this many records of 32 bytes a
   * server.
   */
  readonly record?: { readonly recordsMax: number } | undefined;
  /** A parent taken later than this after its intended time counts as a late start, µs. */
  readonly lateMicros?: number | undefined;
  /** The time for which the machine's stalls are sampled before the run and after it, ms. */
  readonly stallSampleMs?: number | undefined;
}

const DEFAULTS = {
  lazy: { minimum: 1, lingerMicros: 0 },
  ringRecords: 8192,
  inboxRecords: 65_536,
  lateMicros: 100,
  stallSampleMs: 200,
} as const;

type PlannedKill = NonNullable<FleetSpec['kills']>[number];
type KillCycles = NonNullable<FleetSpec['killCycles']>;

/** The same with rows in place of names. */
type PlannedRows<T> = Omit<T, 'scope'> & { readonly scope: KillScope };

/** A specification with every default filled in, as the threads get it. */
export interface FleetPlan
  extends Omit<FleetSpec, 'kills' | 'killCycles' | 'venues' | 'threads' | 'waiting'>,
    ThreadLayout {
  readonly kills?: readonly PlannedRows<PlannedKill>[] | undefined;
  readonly killCycles?: PlannedRows<KillCycles> | undefined;
  readonly lazy: { readonly minimum: number; readonly lingerMicros: number };
  readonly ringRecords: number;
  readonly inboxRecords: number;
  readonly lateMicros: number;
  readonly stallSampleMs: number;
  readonly creditSliceMoney: number;
  /** The same for the net exposure. */
  readonly netSliceMoney: number;
  /** Whether the flow has orders that are executed at once or cancelled. */
  readonly immediate: boolean;
  /** Whether parents come one by one, and may be cancelled. */
  readonly isLive: boolean;
}

/**
 * Fills in the defaults of a specification and checks it. Throws an InputError with field, value
 * and reason.
 */
export function planFleet(spec: FleetSpec): FleetPlan {
  within('servers', spec.servers, 1, SERVERS_MAX);
  const layout = layThreads(spec, availableParallelism());
  if (layout.onMain) checkOnMain(spec, layout);
  within('threads', layout.threads, 1, spec.servers);
  if (layout.waiting !== 'auto' && !WAITING_NAMES.includes(layout.waiting))
    refuse('waiting', layout.waiting, `auto or one of ${WAITING_NAMES.join(', ')}`);
  // Other threads lease too, and a gate with slices of 0 takes what it has seen to be left.
  const sliceOf = (dollars: number): number =>
    Math.max(0.01, spec.firm?.creditSliceDollars ?? Math.max(100, dollars / (spec.servers * 40)));
  const { kills, killCycles, displayedAtRate, ...rest } = spec;
  const plan: FleetPlan = {
    ...rest,
    market: marketOfRate(spec),
    builds:
      spec.builds.length === 1
        ? new Array<number>(spec.servers).fill(spec.builds[0]!)
        : spec.builds,
    ...layout,
    lazy: spec.lazy ?? DEFAULTS.lazy,
    ringRecords: spec.ringRecords ?? DEFAULTS.ringRecords,
    inboxRecords: spec.inboxRecords ?? DEFAULTS.inboxRecords,
    lateMicros: spec.lateMicros ?? DEFAULTS.lateMicros,
    stallSampleMs: spec.stallSampleMs ?? DEFAULTS.stallSampleMs,
    creditSliceMoney: money(sliceOf(spec.risk.grossExposure.dollars)),
    netSliceMoney: money(sliceOf(completeSettings(spec.risk).netExposure!.dollars as number)),
    isLive: spec.arrivals.kind === 'live',
    immediate:
      spec.arrivals.kind === 'live' ||
      (spec.arrivals.kind === 'replay' &&
        hasAttribute(spec.arrivals.flow, OrderAttribute.IMMEDIATE)),
  };
  refuseMeasured(spec.risk, 'risk');
  checkSizes(plan);
  checkFlow(plan);
  checkLatency(plan);
  sumRoom(plan);
  const rolling = ownedChecks(plan.risk).find(({ field }) => field === 'rollingVolume');
  if (rolling !== undefined)
    throw new InputError(
      `fleet.risk.rollingVolume.per: is '${rolling.per}'; a window over all servers, which the ` +
        "threads of a fleet do not share; must be 'server' here, and acts in a simulated day",
    );
  return { ...plan, ...planKills(spec) };
}

/** Returns how a thread waits once it does not spin. */
export const waitingAsleep = ({ waiting }: FleetPlan): Waiting =>
  waiting === 'auto' ? 'block' : waiting;

function checkSizes(plan: FleetPlan): void {
  powerOfTwo('ringRecords', plan.ringRecords, 64, 2 ** 20);
  powerOfTwo('inboxRecords', plan.inboxRecords, 64, 2 ** 22);
  within('childrenMax', plan.childrenMax, 16, plan.ringRecords / 2);
  within('lazy.minimum', plan.lazy.minimum, 1, plan.ringRecords / 4);
  atLeast('lazy.lingerMicros', plan.lazy.lingerMicros, 0);
  within('parentsPerServer', plan.parentsPerServer, 1, 2 ** 20);
  within('universe.stocks', plan.universe.stocks, 1, CHILD_SYMBOLS_MAX);
  within('epochMs', plan.epochMs, 1, 1000);
  if (plan.builds.length !== plan.servers)
    refuse('builds', plan.builds.length, `one build for each of the ${plan.servers} servers`);
  plan.builds.forEach((build, index) => {
    if (!BUILD_NAMES.includes(build as (typeof BUILD_NAMES)[number]))
      refuse(`builds.${index}`, build, `one of ${BUILD_NAMES.join(', ')}`);
  });
  within('flagMask', plan.flagMask, 0, 255);
  if (plan.record !== undefined && plan.checks !== undefined && plan.checks.length > 0)
    throw new InputError(
      'fleet.record: a journal does not hold the state of custom checks; give record or checks',
    );
  if (plan.record !== undefined) within('record.recordsMax', plan.record.recordsMax, 1024, 2 ** 25);
}

/** Refuses servers on the main thread where it would not work them. */
function checkOnMain({ arrivals, waiting = 'auto' }: FleetSpec, { venues }: ThreadLayout): void {
  if (arrivals.kind !== 'live') refuse('threads', 0, 'at least 1, since orders do not come live,');
  if (venues === 'thread') refuse('threads', 0, 'at least 1, since the venues have a thread,');
  if (waiting !== 'auto') refuse('waiting', waiting, 'auto, since with 0 threads nothing waits,');
}

/** Refuses latencies of venues where nothing would wait for them. */
function checkLatency({ market, venues, lazy }: FleetPlan): void {
  if (!hasLatency(market.venues)) return;
  if (venues === 'inline')
    throw new InputError(
      'fleet.market.venues: latencyMicros acts only if the venues have a thread; ' +
        "fleet.venues is 'inline'",
    );
  if (lazy.minimum > 1)
    throw new InputError(
      'fleet.lazy: a lazy venue thread delays messages by itself; give lazy or latencyMicros',
    );
}

function checkFlow(plan: FleetPlan): void {
  const { mix, firm } = plan;
  checkArrivals(plan);
  within('mix.endPlace', mix.endPlace, 1, plan.universe.stocks);
  within('mix.firstPlace', mix.firstPlace, 0, mix.endPlace - 1);
  if (!(mix.flaggedShare >= 0 && mix.flaggedShare <= 1))
    refuse('mix.flaggedShare', mix.flaggedShare, 'a share from 0 to 1');
  atLeast('warmupSeconds', plan.warmupSeconds, 0);
  if (!(plan.durationSeconds > 0 && plan.durationSeconds <= 86_400))
    refuse('durationSeconds', plan.durationSeconds, 'seconds, at most a day');
  within('seed', plan.seed, 0, SEED_MAX);
  if (firm?.orderRate !== undefined) {
    within('firm.orderRate.perWindow', firm.orderRate.perWindow, 1, RATE_PER_WINDOW_MAX);
    within('firm.orderRate.windowMs', firm.orderRate.windowMs, 1, 10_000);
  }
}

/** The count of a window has 20 bits of the shared word. */
export const RATE_PER_WINDOW_MAX = 2 ** 20 - 1;

/** Checks the planned acts and finds the rows of their scopes. */
function planKills(spec: FleetSpec): Pick<FleetPlan, 'kills' | 'killCycles'> {
  const { kills, killCycles } = spec;
  const endSeconds = spec.warmupSeconds + spec.durationSeconds;
  const beforeEnd = (field: string, seconds: number): void => {
    if (!(seconds < endSeconds))
      refuse(field, seconds, `a time before the end of the run, ${endSeconds} s with its warm-up,`);
  };
  const planned = kills?.map((each, index) => {
    const { atSeconds, rearmAfterSeconds } = each;
    atLeast(`kills.${index}.atSeconds`, atSeconds, 0);
    beforeEnd(`kills.${index}.atSeconds`, atSeconds);
    if (rearmAfterSeconds !== undefined) {
      atLeast(`kills.${index}.rearmAfterSeconds`, rearmAfterSeconds, 0);
      beforeEnd(`kills.${index}.rearmAfterSeconds, after the kill`, atSeconds + rearmAfterSeconds);
    }
    const scope = scopeRows(each.scope, spec, `kills.${index}.scope`);
    demandAct(each.act ?? 'kill', scope, true, `fleet.kills.${index}.act`);
    if (each.act === 're-arm' && rearmAfterSeconds !== undefined)
      refuse(`kills.${index}.rearmAfterSeconds`, rearmAfterSeconds, 'absent after a re-arm');
    return { ...each, scope };
  });
  if (killCycles !== undefined) {
    within('killCycles.count', killCycles.count, 1, 3000);
    atLeast('killCycles.tradeMs', killCycles.tradeMs, 0);
    const scope = scopeRows(killCycles.scope, spec, 'killCycles.scope');
    demandAct(killCycles.act ?? 'kill', scope, true, 'fleet.killCycles.act');
  }
  return {
    ...(planned === undefined ? {} : { kills: planned }),
    ...(killCycles === undefined
      ? {}
      : {
          killCycles: {
            ...killCycles,
            scope: scopeRows(killCycles.scope, spec, 'killCycles.scope'),
          },
        }),
  };
}

/** Returns the names of a load's accounts by code: those with limits, and those of its orders. */
export function accountNames({
  risk,
  arrivals,
}: Pick<FleetSpec, 'risk' | 'arrivals'>): Map<number, string> {
  const recorded = recordedOrders(arrivals);
  const names = recorded === undefined ? new Map() : accountsByCode(recorded.flow);
  if (arrivals.kind === 'live')
    for (const [place, name] of (arrivals.accounts ?? []).entries()) names.set(place + 1, name);
  for (const [place, name] of limitedAccounts(risk).entries()) names.set(place + 1, name);
  return names;
}

/** Returns the rows of a named scope. Throws an InputError for an unknown scope. */
export function scopeRows(
  scope: NamedScope,
  spec: Pick<FleetSpec, 'servers' | 'universe' | 'seed' | 'risk' | 'arrivals'>,
  place: string,
): KillScope {
  const codes = new Map([...accountNames(spec)].map(([code, name]) => [name, code]));
  const known = {
    servers: spec.servers,
    symbols: symbolsOf(spec),
    behaviours: BEHAVIOUR_NAMES,
    accounts: { codeOf: (name: string) => codes.get(name), names: [...codes.keys()] },
    firstOrder: 0,
    lastOrder: INT32_MAX,
  };
  return rowScope(scope, known, 'fleet', place);
}
