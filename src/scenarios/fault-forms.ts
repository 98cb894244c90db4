import { z } from 'zod';
import { SHARES_MAX } from '../base/ranges.js';
import { VENUE_NAMES } from '../market/venues.js';
import { dollarAmount, mode, place, server, time } from './parts.js';

/**
 * The forms of a scenario's faults, its related settings and its findings. All are optional, and
 * off by default.
 */

const SECONDS_MAX = 86_400;
const seconds = z.number().positive().max(SECONDS_MAX);
const venue = z.enum(VENUE_NAMES as [string, ...string[]]);
const window = { at: time, until: time };

const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answers-late'),
    ...window,
    server: server.optional(),
    venue: venue.optional(),
    seconds: seconds.optional(),
  }),
  z.strictObject({
    kind: z.literal('answers-lost'),
    ...window,
    server: server.optional(),
    venue: venue.optional(),
  }),
  z.strictObject({
    kind: z.literal('fills-lost'),
    ...window,
    server: server.optional(),
    venue: venue.optional(),
  }),
  z.strictObject({ kind: z.literal('orders-loop'), ...window, server, seconds }),
  z.strictObject({ kind: z.literal('cancels-lost'), ...window, server: server.optional() }),
  z.strictObject({
    kind: z.literal('recorded-quotes'),
    ...window,
    firstPlace: place,
    endPlace: place,
    offPercent: z.number().min(0).max(90),
    agedHours: z.number().positive().max(10_000),
  }),
  z.strictObject({ kind: z.literal('contingents-sent'), ...window }),
  z.strictObject({
    kind: z.literal('wrong-values'),
    ...window,
    firstPlace: place,
    endPlace: place,
    offPercent: z.number().min(0).max(90),
  }),
]);

/** The figures that a finding can name; a run has the same ones. */
const FINDING_NAMES = [
  'orders',
  'ordered-dollars',
  'executed-dollars',
  'executions',
  'repeated-orders',
  'entered-dollars',
  'warned-orders',
  'blocked-dollars',
  'excess-dollars',
  'excess-shares',
  'loss',
  'largest-move-percent',
  'mean-move-percent',
] as const;

/** The known figures of the day, for comparison with the run. */
const findings = z.strictObject({
  /** The source as a column head: at most 16 characters. */
  by: z.string().min(1).max(16),
  source: z.string().min(1).max(400),
  figures: z.array(z.strictObject({ of: z.enum(FINDING_NAMES), value: z.number() })).min(1),
});

/** A person at a position monitor, which processes a limited number of executions a second. */
export const watchForm = z.strictObject({
  at: time,
  do: z.literal('watch'),
  executionsPerSecond: z.number().positive().max(1e9),
  everySeconds: z.int().min(1).max(SECONDS_MAX),
  killAboveDollars: dollarAmount,
  decideSeconds: z.int().min(0).max(SECONDS_MAX),
});

export const intakeCounts = z.strictObject({ mode, at: time });

export const faultForms = {
  faults: z.array(fault).max(64).optional(),
  resend: z.strictObject({ afterSeconds: seconds }).optional(),
  customers: z
    .strictObject({
      repeatAfterSeconds: z.int().min(1).max(SECONDS_MAX),
      repeatsMax: z.int().min(1).max(1000),
    })
    .optional(),
  resting: z
    .strictObject({
      showShares: z.int().min(1).max(SHARES_MAX),
      chaseTicks: z.int().min(1).max(1_000_000),
    })
    .optional(),
  entry: z
    .strictObject({
      mode: z.enum(['override', 'enforce']),
      softDollars: dollarAmount,
      hardDollars: dollarAmount,
      basketDollars: dollarAmount.optional(),
    })
    .optional(),
  /** A few words for the unmeant executions of this story; the report of a run uses them. */
  excess: z.string().min(1).max(60).optional(),
  findings: findings.optional(),
};
