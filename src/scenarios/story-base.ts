import { KNIGHT_2012, OTHER_PRICES, STEADY_IMPACT } from './knight.js';
import type { Scenario } from './schema.js';

/** Returns a deployment carried out long ago: every server runs build 2012. */
export function deploymentOf(servers: number): Scenario['deployment'] {
  return {
    rollout: { servers, initialBuild: 2012, onUnreachable: 'stop-and-retry', steps: [] },
    flagServers: 'all',
  };
}

/**
 * The base of the other stories: eight healthy servers of one build, and the market of knight-2012
 * with the square-root law alone. These firms' flows are no multiple of a stock's own volume that
 * would drive its makers away, and the losses of the stories with a record were fitted to this law.
 * Limits are those of knight-2012, all off except the collar. The error account's advisory limit is
 * out of reach, since these firms had no such account.
 */
export const STORY_BASE: Omit<Scenario, 'name' | 'title' | 'description' | 'flow' | 'actions'> = {
  seed: 2012,
  clock: { start: '09:29', end: '10:15:01', tickMs: 100, preMarketTickMs: 1000 },
  universe: {
    ...KNIGHT_2012.universe,
    stocks: 200,
    named: false,
    price: OTHER_PRICES,
  },
  deployment: deploymentOf(8),
  router: { pegShares: 100, pegChildrenPerSecond: 7.73, improvementTicks: 10 },
  risk: KNIGHT_2012.risk,
  operations: { ...KNIGHT_2012.operations, errorAccountAdvisoryDollars: 100e9 },
  market: { ...KNIGHT_2012.market, impact: STEADY_IMPACT },
  after: { ...KNIGHT_2012.after, busts: false, blockDiscount: 0.05 },
  capacity: { parentsPerServer: 8192, childrenPerTurn: 8192 },
};
