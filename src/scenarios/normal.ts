import { CLEAN_ROLLOUT } from './knight.js';
import type { Scenario } from './schema.js';

/** What Knight's own orders came to on a day of 2012, shares: some 3.3 bn (a source of risk-and-market says so), of which the first 45 minutes are about 16 %. */
const KNIGHT_SHARES_A_DAY = 3.3e9;
const FIRST_45_MINUTES = 0.16;

/** What the clean morning's own retail flow comes to by itself, shares: parents of its stream × their mean size, measured at the scenario's seed. */
const CLEAN_SHARES = 14.4e6;

/** The stocks that it spreads over: some 8,000 were listed. On the 500 of the incident alone, each would see sixteen times what it did. */
const LISTED_STOCKS = 8000;

/**
 * A morning on which nothing is wrong, at the flow that Knight had: the clean rollout with its retail stream as much denser as Knight's shares of 45 minutes are more than
 * the stream's. For false positives: whatever a control refuses here, it refuses good business. No pre-market alerts, since no old build is there to send them.
 */
export const NORMAL_MORNING: Scenario = {
  ...CLEAN_ROLLOUT,
  clock: { ...CLEAN_ROLLOUT.clock, end: '09:35' },
  name: 'normal-morning',
  title: 'A morning on which nothing is wrong, at Knight’s own flow',
  description:
    'clean-rollout with the retail flow of a firm that trades 3.3 bn shares a day, of which 16 % in the first 45 minutes, over the 8,000 stocks that were listed; its first five minutes. The matrix of controls counts its false positives on it.',
  universe: { ...CLEAN_ROLLOUT.universe, stocks: LISTED_STOCKS },
  flow: CLEAN_ROLLOUT.flow.map((stream) =>
    stream.kind === 'retail'
      ? {
          ...stream,
          to: '09:34:50',
          endPlace: LISTED_STOCKS,
          perSecond: Math.round((stream.perSecond * KNIGHT_SHARES_A_DAY * FIRST_45_MINUTES) / CLEAN_SHARES),
        }
      : stream,
  ),
  capacity: { parentsPerServer: 65_536, childrenPerTurn: 65_536 },
  actions: [],
  reference: undefined,
};
