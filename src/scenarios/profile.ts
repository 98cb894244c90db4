import { z } from 'zod';
import type { FleetSpec } from '../fleet/spec.js';
import { build, dollarAmount, fraction, market, place, risk, router, SERVERS_MAX, sizes, universe } from './parts.js';

/** The form of a load profile: a fleet, its market and limits, and how its parents arrive. */

const perSecond = z.number().min(0).max(1e8);
const seconds = z.number().positive().max(86_400);

/** When parents arrive. `max` is the closed loop: each server keeps so many parents open. The others are open loops; see `flow/schedule`. */
const arrivals = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), perSecond }),
  z.strictObject({ kind: z.literal('poisson'), perSecond }),
  z.strictObject({ kind: z.literal('ramp'), fromPerSecond: perSecond, toPerSecond: perSecond, seconds }),
  z.strictObject({ kind: z.literal('steps'), steps: z.array(z.strictObject({ perSecond, seconds })).min(1).max(1000) }),
  z.strictObject({ kind: z.literal('spike'), perSecond, spikePerSecond: perSecond, atSeconds: z.number().min(0).max(86_400), seconds }),
  z.strictObject({
    kind: z.literal('microburst'),
    perSecond,
    burst: z.int().min(1).max(1_000_000),
    periodSeconds: seconds,
    gapNs: z.int().min(0).max(1e9).optional(),
  }),
  z.strictObject({
    kind: z.literal('max'),
    openParents: z
      .int()
      .min(1)
      .max(2 ** 20),
  }),
]);

/** The form of a load profile, as zod checks it; `profileJsonSchema` gives it as JSON Schema. */
export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes'),
  title: z.string().min(1).max(200),
  description: z.string().max(4000),
  seed: z.int().min(0).max(0xffffffff),
  servers: z.int().min(1).max(SERVERS_MAX),
  threads: z.int().min(1).max(SERVERS_MAX).optional(),
  venues: z.enum(['thread', 'inline']),
  waiting: z.enum(['auto', 'spin', 'back-off', 'block']).optional(),
  childrenMax: z.int().min(16).max(65_536),
  lazy: z.strictObject({ minimum: z.int().min(1).max(65_536), lingerMicros: z.number().min(0).max(1e6) }).optional(),
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
  /** The build of each server, or one for all. */
  builds: z.array(build).min(1).max(SERVERS_MAX),
  flagMask: z.int().min(0).max(255),
  router,
  arrivals,
  /** That its servers saturate by what they do rather than by what arrives: `--max` then leaves the arrivals as they are. */
  saturatesItself: z.boolean().optional(),
  mix: z.strictObject({ sizes, flaggedShare: fraction, firstPlace: place, endPlace: place }),
  warmupSeconds: z.number().min(0).max(3600),
  durationSeconds: seconds,
  lateMicros: z.number().min(0).max(1e9).optional(),
});

/** The form of a fleet as the library takes it: a profile that needs no name, and what only a program says. Scopes of kills and flows of orders are looked at where their names are known. */
export const fleetSchema = z.strictObject({
  ...profileSchema.partial({ name: true, title: true, description: true }).shape,
  arrivals: z.discriminatedUnion('kind', [
    ...arrivals.options,
    z.strictObject({ kind: z.literal('replay'), flow: z.unknown(), speed: z.number().positive().max(1e6) }),
  ]),
  otherThreads: z.int().min(0).max(1024).optional(),
  checks: z.array(z.string().min(1)).max(64).optional(),
  kills: z
    .array(
      z.strictObject({
        atSeconds: z.number().min(0).max(86_400),
        scope: z.unknown(),
        rearmAfterSeconds: z.number().min(0).max(86_400).optional(),
      }),
    )
    .max(1000)
    .optional(),
  killCycles: z
    .strictObject({ count: z.int().min(1).max(3000), scope: z.unknown(), tradeMs: z.number().min(0).max(86_400_000) })
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

/** A load profile, as data. */
export type LoadProfile = z.infer<typeof profileSchema>;

/** The fleet of a profile. Where a profile names other builds than it has servers, the last one is the last server's and the first one everybody else's. */
export function fleetOf(profile: LoadProfile): FleetSpec {
  const { builds, servers } = profile;
  const first = builds[0]!;
  const last = builds.at(-1)!;
  const spread = builds.length === servers ? builds : Array.from({ length: servers }, (_, index) => (index === servers - 1 ? last : first));
  return { ...profile, builds: spread, stallSampleMs: 400 };
}
