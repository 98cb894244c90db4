/**
 * Question: how do our venue and router compare with the closest venue in JavaScript, and with a
 * router by objects and EventEmitter?
 *
 *   venue    16,384 immediate-or-cancel buys and sells of 100 to 500 shares in 200 stocks,
 *            against one order a side and stock that rests at the touch
 *            ours: fillChildren, in runs of 1
 *            nodejs-order-book: an OrderBook a stock, limit orders with time in force IOC
 *   router   100 open orders in 1,000 stocks, as in bench/naive
 *
 * The work is the same: both venues execute the same shares of each order, which is checked before
 * the measurement. Resting orders are put back outside the measured time. An order book can do more
 * than the question needs: it keeps depth and queues, ours has one displayed size. The floor copies
 * a row of 32 bytes for each order.
 */
import { OrderBook, Side } from 'nodejs-order-book';
import { RandomStream } from '../src/base/random.js';
import { fillChildren } from '../src/market/fills.js';
import { displayedShares } from '../src/market/quotes.js';
import { LIT_VENUE_COUNT, PRIMARY_VENUE } from '../src/market/venues.js';
import {
  CHILD_WORDS,
  ChildWord,
  instrumentOf,
  instrumentSide,
  instrumentSymbol,
  openChildren,
} from '../src/orders/children.js';
import { copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { openColumnsDesk } from './naive/columns.js';
import { openEmitterDesk } from './naive/emitter.js';
import { createClosureGate } from './naive/gates.js';
import { openMarketOf } from './naive/market.js';
import { beginPlay, playTurns, WIDE_LIMITS, type Work, workStocks } from './naive/work.js';

const ORDERS = 16_384;
const BATCH = 256;
const STOCKS = 200;
const SEED = 1;
const TICKS = 10_000;

const work: Work = { stocks: workStocks(STOCKS), limits: WIDE_LIMITS, open: 100, seed: SEED };
const { book, quotes, depth } = openMarketOf(work);

/** The orders as rows. */
function writeOrders(): Int32Array {
  const random = new RandomStream(SEED, 'bench/peers');
  const words = new Int32Array(ORDERS * CHILD_WORDS);
  for (let slot = 0; slot < words.length; slot += CHILD_WORDS) {
    const symbol = random.below(STOCKS);
    const side = random.below(2);
    words[slot + ChildWord.INSTRUMENT] = instrumentOf(symbol, side, PRIMARY_VENUE);
    words[slot + ChildWord.QUANTITY] = 100 * (1 + random.below(5));
    words[slot + ChildWord.LIMIT] =
      side === 0 ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!;
    words[slot + ChildWord.ALIKE] = 1;
  }
  return words;
}

/** The same orders as objects. */
interface PeerOrder {
  readonly symbol: number;
  readonly side: Side;
  readonly size: number;
  readonly price: number;
}
const rows = writeOrders();
const orders: PeerOrder[] = Array.from({ length: ORDERS }, (_, n) => {
  const slot = n * CHILD_WORDS;
  const instrument = rows[slot + ChildWord.INSTRUMENT]!;
  const buys = instrumentSide(instrument) === 0;
  return {
    symbol: instrumentSymbol(instrument),
    side: buys ? Side.BUY : Side.SELL,
    size: rows[slot + ChildWord.QUANTITY]!,
    price: rows[slot + ChildWord.LIMIT]! / TICKS,
  };
});

let made = 0;

/** An order book for each stock, in which the sizes of an epoch rest at the touch. */
function openBooks(epoch: number): OrderBook[] {
  return Array.from({ length: STOCKS }, (_, symbol) => {
    const peer = new OrderBook();
    const cell = symbol * LIT_VENUE_COUNT + PRIMARY_VENUE;
    for (const [side, ours, price] of [
      [Side.SELL, 0, quotes.askTicks[symbol]!],
      [Side.BUY, 1, quotes.bidTicks[symbol]!],
    ] as const) {
      const size = displayedShares(depth.lots[cell]!, cell, ours, epoch);
      const { err } = peer.limit({ side, id: `rests ${++made}`, size, price: price / TICKS });
      if (err !== null) throw err;
    }
    return peer;
  });
}

/** Sends orders [begin, end) to the order books; calls back with the executed shares of each. */
function sendPeers(
  books: readonly OrderBook[],
  begin: number,
  end: number,
  told?: (executed: number) => void,
): number {
  let shares = 0;
  for (let n = begin; n < end; n++) {
    const { symbol, side, size, price } = orders[n]!;
    const { quantityLeft } = books[symbol]!.limit({
      side,
      id: `${n}`,
      size,
      price,
      timeInForce: 'IOC' as never,
    });
    shares += size - quantityLeft;
    told?.(size - quantityLeft);
  }
  return shares;
}

const children = openChildren(rows.slice());

/** Checks that both venues execute the same shares of every order of one epoch. */
function checkSame(epoch: number): void {
  const theirs: number[] = [];
  sendPeers(openBooks(epoch), 0, ORDERS, (executed) => theirs.push(executed));
  fillChildren(book, children, 0, ORDERS, epoch);
  for (let n = 0; n < ORDERS; n++) {
    const ours = children.words[n * CHILD_WORDS + ChildWord.EXECUTED]!;
    if (ours !== theirs[n])
      throw new Error(`bench/peers: of order ${n} ours executed ${ours}, theirs ${theirs[n]}`);
  }
  children.words.set(rows);
}
checkSame(1);

const suite = new Suite({
  question: 'what do a venue and a router cost an order beside their peers?',
  unit: 'order',
  work:
    `venue: ${ORDERS.toLocaleString('en-US')} IOC orders of 100 to 500 shares in ${STOCKS} ` +
    `stocks against displayed sizes, ${BATCH} a batch; router: as in naive; seed ${SEED}`,
});
let sum = 0;
const { copy, sink } = copier(BATCH * CHILD_WORDS * 4);
suite.floor('copy the rows', BATCH, copy);

/** Runs batches over the orders; after the last order, the next epoch begins. */
function inBatches(
  send: (begin: number, epoch: number) => number,
  renew: (epoch: number) => void,
): [run: () => void, reset: () => void] {
  let begin = 0;
  let epoch = 2;
  renew(epoch);
  return [
    () => {
      sum += send(begin, epoch);
      begin += BATCH;
    },
    () => {
      if (begin < ORDERS) return;
      begin = 0;
      renew(++epoch);
    },
  ];
}
suite.add(
  'our venue',
  BATCH,
  ...inBatches(
    (begin, epoch) => fillChildren(book, children, begin, begin + BATCH, epoch),
    () => children.words.set(rows),
  ),
);
let books: OrderBook[] = [];
suite.add(
  'nodejs-order-book',
  BATCH,
  ...inBatches(
    (begin) => sendPeers(books, begin, begin + BATCH),
    (epoch) => {
      books = openBooks(epoch);
    },
  ),
);
const routed: Work = { ...work, stocks: workStocks(1000) };
for (const [name, desk] of [
  ['our router, gate, venue, books', openColumnsDesk(routed)],
  ['by objects and EventEmitter', openEmitterDesk(routed, createClosureGate(routed.limits))],
] as const) {
  const play = beginPlay(routed);
  suite.addCounted(name, () => {
    const done = playTurns(play, desk, 1);
    sum += done;
    return done;
  });
}
suite.finish(() => [`sink: ${sum}, ${sink()}`]);
