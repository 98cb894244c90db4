import { describe, expect, test } from 'vitest';
import { climbLadder, RUNGS_PERCENT, rungOf } from '../../src/risk/ladder.js';

describe('the rungs of a limit', () => {
  test('are reached at 50, 75, 85, 90 and 95 per cent of it, and not just below', () => {
    expect(RUNGS_PERCENT.flatMap((percent) => [rungOf(10 * percent - 1, 1000), rungOf(10 * percent, 1000)])).toEqual([
      0, 1, 1, 2, 2, 3, 3, 4, 4, 5,
    ]);
    expect([rungOf(0, 1000), rungOf(1000, 1000), rungOf(9000, 1000)]).toEqual([0, 5, 5]);
  });

  test('are climbed one by one or several at once, each once', () => {
    const word = new Int32Array(3);
    expect([499, 500, 740, 900, 900, 2000, 3000].map((used) => climbLadder(word, 1, used, 1000))).toEqual([-1, 0, -1, 1, -1, 4, -1]);
    expect([...word]).toEqual([0, 5, 0]);
  });

  test('are left behind one twentieth of the limit below, and can then be climbed again', () => {
    const word = new Int32Array([2]);
    expect([climbLadder(word, 0, 700, 1000), word[0]]).toEqual([-1, 2]);
    expect([climbLadder(word, 0, 699, 1000), word[0]]).toEqual([2, 1]);
    expect([climbLadder(word, 0, 750, 1000), word[0]]).toEqual([1, 2]);
    expect([climbLadder(word, 0, 0, 1000), word[0]]).toEqual([2, 0]);
  });
});
