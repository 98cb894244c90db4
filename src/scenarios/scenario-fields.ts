import { z } from 'zod';
import { PRICE_DOLLARS_MAX, SERVERS_MAX } from '../base/ranges.js';
import { STEP_OUTCOMES } from '../deployment/rollout.js';
import { action } from './action-forms.js';
import { guardForms } from './check-forms.js';
import { faultForms, intakeCounts } from './fault-forms.js';
import {
  build,
  date,
  dayProfile,
  dollarAmount,
  fraction,
  market,
  mode,
  place,
  risk,
  router,
  server,
  sizes,
  time,
  universe,
} from './parts.js';
import { runbook } from './runbook-forms.js';

/** The fields of a scenario file, each by itself. */

/** A finer tick would keep a day, and Ctrl-C with it, for hours. */
const TICK_MS_MIN = 0.1;

/** The number of a stream’s random stream, where it is not its place in the list. */
const randomStream = z.int().min(0).max(255).optional();

const stream = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('retail'),
    randomStream,
    from: time,
    to: time,
    perSecond: z.number().min(0).max(100_000),
    flaggedShare: fraction,
    firstPlace: place,
    endPlace: place,
    sizes,
  }),
  z.strictObject({
    kind: z.literal('day'),
    randomStream,
    from: time,
    to: time,
    ordersPerDay: z.number().min(0).max(10_000_000),
    flaggedShare: fraction,
    firstPlace: place,
    endPlace: place,
    sizes,
    profile: dayProfile,
    bursts: z.strictObject({
      branching: z.number().min(0).max(0.95),
      meanSeconds: z.number().min(0.001).max(3600),
      sameStock: fraction,
    }),
    opening: z.strictObject({ share: fraction, from: time, to: time }).optional(),
  }),
  z.strictObject({
    kind: z.literal('auction'),
    randomStream,
    from: time,
    to: time,
    session: z.int().min(0).max(SERVERS_MAX),
    orders: z.int().min(1).max(1_000_000),
    firstPlace: place,
    buyStocks: place,
    sellStocks: place,
    sizes,
  }),
  z.strictObject({
    kind: z.literal('pre-market'),
    randomStream,
    from: time,
    to: time,
    orders: z.int().min(0).max(1_000_000),
    firstPlace: place,
    endPlace: place,
    sizes,
  }),
  z.strictObject({
    kind: z.literal('basket'),
    randomStream,
    from: time,
    to: time,
    side: z.enum(['buy', 'sell']),
    firstPlace: place,
    endPlace: place,
    sizes,
    timesTyped: z.int().min(1).max(1_000_000),
    sliceSeconds: z.int().min(1).max(86_400).optional(),
  }),
  z.strictObject({
    kind: z.literal('algorithm'),
    randomStream,
    from: time,
    to: time,
    side: z.enum(['buy', 'sell']),
    firstPlace: place,
    endPlace: place,
    sizes,
    everySeconds: z.number().positive().max(86_400),
    timesTyped: z.int().min(1).max(1_000_000),
  }),
  z.strictObject({
    kind: z.literal('quotes'),
    randomStream,
    from: time,
    sides: z.enum(['both', 'buy', 'sell']),
    firstPlace: place,
    endPlace: place,
    sizes,
    limitDollars: z
      .number()
      .min(0.0001)
      .max(PRICE_DOLLARS_MAX)
      .optional()
      .describe('the price at which they rest, in place of the touch'),
    timesTyped: z.int().min(1).max(1_000_000).optional(),
    contingent: z
      .literal(true)
      .optional()
      .describe('not to be sent, but by the fault contingents-sent'),
  }),
]);

const operations = z.strictObject({
  fleetAudit: z.strictObject({ mode, at: time }),
  preOpenAlerts: z.strictObject({ mode, unacknowledgedMax: z.int().min(0) }),
  canary: z.strictObject({
    mode,
    server,
    childrenMax: z.int().min(0),
    notionalMaxDollars: dollarAmount,
    promoteAt: time,
  }),
  errorAccountAdvisoryDollars: dollarAmount,
  intakeCounts: intakeCounts.optional(),
  ...guardForms,
});

const figures = z.strictObject({
  source: z.string(),
  parents: z.number(),
  executions: z.number(),
  shares: z.number(),
  stocks: z.number(),
  longStocks: z.number(),
  shortStocks: z.number(),
  longDollars: z.number(),
  shortDollars: z.number(),
  stocksMoved5: z.number(),
  stocksMoved10: z.number(),
  lossDollars: z.number(),
  alerts: z.number(),
  tape: z
    .strictObject({
      source: z.string(),
      stocksPaused: z.number(),
      stocksBusted: z.number(),
      largestRisePercent: z.number(),
      largestThreeSecondPercent: z.number(),
      fastestSharesPerSecond: z.number(),
      primarySharesByTen: z.number(),
    })
    .optional(),
});

export const scenarioFields = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes'),
  title: z.string().min(1).max(200),
  description: z.string().max(4000),
  seed: z.int().min(0).max(0xffffffff),
  /** The date of the day, for files that have times with a date; 2012-08-01 by default. */
  date: date.optional(),
  clock: z.strictObject({
    start: time,
    end: time,
    tickMs: z.number().min(TICK_MS_MIN).max(1000),
    preMarketTickMs: z.number().min(TICK_MS_MIN).max(60_000),
  }),
  universe,
  flow: z.array(stream).max(256),
  deployment: z.strictObject({
    rollout: z.strictObject({
      servers: server,
      initialBuild: build,
      onUnreachable: z.enum(['skip-silently', 'stop-and-retry']),
      steps: z
        .array(z.strictObject({ date, server, build, outcome: z.enum(STEP_OUTCOMES) }))
        .max(1000),
    }),
    flagServers: z.union([z.literal('all'), z.array(server)]),
    flagBit: z.int().min(0).max(7).optional(),
  }),
  router,
  risk,
  operations,
  market,
  after: z.strictObject({
    busts: z.boolean(),
    soldDownShare: fraction,
    sellDownPrefactor: z.number().min(0).max(20),
    blockDiscount: fraction,
    naturalVolumeShare: fraction,
  }),
  actions: z.array(action).max(1000),
  capacity: z.strictObject({
    parentsPerServer: z.int().min(1).max(4_000_000),
    childrenPerTurn: z.int().min(16).max(1_000_000),
  }),
  reference: figures.optional(),
  ...faultForms,
  runbook: runbook.optional(),
});
