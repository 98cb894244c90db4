import { RETAIL_SIZES } from './knight.js';
import type { Scenario } from './schema.js';
import { deploymentOf, STORY_BASE } from './story-base.js';

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
    'A customer’s trader sends a thousand times the shares of Apple that were ordered. His ' +
    'daily limit at the broker is $200 M; he asks, and the desk raises it to $500 M and to $750 ' +
    'M. Seen from the broker: one server, whose gross limit is the customer’s. Times, and the ' +
    'part of 1,625 shares that came to this broker (853), are reconstruction. Credit by account ' +
    'and raises that take two roles and evidence are not there: a raise takes one role and a ' +
    'reason.',
  date: '2012-10-25',
  clock: { start: '09:29', end: '16:00', tickMs: 1000, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 615, sdLn: 0 },
    advShares: { median: 18_000_000, sdLn: 0 },
    dailyVolatility: { median: 0.018, sdLn: 0 },
  },
  deployment: deploymentOf(1),
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
      'SEC, 10 December 2014 (Traders Magazine; American Banker): $525 M, limits of $200 M, ' +
      '$500 M and $750 M, a penalty of $4 M. Rochdale lost $5.3 M on all of its brokers, which ' +
      'is not compared',
    figures: [{ of: 'executed-dollars', value: 525e6 }],
  },
};

/**
 * Merrill Lynch and Diageo, 7 November 2012: one of the fifteen mini crashes for which the SEC
 * fined the firm on 26 September 2016. The record: a market order of 115,500 shares was sent where
 * 500 were meant, and the price rose by some 14 % in less than two seconds; its limits were 5 M
 * shares and $250 M an order and more, for stocks of 79,000 shares a day as well. Hour, price and
 * volume of Diageo's ADR are assumed; the prefactor of the impact, some twenty times that of the
 * literature, is fitted to the 14 % and represents liquidity that withdraws.
 */
export const MERRILL_LIMITS: Scenario = {
  ...STORY_BASE,
  name: 'merrill-limits',
  title: 'Merrill Lynch’s limits and Diageo, 7 November 2012',
  description:
    'A market order of 115,500 shares is sent where 500 were meant. Its limit of $250 M an ' +
    'order is in force, and nobody can hit it; the price rises by 14 % within two seconds and ' +
    'falls back. Hour, price and volume are reconstruction. Liquidity that withdraws is not ' +
    'there: an impact that is fitted to the rise, some twenty times the ordinary one, stands ' +
    'for it, and each tick of 10 ms for a level of the book. Nor is a limit on shares as an ' +
    'order is entered; it was 5 M.',
  date: '2012-11-07',
  clock: { start: '10:59:50', end: '11:01', tickMs: 10, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 115, sdLn: 0 },
    advShares: { median: 400_000, sdLn: 0 },
    dailyVolatility: { median: 0.013, sdLn: 0 },
  },
  deployment: deploymentOf(1),
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
      'SEC Release 34-78929 of 26 September 2016, by way of Bloomberg View, 27 September 2016, ' +
      'and CFO, 27 September 2016; a fine of $12.5 M',
    figures: [{ of: 'largest-move-percent', value: 14 }],
  },
};

/**
 * Goldman Sachs, 20 August 2013. The record: a configuration error turned contingent interests in
 * options into live orders at $1; some 16,000 went to the exchanges before the open, where the
 * price check was wider than in the session; a breaker of the message rate fired and an employee
 * lifted it, without the authority; some 1.5 M contracts, 150 M shares, were executed within
 * minutes of the open. Up to $500 M could have been lost; $38 M were, after trades were cancelled
 * and adjusted. Series, premiums, sizes and hours were not read in a source: fitted to these.
 */
export const GOLDMAN_2013: Scenario = {
  ...STORY_BASE,
  name: 'goldman-2013',
  title: 'Goldman Sachs’s options orders, 20 August 2013',
  description:
    'Interests that should wait inside the firm for a customer’s order are sent to the ' +
    'exchanges, all at $1, since a router is configured wrongly. The price check spares orders ' +
    'for the opening. A breaker halts the server, and somebody lifts it. Each series of options ' +
    'is a stock here, each share one share of the underlying. Series, premiums, sizes and hours ' +
    'are reconstruction. Trades that the exchanges cancelled and adjusted afterwards, capital ' +
    'at theoretical prices, and a breaker that takes two roles to lift are not there.',
  date: '2013-08-20',
  clock: { start: '08:30', end: '09:40', tickMs: 1000, preMarketTickMs: 10_000 },
  universe: {
    stocks: 8000,
    named: false,
    price: { median: 2.5, sdLn: 1 },
    advShares: { median: 1_000_000, sdLn: 0.5 },
    dailyVolatility: { median: 0.05, sdLn: 0.3 },
  },
  deployment: deploymentOf(1),
  flow: [
    {
      kind: 'quotes',
      from: '08:32',
      sides: 'both',
      firstPlace: 0,
      endPlace: 8000,
      sizes: { median: 16_500, sdLn: 0.7, roundTo: 100, max: 200_000 },
      limitDollars: 1,
      contingent: true,
    },
    {
      kind: 'retail',
      from: '09:30:01',
      to: '09:39',
      perSecond: 0.2,
      flaggedShare: 0,
      firstPlace: 0,
      endPlace: 8000,
      sizes: RETAIL_SIZES,
    },
  ],
  resting: { showShares: 1_000_000, chaseTicks: 100 },
  market: { ...STORY_BASE.market, pauses: false },
  faults: [{ kind: 'contingents-sent', at: '08:30', until: '09:20' }],
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0 },
  capacity: { parentsPerServer: 32_768, childrenPerTurn: 32_768 },
  excess: 'executions of orders that were to wait for a customer’s',
  actions: [
    {
      at: '08:40',
      do: 'halt',
      scope: 'server',
      server: 1,
      reason: 'circuit breaker: more messages than its limit',
    },
    {
      at: '09:00',
      do: 're-arm',
      scope: 'server',
      server: 1,
      by: ['supervisor'],
      reason: 'nobody objects',
    },
    { at: '09:33', do: 'notice', text: 'the exchanges call: thousands of options trade at $1' },
    { at: '09:35', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'the SEC found',
    source:
      'SEC Release 34-75331 of 30 June 2015 (SEC Actions; Reuters): 16,000 orders, 1.5 M ' +
      'contracts of 100 shares. The loss is the $500 M that it says could have been lost; $38 M ' +
      'were, after cancellations. A fine of $7 M',
    figures: [
      { of: 'orders', value: 16_000 },
      { of: 'excess-shares', value: 150e6 },
      { of: 'loss', value: 500e6 },
    ],
  },
};
