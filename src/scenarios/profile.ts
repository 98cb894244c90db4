import { z } from 'zod';
import { FLAG_BIT_MAX, INT32_MAX, SERVERS_MAX } from '../base/ranges.js';
import { NS_PER_SECOND } from '../base/units.js';
import type { Arrivals } from '../fleet/arrivals.js';
import type { FleetSpec } from '../fleet/spec.js';
import type { ScopeAct, StopAct } from '../risk/stops/acts.js';
import {
  build,
  dayProfile,
  dollarAmount,
  fraction,
  market,
  place,
  risk,
  router,
  sizes,
  universe,
} from './parts.js';
import { checkBooks, checkLimits, checkRouter, checkVenues } from './together.js';

/** The form of a load profile: a fleet, its market and limits, and how its parents arrive. */

const perSecond = z.number().min(0).max(1e8);
const seconds = z.number().positive().max(86_400);

/**
 * The arrivals of parents. `max` is the closed loop: each server keeps `openParents` open. The
 * others are open loops; see `flow/schedule`.
 */
const arrivals = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), perSecond }),
  z.strictObject({ kind: z.literal('poisson'), perSecond }),
  z.strictObject({
    kind: z.literal('ramp'),
    fromPerSecond: perSecond,
    toPerSecond: perSecond,
    seconds,
  }),
  z.strictObject({
    kind: z.literal('steps'),
    steps: z.array(z.strictObject({ perSecond, seconds })).min(1).max(1000),
  }),
  z.strictObject({
    kind: z.literal('spike'),
    perSecond,
    spikePerSecond: perSecond,
    atSeconds: z.number().min(0).max(86_400),
    seconds,
  }),
  z.strictObject({
    kind: z.literal('microburst'),
    perSecond,
    burst: z.int().min(1).max(1_000_000),
    periodSeconds: seconds,
    gapNs: z.int().min(0).max(1e9).optional(),
  }),
  z.strictObject({
    kind: z.literal('day'),
    perSecond,
    sessionSeconds: seconds.optional(),
    profile: dayProfile.optional(),
    bursts: z
      .strictObject({
        branching: z.number().min(0).max(0.95),
        meanSeconds: z.number().min(1e-6).max(3600),
      })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('max'),
    openParents: z
      .int()
      .min(1)
      .max(2 ** 20),
  }),
]);

/** A scope by names. Symbols, accounts and behaviours are checked where they are known. */
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('firm') }),
  z.strictObject({ kind: z.literal('server'), server: z.int().min(1).max(SERVERS_MAX) }),
  z.strictObject({ kind: z.literal('symbol'), symbol: z.string().min(1).max(32) }),
  z.strictObject({ kind: z.literal('account'), account: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('behaviour'), behaviour: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('flag'), bit: z.int().min(0).max(FLAG_BIT_MAX) }),
  z.strictObject({ kind: z.literal('parent'), order: z.int().min(0).max(INT32_MAX) }),
]);

const STOPS = ['kill', 'halt', 'reduce'] as const satisfies readonly StopAct[];
const ACTS = [...STOPS, 're-arm'] as const satisfies readonly ScopeAct[];

const plannedAct = z.strictObject({
  atSeconds: z.number().min(0).max(86_400),
  scope,
  act: z.enum(ACTS).optional(),
  rearmAfterSeconds: z.number().min(0).max(86_400).optional(),
});

const profileFields = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes'),
  title: z.string().min(1).max(200),
  description: z.string().max(4000),
  seed: z.int().min(0).max(0xffffffff),
  servers: z.int().min(1).max(SERVERS_MAX),
  threads: z.int().min(0).max(SERVERS_MAX).optional(),
  venues: z.enum(['auto', 'thread', 'inline']).optional(),
  waiting: z.enum(['auto', 'spin', 'back-off', 'block']).optional(),
  childrenMax: z.int().min(16).max(65_536),
  lazy: z
    .strictObject({ minimum: z.int().min(1).max(65_536), lingerMicros: z.number().min(0).max(1e6) })
    .optional(),
  ringRecords: z
    .int()
    .min(64)
    .max(2 ** 20)
    .optional(),
  inboxRecords: z
    .int()
    .min(64)
    .max(2 ** 22)
    .optional(),
  parentsPerServer: z
    .int()
    .min(1)
    .max(2 ** 20),
  universe,
  market,
  /**
   * Parents a second for which displayedSeconds holds: where more arrive, displayed sizes grow in
   * proportion.
   */
  displayedAtRate: z.number().positive().max(1e8).optional(),
  epochMs: z.int().min(1).max(1000),
  risk,
  firm: z
    .strictObject({
      creditSliceDollars: dollarAmount.optional(),
      orderRate: z
        .strictObject({
          perWindow: z
            .int()
            .min(1)
            .max(2 ** 20 - 1),
          windowMs: z.int().min(1).max(10_000),
        })
        .optional(),
    })
    .optional(),
  /**
   * The build of each server, or one build for all, or that of all but the last and that of the
   * last.
   */
  builds: z.array(build).min(1).max(SERVERS_MAX),
  flagMask: z.int().min(0).max(255),
  router,
  arrivals,
  /**
   * Whether its servers saturate by their behaviour, not by arrivals: `--max` then leaves the
   * arrivals unchanged.
   */
  saturatesItself: z.boolean().optional(),
  mix: z.strictObject({ sizes, flaggedShare: fraction, firstPlace: place, endPlace: place }),
  warmupSeconds: z.number().min(0).max(3600),
  durationSeconds: seconds,
  /** Acts at times after the start, warm-up included: a kill where `act` is absent. */
  kills: z.array(plannedAct).max(1000).optional(),
  lateMicros: z.number().min(0).max(1e9).optional(),
});

const fleetFields = z.strictObject({
  ...profileFields.partial({ name: true, title: true, description: true }).shape,
  arrivals: z.discriminatedUnion('kind', [
    ...arrivals.options,
    z.strictObject({
      kind: z.literal('replay'),
      flow: z.unknown(),
      speed: z.number().positive().max(1e6),
    }),
  ]),
  otherThreads: z.int().min(0).max(1024).optional(),
  checks: z.array(z.string().min(1)).max(64).optional(),
  kills: z
    .array(plannedAct.extend({ scope: z.unknown() }))
    .max(1000)
    .optional(),
  killCycles: z
    .strictObject({
      count: z.int().min(1).max(3000),
      scope: z.unknown(),
      act: z.enum(STOPS).optional(),
      tradeMs: z.number().min(0).max(86_400_000),
    })
    .optional(),
  record: z
    .strictObject({
      recordsMax: z
        .int()
        .min(1024)
        .max(2 ** 25),
    })
    .optional(),
  stallSampleMs: z.number().min(0).max(60_000).optional(),
});
/**
 * The form of a fleet as the library takes it: a profile without a name, plus the fields of
 * programs. Kill scopes and order flows are validated where their names are known.
 */
export const fleetSchema = fleetFields.superRefine(checkTogether);

/** The form of a load profile, as zod checks it; `profileJsonSchema` gives it as JSON Schema. */
export const profileSchema = profileFields.superRefine(checkTogether);

/** The arrivals that need a rate above 0. */
const RATED: readonly string[] = ['constant', 'poisson', 'day'];

/** The ring size of a profile that gives none, as in the fleet. */
const RING_RECORDS = 8192;

/** Reports faults of a profile or a fleet that span several fields. */
function checkTogether(profile: z.infer<typeof fleetFields>, context: z.RefinementCtx): void {
  const fault = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const {
    servers,
    threads,
    builds,
    mix,
    universe,
    arrivals,
    parentsPerServer,
    lazy,
    ringRecords = RING_RECORDS,
  } = profile;
  if (threads !== undefined && threads > servers)
    fault(['threads'], `must not be above servers, ${servers}`);
  if (builds.length !== servers && builds.slice(1, -1).some((build) => build !== builds[0]))
    fault(
      ['builds'],
      `must be one build, that of all servers and of the last, or one for each of the ${servers}`,
    );
  for (const field of ['ringRecords', 'inboxRecords'] as const) {
    const records = profile[field];
    if (records !== undefined && !Number.isInteger(Math.log2(records)))
      fault([field], 'must be a power of two');
  }
  if (profile.childrenMax > ringRecords / 2)
    fault(['childrenMax'], `must not be above half of ringRecords, ${ringRecords / 2}`);
  if (lazy !== undefined && lazy.minimum > ringRecords / 4)
    fault(['lazy', 'minimum'], `must not be above a quarter of ringRecords, ${ringRecords / 4}`);
  if (mix.endPlace > universe.stocks)
    fault(['mix', 'endPlace'], `must not be above universe.stocks, ${universe.stocks}`);
  if (mix.endPlace <= mix.firstPlace)
    fault(['mix', 'endPlace'], `must be above firstPlace, ${mix.firstPlace}`);
  if (arrivals.kind === 'max' && arrivals.openParents > parentsPerServer)
    fault(['arrivals', 'openParents'], `must not be above parentsPerServer, ${parentsPerServer}`);
  if (RATED.includes(arrivals.kind) && 'perSecond' in arrivals && arrivals.perSecond === 0)
    fault(['arrivals', 'perSecond'], 'must be above 0');
  if (
    arrivals.kind === 'microburst' &&
    arrivals.burst * (arrivals.gapNs ?? 0) >= arrivals.periodSeconds * NS_PER_SECOND
  )
    fault(['arrivals', 'gapNs'], 'must leave room for the burst in its period');
  checkVenues(profile.market, fault);
  checkBooks(profile, fault);
  checkRouter(profile.router, profile.universe.stocks, fault);
  checkLimits(profile.risk, fault, servers);
}

/** A load profile, as data: a fleet with a name, and how its parents arrive. */
export interface LoadProfile
  extends Omit<
    FleetSpec,
    'arrivals' | 'otherThreads' | 'checks' | 'killCycles' | 'record' | 'stallSampleMs'
  > {
  /** Where editors find the form of the file. */
  readonly $schema?: string | undefined;
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arrivals: Exclude<Arrivals, { readonly kind: 'replay' }>;
  /**
   * Whether its servers saturate by what they do, not by what arrives: `--max` then leaves the
   * arrivals as they are.
   */
  readonly saturatesItself?: boolean | undefined;
}

/**
 * Returns the fleet of a profile. If the profile does not give each server a build, its last build
 * goes to the last server and its first one to all others.
 */
export function fleetOf(profile: LoadProfile): FleetSpec {
  const { builds, servers } = profile;
  const first = builds[0]!;
  const last = builds.at(-1)!;
  const spread =
    builds.length === servers
      ? builds
      : Array.from({ length: servers }, (_, index) => (index === servers - 1 ? last : first));
  return { ...profile, builds: spread, stallSampleMs: 400 };
}
