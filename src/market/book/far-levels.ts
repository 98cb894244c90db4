import { mix32 } from '../../base/random.js';
import { type Book, FAR_HEIGHTS, type Ladder, LEVEL_WORDS, LevelWord, NIL } from './tables.js';

/**
 * The levels outside a ladder's window: a skip list, best key first. A level's height comes from
 * its key, so that the same orders make the same list. What happens near the touch happens near its
 * front, where the search is short.
 */

const { KEY } = LevelWord;
const { clz32 } = Math;

/** The heights of a key: 1, and one more for a quarter of the keys, and so on. */
function heightOf(key: number): number {
  return 1 + (clz32(mix32(key) | (1 << (33 - 2 * FAR_HEIGHTS))) >> 1);
}

/**
 * Finds the way to a key: notes in `book.way`, by height, the last level that is better. Returns
 * the first level that is not better, or NIL.
 */
function wayTo(book: Book, ladder: Ladder, key: number): number {
  const { farLinks, levels, way } = book;
  const { farHeads } = ladder;
  let last = NIL;
  let row = NIL;
  for (let height = ladder.farTop - 1; height >= 0; height--) {
    row = last === NIL ? farHeads[height]! : farLinks[last * FAR_HEIGHTS + height]!;
    while (row !== NIL && levels[row * LEVEL_WORDS + KEY]! > key) {
      last = row;
      row = farLinks[row * FAR_HEIGHTS + height]!;
    }
    way[height] = last;
  }
  return row;
}

/** Returns the first far level that is at most as good as a key, or NIL. */
export function farFrom(book: Book, ladder: Ladder, key: number): number {
  return wayTo(book, ladder, key);
}

/** Returns the far level of a key, or NIL. */
export function findFar(book: Book, ladder: Ladder, key: number): number {
  const row = wayTo(book, ladder, key);
  return row !== NIL && book.levels[row * LEVEL_WORDS + KEY] === key ? row : NIL;
}

/**
 * Adds a level whose key no far level has, right after `farFrom` or `findFar` has searched for its
 * key, or for a worse one with no far level between the two.
 */
export function linkFar(book: Book, ladder: Ladder, level: number): void {
  const { farLinks, way } = book;
  const { farHeads, farTop } = ladder;
  const key = book.levels[level * LEVEL_WORDS + KEY]!;
  const heights = heightOf(key);
  if (heights > farTop) {
    for (let height = farTop; height < heights; height++) way[height] = NIL;
    ladder.farTop = heights;
  }
  for (let height = heights - 1; height >= 0; height--) {
    const last = way[height]!;
    if (last === NIL) {
      farLinks[level * FAR_HEIGHTS + height] = farHeads[height]!;
      farHeads[height] = level;
    } else {
      farLinks[level * FAR_HEIGHTS + height] = farLinks[last * FAR_HEIGHTS + height]!;
      farLinks[last * FAR_HEIGHTS + height] = level;
    }
  }
}

/** Takes a far level out. */
export function removeFar(book: Book, ladder: Ladder, level: number): void {
  const { farLinks, way } = book;
  const { farHeads } = ladder;
  if (farHeads[0] === level) {
    shiftFar(book, ladder);
    return;
  }
  const key = book.levels[level * LEVEL_WORDS + KEY]!;
  wayTo(book, ladder, key);
  for (let height = heightOf(key) - 1; height >= 0; height--) {
    const last = way[height]!;
    const next = farLinks[level * FAR_HEIGHTS + height]!;
    if (last === NIL) farHeads[height] = next;
    else farLinks[last * FAR_HEIGHTS + height] = next;
  }
}

/** Takes the first far level out. */
export function shiftFar(book: Book, ladder: Ladder): void {
  const { farHeads } = ladder;
  const level = farHeads[0]!;
  const heights = heightOf(book.levels[level * LEVEL_WORDS + KEY]!);
  for (let height = 0; height < heights; height++)
    farHeads[height] = book.farLinks[level * FAR_HEIGHTS + height]!;
}
