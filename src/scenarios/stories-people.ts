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
 * Citigroup Global Markets, London, 2 May 2022. The record: a basket of 349 stocks for $58 M was
 * typed into the field of units and became one of $444 bn; One window had 711 warnings and showed
 * 18 lines of them; hard blocks stopped $255 bn, the trader clicked away the soft ones; $189 bn
 * were sliced over the day; $1.4 bn were sold before the cancel. Stocks and limits were not
 * published: the hard limit on one order is fitted to the $255 bn. London's 08:56, 56 minutes after
 * its open, is 10:26 on this clock.
 */
export const CITI_2022: Scenario = {
  ...STORY_BASE,
  name: 'citi-2022',
  title: 'Citigroup’s basket, 2 May 2022',
  description:
    'A trader who means to sell $58 M of 349 stocks types the dollars into the field of units: ' +
    '$444 bn. Hard blocks take out the largest orders, warnings of the others are clicked ' +
    'away, and the rest is sliced over the day until somebody cancels. 08:56 in London is ' +
    '10:26 on this clock. Stocks and limits are reconstruction.',
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
  excess: 'executions that the trader did not mean',
  actions: [
    { at: '10:35', do: 'notice', text: 'the trader sees what he has entered, and tries to cancel' },
    { at: '10:36', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'the FCA found',
    source:
      'FCA final notice of 17 May 2024 (Stephenson Harwood, Global Relay); fines of ' +
      '£27,766,200 and, by the PRA, £33,880,000. The loss was not read in a source',
    figures: [
      { of: 'entered-dollars', value: 444e9 },
      { of: 'blocked-dollars', value: 255e9 },
      { of: 'executed-dollars', value: 1.4e9 },
    ],
  },
};
