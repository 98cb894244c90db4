import { CHILD_VERDICTS_MAX } from './children.js';

/**
 * Sets of verdicts as bits: set n has words 2n and 2n + 1, and verdict v is bit v % 32 of word
 * floor(v / 32). A shift takes its count modulo 32.
 */

/** Int32 words of a set, which has room for every verdict of a child. */
export const VERDICT_WORDS = CHILD_VERDICTS_MAX / 32;

/** Returns whether set `row` has a verdict. */
export function hasVerdict(words: Int32Array, row: number, verdict: number): boolean {
  return (words[row * VERDICT_WORDS + (verdict >>> 5)]! & (1 << verdict)) !== 0;
}

/** Adds a verdict to set `row`. */
export function addVerdict(words: Int32Array, row: number, verdict: number): void {
  const word = row * VERDICT_WORDS + (verdict >>> 5);
  words[word] = words[word]! | (1 << verdict);
}

/** Adds a verdict to the one set of words that other threads read and write. */
export function shareVerdict(words: Int32Array, verdict: number): void {
  Atomics.or(words, verdict >>> 5, 1 << verdict);
}

/** Returns whether the one set of words that other threads write has a verdict beyond set 0. */
export function hasNews(shared: Int32Array, seen: Int32Array): boolean {
  return ((Atomics.load(shared, 0) & ~seen[0]!) | (Atomics.load(shared, 1) & ~seen[1]!)) !== 0;
}
