/**
 * Orders alike: how many of one account, symbol, side, price and quantity have entered in the
 * window that the first of them opened. Kinds of order are stored in sets of four by their hash. If
 * five meet in one set, the kind with the oldest window makes room.
 *
 *   words of a place, 8 × place +
 *     0 symbol × 2 + side     1 price in ticks     2 quantity     3 count
 *     4, 5 when its window was opened, ns since the bell (Float64)     6 account     7 –
 *
 * A set is four places that differ in the last two bits. The hash names one of them, where the kind
 * is in most cases: a look-up touches one cache line, and its branches are predictable.
 */
export const DUPLICATE_SCHEMA = { words: 'i32' } as const;
export interface Duplicates {
  readonly words: Int32Array;
  /** The same memory as doubles: the window of a place is at 4 × place + WINDOW. */
  readonly doubles: Float64Array;
}

const WAYS = 4;
const PLACES = 4096;
/** Shifts a hash down to the bits that name a place. */
const PLACE_SHIFT = 20;
const WINDOW = 2;
/** Words of one table of duplicates. */
export const DUPLICATE_WORDS = 8 * PLACES;

/** Opens a table of duplicates on its words. */
export function openDuplicates(words: Int32Array): Duplicates {
  return { words, doubles: new Float64Array(words.buffer, words.byteOffset, words.length / 2) };
}

/** Forgets every order: closes the window of every place. */
export function clearDuplicates({ doubles }: Duplicates): void {
  for (let place = 0; place < PLACES; place++)
    doubles[(place << 2) + WINDOW] = Number.NEGATIVE_INFINITY;
}

/**
 * Returns the place that counts a kind of order, or ~place of the one that would make room for it.
 * Changes nothing.
 */
export function findAlike(
  alike: Duplicates,
  account: number,
  row: number,
  priceTicks: number,
  quantity: number,
): number {
  const { words } = alike;
  const sum =
    Math.imul(account, 0x27d4eb2f) +
    Math.imul(row, 0x9e3779b1) +
    Math.imul(priceTicks, 0x85ebca6b) +
    Math.imul(quantity, 0xc2b2ae35);
  const hash = Math.imul(sum ^ (sum >>> 15), 0x846ca68b);
  const home = hash >>> PLACE_SHIFT;
  return isAlike(words, home, account, row, priceTicks, quantity)
    ? home
    : searchAlike(alike, home, account, row, priceTicks, quantity);
}

function isAlike(
  words: Int32Array,
  place: number,
  account: number,
  row: number,
  priceTicks: number,
  quantity: number,
): boolean {
  const word = place << 3;
  return (
    words[word + 2] === quantity &&
    words[word + 1] === priceTicks &&
    words[word] === row &&
    words[word + 6] === account
  );
}

/** The same for a kind that is not at the place its hash names. */
function searchAlike(
  { words, doubles }: Duplicates,
  home: number,
  account: number,
  row: number,
  priceTicks: number,
  quantity: number,
): number {
  let oldest = home;
  for (let n = 1; n < WAYS; n++) {
    const place = home ^ n;
    if (isAlike(words, place, account, row, priceTicks, quantity)) return place;
    // If windows were opened at the same time, the place that the hash names makes room.
    if (doubles[(place << 2) + WINDOW]! < doubles[(oldest << 2) + WINDOW]!) oldest = place;
  }
  return ~oldest;
}

/**
 * Returns how many orders of a kind were counted in a window opened after a time. `found` is the
 * result of `findAlike`.
 */
export function countAlike(
  { words, doubles }: Duplicates,
  found: number,
  openedAfterNs: number,
): number {
  return found < 0 || doubles[(found << 2) + WINDOW]! <= openedAfterNs
    ? 0
    : words[(found << 3) + 3]!;
}

/**
 * Counts one more of a kind whose open window holds `counted`. `found` is the result of
 * `findAlike`.
 */
export function addAlike(
  { words, doubles }: Duplicates,
  found: number,
  account: number,
  row: number,
  priceTicks: number,
  quantity: number,
  counted: number,
  nowNs: number,
): void {
  const place = found < 0 ? ~found : found;
  const word = place << 3;
  words[word + 3] = counted + 1;
  if (counted > 0) return;
  doubles[(place << 2) + WINDOW] = nowNs;
  words[word] = row;
  words[word + 1] = priceTicks;
  words[word + 2] = quantity;
  words[word + 6] = account;
}
