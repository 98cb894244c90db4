import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import {
  farFrom,
  findFar,
  linkFar,
  removeFar,
  shiftFar,
} from '../../../src/market/book/far-levels.js';
import { allocateBook, LEVEL_WORDS, LevelWord, NIL } from '../../../src/market/book/tables.js';

test('far levels are found, linked and taken out as in a sorted list', () => {
  const sizes = { orders: 400, owners: 0, windowTicks: 1024, events: 1 };
  const book = allocateBook(sizes, () => {});
  const { bids: ladder, levels } = book;
  const random = new RandomStream(8, 'far levels');
  const free = Array.from({ length: 400 }, (_, n) => 2 + n);
  // Keys, best first, and the level of each.
  let keys: number[] = [];
  const levelOf = new Map<number, number>();
  const drop = (key: number): void => {
    free.push(levelOf.get(key)!);
    levelOf.delete(key);
    keys = keys.filter((other) => other !== key);
  };
  for (let n = 0; n < 1200; n++) {
    const key = random.below(900) - 450;
    const found = findFar(book, ladder, key);
    expect(found).toBe(levelOf.get(key) ?? NIL);
    const draw = random.fraction();
    if (found === NIL && free.length > 0 && draw < 0.6) {
      const level = free.pop()!;
      levels[level * LEVEL_WORDS + LevelWord.KEY] = key;
      linkFar(book, ladder, level);
      levelOf.set(key, level);
      keys = [...keys, key].sort((a, b) => b - a);
    } else if (found !== NIL && draw < 0.8) {
      removeFar(book, ladder, found);
      drop(key);
    } else if (keys.length > 0 && draw > 0.97) {
      shiftFar(book, ladder);
      drop(keys[0]!);
    }
    const from = random.below(900) - 450;
    expect(farFrom(book, ladder, from)).toBe(levelOf.get(keys.find((k) => k <= from)!) ?? NIL);
    expect(ladder.farHeads[0]).toBe(levelOf.get(keys[0]!) ?? NIL);
  }
  expect(ladder.farTop).toBeGreaterThan(2);
});

test('levels with no other between them are linked after one search, worst first', () => {
  const sizes = { orders: 400, owners: 0, windowTicks: 1024, events: 1 };
  const book = allocateBook(sizes, () => {});
  const { bids: ladder, levels } = book;
  const put = (level: number, key: number): void => {
    levels[level * LEVEL_WORDS + LevelWord.KEY] = key;
    linkFar(book, ladder, level);
  };
  findFar(book, ladder, 900);
  put(2, 900);
  findFar(book, ladder, 10);
  put(3, 10);
  farFrom(book, ladder, 100);
  for (let n = 0; n < 200; n++) put(4 + n, 100 + n);
  const order = [900, ...Array.from({ length: 200 }, (_, n) => 299 - n), 10];
  for (const key of order) {
    expect(levels[ladder.farHeads[0]! * LEVEL_WORDS + LevelWord.KEY]).toBe(key);
    expect(findFar(book, ladder, key)).toBe(ladder.farHeads[0]);
    shiftFar(book, ladder);
  }
  expect(ladder.farHeads[0]).toBe(NIL);
});
