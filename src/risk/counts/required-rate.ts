import { NS_PER_SECOND } from '../../base/units.js';
import { allocateTable, type Table } from '../../memory/table.js';

/**
 * The lowest rate at which a sequence of orders passes, for the generic cell rate algorithm of
 * `server-rate` and `symbol-rate`. With a rate r and a window w, orders i … j pass if
 *
 *   (j − i + 1) / r ≤ w + t(j) − t(i)     for every i up to j
 *
 * so the last order needs r = max over i of (j − i + 1) / (w + t(j) − t(i)). That is the steepest
 * line from a point (t(i), orders before i) to (w + t(j), orders up to j). Only points on the lower
 * convex hull can be on it, so that each sequence keeps these alone, newest first. A single order
 * always passes; its measure 1 / w is the least that there is.
 */
export interface Paces {
  /** Points of all hulls. `next` is the place of the next older point, 0 for none. */
  readonly points: Table<typeof POINT_SCHEMA>;
  /** Row = sequence: its newest point, and its orders so far. */
  readonly heads: Table<typeof PACE_SCHEMA>;
  /** `free` is the first of the places given back; `used` is the highest ever used. */
  readonly pool: Table<typeof POOL_SCHEMA>;
  /** The sequence of the server as a whole; those before it are of symbols. */
  readonly server: number;
}

const POINT_SCHEMA = { atNs: 'f64', before: 'f64', next: 'i32' } as const;
const PACE_SCHEMA = { newest: 'i32', orders: 'f64' } as const;
/** `lost` counts points that found no room; the rates are then too low by what begins there. */
const POOL_SCHEMA = { free: 'i32', used: 'i32', lost: 'f64' } as const;
const POINTS_LEAST = 65_536;
const POINTS_A_SYMBOL = 8;

/** Allocates the sequences of all symbols and of the server. */
export function allocatePaces(
  symbols: number,
  points = Math.max(POINTS_LEAST, POINTS_A_SYMBOL * symbols),
): Paces {
  return {
    points: allocateTable(POINT_SCHEMA, points),
    heads: allocateTable(PACE_SCHEMA, symbols + 1),
    pool: allocateTable(POOL_SCHEMA, 1),
    server: symbols,
  };
}

/** Returns the rate, orders a second, that one more order of a sequence needs. */
export function requiredRate(
  { points, heads }: Paces,
  sequence: number,
  nowNs: number,
  windowNs: number,
): number {
  const orders = heads.orders[sequence]! + 1;
  const endNs = nowNs + windowNs;
  let steepest = 0;
  for (let at = heads.newest[sequence]!; at !== 0; at = points.next[at]!) {
    const slope = (orders - points.before[at]!) / (endNs - points.atNs[at]!);
    if (slope < steepest) break;
    steepest = slope;
  }
  return Math.max(steepest, 1 / windowNs) * NS_PER_SECOND;
}

/** Counts an order of a sequence. Times never fall. */
export function noteOrder(paces: Paces, sequence: number, nowNs: number): void {
  const { points, heads, pool } = paces;
  const orders = heads.orders[sequence]!;
  heads.orders[sequence] = orders + 1;
  let newest = heads.newest[sequence]!;
  if (newest !== 0 && points.atNs[newest] === nowNs) return;
  for (;;) {
    const older = newest === 0 ? 0 : points.next[newest]!;
    if (older === 0) break;
    const toNewest =
      (points.before[newest]! - points.before[older]!) * (nowNs - points.atNs[newest]!);
    const fromNewest =
      (orders - points.before[newest]!) * (points.atNs[newest]! - points.atNs[older]!);
    if (toNewest < fromNewest) break;
    points.next[newest] = pool.free[0]!;
    pool.free[0] = newest;
    newest = older;
  }
  heads.newest[sequence] = newest;
  const place = takePlace(paces);
  if (place === 0) return;
  points.atNs[place] = nowNs;
  points.before[place] = orders;
  points.next[place] = newest;
  heads.newest[sequence] = place;
}

/** Takes a place for a point; place 0 stays empty and means that there is none. */
function takePlace({ points, pool }: Paces): number {
  const free = pool.free[0]!;
  if (free !== 0) {
    pool.free[0] = points.next[free]!;
    return free;
  }
  if (pool.used[0]! + 1 >= points.capacity) {
    pool.lost[0] = pool.lost[0]! + 1;
    return 0;
  }
  pool.used[0] = pool.used[0]! + 1;
  return pool.used[0]!;
}
