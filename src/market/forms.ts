import {
  type Form,
  faultAt,
  fields,
  list,
  numeric,
  oneOf,
  optional,
  positive,
  simple,
  text,
  truth,
  whole,
} from '../base/forms.js';
import { exponential } from '../base/numerics.js';
import {
  PRICE_DOLLARS_MAX,
  PRICE_TICKS_MAX,
  SHARES_MAX,
  STOCKS_MAX,
  SYMBOL_CHARACTERS_MAX,
  VOLUME_MAX,
} from '../base/ranges.js';
import { isWholeTicks } from '../base/units.js';
import { IMPACT_MODELS } from './impact.js';
import { findListedFaults, type UniverseSpec } from './universe.js';
import { LATENCY_MICROS_MAX, LATENCY_SD_MAX, VENUE_KINDS, VENUE_NAMES } from './venues.js';

/**
 * The forms of a market and its stocks as the library takes them. Scenario files have the same
 * ranges.
 */

const fraction = numeric(0, 1);
/** The highest daily volatility of a stock, as a fraction. */
const VOLATILITY_MAX = 5;
/** Where a universe cuts its distributions off: the quantile 0.9995, in standard deviations. */
const HIGHEST_SD = 3.2906;

const dollarPrice = simple(
  (value) => typeof value === 'number' && value <= PRICE_DOLLARS_MAX && isWholeTicks(value),
  `dollars up to ${PRICE_DOLLARS_MAX.toLocaleString('en-US')}, with at most four decimal places`,
);
const stockTerms = {
  sharesOutstanding: optional(whole(1, VOLUME_MAX)),
  easyToBorrow: optional(truth),
  tickDollars: optional(dollarPrice),
  roundLotShares: optional(whole(1, SHARES_MAX)),
  previousCloseDollars: optional(dollarPrice),
};

const stock: Form = fields({
  symbol: text(1, SYMBOL_CHARACTERS_MAX),
  openTicks: whole(1, PRICE_TICKS_MAX),
  advShares: positive(VOLUME_MAX),
  dailyVolatility: numeric(0, VOLATILITY_MAX),
  indexMember: truth,
  ...stockTerms,
});
const stockList = list(stock, 1, STOCKS_MAX);

/** Stocks of a market, one at least, no two of one name. */
export const stocksForm: Form = {
  part: stock,
  check(value, place, faults) {
    stockList.check(value, place, faults);
    if (!Array.isArray(value)) return;
    const seen = new Set<unknown>();
    for (const each of value as readonly { symbol?: unknown }[]) {
      if (typeof each?.symbol === 'string' && seen.has(each.symbol))
        faults.push(`${place}: '${each.symbol}' is there twice`);
      seen.add(each?.symbol);
    }
  },
};

const spread = fields({ median: positive(1e6), sdLn: numeric(0, 3) });
const withdrawal = fields({
  reachTimes: spread,
  refillSeconds: positive(3600),
  bearTimes: positive(1e6),
  strength: spread,
  thinExponent: optional(numeric(0, 2)),
  mostTimes: optional(numeric(1, 100)),
  exponent: numeric(0, 3),
  gapsPerSecond: fraction,
  gapDepth: spread,
  gapSeconds: positive(3600),
  riseSeconds: positive(3600),
  fallSeconds: positive(3600),
});
const impact = fields({
  model: oneOf(IMPACT_MODELS),
  prefactor: numeric(0, 20),
  halfLifeSeconds: positive(),
  permanent: fraction,
  withdrawal: optional(withdrawal),
});
const venue = fields({
  name: oneOf(VENUE_NAMES),
  feeTicks: whole(-100, 100),
  displayedWeight: fraction,
  latencyMicros: optional(
    fields({ median: positive(LATENCY_MICROS_MAX), sdLn: numeric(0, LATENCY_SD_MAX) }),
  ),
});
const terms: Readonly<Record<string, Form>> = {
  impact,
  venue: optional(oneOf(VENUE_KINDS)),
  book: optional(
    fields({
      ordersPerTrade: numeric(2, 1000),
      restingOrders: whole(2, 1000),
      depthExponent: numeric(0.1, 10),
      depthSpreads: positive(1000),
      leanDeviations: positive(100),
    }),
  ),
  displayedSeconds: positive(3600),
  venues: optional(list(venue, 0, VENUE_NAMES.length)),
  fadeProbability: fraction,
  darkProbability: fraction,
  retailProbability: fraction,
  wander: truth,
  pauses: truth,
};
/** A market whose omitted fields have their defaults. */
export const marketForm: Form = fields(
  Object.fromEntries(Object.entries(terms).map(([name, form]) => [name, optional(form)])),
);

function lognormal(most?: number): Form {
  const form = fields({ median: positive(), sdLn: numeric(0, 5) });
  return {
    ...form,
    check(value, place, faults) {
      const before = faults.length;
      form.check(value, place, faults);
      if (most === undefined || faults.length > before) return;
      const { median, sdLn } = value as { median: number; sdLn: number };
      if (median * exponential(HIGHEST_SD * sdLn) > most)
        faults.push(
          faultAt(
            place,
            value,
            `its highest value must be ${most.toLocaleString('en-US')} at most`,
          ),
        );
    },
  };
}

const listedStock = fields({
  symbol: text(1, SYMBOL_CHARACTERS_MAX),
  priceDollars: dollarPrice,
  advShares: optional(whole(1, VOLUME_MAX)),
  dailyVolatility: optional(numeric(0, VOLATILITY_MAX)),
  indexMember: optional(truth),
  ...stockTerms,
});

const drawn: Readonly<Record<string, Form>> = {
  price: lognormal(PRICE_DOLLARS_MAX),
  advShares: lognormal(),
  dailyVolatility: lognormal(VOLATILITY_MAX),
};
const universeFields: Form = fields({
  stocks: whole(1, STOCKS_MAX),
  listed: optional(list(listedStock, 1, STOCKS_MAX)),
  named: truth,
  ...drawn,
  others: optional(
    fields({
      firstPlace: whole(0, STOCKS_MAX),
      listed: optional(list(listedStock, 1, STOCKS_MAX)),
      ...drawn,
    }),
  ),
});

/** How stocks are drawn, and which are listed. */
export const universeForm: Form = {
  ...universeFields,
  check(value, place, faults) {
    const before = faults.length;
    universeFields.check(value, place, faults);
    if (faults.length > before) return;
    for (const { path, reason } of findListedFaults(value as UniverseSpec))
      faults.push(`${[place, ...path].filter((part) => part !== '').join('.')}: ${reason}`);
  },
};
