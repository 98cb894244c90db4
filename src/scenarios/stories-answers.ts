import { RETAIL_SIZES } from './knight.js';
import type { Scenario } from './schema.js';
import { deploymentOf, STORY_BASE } from './story-base.js';

/** Stories with late, partial or lost answers. */

/**
 * The execution feed to one server stops, but its order channel does not: an order ends, and nobody
 * reports its fills. There is no record of such a day; it is a reconstruction of the fault against
 * which drop copies are run.
 */
export const STOPPED_FILL_FEED: Scenario = {
  ...STORY_BASE,
  name: 'stopped-fill-feed',
  title: 'The feed of fills to one server stops',
  description:
    'From 09:40 server 3 is told that its orders have ended, but not that they were filled. It ' +
    'takes them for cancelled and sends again. Found at 10:00, when somebody lays the venues’ ' +
    'records beside its own. A reconstruction; no record is followed.',
  flow: [
    {
      kind: 'retail',
      from: '09:30:01',
      to: '10:14:50',
      perSecond: 12,
      flaggedShare: 0,
      firstPlace: 0,
      endPlace: 200,
      sizes: RETAIL_SIZES,
    },
  ],
  faults: [{ kind: 'fills-lost', at: '09:40', until: '10:15', server: 3 }],
  excess: 'executions that the server was not told of',
  actions: [
    {
      at: '09:50',
      do: 'notice',
      text: 'customers ask after orders that stand unfilled; the server shows nothing but cancels',
    },
    { at: '10:00', do: 'kill', scope: 'server', server: 3 },
  ],
};

/**
 * Everbright Securities, 16 August 2013. The record: at 11:05 the order system of a strategy desk
 * sent 26,082 orders for 23.4 bn yuan within seconds, of which 7.27 bn were executed; a function
 * that sends again what was not executed, in an arbitrage of exchange-traded funds, and a limit on
 * money that was not asked; the index rose by 5.6 to 5.96 %, no stock can pass its daily limit of
 * 10 %, and 194 M yuan were lost on the day. That the resending starts from answers that came late
 * is our reconstruction: what was reported is the design fault, not the messages. The loss is that
 * of the day: nothing is sold at a discount. The index is compared with the mean of the stocks.
 * Dollars at 6.12 yuan.
 */
export const EVERBRIGHT_2013: Scenario = {
  ...STORY_BASE,
  name: 'everbright-2013',
  title: 'Everbright Securities, 16 August 2013',
  description:
    'A desk buys the stocks of an index fund. Answers of the exchange come late from 11:05:08 ' +
    'on, and the system sends again whatever it has not heard of, and again. Nothing asks ' +
    'whether the firm has the money. That it began with late answers is a reconstruction; sums ' +
    'are in dollars. The exchange’s daily limit of 10 % is not there, and prices rise by less ' +
    'than they did.',
  clock: { start: '11:04', end: '11:06:01', tickMs: 100, preMarketTickMs: 1000 },
  universe: {
    stocks: 150,
    named: false,
    price: { median: 1.6, sdLn: 0.5 },
    advShares: { median: 17_000_000, sdLn: 0.7 },
    dailyVolatility: { median: 0.022, sdLn: 0.3 },
  },
  deployment: deploymentOf(1),
  flow: [
    {
      kind: 'basket',
      from: '11:05:08',
      to: '11:05:09',
      side: 'buy',
      firstPlace: 0,
      endPlace: 150,
      sizes: { median: 540_000, sdLn: 0.3, roundTo: 100, max: 1_000_000 },
      timesTyped: 1,
    },
  ],
  market: { ...STORY_BASE.market, displayedSeconds: 240 },
  faults: [{ kind: 'answers-late', at: '11:05:08', until: '11:05:11' }],
  resend: { afterSeconds: 0.1 },
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0 },
  excess: 'executions of orders that were sent again',
  actions: [
    {
      at: '11:05:30',
      do: 'notice',
      text: 'the index has risen by some five per cent; the exchange calls',
    },
  ],
  findings: {
    by: 'the CSRC found',
    source:
      'CSRC, 18 and 30 August 2013 (Xinhua; WatersTechnology); 26,082 orders: ECNS, 22 August ' +
      '2013; a loss of 194 M yuan: Bloomberg, 18 August 2013; the index, 5.62 %: Caixin, 17 ' +
      'August 2013. Yuan at 6.12 to the dollar',
    figures: [
      { of: 'orders', value: 26_082 },
      { of: 'ordered-dollars', value: 23.4e9 / 6.12 },
      { of: 'executed-dollars', value: 7.27e9 / 6.12 },
      { of: 'loss', value: 194e6 / 6.12 },
      { of: 'mean-move-percent', value: 5.62 },
    ],
  },
};

/**
 * UBS on the first day of Facebook, 18 May 2012. The record: Nasdaq did not confirm for some two
 * hours after the cross of 11:30; UBS, which is said to have wanted one million shares (CNBC), had
 * systems that entered orders several times, Nasdaq filled all of them, and UBS lost CHF 349 M. How
 * many orders there were and how often each was repeated was not published. The loss is an input:
 * how far the stock fell before UBS had sold is the block discount, fitted to it.
 */
export const FACEBOOK_2012: Scenario = {
  ...STORY_BASE,
  name: 'facebook-2012',
  title: 'UBS and the first day of Facebook, 18 May 2012',
  description:
    'The exchange trades and says nothing from 11:30 to 13:50. Customers’ systems enter orders ' +
    'again that nobody has confirmed, and all of them are filled. UBS is said to have wanted a ' +
    'million shares, which the orders sum to. Their number and how often they came again are ' +
    'reconstruction. The loss is an input: the fall of the stock afterwards is fitted to it.',
  clock: { start: '11:29', end: '13:51', tickMs: 1000, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 42, sdLn: 0 },
    advShares: { median: 500_000_000, sdLn: 0 },
    dailyVolatility: { median: 0.03, sdLn: 0 },
  },
  deployment: { ...deploymentOf(8), flagServers: [] },
  flow: [
    {
      kind: 'auction',
      from: '11:29:10',
      to: '11:30:00',
      session: 0,
      orders: 250,
      firstPlace: 0,
      buyStocks: 1,
      sellStocks: 0,
      sizes: { median: 1700, sdLn: 1.2, roundTo: 100, max: 100_000 },
    },
  ],
  faults: [{ kind: 'answers-late', at: '11:29', until: '13:50' }],
  customers: { repeatAfterSeconds: 180, repeatsMax: 100 },
  excess: 'executions of orders that were entered again',
  after: {
    busts: false,
    soldDownShare: 0,
    sellDownPrefactor: 1,
    blockDiscount: 0.19,
    naturalVolumeShare: 0.16,
  },
  actions: [
    {
      at: '11:59',
      do: 'notice',
      text:
        'nobody has had a confirmation for half an hour; the exchange is asked and has no ' +
        'answer',
    },
  ],
  findings: {
    by: 'UBS reported',
    source:
      'UBS, report for the second quarter of 2012: CHF 349 M, some $356 M (Business Insider, 31 ' +
      'July 2012), and fitted here. A million shares wanted: CNBC, by way of Finextra, June ' +
      '2012. How many were bought was not published',
    figures: [{ of: 'loss', value: 356e6 }],
  },
};
