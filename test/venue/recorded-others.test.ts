import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { OrderBook } from '../../src/embed/order-book.js';
import { replayRecording } from '../../src/embed/recording.js';
import { readQueue } from '../../src/market/book/depth.js';
import { allocateBook } from '../../src/market/book/tables.js';
import { RecordedOthers, recordingSchema } from '../../src/venue/recorded-others.js';
import { scratchFolder } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const SECOND = 1e9;
let files = 0;

/** Orders 11 and 12 before half past nine, and what becomes of them. */
const LINES = [
  '34199,1,11,100,200100,-1',
  '34199.5,1,12,300,200000,1',
  '34201,2,12,50,200000,1',
  '34202,4,12,100,200000,1',
  '34203,3,11,100,200100,-1',
];

/** A book with a recording, which is a text or the settings of one. */
function open(text: string, more: Record<string, unknown> = {}) {
  const file = join(folder.path, `recorded${files++}.csv`);
  writeFileSync(file, text);
  const sizes = { orders: 1000, owners: 4, windowTicks: 4096, events: 64 };
  const book = allocateBook(sizes, () => undefined);
  const settings = recordingSchema.parse({ file, format: 'lobster', ...more });
  const others = new RecordedOthers(settings, 'GT', book);
  const queues = (): string[][] =>
    [0, 1].map((side) =>
      readQueue(book, side).map(({ shown, priceTicks }) => `${shown} @ ${priceTicks}`),
    );
  return { others, queues, file };
}

describe('a recorded book behind a venue', () => {
  test('has the orders from before the start, and the others at their times', () => {
    const { others, queues } = open(LINES.join('\n'), { from: '09:30:00' });
    expect(queues()).toEqual([['300 @ 200000'], ['100 @ 200100']]);
    others.advance(0.9 * SECOND);
    expect(queues()).toEqual([['300 @ 200000'], ['100 @ 200100']]);
    others.advance(1 * SECOND);
    expect(queues()).toEqual([['250 @ 200000'], ['100 @ 200100']]);
    expect([others.isOver, others.counts.messages]).toEqual([false, 3]);
    others.advance(60 * SECOND);
    expect(queues()).toEqual([['150 @ 200000'], []]);
    expect([others.isOver, others.fault]).toEqual([true, undefined]);
    expect(others.counts).toMatchObject({ messages: 5, orders: 2, executedShares: 100 });
  });

  test('begins with the first message by default, and runs at a speed', () => {
    const { others, queues } = open(LINES.join('\n'), { speed: 10 });
    expect(queues()).toEqual([[], ['100 @ 200100']]);
    others.advance(0.2 * SECOND);
    expect(queues()).toEqual([['250 @ 200000'], ['100 @ 200100']]);
  });

  test('a wrong line ends it after all before, and is told once', () => {
    const { others, queues, file } = open(
      [...LINES.slice(0, 3), '34202,4,12', ...LINES.slice(3)].join('\n'),
    );
    others.advance(60 * SECOND);
    others.advance(61 * SECOND);
    expect(queues()).toEqual([['250 @ 200000'], ['100 @ 200100']]);
    expect(others.takeFault()).toBe(
      `${file}: line 4: has 3 fields; must have 6: time, type, order, size, price, direction`,
    );
    expect(others.takeFault()).toBeUndefined();
    expect(others.isOver).toBe(false);
  });

  test.each([
    ['an empty file', '', {}, /recording .*: has no messages about GT$/],
    ['a wrong first line', 'time,type', {}, /: line 1: has 2 fields/],
    ['a price that no order has', '34200,1,1,100,0,1', {}, /line 1: price 0: no order in a book/],
    ['another format', LINES.join('\n'), { format: 'itch' }, /byte 0/],
  ])('refuses %s', (_, text, more, message) => {
    expect(() => open(text, more)).toThrow(InputError);
    expect(() => open(text, more)).toThrow(message);
  });

  test('refuses a file that is not there, or is a folder', () => {
    const settings = (file: string) => recordingSchema.parse({ file, format: 'lobster' });
    const book = allocateBook(
      { orders: 8, owners: 1, windowTicks: 64, events: 8 },
      () => undefined,
    );
    const missing = join(folder.path, 'none.csv');
    expect(() => new RecordedOthers(settings(missing), 'GT', book)).toThrow(
      /recording .*none\.csv: cannot be read \(ENOENT/,
    );
    const inner = join(folder.path, 'inner');
    mkdirSync(inner);
    expect(() => new RecordedOthers(settings(inner), 'GT', book)).toThrow(
      /recording .*inner: cannot be read \(EISDIR/,
    );
  });

  test('leaves the same book as a replay of the whole file at once', async () => {
    const line = fc.record({
      gap: fc.integer({ min: 0, max: 3 }),
      type: fc.integer({ min: 1, max: 5 }),
      order: fc.integer({ min: 1, max: 30 }),
      shares: fc.integer({ min: 1, max: 300 }),
      price: fc.integer({ min: 199_995, max: 200_005 }),
      side: fc.constantFrom(1, -1),
    });
    const steps = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 200 }), steps, async (all, at) => {
        let seconds = 34_200;
        const text = all
          .map(({ gap, type, order, shares, price, side }) => {
            seconds += gap;
            return [seconds, type, order, shares, price, side].join(',');
          })
          .join('\n');
        const { others, queues } = open(text);
        let now = 0;
        for (const step of at) others.advance((now += step) * SECOND);
        others.advance(1e6 * SECOND);
        const twin = new OrderBook({ orders: 1000, owners: 4 }, () => undefined);
        const counts = await replayRecording(twin, [Buffer.from(text)], {
          format: 'lobster',
          tickSize: 1,
        });
        expect(others.counts).toEqual(counts);
        expect(queues()).toEqual(
          [0, 1].map((side) =>
            twin.queue(side).map(({ shown, priceTicks }) => `${shown} @ ${priceTicks}`),
          ),
        );
        expect(others.isOver).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
