import { RETAIL_SIZES } from './knight.js';
import type { Scenario } from './schema.js';
import { STORY_BASE } from './story-base.js';

/** Stories with repeated messages. */

/**
 * A switch is cabled to itself ten minutes before the open, and delivers one server's orders again
 * once a round. There is no record of such a day; it is a reconstruction of an operator's puzzle:
 * which of eight servers must not open, by its counts.
 */
export const NETWORK_LOOP: Scenario = {
  ...STORY_BASE,
  name: 'network-loop',
  title: 'A loop of the network before the bell',
  description:
    'From 09:20 to 09:26 whatever is sent to server 5 comes again every five seconds, and it ' +
    'takes each copy for another order for the opening. Its counts would tell, but nobody lays ' +
    'them beside what it was handed. At the bell all of them go. A reconstruction; no record ' +
    'is followed.',
  clock: { start: '09:15', end: '09:45:01', tickMs: 100, preMarketTickMs: 1000 },
  flow: [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((session): Scenario['flow'][number] => ({
      kind: 'auction',
      from: '09:20:10',
      to: '09:25',
      session,
      orders: 120,
      firstPlace: 20 * (session - 1),
      buyStocks: 14,
      sellStocks: 6,
      sizes: RETAIL_SIZES,
    })),
    {
      kind: 'retail',
      from: '09:30:01',
      to: '09:44:50',
      perSecond: 12,
      flaggedShare: 0,
      firstPlace: 0,
      endPlace: 200,
      sizes: RETAIL_SIZES,
    },
  ],
  faults: [{ kind: 'orders-loop', at: '09:20', until: '09:26', server: 5, seconds: 5 }],
  operations: { ...STORY_BASE.operations, intakeCounts: { mode: 'off', at: '09:28' } },
  excess: 'executions of orders that came again',
  actions: [
    {
      at: '09:31',
      do: 'notice',
      text: 'customers have been filled many times over; nobody can tell by which server',
    },
    { at: '09:36', do: 'kill', scope: 'firm' },
  ],
};
