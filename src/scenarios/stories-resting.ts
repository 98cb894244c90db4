import type { Scenario } from './schema.js';
import { deploymentOf, STORY_BASE } from './story-base.js';

/** Stories of resting orders. */

/**
 * Knight's earlier loss. The SEC found (¶33): in October 2011 the test data of a weekend's recovery
 * test was still in use when trading began on Monday, a market-making desk quoted from it, and the
 * loss was just under $7.5 M. The number of stocks, the distance and the duration were not
 * published, and the desk's router is unknown: they are fitted to the loss.
 */
export const STALE_DATA_2011: Scenario = {
  ...STORY_BASE,
  name: 'stale-data-2011',
  title: 'Knight’s market makers quote from test data, October 2011',
  description:
    'After a weekend’s recovery test a desk goes on taking recorded data for the market’s in ' +
    '40 of its 60 stocks. From the bell on it rests bids and offers where the market was, and ' +
    'everybody comes. Stocks, distance and the nine minutes are reconstruction, fitted to the ' +
    'loss that the SEC found (¶33).',
  clock: { start: '09:29', end: '09:45:01', tickMs: 100, preMarketTickMs: 1000 },
  universe: { ...STORY_BASE.universe, stocks: 60 },
  deployment: deploymentOf(1),
  flow: [
    {
      kind: 'quotes',
      from: '09:29:58',
      sides: 'both',
      firstPlace: 0,
      endPlace: 60,
      sizes: { median: 150_000, sdLn: 0.3, roundTo: 100, max: 600_000 },
    },
  ],
  resting: { showShares: 500, chaseTicks: 100 },
  faults: [
    {
      kind: 'recorded-quotes',
      at: '09:29:30',
      until: '09:45',
      firstPlace: 0,
      endPlace: 40,
      offPercent: 15,
      agedHours: 64,
    },
  ],
  excess: 'executions at quotes of recorded data',
  actions: [
    {
      at: '09:34',
      do: 'notice',
      text: 'the desk’s losses grow by the second; its quotes look like Friday’s',
    },
    { at: '09:39', do: 'kill', scope: 'firm' },
  ],
  findings: {
    by: 'the SEC found',
    source: 'SEC Release 34-70694, ¶33: a loss just under $7.5 M',
    figures: [{ of: 'loss', value: 7.5e6 }],
  },
};

/**
 * Requests to cancel that do not arrive. Resting orders follow the market: the system waits two
 * seconds for a cancel, presumes the child gone and sends the next, and both rest. There is no
 * record of such a day; it is a reconstruction of a fault for which gateways are tested.
 */
export const DEAD_CANCEL_PATH: Scenario = {
  ...STORY_BASE,
  name: 'dead-cancel-path',
  title: 'Cancels that do not arrive',
  description:
    'From 09:31 on no request to cancel reaches a venue. Orders rest at the touch and are ' +
    'moved when it moves: the old child is taken for gone after two seconds and the next one ' +
    'sent, and both stand. When the market comes back it meets all of them. At 09:50 the firm ' +
    'is stopped, and what stands goes on trading. A reconstruction; no record is followed.',
  clock: { start: '09:29', end: '09:55:01', tickMs: 100, preMarketTickMs: 1000 },
  universe: { ...STORY_BASE.universe, stocks: 60 },
  deployment: deploymentOf(2),
  flow: [
    {
      kind: 'quotes',
      from: '09:30:05',
      sides: 'both',
      firstPlace: 0,
      endPlace: 60,
      sizes: { median: 5000, sdLn: 0.5, roundTo: 100, max: 50_000 },
    },
  ],
  resting: { showShares: 1000, chaseTicks: 100 },
  resend: { afterSeconds: 2 },
  faults: [{ kind: 'cancels-lost', at: '09:31', until: '09:55' }],
  excess: 'executions of orders that were taken for cancelled',
  actions: [
    {
      at: '09:40',
      do: 'notice',
      text: 'orders that were cancelled are executed; the venue says that nobody asked',
    },
    { at: '09:50', do: 'kill', scope: 'firm' },
  ],
};
