import { availableParallelism } from 'node:os';
import { InputError } from '../base/assert.js';
import { INT32_MAX, SEED_MAX, SERVERS_MAX } from '../base/ranges.js';
import { money } from '../base/units.js';
import { BEHAVIOUR_NAMES, BUILD_NAMES } from '../deployment/builds.js';
import type { OrderSizes } from '../flow/generated.js';
import { createSchedule, SCHEDULE_KINDS, type ScheduleSpec } from '../flow/schedule.js';
import type { MarketSpec } from '../market/market.js';
import { generateUniverse, type UniverseSpec } from '../market/universe.js';
import { chooseWaiting, WAITING_NAMES, type Waiting } from '../memory/waiting.js';
import { CHILD_SYMBOLS_MAX } from '../orders/children.js';
import { OrderAttribute } from '../orders/codes.js';
import { hasAttribute, type OrderFlow } from '../orders/flow.js';
import { completeSettings } from '../risk/catalogue/catalogue.js';
import type { GateLimits } from '../risk/limits/limits.js';
import type { KillScope } from '../risk/stops/kill.js';
import { type NamedScope, rowScope } from '../risk/stops/scope-forms.js';

/** Where parent orders come from. */
export type Arrivals =
  /** Open loop: parents arrive when the schedule says so, whether or not the servers keep up. */
  | ScheduleSpec
  /**
   * Closed loop, saturating: each server takes its next parent at once while it has fewer than
   * `openParents` open.
   */
  | { readonly kind: 'max'; readonly openParents: number }
  /**
   * Open loop: the orders of a flow, at its own times divided by `speed`. An order with a session
   * goes to that server.
   */
  | { readonly kind: 'replay'; readonly flow: OrderFlow; readonly speed: number };

/** What generated parents look like. */
export interface OrderMix {
  readonly sizes: OrderSizes;
  /** Share of the orders that carry the flag, 0 … 1. */
  readonly flaggedShare: number;
  /** Places [firstPlace, endPlace) of the universe. */
  readonly firstPlace: number;
  readonly endPlace: number;
}

/** A kill at a time that is known beforehand, and when its scope may trade again. */
export interface PlannedKill {
  /** After the start of the run, warm-up included. */
  readonly atSeconds: number;
  readonly scope: NamedScope;
  /** When the scope may trade again, after the kill; never when absent. */
  readonly rearmAfterSeconds?: number | undefined;
}

/**
 * Kills and re-arms in turn while the fleet runs, for a distribution; they begin with the measured
 * time.
 */
export interface KillCycles {
  readonly count: number;
  readonly scope: NamedScope;
  /**
   * How long the scope trades between a re-arm that everybody has acknowledged and the next kill,
   * ms.
   */
  readonly tradeMs: number;
}

/**
 * Limits of the whole firm that the gates of several servers share. The gross exposure limit itself
 * is `risk.grossExposure`.
 */
export interface FirmLimits {
  /**
   * Credit that a server leases at a time, dollars; by default a fortieth part of the limit by
   * servers, at least $100.
   */
  readonly creditSliceDollars?: number | undefined;
  /** Children of the firm within each window of time. Children beyond it wait in their parents. */
  readonly orderRate?: { readonly perWindow: number; readonly windowMs: number } | undefined;
}

/** A load on a fleet: everything that it depends on but the machine. Data only. */
export interface FleetSpec {
  readonly servers: number;
  /**
   * Threads that host servers; by default one a core, less one for the venues where they have a
   * thread.
   */
  readonly threads?: number | undefined;
  /**
   * Venues on a thread of their own for all servers, or a market of its own on each thread that
   * hosts servers.
   */
  readonly venues: 'thread' | 'inline';
  /**
   * Threads beside the fleet that want a core as well, such as a writer of events; by default none.
   */
  readonly otherThreads?: number | undefined;
  readonly waiting?: Waiting | 'auto' | undefined;
  /** Children of one server's turn at the most: the batch. */
  readonly childrenMax: number;
  /**
   * The venue thread leaves a server's ring alone until so many children wait or so long has
   * passed; 1 and 0 for eager.
   */
  readonly lazy?: { readonly minimum: number; readonly lingerMicros: number } | undefined;
  /** Records of a ring between a server and the venues, a power of two. */
  readonly ringRecords?: number | undefined;
  /** Records of a server's inbox, a power of two. What does not fit waits with the feeder. */
  readonly inboxRecords?: number | undefined;
  readonly parentsPerServer: number;
  readonly universe: UniverseSpec;
  readonly market: MarketSpec;
  /** How long displayed sizes stand, and how often quotes are marked. */
  readonly epochMs: number;
  readonly risk: GateLimits;
  readonly firm?: FirmLimits | undefined;
  /** The build of each server, as a rollout's manifest has them; or one for all. */
  readonly builds: readonly number[];
  /** The flag bits that the servers honour. */
  readonly flagMask: number;
  /** `pegChildrenPerSecond` 0: as fast as the server turns. */
  readonly router: {
    readonly pegShares: number;
    readonly pegChildrenPerSecond: number;
    readonly improvementTicks: number;
  };
  readonly arrivals: Arrivals;
  readonly mix: OrderMix;
  /** URLs of modules with checks of the user's own, which every thread loads. */
  readonly checks?: readonly string[] | undefined;
  readonly warmupSeconds: number;
  readonly durationSeconds: number;
  readonly seed: number;
  readonly kills?: readonly PlannedKill[] | undefined;
  readonly killCycles?: KillCycles | undefined;
  /**
   * Keeps each server's inputs, for `replayServer`: at most so many records of 32 bytes a server.
   */
  readonly record?: { readonly recordsMax: number } | undefined;
  /** A parent taken later than this after its intended time is a late start, µs. */
  readonly lateMicros?: number | undefined;
  /** How long the machine's stalls are sampled before the run and after it, ms. */
  readonly stallSampleMs?: number | undefined;
}

const DEFAULTS = {
  waiting: 'auto',
  lazy: { minimum: 1, lingerMicros: 0 },
  ringRecords: 8192,
  inboxRecords: 65_536,
  lateMicros: 100,
  stallSampleMs: 200,
} as const;

/** The same with rows in place of names. */
export type PlannedRows<T> = Omit<T, 'scope'> & { readonly scope: KillScope };

/** A specification with nothing left open, as the threads get it. */
export interface FleetPlan extends Omit<FleetSpec, 'kills' | 'killCycles'> {
  readonly kills?: readonly PlannedRows<PlannedKill>[] | undefined;
  readonly killCycles?: PlannedRows<KillCycles> | undefined;
  readonly threads: number;
  /** `auto` where each thread has a core: spin while nothing else wants it, block otherwise. */
  readonly waiting: Waiting | 'auto';
  readonly lazy: { readonly minimum: number; readonly lingerMicros: number };
  readonly ringRecords: number;
  readonly inboxRecords: number;
  readonly lateMicros: number;
  readonly stallSampleMs: number;
  readonly creditSliceMoney: number;
  /** The same of the net exposure. */
  readonly netSliceMoney: number;
  /** Whether any of its orders is executed at once or cancelled. */
  readonly immediate: boolean;
}

/**
 * Fills in what the specification leaves open and checks it. Throws an InputError with field, value
 * and reason.
 */
export function planFleet(spec: FleetSpec): FleetPlan {
  const cores = availableParallelism();
  within('servers', spec.servers, 1, SERVERS_MAX);
  const venueThreads = spec.venues === 'thread' ? 1 : 0;
  const threads = spec.threads ?? Math.max(1, Math.min(spec.servers, cores - venueThreads));
  within('threads', threads, 1, spec.servers);
  const asked = spec.waiting ?? DEFAULTS.waiting;
  if (asked !== 'auto' && !WAITING_NAMES.includes(asked))
    refuse('waiting', asked, `auto or one of ${WAITING_NAMES.join(', ')}`);
  const sliceOf = (dollars: number): number =>
    spec.firm?.creditSliceDollars ?? Math.max(100, dollars / (spec.servers * 40));
  const { kills, killCycles, ...rest } = spec;
  const plan: FleetPlan = {
    ...rest,
    builds:
      spec.builds.length === 1
        ? new Array<number>(spec.servers).fill(spec.builds[0]!)
        : spec.builds,
    threads,
    waiting:
      asked === 'auto'
        ? autoWaiting(threads + venueThreads + (spec.otherThreads ?? 0), cores)
        : asked,
    lazy: spec.lazy ?? DEFAULTS.lazy,
    ringRecords: spec.ringRecords ?? DEFAULTS.ringRecords,
    inboxRecords: spec.inboxRecords ?? DEFAULTS.inboxRecords,
    lateMicros: spec.lateMicros ?? DEFAULTS.lateMicros,
    stallSampleMs: spec.stallSampleMs ?? DEFAULTS.stallSampleMs,
    creditSliceMoney: money(sliceOf(spec.risk.grossExposure.dollars)),
    netSliceMoney: money(sliceOf(completeSettings(spec.risk).netExposure!.dollars as number)),
    immediate:
      spec.arrivals.kind === 'replay' && hasAttribute(spec.arrivals.flow, OrderAttribute.IMMEDIATE),
  };
  checkSizes(plan);
  checkFlow(plan);
  return { ...plan, ...planKills(spec) };
}

/** Symbols by universe, for the seed they were last asked for. */
const UNIVERSES = new WeakMap<
  UniverseSpec,
  { readonly seed: number; readonly symbols: string[] }
>();

/** The symbols of a fleet's universe, by place. */
export function symbolsOf({ universe, seed }: Pick<FleetSpec, 'universe' | 'seed'>): string[] {
  const known = UNIVERSES.get(universe);
  if (known?.seed === seed) return known.symbols;
  const symbols = generateUniverse(universe, seed).map(({ symbol }) => symbol);
  UNIVERSES.set(universe, { seed, symbols });
  return symbols;
}

/**
 * Where each thread has a core it spins until something else wants that core; to spin whatever
 * happens is for those who ask for it.
 */
const autoWaiting = (threads: number, cores: number): FleetPlan['waiting'] =>
  chooseWaiting(threads, cores) === 'spin' ? 'auto' : 'block';

/** How a thread of a fleet waits once it no longer spins. */
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
      'fleet.record: a journal does not hold what checks of your own keep; give one of record and checks',
    );
  if (plan.record !== undefined) within('record.recordsMax', plan.record.recordsMax, 1024, 2 ** 25);
}

function checkFlow(plan: FleetPlan): void {
  const { arrivals, mix, firm } = plan;
  if (arrivals.kind === 'max')
    within('arrivals.openParents', arrivals.openParents, 1, plan.parentsPerServer);
  else if (arrivals.kind === 'replay') {
    if (!(arrivals.speed > 0)) refuse('arrivals.speed', arrivals.speed, 'a number above 0');
    const stray = arrivals.flow.symbol
      .subarray(0, arrivals.flow.count)
      .findIndex((symbol) => symbol < 0 || symbol >= plan.universe.stocks);
    if (stray >= 0)
      refuse(
        `arrivals.flow.symbol[${stray}]`,
        arrivals.flow.symbol[stray],
        `a place of the ${plan.universe.stocks} stocks`,
      );
  } else if (SCHEDULE_KINDS.includes(arrivals.kind)) createSchedule(arrivals, plan.seed);
  else
    refuse(
      'arrivals.kind',
      (arrivals as { kind: unknown }).kind,
      `max, replay, or one of ${SCHEDULE_KINDS.join(', ')}`,
    );
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

/** A window's count has 20 bits of the shared word. */
export const RATE_PER_WINDOW_MAX = 2 ** 20 - 1;

/** Checks what is to be killed and finds the rows of it. */
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
    return { ...each, scope: scopeRows(each.scope, spec, `kills.${index}.scope`) };
  });
  if (killCycles !== undefined) {
    within('killCycles.count', killCycles.count, 1, 3000);
    atLeast('killCycles.tradeMs', killCycles.tradeMs, 0);
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

/** The rows of a scope of names. Throws an InputError for a scope that is not there. */
export function scopeRows(
  scope: NamedScope,
  spec: Pick<FleetSpec, 'servers' | 'universe' | 'seed'>,
  place: string,
): KillScope {
  const known = {
    servers: spec.servers,
    symbols: symbolsOf(spec),
    behaviours: BEHAVIOUR_NAMES,
    firstOrder: 0,
    lastOrder: INT32_MAX,
  };
  return rowScope(scope, known, 'fleet', place);
}

function within(field: string, value: number, low: number, high: number): void {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    refuse(field, value, `a whole number from ${low} to ${high}`);
}

function atLeast(field: string, value: number, low: number): void {
  if (!(value >= low && value < Number.POSITIVE_INFINITY))
    refuse(field, value, `a number from ${low} on`);
}

function powerOfTwo(field: string, value: number, low: number, high: number): void {
  within(field, value, low, high);
  if (!Number.isInteger(Math.log2(value))) refuse(field, value, 'a power of two');
}

function refuse(field: string, value: unknown, wanted: string): never {
  throw new InputError(`fleet.${field}: ${wanted} expected, was ${String(value)}`);
}
