import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { BackgroundFlow, type BackgroundFlowOptions } from '../../src/embed/background-flow.js';
import { OrderBook } from '../../src/embed/order-book.js';
import { OrderTerms } from '../../src/market/book/codes.js';

const MINUTE = 60e9;

function flowAndBook(options: Partial<BackgroundFlowOptions> = {}) {
  const flow = new BackgroundFlow({ valueTicks: 2000.5, ...options });
  const book = new OrderBook({ orders: 1000 }, (events) => flow.hear(events));
  return { flow, book };
}

describe('a background flow of the library', () => {
  test('gives the same book for the same seed, however its time is cut', () => {
    const queues = (seed: number, steps: number) => {
      const { flow, book } = flowAndBook({ seed });
      for (let step = 1; step <= steps; step++) flow.advance(book, (step * MINUTE) / steps);
      expect(flow.resting).toBe(book.resting);
      return [book.queue(0), book.queue(1), book.lastTicks];
    };
    expect(queues(7, 1)).toEqual(queues(7, 60));
    expect(queues(7, 1)).not.toEqual(queues(8, 1));
  });

  test('refills what an order of the caller takes, and brings the price back', () => {
    const { flow, book } = flowAndBook();
    flow.advance(book, 0);
    book.enter(1, 1, 0, 2040, 1_000_000, OrderTerms.IOC);
    expect(book.bestAsk).toBeGreaterThan(2040);
    flow.advance(book, 10 * MINUTE);
    expect(book.bestAsk).toBeLessThan(2030);
    flow.valueTicks = 2300;
    flow.advance(book, 40 * MINUTE);
    expect([flow.valueTicks, (book.bestAsk ?? 0) > 2200]).toEqual([2300, true]);
  });

  test.each([
    [{ marketsPerSecond: 9 }, /marketsPerSecond: is 9; must be below limitsPerSecond/],
    [{ orders: 79 }, /orders: is 79; must be restingOrders or more/],
    [{ firstId: 2 ** 31 - 10 }, /firstId: is 2147483638; must be at most/],
    [{ valueTick: 3 }, /valueTick/],
  ])('refuses %j', (options, message) => {
    const wrong = { valueTicks: 2000, ...options };
    expect(() => new BackgroundFlow(wrong)).toThrow(InputError);
    expect(() => new BackgroundFlow(wrong)).toThrow(message);
  });
});
