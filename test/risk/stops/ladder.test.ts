import { describe, expect, test } from 'vitest';
import {
  climbLadder,
  RUNGS_PERCENT,
  readLadder,
  rungOf,
  rungsWarned,
} from '../../../src/risk/stops/ladder.js';

/** Looks at the ladder without interruption by another thread. */
const climb = (word: Int32Array, row: number, used: number): number =>
  climbLadder(word, row, readLadder(word, row), used, 1000);
const warned = (word: Int32Array): number[] => [...word].map(rungsWarned);

describe('the rungs of a limit', () => {
  test('are reached at 50, 75, 85, 90 and 95 per cent of it, and not just below', () => {
    expect(
      RUNGS_PERCENT.flatMap((percent) => [
        rungOf(10 * percent - 1, 1000),
        rungOf(10 * percent, 1000),
      ]),
    ).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
    expect([rungOf(0, 1000), rungOf(1000, 1000), rungOf(9000, 1000)]).toEqual([0, 5, 5]);
  });

  test('are climbed one by one or several at once, each once', () => {
    const word = new Int32Array(3);
    expect([499, 500, 740, 900, 900, 2000, 3000].map((used) => climb(word, 1, used))).toEqual([
      -1, 0, -1, 1, -1, 4, -1,
    ]);
    expect(warned(word)).toEqual([0, 5, 0]);
  });

  test('are left behind one twentieth of the limit below, and can then be climbed again', () => {
    const word = new Int32Array([2]);
    expect([climb(word, 0, 700), ...warned(word)]).toEqual([-1, 2]);
    expect([climb(word, 0, 699), ...warned(word)]).toEqual([2, 1]);
    expect([climb(word, 0, 750), ...warned(word)]).toEqual([1, 2]);
    expect([climb(word, 0, 0), ...warned(word)]).toEqual([2, 0]);
  });
  test('are each warned of once when a thread is held up between any two steps of its look', () => {
    // One thread posts 400 and looks, another posts 600 and looks, in three steps each; the test
    // runs every interleaving.
    for (const order of interleavings('AAA', 'BBBBBB')) {
      const word = new Int32Array(1);
      const threads = { A: look(word, [400]), B: look(word, [600, 0]) };
      sum = 0;
      const told = order.flatMap((thread) => threads[thread].next().value ?? []);
      expect([order.join(''), told.sort(), ...warned(word)]).toEqual([
        order.join(''),
        [0, 1, 2, 3, 4],
        5,
      ]);
    }
  });

  test('are not left for an old sum, read before other threads moved the ladder', () => {
    const word = new Int32Array(1);
    const ladder = readLadder(word, 0);
    expect([climb(word, 0, 1000), climb(word, 0, 0)]).toEqual([0, 5]);
    expect([climbLadder(word, 0, ladder, 1000, 1000), ...warned(word)]).toEqual([-1, 0]);
    const high = readLadder(word, 0);
    expect(climb(word, 0, 960)).toBe(0);
    expect([climbLadder(word, 0, high, 100, 1000), ...warned(word)]).toEqual([-1, 5]);
  });
});

/** The sum of all threads. */
let sum = 0;

/**
 * A thread that posts to the sum and looks at the ladder, again and again; each step yields the
 * rungs that it warns of.
 */
function* look(
  word: Int32Array,
  posts: readonly number[],
): Generator<number[] | undefined, undefined> {
  for (const post of posts) {
    sum += post;
    yield;
    const ladder = readLadder(word, 0);
    yield;
    const used = sum;
    const before = climbLadder(word, 0, ladder, used, 1000);
    yield before < 0
      ? []
      : Array.from({ length: Math.max(0, rungOf(used, 1000) - before) }, (_, n) => before + n);
  }
  return undefined;
}

/** Returns all interleavings of the steps of two threads. */
function interleavings(a: string, b: string): ('A' | 'B')[][] {
  if (a === '' || b === '') return [[...(a + b)] as ('A' | 'B')[]];
  const first = (rest: ('A' | 'B')[][], step: string) =>
    rest.map((steps) => [step as 'A' | 'B', ...steps]);
  return [
    ...first(interleavings(a.slice(1), b), a[0]!),
    ...first(interleavings(a, b.slice(1)), b[0]!),
  ];
}
