import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OrderBook } from '../../src/embed/order-book.js';
import { BookEvent } from '../../src/market/book/codes.js';
import { BookCommand, COMMAND_WORDS } from '../../src/market/book/play.js';
import { type BookEvents, EVENT_WORDS } from '../../src/market/book/tables.js';
import { digestBuffer } from '../../src/memory/digest.js';
import { FLOW_KINDS, randomCommands } from '../support/book-flow.js';
import { BookTwins } from '../support/book-twins.js';

const OWNERS = 3;

/** Commands of few prices and identifiers, which fast-check can make smaller. */
const id = fc.integer({ min: 1, max: 8 });
const owner = fc.integer({ min: 0, max: OWNERS });
const someone = fc.integer({ min: 1, max: OWNERS });
const side = fc.integer({ min: 0, max: 1 });
const ticks = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1200, max: 1200 }) },
);
const quantity = fc.integer({ min: 1, max: 40 });
const force = fc.integer({ min: 0, max: 3 });
const prevention = fc.integer({ min: 0, max: 4 }).map((code) => 16 * code);
const terms = fc
  .tuple(force, prevention, fc.constantFrom(0, 0, 4, 8))
  .map(([first, second, third]) => (third === 8 ? first % 2 : first) + second + third);
const display = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 }));
const of = (verb: number, ...words: fc.Arbitrary<number>[]) =>
  fc.tuple(...words).map((values) => [verb, ...values]);
const zero = fc.constant(0);
const command = fc.oneof(
  { weight: 8, arbitrary: of(BookCommand.ENTER, id, owner, side, ticks, quantity, terms, display) },
  { weight: 2, arbitrary: of(BookCommand.CANCEL, id) },
  { weight: 2, arbitrary: of(BookCommand.REPLACE, id, id, zero, ticks, quantity) },
  { weight: 1, arbitrary: of(BookCommand.REDUCE, id, zero, zero, zero, quantity) },
  { weight: 1, arbitrary: of(BookCommand.MASS_CANCEL, zero, someone, side) },
  { weight: 1, arbitrary: of(BookCommand.DISCONNECT, zero, someone) },
  { weight: 1, arbitrary: of(BookCommand.PAUSE) },
  { weight: 1, arbitrary: of(BookCommand.HALT) },
  { weight: 1, arbitrary: of(BookCommand.END_DAY) },
  { weight: 2, arbitrary: of(BookCommand.OPEN, zero, zero, zero, ticks) },
);

test('any few commands tell and leave the same in the book and in its naive twin', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const twins = new BookTwins(6, OWNERS, 2);
      for (const [n, words] of commands.entries()) {
        const row = new Int32Array(COMMAND_WORDS);
        row.set(words);
        twins.play(row, () => `command ${n}`);
        twins.compare(() => `command ${n}`);
      }
    }),
    { numRuns: 150, seed: 4 },
  );
});

/** Plays a flow of random commands; returns all of its events, in rows. */
function eventsOf(kind: (typeof FLOW_KINDS)[number], commands: number, events: number) {
  const rows: number[] = [];
  const sink = ({ words, count }: BookEvents): void => {
    for (let word = 0; word < count * EVENT_WORDS; word++) rows.push(words[word]!);
  };
  const book = new OrderBook({ orders: 100, owners: 4, windowTicks: 1024, events }, sink);
  const next = randomCommands(kind, 23, 4);
  for (let n = 0; n < commands; n++) book.play(next());
  return { book, rows };
}

describe.each(FLOW_KINDS)('orders $name', (kind) => {
  test('have the same digest of events when they are played again', () => {
    const digests = [1, 7, 1000].map((events) =>
      digestBuffer(Int32Array.from(eventsOf(kind, 1500, events).rows).buffer),
    );
    expect(new Set(digests).size).toBe(1);
  });

  test('execute, are cancelled or rest, to the last share', () => {
    const { book, rows } = eventsOf(kind, 3000, 100);
    let [entered, left] = [0, 0];
    const leavesOf = new Map<number, number>();
    for (let row = 0; row < rows.length; row += EVENT_WORDS) {
      const [what, order, other, , shares, leaves, otherLeaves] = rows.slice(row, row + 7);
      const kindOfEvent = what! & 255;
      if (kindOfEvent === BookEvent.ACCEPTED) leavesOf.set(order!, shares!);
      if (kindOfEvent === BookEvent.EXECUTED || kindOfEvent === BookEvent.REDUCED) {
        expect([leavesOf.get(order!)! - shares!, leavesOf.get(other!)! - shares!]).toEqual([
          leaves,
          otherLeaves,
        ]);
        leavesOf.set(order!, leaves!).set(other!, otherLeaves!);
        entered += shares!;
      }
      if (kindOfEvent === BookEvent.CANCELLED) {
        expect(leavesOf.get(order!)! - shares!).toBe(leaves);
        leavesOf.set(order!, leaves!);
      }
      if (kindOfEvent === BookEvent.REPLACED) {
        leavesOf.delete(other!);
        leavesOf.set(order!, leaves!);
      }
    }
    for (const leaves of leavesOf.values()) left += leaves;
    const resting = [...book.queue(0), ...book.queue(1)];
    expect(resting.reduce((sum, { shown, reserve }) => sum + shown + reserve, 0)).toBe(left);
    expect(entered).toBeGreaterThan(0);
  });
});

test('a book allocates nothing over 200,000 commands', () => {
  const kind = FLOW_KINDS[0]!;
  const next = randomCommands(kind, 5, 4);
  const rows = new Int32Array(2000 * COMMAND_WORDS);
  for (let row = 0; row < 2000; row++) rows.set(next(), row * COMMAND_WORDS);
  let count = 0;
  const book = new OrderBook({ orders: 100, owners: 4 }, (events) => {
    count += events.count;
  });
  for (let pass = 0; pass < 20; pass++) book.play(rows);
  const before = process.memoryUsage();
  for (let pass = 0; pass < 100; pass++) book.play(rows);
  const after = process.memoryUsage();
  expect(count).toBeGreaterThan(200_000);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1e5);
  expect(after.heapUsed - before.heapUsed).toBeLessThan(8e6);
});
