import type { Scenario } from './schema.js';
import { fleetOf, STORY_BASE } from './story-base.js';

/** Stories of limits that were there and did not hold. */

/**
 * Rochdale Securities at Morgan Stanley, 25 October 2012. The record: a trader made 1,625,000
 * shares of Apple of a customer's 1,625; orders came all day; Morgan Stanley's desk raised
 * Rochdale's daily limit of $200 M to $500 M and to $750 M, and some $525 M were traded there. When
 * the orders and the raises came was not read in a source. The part that came to Morgan Stanley is
 * taken as 853 shares of the 1,625, a thousand times as many; the rest went elsewhere.
 */
export const ROCHDALE_2012: Scenario = {
  ...STORY_BASE,
  name: 'rochdale-2012',
  title: 'Rochdale’s Apple orders at Morgan Stanley, 25 October 2012',
  description:
    'A customer’s trader sends a thousand times the shares of Apple that were ordered. His daily limit at the broker is $200 M; he asks, and the desk raises it to $500 M and to $750 M. Seen from the broker: one server, whose gross limit is the customer’s. Times, and the part of 1,625 shares that came to this broker (853), are reconstruction. Credit by account and raises that take two roles and evidence are not there: a raise takes one role and a reason.',
  date: '2012-10-25',
  clock: { start: '09:29', end: '16:00', tickMs: 1000, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 615, sdLn: 0 },
    advShares: { median: 18_000_000, sdLn: 0 },
    dailyVolatility: { median: 0.018, sdLn: 0 },
  },
  deployment: fleetOf(1),
  flow: [
    {
      kind: 'basket',
      from: '09:50',
      to: '15:50',
      side: 'buy',
      firstPlace: 0,
      endPlace: 1,
      sizes: { median: 853, sdLn: 0, roundTo: 1, max: 853 },
      timesTyped: 1000,
      sliceSeconds: 60,
    },
  ],
  risk: { ...STORY_BASE.risk, serverGross: { mode: 'enforce', dollars: 200_000_000 } },
  market: {
    ...STORY_BASE.market,
    impact: { ...STORY_BASE.market.impact, prefactor: 1 },
  },
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0.005 },
  excess: 'executions of shares that the customer had not ordered',
  actions: [
    {
      at: '11:50',
      do: 'raise',
      check: 'server-gross',
      value: 500_000_000,
      until: '16:00',
      by: ['supervisor'],
      reason: 'the customer asks for more room, and says that it is in order',
    },
    {
      at: '15:15',
      do: 'raise',
      check: 'server-gross',
      value: 750_000_000,
      until: '16:00',
      by: ['supervisor'],
      reason: 'the customer asks again',
    },
    { at: '15:55', do: 'notice', text: 'the trader says that the size was a mistake' },
  ],
  findings: {
    by: 'the SEC found',
    source:
      'SEC, 10 December 2014 (Traders Magazine; American Banker): $525 M, limits of $200 M, $500 M and $750 M, a penalty of $4 M. Rochdale lost $5.3 M on all of its brokers, which is not compared',
    figures: [{ of: 'executed-dollars', value: 525e6 }],
  },
};

/**
 * Merrill Lynch and Diageo, 7 November 2012: one of the fifteen mini crashes for which the SEC
 * fined the firm on 26 September 2016. The record: a market order of 115,500 shares was sent where
 * 500 were meant, and the price rose by some 14 % in less than two seconds; its limits were 5 M
 * shares and $250 M an order and more, for stocks of 79,000 shares a day as well. Hour, price and
 * volume of Diageo's ADR are assumed; the prefactor of the impact, some twenty times that of the
 * literature, is fitted to the 14 % and stands for liquidity that withdraws.
 */
export const MERRILL_LIMITS: Scenario = {
  ...STORY_BASE,
  name: 'merrill-limits',
  title: 'Merrill Lynch’s limits and Diageo, 7 November 2012',
  description:
    'A market order of 115,500 shares is sent where 500 were meant. Its limit of $250 M an order is in force, and nobody can hit it; the price rises by 14 % within two seconds and falls back. Hour, price and volume are reconstruction. Liquidity that withdraws is not there: an impact that is fitted to the rise, some twenty times the ordinary one, stands for it, and each tick of 10 ms for a level of the book. Nor is a limit on shares as an order is entered; it was 5 M.',
  date: '2012-11-07',
  clock: { start: '10:59:50', end: '11:01', tickMs: 10, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 115, sdLn: 0 },
    advShares: { median: 400_000, sdLn: 0 },
    dailyVolatility: { median: 0.013, sdLn: 0 },
  },
  deployment: fleetOf(1),
  flow: [
    {
      kind: 'basket',
      from: '11:00',
      to: '11:00:01',
      side: 'buy',
      firstPlace: 0,
      endPlace: 1,
      sizes: { median: 500, sdLn: 0, roundTo: 100, max: 500 },
      timesTyped: 231,
    },
  ],
  risk: { ...STORY_BASE.risk, collar: { ...STORY_BASE.risk.collar, mode: 'off' } },
  entry: { mode: 'override', softDollars: 250_000_000, hardDollars: 250_000_000 },
  market: {
    ...STORY_BASE.market,
    impact: { model: 'square-root', prefactor: 20, halfLifeSeconds: 10, permanent: 0 },
  },
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0 },
  excess: 'executions of shares that the adviser did not mean to buy',
  actions: [{ at: '11:00:30', do: 'notice', text: 'the price has jumped, and is back' }],
  findings: {
    by: 'the SEC found',
    source:
      'SEC Release 34-78929 of 26 September 2016, by way of Bloomberg View, 27 September 2016, and CFO, 27 September 2016; a fine of $12.5 M',
    figures: [{ of: 'largest-move-percent', value: 14 }],
  },
};
