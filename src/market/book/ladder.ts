import { clearBit, highestBelow, lowestFrom, setBit } from './bitmap.js';
import { farFrom, findFar, linkFar, removeFar, shiftFar } from './far-levels.js';
import { type Book, type Ladder, LEVEL_WORDS, LevelWord, NIL, NO_KEY } from './tables.js';

/**
 * The price levels of one side. Those in a window of ticks are found by their place; the others are
 * far levels. The window is a ring: a key has the slot `key & (size − 1)`, so that a window that
 * moves copies nothing.
 *
 * The window moves in three cases, and each move is paid for by the levels that came or went since
 * the last one, so that a touch that jumps to and fro moves nothing:
 *
 *   1  it is empty, and a far level is the best
 *   2  far levels above it are more than a quarter of its own
 *   3  a new level lies below it, and would be in it if the best price were at three quarters
 */

const { HEAD, TAIL, KEY, ORDERS } = LevelWord;

/** Where the best key is in a window that has just moved. */
const bestPlace = (size: number): number => size - (size >> 2);

/** Returns the level of a key, opened if there is none. There is always a free one. */
export function levelAt(book: Book, ladder: Ladder, key: number): number {
  const isNear = (key - ladder.base) >>> 0 < ladder.size;
  const found = isNear ? ladder.slots[key & (ladder.size - 1)]! : findFar(book, ladder, key);
  return found === NIL ? openLevel(book, ladder, key) : found;
}

function openLevel(book: Book, ladder: Ladder, key: number): number {
  const { levels } = book;
  const level = book.freeLevel;
  const word = level * LEVEL_WORDS;
  book.freeLevel = levels[word + TAIL]!;
  levels[word + HEAD] = NIL;
  levels[word + TAIL] = NIL;
  levels[word + KEY] = key;
  levels[word + ORDERS] = 0;

  if (ladder.best === NIL) ladder.base = key - bestPlace(ladder.size);
  else if (key < ladder.base && key >= ladder.bestKey - bestPlace(ladder.size))
    moveWindow(book, ladder, ladder.bestKey);
  if ((key - ladder.base) >>> 0 < ladder.size) placeNear(ladder, level, key);
  else {
    // The window has not moved, so that the way to the key is still the one that was searched.
    linkFar(book, ladder, level);
    if (key > ladder.base) ladder.above++;
  }
  if (key > ladder.bestKey) {
    ladder.best = level;
    ladder.bestKey = key;
  }
  if (ladder.above > ladder.near >> 2) moveWindow(book, ladder, ladder.bestKey);
  return level;
}

/** Closes a level without orders, and finds the best of the others if it was the best. */
export function closeLevel(book: Book, ladder: Ladder, level: number): void {
  const { levels } = book;
  const key = levels[level * LEVEL_WORDS + KEY]!;
  if ((key - ladder.base) >>> 0 < ladder.size) removeNear(ladder, key);
  else {
    removeFar(book, ladder, level);
    if (key > ladder.base) ladder.above--;
  }
  levels[level * LEVEL_WORDS + TAIL] = book.freeLevel;
  book.freeLevel = level;
  if (level === ladder.best) findBest(book, ladder, key);
}

/** Returns the next worse level of a ladder, or NIL. */
export function worseLevel(book: Book, ladder: Ladder, level: number): number {
  const { levels, farLinks } = book;
  const { base, size } = ladder;
  const key = levels[level * LEVEL_WORDS + KEY]!;
  if ((key - base) >>> 0 < size) {
    const near = nearBelow(ladder, key);
    return near === NIL ? farFrom(book, ladder, base) : near;
  }
  const next = farLinks[level << 3]!;
  if (key < base || ladder.near === 0) return next;
  const isAbove = next !== NIL && levels[next * LEVEL_WORDS + KEY]! > base;
  return isAbove ? next : nearBelow(ladder, base + size);
}

/** Finds the best level after the best, of this key, was taken out. */
function findBest(book: Book, ladder: Ladder, key: number): void {
  const { levels } = book;
  const { base, size } = ladder;
  let best = NIL;
  if (ladder.above > 0) best = ladder.farHeads[0]!;
  else if (ladder.near > 0) best = nearBelow(ladder, (key - base) >>> 0 < size ? key : base + size);
  else {
    best = ladder.farHeads[0]!;
    if (best !== NIL) moveWindow(book, ladder, levels[best * LEVEL_WORDS + KEY]!);
  }
  ladder.best = best;
  ladder.bestKey = best === NIL ? NO_KEY : levels[best * LEVEL_WORDS + KEY]!;
}

/** Returns the best level of the window that is worse than a key of it, or than its end. */
function nearBelow({ slots, bits, size, base }: Ladder, key: number): number {
  if (key <= base) return NIL;
  const place = key & (size - 1);
  const first = base & (size - 1);
  let found = highestBelow(bits, size, place);
  // The ring's keys go on from its last place to its first.
  if (found < 0 && place <= first) found = highestBelow(bits, size, size);
  else if (place <= first) return slots[found]!;
  return found < first ? NIL : slots[found]!;
}

function placeNear(ladder: Ladder, level: number, key: number): void {
  const place = key & (ladder.size - 1);
  ladder.slots[place] = level;
  setBit(ladder.bits, ladder.size, place);
  ladder.near++;
}

function removeNear(ladder: Ladder, key: number): void {
  const place = key & (ladder.size - 1);
  ladder.slots[place] = NIL;
  clearBit(ladder.bits, ladder.size, place);
  ladder.near--;
}

/**
 * Moves the window so that the best key of all is at three quarters of it: parks the levels that it
 * leaves, worst first, and takes in the far levels that it reaches.
 */
function moveWindow(book: Book, ladder: Ladder, bestKey: number): void {
  const { levels } = book;
  const { slots, bits, size, farHeads } = ladder;
  const base = bestKey - bestPlace(size);
  const parked = base > ladder.base ? ladder.near : 0;
  // No far level lies within the window: all that leave it have the same way.
  if (parked > 0) farFrom(book, ladder, ladder.base);
  for (let left = parked; left > 0; left--) {
    let place = lowestFrom(bits, size, ladder.base & (size - 1));
    if (place < 0) place = lowestFrom(bits, size, 0);
    const level = slots[place]!;
    const key = levels[level * LEVEL_WORDS + KEY]!;
    if (key >= base) break;
    removeNear(ladder, key);
    linkFar(book, ladder, level);
  }
  ladder.base = base;
  ladder.above = 0;
  for (let level = farHeads[0]!; level !== NIL; level = farHeads[0]!) {
    const key = levels[level * LEVEL_WORDS + KEY]!;
    if (key < base) break;
    shiftFar(book, ladder);
    placeNear(ladder, level, key);
  }
}
