/**
 * Question: how much does it cost a venue to execute a child, by the length of runs of identical
 * children?
 *
 *   16,384 admitted children in runs of 1, 5 and 50 ──► fillChildren ──► executed, price and middle in their rows
 *
 * With 200 stocks, quotes, depth and books fit in the second-level cache; with 100,000 they do not.
 * Each batch is an epoch with new displayed sizes. The floor copies the rows of 32 bytes.
 */
import { RandomStream } from '../src/base/random.js';
import { NS_PER_MS } from '../src/base/units.js';
import { fillChildren } from '../src/market/fills.js';
import { openMarket } from '../src/market/market.js';
import { DARK_VENUE, LIT_VENUE_COUNT } from '../src/market/venues.js';
import { CHILD_WORDS, ChildWord, instrumentOf, openChildren } from '../src/orders/children.js';
import { Suite } from './harness/suite.js';
import { stocksAlike } from './support/stocks.js';

const CHILDREN = 16_384;
const SEED = 1;
const STILL = {
  fadeProbability: 0.05,
  darkProbability: 0.3,
  retailProbability: 1,
  wander: false,
  pauses: false,
};

function openStocks(symbols: number) {
  const stocks = stocksAlike(symbols, 5_000_000);
  const impact = { model: 'none', prefactor: 1, halfLifeSeconds: 1800, permanent: 0 } as const;
  return openMarket(stocks, { impact, displayedSeconds: 60, ...STILL }, 100 * NS_PER_MS, SEED);
}

/**
 * Rows of children in runs of identical ones, buys and sells at the touch, at the venue that
 * `venueOf` draws.
 */
function writeRuns(
  symbols: number,
  alike: number,
  venueOf: (random: RandomStream) => number,
): Int32Array {
  const random = new RandomStream(SEED, 'bench/fill');
  const words = new Int32Array(CHILDREN * CHILD_WORDS);
  for (let child = 0; child < CHILDREN; ) {
    const symbol = random.below(symbols);
    const side = random.below(2);
    const venue = venueOf(random);
    for (let left = Math.min(alike, CHILDREN - child); left > 0; left--, child++) {
      const slot = child * CHILD_WORDS;
      words[slot + ChildWord.INSTRUMENT] = instrumentOf(symbol, side, venue);
      words[slot + ChildWord.QUANTITY] = 100;
      words[slot + ChildWord.LIMIT] = side === 0 ? 201_000 : 199_000;
      words[slot + ChildWord.ALIKE] = left;
    }
  }
  return words;
}

const suite = new Suite({
  question: 'what does it cost a venue to execute a child?',
  unit: 'child',
  work:
    `${CHILDREN.toLocaleString('en-US')} children of 100 shares at the touch a batch, ` +
    `in runs alike of one stock, side and venue, seed ${SEED}`,
});
let sum = 0;
const copy = new Int32Array(CHILDREN * CHILD_WORDS);
const lit = (random: RandomStream): number => random.below(LIT_VENUE_COUNT);
for (const symbols of [200, 100_000]) {
  const { book } = openStocks(symbols);
  const size = symbols < 1000 ? `${symbols} stocks` : `${symbols / 1000}k stocks`;
  const written = writeRuns(symbols, 1, lit);
  suite.floor(`copy the rows, ${size}`, CHILDREN, () => {
    copy.set(written);
    sum += copy[ChildWord.LIMIT]!;
  });
  let epoch = 0;
  const kinds = [
    ['runs of 1', writeRuns(symbols, 1, lit)],
    ['runs of 5', writeRuns(symbols, 5, lit)],
    ['runs of 50', writeRuns(symbols, 50, lit)],
    ['dark pool', writeRuns(symbols, 5, () => DARK_VENUE)],
  ] as const;
  for (const [name, rows] of kinds) {
    const children = openChildren(rows.slice());
    suite.add(
      `${name}, ${size}`,
      CHILDREN,
      () => {
        sum += fillChildren(book, children, 0, CHILDREN, ++epoch);
      },
      () => {
        sum += children.words[ChildWord.EXECUTED]!;
        children.words.set(rows);
      },
    );
  }
}
suite.finish(() => [`sink: ${sum}`]);
