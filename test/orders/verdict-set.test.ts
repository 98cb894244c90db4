import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHILD_VERDICTS_MAX } from '../../src/orders/children.js';
import {
  addVerdict,
  hasNews,
  hasVerdict,
  shareVerdict,
  VERDICT_WORDS,
} from '../../src/orders/verdict-set.js';

const verdicts = fc.array(fc.nat({ max: CHILD_VERDICTS_MAX - 1 }), { maxLength: 8 });
const codes = Array.from({ length: CHILD_VERDICTS_MAX }, (_, code) => code);

test('rows of verdicts hold what was added to each of them, and nothing else', () => {
  fc.assert(
    fc.property(verdicts, verdicts, (first, second) => {
      const words = new Int32Array(2 * VERDICT_WORDS);
      for (const verdict of first) addVerdict(words, 0, verdict);
      for (const verdict of second) addVerdict(words, 1, verdict);
      const read = (row: number): number[] => codes.filter((code) => hasVerdict(words, row, code));
      expect([new Set(read(0)), new Set(read(1))]).toEqual([new Set(first), new Set(second)]);
    }),
  );
});

test('a set that threads share has news while it has a verdict that the reader has not', () => {
  fc.assert(
    fc.property(verdicts, verdicts, (told, known) => {
      const shared = new Int32Array(new SharedArrayBuffer(4 * VERDICT_WORDS));
      const seen = new Int32Array(VERDICT_WORDS);
      for (const verdict of told) shareVerdict(shared, verdict);
      for (const verdict of known) addVerdict(seen, 0, verdict);
      expect(codes.filter((code) => hasVerdict(shared, 0, code))).toEqual(
        [...new Set(told)].sort((a, b) => a - b),
      );
      expect(hasNews(shared, seen)).toBe(told.some((verdict) => !known.includes(verdict)));
    }),
  );
});
