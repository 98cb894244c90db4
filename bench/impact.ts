/**
 * Question: how much does it cost to move a quote after trades, by the model of impact?
 *
 *   signed flow of every stock ──► markQuotes ──► bid, offer, middle        1,000 stocks within the second-level cache, 100,000 beyond
 *
 * Every stock has traded since its last mark. The floor sums flow and middle of the same stocks.
 */
import { RandomStream } from '../src/base/random.js';
import { NS_PER_MS } from '../src/base/units.js';
import type { ImpactModel } from '../src/market/impact.js';
import { type Market, markMarket, openMarket } from '../src/market/market.js';
import { Suite } from './harness/suite.js';
import { stocksAlike } from './support/stocks.js';

const SEED = 1;
const MODELS: readonly ImpactModel[] = ['none', 'linear', 'square-root'];

function openModel(model: ImpactModel, symbols: number): Market {
  const stocks = stocksAlike(symbols, 5_000_000);
  const impact = { model, prefactor: 1, halfLifeSeconds: 1800, permanent: 0.2 };
  const still = {
    fadeProbability: 0,
    darkProbability: 0,
    retailProbability: 0,
    wander: false,
    pauses: false,
  };
  return openMarket(stocks, { impact, displayedSeconds: 60, ...still }, 100 * NS_PER_MS, SEED);
}

const suite = new Suite({
  question: 'what does it cost to move a quote by what was traded?',
  unit: 'stock',
  work: `every stock has traded up to 1,000 shares either way since its last mark, seed ${SEED}`,
});
let sum = 0;
for (const symbols of [1000, 100_000]) {
  const random = new RandomStream(SEED, 'bench/impact');
  const traded = Float64Array.from({ length: symbols }, () => random.below(2001) - 1000);
  const size = symbols < 1000 ? `${symbols} stocks` : `${symbols / 1000}k stocks`;
  const markets = MODELS.map((model) => openModel(model, symbols));
  const { impact, quotes } = markets[0]!;
  suite.floor(`add up, ${size}`, symbols, () => {
    let batchSum = 0;
    for (let symbol = 0; symbol < symbols; symbol++)
      batchSum += impact.flow[symbol]! + quotes.midTicks[symbol]!;
    sum += batchSum;
  });
  for (const [place, market] of markets.entries()) {
    let epoch = 1;
    market.impact.flow.set(traded);
    suite.add(
      `${MODELS[place]}, ${size}`,
      symbols,
      () => markMarket(market, epoch++),
      () => {
        sum += market.quotes.midTicks[epoch % symbols]!;
        market.impact.flow.set(traded);
      },
    );
  }
}
suite.finish(() => [`sink: ${sum}`]);
