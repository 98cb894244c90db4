import { assert } from '../base/input-error.js';
import { exponential, naturalLog } from '../base/numerics.js';
import type { RandomStream } from '../base/random.js';
import { NS_PER_MINUTE, NS_PER_SECOND, parseTimeOfDay, SESSION_SECONDS } from '../base/units.js';

/**
 * Orders of a real day: stocks in proportion to their daily volume, more orders at the open and the
 * close than at midday, and bursts. The arrivals are a Hawkes process in its cluster form (Hawkes
 * and Oakes 1974): orders that come by themselves, a Poisson process with the profile of the day,
 * and orders that follow other orders.
 */

const SESSION_NS = SESSION_SECONDS * NS_PER_SECOND;

/**
 * How the rate changes over the session: 1 at midday, `openTimes` at the bell and `closeTimes` at
 * the close, and between them exponentials that last `openMinutes` and `closeMinutes`.
 */
export interface DayProfile {
  readonly openTimes: number;
  readonly openMinutes: number;
  readonly closeTimes: number;
  readonly closeMinutes: number;
}

/**
 * How orders follow others. `branching` is the mean number of orders that follow one directly, and
 * so the share of all orders that follow another; 0 gives a Poisson process. They come after an
 * exponential delay of `meanSeconds`. A share `sameStock` of them is for the same stock, any other
 * for a stock drawn anew.
 */
export interface DayBursts {
  readonly branching: number;
  readonly meanSeconds: number;
  readonly sameStock: number;
}

/**
 * The orders of a day that come in before the bell and wait for the opening: a share of all orders
 * of the day, at a steady mean rate between two times of day, Eastern.
 */
export interface DayOpening {
  readonly share: number;
  readonly from: string;
  readonly to: string;
}

/** The times of arrival of a day, and their stocks. */
export interface DayTimes {
  /** Times of day, Eastern, within 09:30 to 16:00. */
  readonly from: string;
  readonly to: string;
  /** Mean number of orders of a whole session; a stream from 09:30 to 16:00 has them all. */
  readonly ordersPerDay: number;
  readonly firstPlace: number;
  readonly endPlace: number;
  readonly profile: DayProfile;
  readonly bursts: DayBursts;
}

/**
 * The shape of a normal day: 16 % of the orders in the first 45 minutes and 12 % in the last half
 * hour. docs/explanation/normal-days.md has published figures beside it.
 */
export const DAY_PROFILE: DayProfile = {
  openTimes: 2.2,
  openMinutes: 30,
  closeTimes: 3,
  closeMinutes: 15,
};

/**
 * Seven of ten orders follow another, as Filimonov and Sornette (2012, arXiv:1201.3572) found for
 * price changes since 2007; the delays and the share of the same stock are assumed.
 */
export const DAY_BURSTS: DayBursts = { branching: 0.7, meanSeconds: 0.5, sameStock: 0.5 };

/** The highest rate of a profile, a multiple of its mean: as it is convex, at one of its ends. */
export const highestRate = (profile: DayProfile): number =>
  Math.max(rateAt(profile, 0), rateAt(profile, SESSION_NS));

/** The rate of the profile at a time, ns since the bell, as a multiple of the session's mean. */
export function rateAt(profile: DayProfile, ns: number): number {
  const at = Math.min(SESSION_NS, Math.max(0, ns));
  const { openTimes, openMinutes, closeTimes, closeMinutes } = profile;
  const rate =
    1 +
    (openTimes - 1) * exponential(-at / (openMinutes * NS_PER_MINUTE)) +
    (closeTimes - 1) * exponential((at - SESSION_NS) / (closeMinutes * NS_PER_MINUTE));
  return (rate * SESSION_NS) / area(profile, SESSION_NS);
}

/** The share of a session's orders that arrives before a time, ns since the bell, on average. */
export function shareBefore(profile: DayProfile, ns: number): number {
  return area(profile, ns) / area(profile, SESSION_NS);
}

/** The integral of the profile, before it is scaled, from the bell to a time within the session. */
function area(profile: DayProfile, ns: number): number {
  const { openTimes, openMinutes, closeTimes, closeMinutes } = profile;
  const openNs = openMinutes * NS_PER_MINUTE;
  const closeNs = closeMinutes * NS_PER_MINUTE;
  return (
    ns +
    (openTimes - 1) * openNs * (1 - exponential(-ns / openNs)) +
    (closeTimes - 1) *
      closeNs *
      (exponential((ns - SESSION_NS) / closeNs) - exponential(-SESSION_NS / closeNs))
  );
}

/** Returns a number of orders that a stream exceeds on no seed: its mean and 12 deviations. */
export function dayRoom({ from, to, ordersPerDay, profile, bursts }: DayTimes): number {
  const share =
    shareBefore(profile, parseTimeOfDay(to)) - shareBefore(profile, parseTimeOfDay(from));
  // The deviation of a Hawkes count is that of a Poisson count times the mean size of a cluster.
  const cluster = 1 / (1 - bursts.branching);
  return Math.ceil(ordersPerDay * share + 12 * cluster * Math.sqrt(ordersPerDay * share)) + 1000;
}

/**
 * How long before its beginning a stream is drawn, so that its first orders follow others too:
 * twelve times the time in which the memory of a burst fades to 1/e.
 */
export const WARM_UP_FADES = 12;

/**
 * Calls `add` with the time (ns since the bell) and the place of each order, in order of time.
 * `volumes` are daily volumes by place of the universe; places are drawn in proportion to them. A
 * stream that ends earlier is the beginning of the longer one.
 */
export function drawDay(
  stream: DayTimes,
  volumes: ArrayLike<number>,
  random: RandomStream,
  add: (atNs: number, place: number) => void,
): void {
  const { profile, bursts, ordersPerDay } = stream;
  if (ordersPerDay === 0) return;
  const fromNs = parseTimeOfDay(stream.from);
  const toNs = parseTimeOfDay(stream.to);
  const sums = cumulate(volumes, stream.firstPlace, stream.endPlace);
  const delayNs = bursts.meanSeconds * NS_PER_SECOND;
  const followers = new Pending();
  const highest = highestRate(profile);
  const gapNs = SESSION_NS / (ordersPerDay * (1 - bursts.branching) * highest);
  // Draws nothing by `toNs`, so that a shorter stream is the beginning of a longer one.
  const nextByItself = (after: number): number => {
    for (let at = after; ; ) {
      at += drawDelay(random, gapNs);
      if (random.fraction() * highest < rateAt(profile, at)) return at;
    }
  };
  let own = nextByItself(fromNs - (WARM_UP_FADES * delayNs) / (1 - bursts.branching));
  for (;;) {
    const isFollower = followers.earliest() < own;
    const atNs = isFollower ? followers.earliest() : own;
    if (atNs >= toNs) return;
    let place = isFollower ? followers.take() : -1;
    if (place < 0 || random.fraction() >= bursts.sameStock)
      place = stream.firstPlace + placeOf(sums, random.fraction());
    if (!isFollower) own = nextByItself(own);
    for (let left = drawPoisson(random, bursts.branching); left > 0; left--)
      followers.put(atNs + drawDelay(random, delayNs), place);
    if (atNs >= fromNs) add(atNs, place);
  }
}

/** The mean number of orders of an opening. */
export const openingOrders = (opening: DayOpening, ordersPerDay: number): number =>
  ordersPerDay * opening.share;

/**
 * Calls `add` with the time (ns since the bell, so below 0) and the place of each order that waits
 * for the opening, in order of time: a Poisson process over places in proportion to their volumes.
 */
export function drawOpening(
  opening: DayOpening,
  { ordersPerDay, firstPlace, endPlace }: DayTimes,
  volumes: ArrayLike<number>,
  random: RandomStream,
  add: (atNs: number, place: number) => void,
): void {
  const orders = openingOrders(opening, ordersPerDay);
  if (orders === 0) return;
  const fromNs = parseTimeOfDay(opening.from);
  const toNs = parseTimeOfDay(opening.to);
  const sums = cumulate(volumes, firstPlace, endPlace);
  for (let at = fromNs; ; ) {
    at += drawDelay(random, (toNs - fromNs) / orders);
    if (at >= toNs) return;
    add(at, firstPlace + placeOf(sums, random.fraction()));
  }
}

/** Draws an exponential time of a mean, a whole number. */
export const drawDelay = (random: RandomStream, mean: number): number =>
  Math.round(-naturalLog(1 - random.fraction()) * mean);

/** Draws a Poisson count of a small mean: how many uniform numbers multiply to exp(−mean). */
export function drawPoisson(random: RandomStream, mean: number): number {
  const least = exponential(-mean);
  let count = 0;
  for (let product = random.fraction(); product > least; product *= random.fraction()) count++;
  return count;
}

/** Sums of the volumes of places [first, end): the sum up to and with each place. */
function cumulate(volumes: ArrayLike<number>, first: number, end: number): Float64Array {
  assert(end <= volumes.length, `flow/day-stream: ${volumes.length} volumes for ${end} places`);
  const sums = new Float64Array(end - first);
  let sum = 0;
  for (let n = 0; n < sums.length; n++) {
    sum += volumes[first + n]!;
    sums[n] = sum;
  }
  return sums;
}

/** Returns the place whose part of the whole volume contains a fraction of it. */
function placeOf(sums: Float64Array, fraction: number): number {
  const wanted = fraction * sums.at(-1)!;
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Orders to come, each with its place: a binary heap by time. */
export class Pending {
  readonly #times: number[] = [];
  readonly #places: number[] = [];

  /** The time of the earliest; infinite if there is none. */
  earliest(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  put(atNs: number, place: number): void {
    let n = this.#times.length;
    for (; n > 0; ) {
      const above = (n - 1) >> 1;
      if (this.#times[above]! <= atNs) break;
      this.#set(n, this.#times[above]!, this.#places[above]!);
      n = above;
    }
    this.#set(n, atNs, place);
  }

  /** Removes the earliest; returns its place. */
  take(): number {
    const place = this.#places[0]!;
    const atNs = this.#times.pop()!;
    const last = this.#places.pop()!;
    const count = this.#times.length;
    if (count === 0) return place;
    let n = 0;
    for (let below = 1; below < count; below = 2 * n + 1) {
      if (below + 1 < count && this.#times[below + 1]! < this.#times[below]!) below++;
      if (this.#times[below]! >= atNs) break;
      this.#set(n, this.#times[below]!, this.#places[below]!);
      n = below;
    }
    this.#set(n, atNs, last);
    return place;
  }

  #set(n: number, atNs: number, place: number): void {
    this.#times[n] = atNs;
    this.#places[n] = place;
  }
}
