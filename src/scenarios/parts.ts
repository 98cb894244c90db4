import { z } from 'zod';
import { DATE_REASON, isCalendarDate } from '../base/dates.js';
import {
  DOLLARS_MAX,
  PRICE_DOLLARS_MAX,
  SERVERS_MAX,
  SHARES_MAX,
  STOCKS_MAX,
  SYMBOL_CHARACTERS_MAX,
  VOLUME_MAX,
} from '../base/ranges.js';
import { isWholeTicks, parseTimeOfDay } from '../base/units.js';
import { BUILD_NAMES } from '../deployment/builds.js';
import { IMPACT_MODELS } from '../market/impact.js';
import { findListedFaults } from '../market/universe.js';
import {
  LATENCY_MICROS_MAX,
  LATENCY_SD_MAX,
  LIT_VENUE_COUNT,
  VENUE_KINDS,
  VENUE_NAMES,
} from '../market/venues.js';
import { CHECK_MODE_NAMES, LIMIT_MODE_NAMES } from '../risk/catalogue/modes.js';
import { catalogueForms, checkForms, profileForm } from './check-forms.js';
import { layersForm } from './layer-forms.js';

/**
 * The forms that scenario files and load profiles share. Every object refuses unknown fields, so
 * that a misspelt limit is an error, not a default.
 */

export const time = z
  .string()
  .refine(
    (text) => !Number.isNaN(parseTimeOfDay(text)),
    'must be a time of day, HH:MM or HH:MM:SS',
  );
export const date = z.string().refine(isCalendarDate, DATE_REASON);
/** The default date of a scenario: that of the incident. */
export const DEFAULT_DATE = '2012-08-01';
export const mode = z.enum(CHECK_MODE_NAMES);
const limitMode = z.enum(LIMIT_MODE_NAMES);
export const fraction = z.number().min(0).max(1);
/** A part of something that there is. */
export const part = z.number().gt(0).max(1);
export const server = z.int().min(1).max(SERVERS_MAX);
export const place = z.int().min(0).max(STOCKS_MAX);
export const build = z.literal(BUILD_NAMES as [number, ...number[]]);
export const dollarAmount = z.number().min(0).max(DOLLARS_MAX);
/** The maximum daily volatility of a stock, as a fraction. */
export const VOLATILITY_MAX = 5;
/** The cut-off of a universe's distributions: the quantile 0.9995, in standard deviations. */
const HIGHEST_SD = 3.2906;

const lognormal = z.strictObject({ median: z.number().positive(), sdLn: z.number().min(0).max(5) });
/** Returns the form of a distribution whose highest drawn value is at most `most`. */
function lognormalUpTo(most: number): typeof lognormal {
  const limit = most.toLocaleString('en-US');
  return lognormal.refine(
    ({ median, sdLn }) => median * Math.exp(HIGHEST_SD * sdLn) <= most,
    `its highest value must be ${limit} at most`,
  );
}
/** How the rate of a day's orders changes over the session. */
export const dayProfile = z.strictObject({
  openTimes: z.number().min(1).max(100),
  openMinutes: z.number().min(1).max(390),
  closeTimes: z.number().min(1).max(100),
  closeMinutes: z.number().min(1).max(390),
});
export const sizes = z.strictObject({
  median: z.number().min(1).max(SHARES_MAX),
  sdLn: z.number().min(0).max(3),
  roundTo: z.int().min(1).max(1000),
  max: z.int().min(1).max(SHARES_MAX),
});

/** The forms of the gate's first pass, by field of `risk`. */
const gateForms = {
  maxQuantity: z.strictObject({ mode: limitMode, shares: z.int().min(0).max(SHARES_MAX) }),
  maxNotional: z.strictObject({ mode: limitMode, dollars: dollarAmount }),
  collar: z.strictObject({
    mode: limitMode,
    percent: z.number().min(0).max(100),
    auctionOrders: z.boolean(),
  }),
  parentQuantity: z.strictObject({
    mode: limitMode,
    toleranceShares: z.int().min(0).max(SHARES_MAX),
  }),
  grossExposure: z.strictObject({
    mode: limitMode,
    dollars: dollarAmount.multipleOf(100),
    profile: profileForm(dollarAmount.multipleOf(100)),
  }),
  serverRate: z.strictObject({
    mode: limitMode,
    perSecond: z.number().positive().max(1e9),
    windowSeconds: z.number().positive().max(3600),
  }),
};
/** The forms of all checks of the gate, by field of `risk`. */
export const limitForms: Readonly<Record<string, z.ZodObject>> = {
  ...gateForms,
  ...catalogueForms,
};

export const risk = z.strictObject({
  ...gateForms,
  ...checkForms,
  explain: z.boolean().optional(),
  layers: layersForm(limitForms, 'field')
    .optional()
    .describe('what servers, accounts and symbols have of their own'),
});

const spread = z.strictObject({
  median: z.number().positive().max(1e6),
  sdLn: z.number().min(0).max(3),
});
const constant = z.number().positive().max(3600);
const withdrawal = z.strictObject({
  reachTimes: spread,
  refillSeconds: constant,
  bearTimes: z.number().positive().max(1e6),
  strength: spread,
  thinExponent: z.number().min(0).max(2).optional(),
  mostTimes: z.number().min(1).max(100).optional(),
  exponent: z.number().min(0).max(3),
  gapsPerSecond: fraction,
  gapDepth: spread,
  gapSeconds: constant,
  riseSeconds: constant,
  fallSeconds: constant,
});

export const market = z.strictObject({
  impact: z.strictObject({
    model: z.enum(IMPACT_MODELS),
    prefactor: z.number().min(0).max(20),
    halfLifeSeconds: z.number().positive(),
    permanent: z.number().min(0).max(1),
    withdrawal: withdrawal
      .optional()
      .describe('terms of the model withdrawal, which no other reads'),
  }),
  venue: z
    .enum(VENUE_KINDS)
    .optional()
    .describe('what lit venues are: displayed sizes, or order books with depth'),
  book: z
    .strictObject({
      ordersPerTrade: z.number().min(2).max(1000),
      restingOrders: z.int().min(2).max(1000),
      depthExponent: z.number().min(0.1).max(10),
      depthSpreads: z.number().positive().max(1000),
      leanDeviations: z.number().positive().max(100),
    })
    .optional()
    .describe('terms of order books'),
  displayedSeconds: z.number().positive().max(3600),
  venues: z
    .array(
      z.strictObject({
        name: z.enum(VENUE_NAMES as [string, ...string[]]),
        feeTicks: z.int().min(-100).max(100),
        displayedWeight: fraction,
        latencyMicros: z
          .strictObject({
            median: z.number().positive().max(LATENCY_MICROS_MAX),
            sdLn: z.number().min(0).max(LATENCY_SD_MAX),
          })
          .optional()
          .describe('how long a message is under way, one way; without it no time'),
      }),
    )
    .max(VENUE_NAMES.length)
    .optional(),
  fadeProbability: fraction,
  darkProbability: fraction,
  retailProbability: fraction,
  wander: z.boolean(),
  pauses: z.boolean(),
});

const dollarPrice = z
  .number()
  .positive()
  .max(PRICE_DOLLARS_MAX)
  .refine(isWholeTicks, 'must have at most four decimal places');
/** The form of a stock of one's own, as scenario files and universe files have it. */
const listedStock = z.strictObject({
  symbol: z.string().min(1).max(SYMBOL_CHARACTERS_MAX),
  priceDollars: dollarPrice,
  advShares: z.int().min(1).max(VOLUME_MAX).optional(),
  dailyVolatility: z.number().min(0).max(VOLATILITY_MAX).optional(),
  indexMember: z.boolean().optional(),
  sharesOutstanding: z.int().min(1).max(VOLUME_MAX).optional(),
  easyToBorrow: z.boolean().optional(),
  tickDollars: dollarPrice.optional(),
  roundLotShares: z.int().min(1).max(SHARES_MAX).optional(),
  previousCloseDollars: dollarPrice.optional(),
});

const drawn = {
  price: lognormalUpTo(PRICE_DOLLARS_MAX),
  advShares: lognormal,
  dailyVolatility: lognormalUpTo(VOLATILITY_MAX),
};

export const universe = z
  .strictObject({
    stocks: z.int().min(1).max(STOCKS_MAX),
    listed: z
      .array(listedStock)
      .min(1)
      .max(STOCKS_MAX)
      .optional()
      .describe('stocks of your own, which have the first places'),
    named: z.boolean(),
    ...drawn,
    others: z
      .strictObject({
        firstPlace: place,
        listed: z.array(listedStock).min(1).max(STOCKS_MAX).optional(),
        ...drawn,
      })
      .optional()
      .describe('the stocks from a place on, where they are drawn in another way'),
  })
  .superRefine((spec, context) => {
    for (const { path, reason } of findListedFaults(spec))
      context.addIssue({ code: 'custom', path: [...path], message: reason });
  });
export const router = z.strictObject({
  assign: z
    .enum(['least-open', 'round-robin', 'symbol', 'sticky'])
    .optional()
    .describe(
      'which server gets a parent without a session: the one with the fewest open parents, the ' +
        'next in turn, the one of its stock, or the one that its account, else its stock, had ' +
        'first; by default least-open in a day and round-robin in a load',
    ),
  pegShares: z.int().min(1).max(SHARES_MAX),
  pegChildrenPerSecond: z.number().min(0).max(1e6),
  pegPace: z
    .strictObject({
      atAdvShares: z.number().positive().max(VOLUME_MAX),
      volumeExponent: z.number().min(-2).max(2),
      sdLn: z.number().min(0).max(3),
      known: z
        .array(z.strictObject({ place, childrenPerSecond: z.number().positive().max(1e6) }))
        .min(1)
        .max(STOCKS_MAX)
        .optional()
        .describe('the stocks whose pace is known, by place'),
    })
    .optional()
    .describe('how the pace differs by stock'),
  pegVenues: z
    .array(
      z.strictObject({
        name: z.enum(VENUE_NAMES.slice(0, LIT_VENUE_COUNT) as [string, ...string[]]),
        share: z.number().positive().max(1e6),
      }),
    )
    .min(1)
    .max(LIT_VENUE_COUNT)
    .optional()
    .describe('the venues of Power Peg and their shares; without it the primary'),
  improvementTicks: z.int().min(0).max(10_000),
});
