/**
 * Question: how much does it cost to book an execution: for a customer, for the error account, and
 * far from the opening print?
 *
 *   65,536 executions in random stocks ──► postCustomer, postUnmatched ──► positions by symbol        1,000 stocks, and 500,000
 *
 * Each stock has twelve columns of eight bytes: 96 KB fit in the second-level cache, 48 MB do not.
 * The floor adds the shares to one column of the same stocks.
 */
import { RandomStream } from '../src/base/random.js';
import {
  type Accounts,
  BOOK_TOTALS_SCHEMA,
  markErrorAccount,
  POSITION_SCHEMA,
  postCustomer,
  postUnmatched,
} from '../src/ledger/positions.js';
import { QUOTE_SCHEMA } from '../src/market/quotes.js';
import { DEFAULT_FEE_TICKS, PRIMARY_VENUE } from '../src/market/venues.js';
import { allocateTable } from '../src/memory/table.js';
import { instrumentOf } from '../src/orders/children.js';
import { Suite } from './harness/suite.js';

const EXECUTIONS = 65_536;
const SEED = 1;
const NEAR = 200_100;
/** 20 % above the opening print: beyond 10 %, not beyond 30 %. */
const FAR = 240_000;

function openAccounts(symbols: number): Accounts {
  const quotes = allocateTable(QUOTE_SCHEMA, symbols);
  quotes.openTicks.fill(200_000);
  const book = allocateTable(BOOK_TOTALS_SCHEMA, 1);
  book.firstErrorNs[0] = Number.NaN;
  return {
    positions: allocateTable(POSITION_SCHEMA, symbols),
    book,
    quotes,
    feeTicks: DEFAULT_FEE_TICKS,
  };
}

const suite = new Suite({
  question: 'what does it cost to book an execution?',
  unit: 'execution',
  work:
    `${EXECUTIONS.toLocaleString('en-US')} executions of 100 to 500 shares in random stocks ` +
    `a batch, seed ${SEED}`,
});
let sum = 0;
const marked = { long: 0, short: 0, pnl: 0 };
for (const symbols of [1000, 500_000]) {
  const random = new RandomStream(SEED, 'bench/positions');
  const symbol = Int32Array.from({ length: EXECUTIONS }, () => random.below(symbols));
  const instrument = symbol.map((row, n) => instrumentOf(row, n & 1, PRIMARY_VENUE));
  const shares = Int32Array.from({ length: EXECUTIONS }, () => 100 * (1 + random.below(5)));
  const accounts = openAccounts(symbols);
  const { positions } = accounts;
  const size = `${symbols / 1000}k stocks`;
  suite.floor(`add to one column, ${size}`, EXECUTIONS, () => {
    const { errorVolume } = positions;
    for (let n = 0; n < EXECUTIONS; n++)
      errorVolume[symbol[n]!] = errorVolume[symbol[n]!]! + shares[n]!;
  });
  suite.add(`customer, ${size}`, EXECUTIONS, () => {
    for (let n = 0; n < EXECUTIONS; n++)
      postCustomer(accounts, symbol[n]!, n & 1, PRIMARY_VENUE, NEAR, shares[n]!, 1);
  });
  for (const [name, price] of [
    ['error account', NEAR],
    ['error, 20 % off', FAR],
  ] as const) {
    suite.add(`${name}, ${size}`, EXECUTIONS, () => {
      for (let n = 0; n < EXECUTIONS; n++)
        postUnmatched(accounts, instrument[n]!, price, 200_000, shares[n]!, 1, n);
    });
  }
  suite.add(`marking a stock, ${size}`, symbols, () => {
    markErrorAccount(positions, accounts.quotes, marked);
    sum += marked.pnl;
  });
}
suite.finish(() => [`sink: ${sum}`]);
