import { mix32 } from '../base/random.js';
import type { Table } from '../memory/table.js';

/**
 * Orders alike: how many of one symbol, side, price and quantity were sent in the window that the first of them opened. Kinds of order stand in sets of four by their hash;
 * where five meet in one set, the one whose window is oldest makes room.
 *
 *   place:        4 × set + way
 *   words of it:  4 × place + 0 symbol × 2 + side     1 price in ticks     2 quantity     3 count            a set is one cache line
 */
export const DUPLICATE_SCHEMA = { words: 'i32' } as const;
/** When the window of a place was opened, ns since the bell. */
export const DUPLICATE_START_SCHEMA = { startNs: 'f64' } as const;
export interface Duplicates {
  readonly kinds: Table<typeof DUPLICATE_SCHEMA>;
  readonly starts: Table<typeof DUPLICATE_START_SCHEMA>;
}

const WAYS = 4;
const SETS = 1024;
export const DUPLICATE_PLACES = WAYS * SETS;
export const DUPLICATE_WORDS = 4 * DUPLICATE_PLACES;

/** The place where a kind of order is counted, or will be; changes nothing. */
export function placeAlike({ kinds, starts }: Duplicates, row: number, priceTicks: number, quantity: number): number {
  const { words } = kinds;
  const begin = (mix32(Math.imul(row, 0x9e3779b1) ^ Math.imul(priceTicks, 0x85ebca6b) ^ quantity) & (SETS - 1)) * WAYS;
  for (let place = begin; place < begin + WAYS; place++) {
    const word = place << 2;
    if (words[word + 2] === quantity && words[word + 1] === priceTicks && words[word] === row) return place;
  }
  return oldestPlace(starts.startNs, begin);
}

function oldestPlace(startNs: Float64Array, begin: number): number {
  let oldest = begin;
  for (let place = begin + 1; place < begin + WAYS; place++) if (startNs[place]! < startNs[oldest]!) oldest = place;
  return oldest;
}

/** How many alike stand at a place of theirs in a window that was opened after a time. */
export function countAlike(
  { kinds, starts }: Duplicates,
  place: number,
  row: number,
  priceTicks: number,
  quantity: number,
  openedAfterNs: number,
): number {
  if (starts.startNs[place]! <= openedAfterNs) return 0;
  const { words } = kinds;
  const word = place << 2;
  return words[word + 2] === quantity && words[word + 1] === priceTicks && words[word] === row ? words[word + 3]! : 0;
}

/** Counts `count` more at a place of theirs, on which `counted` stand in an open window. */
export function addAlike(
  { kinds, starts }: Duplicates,
  place: number,
  row: number,
  priceTicks: number,
  quantity: number,
  counted: number,
  count: number,
  nowNs: number,
): void {
  const { words } = kinds;
  const word = place << 2;
  words[word + 3] = counted + count;
  if (counted > 0) return;
  words[word] = row;
  words[word + 1] = priceTicks;
  words[word + 2] = quantity;
  starts.startNs[place] = nowNs;
}
