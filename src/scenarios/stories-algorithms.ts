import type { Scenario } from './schema.js';
import { deploymentOf, STORY_BASE } from './story-base.js';

/** Stories of algorithms that were given a wrong number. */

/**
 * Infinium Capital Management, 3 February 2010. The record: an algorithm less than a day old,
 * switched on at 14:26:28 and off five seconds later, entered 6,767 orders of one lot in some three
 * seconds, since a file of its configuration was wrong; 4,612 were executed, from $76.67 to $77.45,
 * and 2,155 cancelled; it cost $1.03 M. A system that stops trading at ten fills a second was there
 * and did not function. Which number was wrong, and what the book held, was not read in a source.
 * One share represents a barrel, 1,000 a contract; displayed size is fitted to the fills, the
 * impact to the prices. The loss comes out of them.
 */
export const INFINIUM_2010: Scenario = {
  ...STORY_BASE,
  name: 'infinium-2010',
  title: 'Infinium’s algorithm in crude oil, 3 February 2010',
  description:
    'An algorithm is tried out in the live market four minutes before the close of the pit. Its ' +
    'configuration has a wrong number: where it should send one lot in three seconds, it sends ' +
    '6,767. A system that stops it at ten fills a second does not function. A share represents ' +
    'a barrel, 1,000 of them for a contract. Immediate orders in place of limit orders, the ' +
    'wrong number and the depth of the book are reconstruction. Limits on messages of an ' +
    'account, in two levels, are not there.',
  date: '2010-02-03',
  clock: { start: '14:26', end: '14:27', tickMs: 20, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 76.67, sdLn: 0 },
    advShares: { median: 300_000_000, sdLn: 0 },
    dailyVolatility: { median: 0.022, sdLn: 0 },
  },
  deployment: deploymentOf(1),
  flow: [
    {
      kind: 'algorithm',
      from: '14:26:28',
      to: '14:26:31',
      side: 'buy',
      firstPlace: 0,
      endPlace: 1,
      sizes: { median: 1000, sdLn: 0, roundTo: 1000, max: 1000 },
      everySeconds: 3,
      timesTyped: 6767,
    },
  ],
  risk: {
    ...STORY_BASE.risk,
    serverRate: { mode: 'off', perSecond: 10, windowSeconds: 1 },
  },
  market: {
    ...STORY_BASE.market,
    impact: { model: 'linear', prefactor: 9.5, halfLifeSeconds: 1800, permanent: 0.2 },
    displayedSeconds: 2.4,
    venues: [
      { name: 'NYSE', feeTicks: 0, displayedWeight: 1 },
      ...['ARCA', 'NASDAQ', 'BATS', 'EDGX', 'EDGA'].map((name) => ({
        name,
        feeTicks: 0,
        displayedWeight: 0,
      })),
    ],
    fadeProbability: 0,
    darkProbability: 0,
  },
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0 },
  excess: 'executions of lots that the algorithm was not meant to buy',
  actions: [
    { at: '14:26:33', do: 'notice', text: 'the order router chokes; oil has risen by a dollar' },
    { at: '14:26:33', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'NYMEX found',
    source:
      'NYMEX notice 10-7565-BC of 25 November 2011 (6,767 orders, 4,612 executed, 2,155 ' +
      'cancelled); the loss and the five seconds: Reuters, 25 August 2010. Fines of $850,000 ' +
      'for this and two other days',
    figures: [
      { of: 'orders', value: 6767 },
      { of: 'executions', value: 4612 },
      { of: 'loss', value: 1.03e6 },
    ],
  },
};

/**
 * HanMag Securities, 12 December 2013. The record: one number of an options algorithm, said to be
 * the days to expiry, was wrong; in 143 seconds from 09:02 on it made 36,100 trades with 46 firms
 * in 42 series of KOSPI 200 options, selling far too low and buying far too high; 46.2 bn won were
 * lost on 20 bn of capital. Contracts, premiums and how far off its values were was not read in a
 * source: fitted to the trades and the loss. The collar of 5 % is the widest that the exchange has
 * had since September 2014 (Financial Times). Dollars at 1,055 won. Seoul's 09:02, two minutes
 * after its open, is 09:32 on this clock.
 */
export const HANMAG_2013: Scenario = {
  ...STORY_BASE,
  name: 'hanmag-2013',
  title: 'HanMag’s options algorithm, 12 December 2013',
  description:
    'One input of a pricing model is wrong: the days to expiry. For 143 seconds the firm bids ' +
    'and offers in 42 series of options at values that are far off, and everybody comes. Each ' +
    'series is a stock here, each premium a price. 09:02 in Seoul is 09:32 on this clock. ' +
    'Contracts, premiums and distances are reconstruction, fitted to the trades and the loss. A ' +
    'loss limit of a tenth of the capital would see it only if it does not mark at the model’s ' +
    'own values.',
  date: '2013-12-12',
  clock: { start: '09:31', end: '09:35', tickMs: 200, preMarketTickMs: 1000 },
  universe: {
    stocks: 42,
    named: false,
    price: { median: 25, sdLn: 0.8 },
    advShares: { median: 2_000_000, sdLn: 0.8 },
    dailyVolatility: { median: 0.2, sdLn: 0.3 },
  },
  deployment: deploymentOf(1),
  flow: [
    {
      kind: 'quotes',
      from: '09:32',
      sides: 'both',
      firstPlace: 0,
      endPlace: 42,
      sizes: { median: 200_000, sdLn: 0, roundTo: 100, max: 200_000 },
    },
  ],
  market: { ...STORY_BASE.market, displayedSeconds: 0.1 },
  resting: { showShares: 500, chaseTicks: 100 },
  risk: {
    ...STORY_BASE.risk,
    staticCollar: { mode: 'off', percent: 5, softPercent: 3 },
    lossLimit: { mode: 'off', dollars: 2_000_000 },
  },
  faults: [
    {
      kind: 'wrong-values',
      at: '09:31',
      until: '09:35',
      firstPlace: 0,
      endPlace: 42,
      offPercent: 90,
    },
  ],
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0 },
  excess: 'executions at values of the wrong input',
  actions: [
    { at: '09:34', do: 'notice', text: 'the desk sees what it has traded' },
    { at: '09:34:23', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'reported',
    source:
      '36,100 trades and 46 firms: Amsterdam Trader and the Korea Times, 13 December 2013; 143 ' +
      'seconds and 46.2 bn won on 20 bn of capital: Financial Times, 29 August 2014; the days ' +
      'to expiry: G. DeWaal, 24 February 2014. Won at 1,055 to the dollar',
    figures: [
      { of: 'executions', value: 36_100 },
      { of: 'loss', value: 46.2e9 / 1055 },
    ],
  },
};
