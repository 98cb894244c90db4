import { type Market, openMarket } from '../../src/market/market.js';
import { TURN_NS, type Work } from './work.js';

/** The market of the work: the engine's own, with quotes that do not move. */
export function openMarketOf({ stocks, seed }: Work): Market {
  const impact = { model: 'none', prefactor: 1, halfLifeSeconds: 1800, permanent: 0 } as const;
  const still = {
    fadeProbability: 0,
    darkProbability: 0,
    retailProbability: 0,
    wander: false,
    pauses: false,
  };
  return openMarket(stocks, { impact, displayedSeconds: 60, ...still }, TURN_NS, seed);
}
