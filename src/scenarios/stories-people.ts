import { KNIGHT_2012 } from './knight.js';
import type { Scenario } from './schema.js';
import { deploymentOf, STORY_BASE } from './story-base.js';

/** Stories of people who see or click the wrong thing. */

/**
 * Knight's morning with a person at the monitor. The SEC found that its position monitor fell
 * behind in volume, showed no limits and raised no alarm (¶25). Its lag, and that anybody would
 * have acted on it, are assumed.
 */
export const SLOW_MONITOR: Scenario = {
  ...KNIGHT_2012,
  name: 'slow-monitor',
  title: 'A monitor that falls behind, on Knight’s morning',
  description:
    'knight-2012 with somebody who looks at the monitor every 15 seconds and stops the firm a ' +
    'minute after it shows more than $200 M. The monitor takes in 300 executions a second and ' +
    'the morning makes 1,500: he acts on a picture that is many minutes old. The SEC found the ' +
    'lag (¶25), its size is assumed.',
  actions: [
    {
      at: '09:30',
      do: 'watch',
      executionsPerSecond: 300,
      everySeconds: 15,
      killAboveDollars: 200_000_000,
      decideSeconds: 60,
    },
    {
      at: '09:34',
      do: 'notice',
      text: 'NYSE sees double the normal volume and calls; the monitor shows less than the limit',
      ifExcess: true,
    },
    { at: '10:15', do: 'kill', scope: 'firm' },
  ],
  reference: undefined,
};

/**
 * Mizuho Securities and J-Com, 8 December 2005. The record: at 09:27 an order to sell one share at
 * 610,000 yen was entered as 610,000 shares at one yen, 42 times what was outstanding; a warning
 * was ignored; the exchange registered it at the lower daily limit of 572,000 yen, and its own
 * fault kept the cancels out; the shares were settled at 912,000 yen, and some 40 bn yen were lost.
 * How fast they were bought was not read in a source. Most of them Mizuho bought back in the
 * morning; that and the settlement are put into the block discount, so that the loss is an input.
 * Dollars at 120.5 yen. Tokyo's 09:27, 27 minutes after its open, is 09:57 on this clock.
 */
export const J_COM_2005: Scenario = {
  ...STORY_BASE,
  name: 'j-com-2005',
  title: 'Mizuho’s order in J-Com, 8 December 2005',
  description:
    'One share at 610,000 yen becomes 610,000 shares at one yen, 42 times what there is. The ' +
    'warning is ignored, the exchange registers the order at its lower daily limit, $4,747, and ' +
    'everybody buys. Cancels do not arrive: the exchange’s own fault. 09:27 in Tokyo is 09:57 ' +
    'on this clock. The pace is reconstruction, and the loss is fitted. Checks against the ' +
    'shares outstanding and of the price as it is typed are not there; against the volume, and ' +
    'of the price at which the order rests, they are.',
  date: '2005-12-08',
  clock: { start: '09:56', end: '10:09', tickMs: 100, preMarketTickMs: 1000 },
  universe: {
    stocks: 1,
    named: false,
    price: { median: 5062, sdLn: 0 },
    advShares: { median: 20_000, sdLn: 0 },
    dailyVolatility: { median: 0.03, sdLn: 0 },
  },
  deployment: deploymentOf(1),
  flow: [
    {
      kind: 'quotes',
      from: '09:57',
      sides: 'sell',
      firstPlace: 0,
      endPlace: 1,
      sizes: { median: 1, sdLn: 0, roundTo: 1, max: 1 },
      limitDollars: 4747,
      timesTyped: 610_000,
    },
  ],
  resting: { showShares: 1_000_000, chaseTicks: 1_000_000 },
  entry: { mode: 'override', softDollars: 1_000_000, hardDollars: 100e9 },
  faults: [{ kind: 'cancels-lost', at: '09:56', until: '10:09' }],
  after: { ...STORY_BASE.after, soldDownShare: 0, blockDiscount: 0.0473 },
  excess: 'executions of shares that nobody meant to sell',
  actions: [
    { at: '09:58:30', do: 'notice', text: 'the broker sees the price fall, and tries to cancel' },
    { at: '09:59', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'reported',
    source:
      'TSE, December 2005 (Mondo Visione): 09:27, 610,000 shares, 572,000 yen, the cancel; $3.1 ' +
      'bn at the price of issue: Irish Times; more than 40 bn yen, 912,000 yen a share: ' +
      'Euromoney. Yen at 120.5 to the dollar',
    figures: [
      { of: 'entered-dollars', value: 3.1e9 },
      { of: 'loss', value: 40e9 / 120.5 },
    ],
  },
};

/**
 * Citigroup Global Markets, London, 2 May 2022. The record: a basket of 349 stocks for $58 M was
 * typed into the field of units and became one of $444 bn; 711 warnings in one window, of which 18
 * lines were to be seen; hard blocks took out $255 bn, the trader clicked away the soft ones; $189
 * bn were sliced over the day; $1.4 bn were sold before it was cancelled; $48 M were lost, and MSCI
 * Europe without the UK fell by 4 %, Stockholm by 8 %. Which stocks, and where the limits stood,
 * was not published: the hard limit on one order is fitted to the $255 bn. What was sold is bought
 * back on the day, at the market's own law of impact. The index is compared with the mean of the
 * stocks. London's 08:56, 56 minutes after its open, is 10:26 on this clock.
 */
export const CITI_2022: Scenario = {
  ...STORY_BASE,
  name: 'citi-2022',
  title: 'Citigroup’s basket, 2 May 2022',
  description:
    'A trader who means to sell $58 M of 349 stocks types the dollars into the field of units: ' +
    '$444 bn. Hard blocks take out the largest orders, warnings of the others are clicked away, ' +
    'and the rest is sliced over the day until somebody cancels. 08:56 in London is 10:26 on ' +
    'this clock. Stocks and limits are reconstruction. Liquidity that withdraws is not there: ' +
    'the stocks fall by less than the indices did.',
  clock: { start: '10:25', end: '10:38:01', tickMs: 1000, preMarketTickMs: 1000 },
  universe: {
    stocks: 349,
    named: false,
    price: { median: 12, sdLn: 0.8 },
    advShares: { median: 1_500_000, sdLn: 1 },
    dailyVolatility: { median: 0.018, sdLn: 0.3 },
  },
  deployment: deploymentOf(2),
  flow: [
    {
      kind: 'basket',
      from: '10:26',
      to: '18:00',
      side: 'sell',
      firstPlace: 0,
      endPlace: 349,
      sizes: { median: 6400, sdLn: 0.9, roundTo: 1, max: 100_000 },
      timesTyped: 7655,
      sliceSeconds: 60,
    },
  ],
  entry: { mode: 'override', softDollars: 1_000_000, hardDollars: 2_200_000_000 },
  market: { ...STORY_BASE.market, displayedSeconds: 0.1, darkProbability: 0 },
  after: { ...STORY_BASE.after, soldDownShare: 1, sellDownPrefactor: 2.65, blockDiscount: 0 },
  excess: 'executions that the trader did not mean',
  actions: [
    { at: '10:35', do: 'notice', text: 'the trader sees what he has entered, and tries to cancel' },
    { at: '10:36', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'the FCA found',
    source:
      'FCA final notice of 17 May 2024 (Stephenson Harwood, Global Relay); fines of £27,766,200 ' +
      'and, by the PRA, £33,880,000. A loss of $48 M: Caproasia, 23 May 2024; MSCI Europe ' +
      'without the UK, 4 %: Foot Anstey; Stockholm, 8 %: Nasdaq Stockholm’s ruling, a fine of ' +
      'SEK 6 M (FX News Group)',
    figures: [
      { of: 'entered-dollars', value: 444e9 },
      { of: 'blocked-dollars', value: 255e9 },
      { of: 'executed-dollars', value: 1.4e9 },
      { of: 'loss', value: 48e6 },
      { of: 'mean-move-percent', value: 4 },
    ],
  },
};
