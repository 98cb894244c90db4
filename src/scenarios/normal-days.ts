import { DAY_BURSTS, DAY_PROFILE, type DayOpening } from '../flow/day-stream.js';
import type { DayStream } from '../flow/streams.js';
import { CLEAN_ROLLOUT, OTHER_PRICES, RETAIL_SIZES, STEADY_IMPACT } from './knight.js';
import type { Scenario } from './schema.js';

/**
 * Whole days on which nothing is wrong, over the market of 2012.
 * docs/explanation/normal-days.md has their figures beside the published ones.
 */

/**
 * Stocks of the market: as many as give its volume, and about as many as were listed then
 * (reconstruction).
 */
const LISTED_STOCKS = 8400;

/**
 * Volumes that sum to the market's: consolidated volume was 6.1 bn shares a day in July 2012
 * (Raymond James), and 1.6 trillion shares in 2012 (Nasdaq OMX), 6.4 bn on each of 250 days.
 */
const MARKET_VOLUMES = { median: 150_000, sdLn: 1.8 };
export const MARKET_SHARES_A_DAY = 6.1e9;

/** The mean of `RETAIL_SIZES`, shares: rounded and cut off, as it is drawn. */
const MEAN_ORDER_SHARES = 414;

/**
 * Orders that wait for the opening. Opening auctions were 1.1 % of the volume of stocks of NYSE and
 * Nasdaq in 2011 (Greenwich Associates, 2 February 2017). Such an order goes to the auction as one
 * message; here the router splits it over the venues, into some 3.3 messages. So the opening has as
 * many messages as 1.1 % of the orders, with 0.33 % of the orders (reconstruction). Assumed: that a
 * firm has the market's share, that its orders leave at the bell together, and when they come in.
 */
const DAY_OPENING: DayOpening = { share: 0.0033, from: '08:00:00', to: '09:28:00' };

/** Returns the orders of a firm that trades a share of the market. No order carries the flag. */
function ordersOf(marketShare: number): DayStream {
  return {
    kind: 'day',
    from: '09:30:00',
    to: '15:59:50',
    ordersPerDay: Math.round((MARKET_SHARES_A_DAY * marketShare) / MEAN_ORDER_SHARES),
    flaggedShare: 0,
    firstPlace: 0,
    endPlace: LISTED_STOCKS,
    sizes: RETAIL_SIZES,
    profile: DAY_PROFILE,
    bursts: DAY_BURSTS,
    opening: DAY_OPENING,
  };
}

/** A day of a firm that trades a share of the market. */
function normalDay(
  marketShare: number,
  named: Pick<Scenario, 'name' | 'title' | 'description'>,
): Scenario {
  return {
    ...CLEAN_ROLLOUT,
    ...named,
    clock: { ...CLEAN_ROLLOUT.clock, end: '16:00' },
    universe: {
      ...CLEAN_ROLLOUT.universe,
      stocks: LISTED_STOCKS,
      named: false,
      price: OTHER_PRICES,
      advShares: MARKET_VOLUMES,
    },
    router: { pegShares: 100, pegChildrenPerSecond: 7.73, improvementTicks: 10 },
    market: { ...CLEAN_ROLLOUT.market, impact: STEADY_IMPACT },
    after: { ...CLEAN_ROLLOUT.after, blockDiscount: 0.05 },
    flow: [ordersOf(marketShare)],
    capacity: { parentsPerServer: 65_536, childrenPerTurn: 65_536 },
  };
}

/** SMARS alone traded about 1 % of the market or more (the SEC found, ¶11). */
export const NORMAL_DAY_SMARS: Scenario = normalDay(0.01, {
  name: 'normal-day-smars',
  title: 'A normal day of SMARS: one per cent of the market',
  description:
    'A whole day on which nothing is wrong, over 8,400 stocks that trade the 6.1 bn shares of a ' +
    'day of July 2012. The firm has one per cent of them, as the SEC found for SMARS (¶11), in ' +
    'proportion to each stock’s volume, most at the open and the close, and in bursts. Some ' +
    'wait for the opening.',
});

/** Knight in all traded about a tenth of the market (the SEC found, ¶11). */
export const NORMAL_DAY_KNIGHT: Scenario = normalDay(0.1, {
  name: 'normal-day-knight',
  title: 'A normal day of Knight: a tenth of the market',
  description:
    'normal-day-smars at ten times the orders: a tenth of the market, as the SEC found for all ' +
    'of Knight (¶11).',
});
