import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import { closeLevel, levelAt, worseLevel } from '../../../src/market/book/ladder.js';
import { allocateBook, LEVEL_WORDS, LevelWord, NIL } from '../../../src/market/book/tables.js';

const sizes = { orders: 3000, owners: 0, windowTicks: 1024, events: 1 };

/** The keys of a ladder, best first. */
function keysOf(book: ReturnType<typeof allocateBook>): number[] {
  const keys: number[] = [];
  const { bids, levels } = book;
  for (let level = bids.best; level !== NIL; level = worseLevel(book, bids, level))
    keys.push(levels[level * LEVEL_WORDS + LevelWord.KEY]!);
  return keys;
}

describe.each([
  ['near each other', 1500],
  ['far apart', 2e9],
])('levels %s', (_, range) => {
  test('are those of a sorted list, best first', () => {
    const book = allocateBook(sizes, () => {});
    const random = new RandomStream(5, `ladder ${range}`);
    const plain = new Map<number, number>();
    for (let n = 0; n < 1500; n++) {
      const key = Math.floor(random.fraction() * range - range / 2);
      if (random.fraction() < (n % 500 < 300 ? 0.8 : 0.2)) {
        const level = levelAt(book, book.bids, key);
        if ((plain.get(key) ?? level) !== level) expect(plain.get(key)).toBe(level);
        plain.set(key, level);
      } else {
        // Now the best, then any other.
        const keys = [...plain.keys()];
        const leaving = n % 3 === 0 ? Math.max(...keys) : keys[random.below(keys.length)];
        if (leaving === undefined || !plain.has(leaving)) continue;
        closeLevel(book, book.bids, plain.get(leaving)!);
        plain.delete(leaving);
      }
      const best = plain.get(Math.max(...plain.keys())) ?? NIL;
      if (book.bids.best !== best) expect(book.bids.best).toBe(best);
      if (n % 100 === 0) expect(keysOf(book)).toEqual([...plain.keys()].sort((a, b) => b - a));
    }
    for (const level of plain.values()) closeLevel(book, book.bids, level);
    expect([book.bids.best, book.bids.near, book.bids.above]).toEqual([NIL, 0, 0]);
  });
});

describe('the window', () => {
  test('follows the touch over any distance', () => {
    const book = allocateBook(sizes, () => {});
    const { bids } = book;
    for (let key = 0; key < 100_000; key += 97) {
      const level = levelAt(book, bids, key);
      expect([bids.best, bids.near, bids.above]).toEqual([level, 1, 0]);
      closeLevel(book, bids, level);
    }
    for (let key = 100_000; key > 0; key -= 97) {
      const level = levelAt(book, bids, key);
      expect([bids.best, bids.near]).toEqual([level, 1]);
      closeLevel(book, bids, level);
    }
  });

  test('stays when one order far above comes and goes', () => {
    const book = allocateBook(sizes, () => {});
    const { bids } = book;
    for (let key = 0; key < 100; key++) levelAt(book, bids, key);
    const { base, near } = bids;
    for (let n = 0; n < 10; n++) {
      const level = levelAt(book, bids, 50_000 + n);
      expect([bids.bestKey, bids.base, bids.near]).toEqual([50_000 + n, base, near]);
      closeLevel(book, bids, level);
      expect(bids.bestKey).toBe(99);
    }
  });

  test('goes where a quarter as many levels are as it has', () => {
    const book = allocateBook(sizes, () => {});
    const { bids } = book;
    for (let key = 0; key < 100; key++) levelAt(book, bids, key);
    for (let n = 0; n < 26; n++) levelAt(book, bids, 50_000 + n);
    expect([bids.near, bids.above, bids.bestKey]).toEqual([26, 0, 50_025]);
    expect(keysOf(book).slice(25, 28)).toEqual([50_000, 99, 98]);
  });
});
