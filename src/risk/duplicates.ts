import { mix32 } from '../base/random.js';
import type { Table } from '../memory/table.js';

/**
 * Orders alike: how many of one symbol, side, price and quantity were sent in the window that the first of them opened. A set of four rows for each hash; where five
 * kinds of order meet in one set, the one whose window is oldest makes room. `row` below is symbol × 2 + side.
 */
export const DUPLICATE_SCHEMA = { row: 'i32', priceTicks: 'i32', quantity: 'i32', count: 'i32', startNs: 'f64' } as const;
export type Duplicates = Table<typeof DUPLICATE_SCHEMA>;

const WAYS = 4;
const SETS = 1024;
export const DUPLICATE_ROWS = WAYS * SETS;

/** How many alike stand in a window that is still open. */
export function countAlike(alike: Duplicates, row: number, priceTicks: number, quantity: number, windowNs: number, nowNs: number): number {
  const place = findAlike(alike, row, priceTicks, quantity);
  return place < 0 || nowNs - alike.startNs[place]! >= windowNs ? 0 : alike.count[place]!;
}

/** Counts `count` more. */
export function addAlike(
  alike: Duplicates,
  row: number,
  priceTicks: number,
  quantity: number,
  count: number,
  windowNs: number,
  nowNs: number,
): void {
  let place = findAlike(alike, row, priceTicks, quantity);
  if (place >= 0 && nowNs - alike.startNs[place]! < windowNs) {
    alike.count[place] = alike.count[place]! + count;
    return;
  }
  if (place < 0) place = oldestOf(alike, setOf(row, priceTicks, quantity));
  alike.row[place] = row;
  alike.priceTicks[place] = priceTicks;
  alike.quantity[place] = quantity;
  alike.count[place] = count;
  alike.startNs[place] = nowNs;
}

function setOf(row: number, priceTicks: number, quantity: number): number {
  return (mix32(Math.imul(row, 0x9e3779b1) ^ Math.imul(priceTicks, 0x85ebca6b) ^ quantity) & (SETS - 1)) * WAYS;
}

function findAlike(
  { row: rows, priceTicks: prices, quantity: quantities, count }: Duplicates,
  row: number,
  price: number,
  quantity: number,
): number {
  const begin = setOf(row, price, quantity);
  for (let place = begin; place < begin + WAYS; place++) {
    if (quantities[place] === quantity && prices[place] === price && rows[place] === row && count[place] !== 0) return place;
  }
  return -1;
}

function oldestOf({ startNs, count }: Duplicates, begin: number): number {
  let oldest = begin;
  for (let place = begin; place < begin + WAYS; place++) {
    if (count[place] === 0) return place;
    if (startNs[place]! < startNs[oldest]!) oldest = place;
  }
  return oldest;
}
