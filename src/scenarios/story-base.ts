import { KNIGHT_2012 } from './knight.js';
import type { Scenario } from './schema.js';

/** Returns a deployment carried out long ago: every server runs build 2012. */
export function deploymentOf(servers: number): Scenario['deployment'] {
  return {
    rollout: { servers, initialBuild: 2012, onUnreachable: 'stop-and-retry', steps: [] },
    flagServers: 'all',
  };
}

/**
 * The base of the other stories: the market of knight-2012 with eight healthy servers of one build.
 * Its limits are unchanged, all off except the collar. The error account's advisory limit is out of
 * reach, since these firms had no such account.
 */
export const STORY_BASE: Omit<Scenario, 'name' | 'title' | 'description' | 'flow' | 'actions'> = {
  seed: 2012,
  clock: { start: '09:29', end: '10:15:01', tickMs: 100, preMarketTickMs: 1000 },
  universe: { ...KNIGHT_2012.universe, stocks: 200, named: false },
  deployment: deploymentOf(8),
  router: KNIGHT_2012.router,
  risk: KNIGHT_2012.risk,
  operations: { ...KNIGHT_2012.operations, errorAccountAdvisoryDollars: 100e9 },
  market: KNIGHT_2012.market,
  after: { ...KNIGHT_2012.after, busts: false },
  capacity: { parentsPerServer: 8192, childrenPerTurn: 8192 },
};
