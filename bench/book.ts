/**
 * Question: how many messages a second does the order book take, in the worst kind of flow, beside
 * the closest order book in JavaScript?
 *
 *   rows of commands ──► OrderBook.play, 256 at a time ──► rows of events ──► counted here
 *   the same as objects ──► nodejs-order-book: limit, cancel
 *
 * Five kinds of flow, each of which leaves the book empty and runs again. Both books are given the
 * same messages, and execute the same quantity, which is checked before the measurement. Figures
 * are CPU time; the lines one by one are wall time, with two readings of the clock. The floor
 * copies the rows of the commands. `wide sweep` has a message that executes hundreds of orders for
 * each 600 that rest. The peer answers with objects; ours with rows.
 */
import { OrderBook as PeerBook, Side as PeerSide } from 'nodejs-order-book';
import {
  BookCommand,
  BookEvent,
  type BookEvents,
  COMMAND_WORDS,
  EVENT_WORDS,
  OrderBook,
  OrderTerms,
} from '../src/book.js';
import {
  advanceBackground,
  hearBackground,
  openBackground,
} from '../src/market/book/background.js';
import { allocateBook } from '../src/market/book/tables.js';
import { createHistogram, largestNs, percentileNs, recordLatency } from '../src/metrics.js';
import { copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { type BookFlow, FLOW_ORDERS, writeFlows } from './support/book-flows.js';

const MESSAGES = 30_000;
const BATCH = 256;
const WARM_UP_PASSES = 10;
/** Rounds, in each of which every case has a turn, and passes of ours in a round. */
const ROUNDS = 7;
const PASSES = 10;
const TIMED_PASSES = 5;
/** The flow about a stock of some 3 M shares a day. */
const BACKGROUND = {
  limitsPerSecond: 8,
  marketsPerSecond: 0.6,
  restingOrders: 80,
  orders: 400,
  depthExponent: 1,
  depthTicks: 5,
  farthestTicks: 10_000,
  lotShares: 100,
  meanLots: 2,
  valueTicks: 2000.5,
  leanTicks: 50,
  owner: 0,
};

let events = 0;
let executed = 0;

function count({ words, count: rows }: BookEvents): void {
  events += rows;
  for (let word = 0; word < rows * EVENT_WORDS; word += EVENT_WORDS)
    if ((words[word]! & 255) === BookEvent.EXECUTED) executed += words[word + 4]!;
}

/** The commands of a flow as calls of the peer. */
function peerCalls({ rows, messages }: BookFlow): ((book: PeerBook) => number)[] {
  return Array.from({ length: messages }, (_, row) => {
    const [verb, number, , side, price, size, terms] = rows.subarray(
      row * COMMAND_WORDS,
      (row + 1) * COMMAND_WORDS,
    ) as unknown as [number, number, number, number, number, number, number];
    const id = `${number}`;
    if (verb === BookCommand.CANCEL)
      return (book) => {
        book.cancel(id);
        return 0;
      };
    const order = {
      side: side === 0 ? PeerSide.BUY : PeerSide.SELL,
      id,
      size,
      price,
      timeInForce: (terms === OrderTerms.IOC ? 'IOC' : 'GTC') as never,
    };
    return (book) => {
      const { quantityLeft, err } = book.limit(order);
      if (err !== null) throw err;
      return size - quantityLeft;
    };
  });
}

/** Plays a flow in batches, as a venue would that reads what has come in. */
function playOurs(book: OrderBook, { rows, messages }: BookFlow): void {
  for (let begin = 0; begin < messages; begin += BATCH)
    book.play(rows, begin, Math.min(begin + BATCH, messages));
}

function playPeer(book: PeerBook, calls: readonly ((book: PeerBook) => number)[]): number {
  let sum = 0;
  for (const call of calls) sum += call(book);
  return sum;
}

/** Times every message alone, with a clock read before and after; a line of percentiles. */
function timeEach(flow: BookFlow): string {
  const { name, rows, messages } = flow;
  const book = new OrderBook({ orders: FLOW_ORDERS }, count);
  for (let pass = 0; pass < 3; pass++) playOurs(book, flow);
  const histogram = createHistogram();
  for (let pass = 0; pass < TIMED_PASSES; pass++)
    for (let row = 0; row < messages; row++) {
      const begin = performance.now();
      book.play(rows, row, row + 1);
      recordLatency(histogram, (performance.now() - begin) * 1e6);
    }
  const [p50, p99, p999] = [50, 99, 99.9].map((p) => Math.round(percentileNs(histogram, p)));
  const us = Math.round(largestNs(histogram) / 1000);
  return `one by one, ${name}: p50 ${p50} ns, p99 ${p99} ns, p99.9 ${p999} ns, largest ${us} us`;
}

/** The growth of memory over many messages. */
function memoryNote(flow: BookFlow): string {
  const book = new OrderBook({ orders: FLOW_ORDERS }, count);
  const passes = 20;
  playOurs(book, flow);
  const before = process.memoryUsage();
  for (let pass = 0; pass < passes; pass++) playOurs(book, flow);
  const after = process.memoryUsage();
  const heap = ((after.heapUsed - before.heapUsed) / 1024).toFixed(0);
  const buffers = ((after.arrayBuffers - before.arrayBuffers) / 1024).toFixed(0);
  const millions = ((passes * flow.messages) / 1e6).toFixed(1);
  return `memory over ${millions} M messages: heap ${heap} KB, buffers ${buffers} KB more`;
}

/** What a command of a stock's background flow costs, with the book that it drives. */
function backgroundNote(): string {
  const flow = openBackground(BACKGROUND, 1, 'bench/book', 1, 0);
  const sizes = { orders: BACKGROUND.orders, owners: 0, windowTicks: 1024, events: 64 };
  const book = allocateBook(sizes, (rows) => hearBackground(flow, rows));
  advanceBackground(flow, book, 2e12);
  let commands = 0;
  const ns = cpuNs(() => {
    commands = advanceBackground(flow, book, 12e12);
  });
  return `background flow: ${Math.round(ns / commands)} ns a command, with its book`;
}

const flows = writeFlows(MESSAGES);
const suite = new Suite({
  question: 'how many messages a second does the order book take, beside its closest peer?',
  unit: 'message',
  work: flows
    .map(
      ({ name, messages, executions, mostResting }) =>
        `${name}: ${messages.toLocaleString('en-US')} messages, ` +
        `${executions.toLocaleString('en-US')} executions, at most ` +
        `${mostResting.toLocaleString('en-US')} resting`,
    )
    .join('; '),
});
/**
 * CPU time of a run, ns. Other work on the machine takes wall time from a run, and little of it.
 */
function cpuNs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

/**
 * Both books with a flow that each has played before, and what they cost a message, a round each.
 */
function openDesk(flow: BookFlow) {
  const ours = new OrderBook({ orders: FLOW_ORDERS }, count);
  const peer = new PeerBook();
  const calls = peerCalls(flow);
  executed = 0;
  playOurs(ours, flow);
  const theirs = playPeer(peer, calls);
  if (theirs !== executed)
    throw new Error(`bench/book: ${flow.name}: ours executed ${executed}, theirs ${theirs}`);
  for (let pass = 0; pass < WARM_UP_PASSES; pass++) playOurs(ours, flow);
  return { flow, ours, peer, calls, oursNs: [] as number[], theirsNs: [] as number[] };
}

const { copy, sink } = copier(MESSAGES * COMMAND_WORDS * 4);
const desks = flows.map(openDesk);
const copyNs: number[] = [];
let theirs = 0;
for (let round = 0; round < ROUNDS; round++) {
  const copies = cpuNs(() => {
    for (let pass = 0; pass < 100; pass++) copy();
  });
  copyNs.push(copies / 100 / MESSAGES);
  for (const { flow, ours, peer, calls, oursNs, theirsNs } of desks) {
    const passes = cpuNs(() => {
      for (let pass = 0; pass < PASSES; pass++) playOurs(ours, flow);
    });
    oursNs.push(passes / PASSES / flow.messages);
    const pass = cpuNs(() => {
      theirs += playPeer(peer, calls);
    });
    theirsNs.push(pass / flow.messages);
  }
}
suite.floorMeasured('copy the commands', copyNs);
for (const { flow, oursNs } of desks) suite.addMeasured(flow.name, oursNs);
for (const { flow, theirsNs } of desks)
  suite.addMeasured(`nodejs-order-book, ${flow.name}`, theirsNs);
suite.finish(() => [
  ...flows.map(timeEach),
  memoryNote(flows[0]!),
  backgroundNote(),
  `sink: ${events}, ${executed}, ${theirs}, ${sink()}`,
]);
