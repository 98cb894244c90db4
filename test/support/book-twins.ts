import { expect } from 'vitest';
import { OrderBook } from '../../src/embed/order-book.js';
import { type BookEvents, EVENT_WORDS } from '../../src/market/book/tables.js';
import { NaiveBook } from './naive-book.js';

/** A book and its naive twin, side by side. */
export class BookTwins {
  readonly fast: OrderBook;
  readonly naive: NaiveBook;
  /** Kinds of events, each with its reason, that were told so far. */
  readonly seen = new Set<number>();
  readonly #told: number[] = [];
  readonly #depth = new Float64Array(3 * 64);

  /** A small table of events is emptied many times within a command. */
  constructor(orders: number, owners: number, events = 3) {
    const sizes = { orders, owners, windowTicks: 1024, events };
    this.fast = new OrderBook(sizes, ({ words, count }: BookEvents) => {
      for (let word = 0; word < count * EVENT_WORDS; word++) this.#told.push(words[word]!);
    });
    this.naive = new NaiveBook(orders);
  }

  /** Gives both a command and compares all that they tell. */
  play(row: Int32Array, label: () => string): void {
    this.#told.length = 0;
    this.naive.events.length = 0;
    this.fast.play(row);
    this.naive.play(row);
    const told = this.naive.events;
    let same = told.length * EVENT_WORDS === this.#told.length;
    for (let word = 0; same && word < this.#told.length; word++)
      same = told[word >> 3]![word & 7] === this.#told[word];
    for (const [what] of told) this.seen.add(what! & 0xffff);
    if (same) return;
    const rows = Array.from({ length: this.#told.length / EVENT_WORDS }, (_, event) =>
      this.#told.slice(event * EVENT_WORDS, (event + 1) * EVENT_WORDS),
    );
    expect(rows, `events of ${label()}: ${[...row].join(' ')}`).toEqual(told);
  }

  /** Compares whole queues, depth and best prices. */
  compare(label: () => string): void {
    for (const side of [0, 1]) {
      const [queue, twin] = [this.fast.queue(side), this.naive.queue(side)];
      // Comparing texts is quicker than comparing objects, and shows less of a difference.
      if (JSON.stringify(queue) !== JSON.stringify(twin))
        expect(queue, `queue of side ${side} at ${label()}`).toEqual(twin);
      const levels = this.naive.depth(side);
      const count = this.fast.depth(side, this.#depth);
      const depth = Array.from({ length: count }, (_, n) => [
        ...this.#depth.subarray(3 * n, 3 * n + 3),
      ]);
      expect(depth, `depth of side ${side} at ${label()}`).toEqual(levels.slice(0, 64));
      const best = side === 0 ? this.fast.bestBid : this.fast.bestAsk;
      expect(best, `best price of side ${side} at ${label()}`).toBe(levels[0]?.[0]);
      expect(this.fast.bestQuantity(side)).toBe(levels[0]?.[1] ?? 0);
    }
    const { bids, asks } = this.naive;
    expect(this.fast.resting).toBe(bids.length + asks.length);
    expect(this.fast.phase).toBe(this.naive.phase);
  }
}
