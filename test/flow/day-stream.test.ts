import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { NS_PER_MINUTE, NS_PER_SECOND, parseTimeOfDay } from '../../src/base/units.js';
import {
  type DayOpening,
  type DayTimes,
  dayRoom,
  drawDay,
  drawOpening,
  rateAt,
  shareBefore,
} from '../../src/flow/day-stream.js';
import { generateFlow } from '../../src/flow/generated.js';
import type { DayStream } from '../../src/flow/streams.js';
import { OrderAttribute } from '../../src/orders/codes.js';

const SESSION_NS = 390 * NS_PER_MINUTE;
const VOLUMES = [90_000, 1000, 0, 200_000, 5000, 44_000, 700_000, 60_000];
const DAY: DayTimes = {
  from: '09:30:00',
  to: '16:00:00',
  ordersPerDay: 60_000,
  firstPlace: 1,
  endPlace: 7,
  profile: { openTimes: 2.2, openMinutes: 30, closeTimes: 3, closeMinutes: 15 },
  bursts: { branching: 0.7, meanSeconds: 2, sameStock: 0.5 },
};
const EVEN = { openTimes: 1, openMinutes: 30, closeTimes: 1, closeMinutes: 15 };

type Orders = { at: number; place: number }[];

function ordersOf(stream: DayTimes, seed = 1): Orders {
  const orders: Orders = [];
  const random = new RandomStream(seed, 'day');
  drawDay(stream, VOLUMES, random, (at, place) => orders.push({ at, place }));
  return orders;
}

/** The same with lists: looks for the earliest order and the place from the front, each time. */
function plainDay(stream: DayTimes, seed: number): Orders {
  const { profile, bursts, firstPlace, endPlace } = stream;
  const random = new RandomStream(seed, 'day');
  const [from, to] = [parseTimeOfDay(stream.from), parseTimeOfDay(stream.to)];
  const after = (mean: number) => Math.round(-Math.log(1 - random.fraction()) * mean);
  const highest = Math.max(rateAt(profile, 0), rateAt(profile, SESSION_NS));
  const gap = SESSION_NS / (stream.ordersPerDay * (1 - bursts.branching) * highest);
  const nextOwn = (before: number): number => {
    let at = before + after(gap);
    while (random.fraction() * highest >= rateAt(profile, at)) at += after(gap);
    return at;
  };
  const whole = VOLUMES.slice(firstPlace, endPlace).reduce((sum, volume) => sum + volume, 0);
  const anyPlace = (): number => {
    let left = random.fraction() * whole;
    for (let place = firstPlace; place < endPlace; place++) {
      if (left < VOLUMES[place]!) return place;
      left -= VOLUMES[place]!;
    }
    return endPlace - 1;
  };
  const delay = bursts.meanSeconds * NS_PER_SECOND;
  const orders: Orders = [];
  const pending: Orders = [];
  let own = nextOwn(from - (12 * delay) / (1 - bursts.branching));
  for (;;) {
    const earliest = pending.reduce<Orders[number] | undefined>(
      (best, one) => (best === undefined || one.at < best.at ? one : best),
      undefined,
    );
    const follower = earliest !== undefined && earliest.at < own ? earliest : undefined;
    const at = follower?.at ?? own;
    if (at >= to) return orders;
    if (follower !== undefined) pending.splice(pending.indexOf(follower), 1);
    const stays = follower !== undefined && random.fraction() < bursts.sameStock;
    const place = stays ? follower.place : anyPlace();
    if (follower === undefined) own = nextOwn(own);
    let followers = 0;
    for (let left = random.fraction(); left > Math.exp(-bursts.branching); followers++)
      left *= random.fraction();
    for (let n = 0; n < followers; n++) pending.push({ at: at + after(delay), place });
    if (at >= from) orders.push({ at, place });
  }
}

/** Counts by window of a length, from the bell on. */
function countsBy(orders: Orders, windowNs: number): number[] {
  const counts = new Array<number>(Math.round(SESSION_NS / windowNs)).fill(0);
  for (const { at } of orders) counts[Math.floor(at / windowNs)]!++;
  return counts;
}

/** The index of dispersion: the variance of the counts by their mean; 1 for a Poisson process. */
function dispersion(counts: readonly number[]): number {
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / counts.length / mean;
}

describe('the orders of a day', () => {
  test.each([1, 2, 3, 4, 5, 6])('are those of plain lists, seed %i', (seed) => {
    const random = new RandomStream(seed, 'stream');
    const stream: DayTimes = {
      ...DAY,
      from: seed % 2 === 0 ? '09:30' : '11:00:10',
      to: '11:30',
      ordersPerDay: 1000 + random.below(4000),
      firstPlace: random.below(4),
      endPlace: 4 + random.below(5),
      profile: { ...DAY.profile, openTimes: 1 + 4 * random.fraction() },
      bursts: {
        branching: 0.9 * random.fraction(),
        meanSeconds: 30 * random.fraction(),
        sameStock: random.fraction(),
      },
    };
    const orders = ordersOf(stream, seed);
    expect(orders.length).toBeGreaterThan(20);
    expect(orders).toEqual(plainDay(stream, seed));
  });

  test('are in order of time, within their time and places, and repeat for a seed', () => {
    const orders = ordersOf(DAY);
    orders.forEach(({ at, place }, n) => {
      expect(at >= (orders[n - 1]?.at ?? 0) && at < SESSION_NS).toBe(true);
      expect(place >= 1 && place < 7 && place !== 2).toBe(true);
    });
    expect(ordersOf(DAY)).toEqual(orders);
    expect(ordersOf(DAY, 2)).not.toEqual(orders);
    expect(ordersOf({ ...DAY, ordersPerDay: 0 })).toEqual([]);
  });

  test('that end earlier are the beginning of those that end later', () => {
    const orders = ordersOf(DAY);
    const early = ordersOf({ ...DAY, to: '10:07:30' });
    expect(early.length).toBeGreaterThan(3000);
    expect(early).toEqual(orders.slice(0, early.length));
    expect(orders[early.length]!.at).toBeGreaterThanOrEqual(parseTimeOfDay('10:07:30'));
    for (let second = 0; second < 60; second++) {
      const to = `10:07:${String(second).padStart(2, '0')}`;
      const part = ordersOf({ ...DAY, to });
      expect(part).toEqual(orders.slice(0, part.length));
    }
  });

  test('go to stocks in proportion to their volume', () => {
    const counts = new Array<number>(VOLUMES.length).fill(0);
    const seeds = [1, 2, 3, 4];
    let all = 0;
    for (const { place } of seeds.flatMap((seed) => ordersOf(DAY, seed))) {
      counts[place]!++;
      all++;
    }
    const whole = VOLUMES.slice(1, 7).reduce((sum, volume) => sum + volume, 0);
    counts.forEach((count, place) => {
      const share = place < 1 || place > 6 ? 0 : VOLUMES[place]! / whole;
      expect(Math.abs(count / all - share)).toBeLessThan(0.006);
    });
  });

  test('follow the profile: the share of each half hour is its integral', () => {
    const seeds = [1, 2, 3, 4];
    const halves = countsBy(
      seeds.flatMap((seed) => ordersOf(DAY, seed)),
      30 * NS_PER_MINUTE,
    );
    const all = halves.reduce((sum, n) => sum + n, 0);
    halves.forEach((count, n) => {
      const [begin, end] = [n, n + 1].map((half) =>
        shareBefore(DAY.profile, half * 30 * NS_PER_MINUTE),
      );
      expect(count / all / (end! - begin!)).toBeCloseTo(1, 1);
    });
    expect(Math.min(halves[0]!, halves[12]!)).toBeGreaterThan(1.4 * halves[6]!);
    expect(all / seeds.length / DAY.ordersPerDay).toBeCloseTo(1, 1);
  });

  test('come in bursts: counts by minute vary as the branching says', () => {
    const even = { ...DAY, profile: EVEN };
    const burst = dispersion(countsBy(ordersOf(even), NS_PER_MINUTE));
    const poisson = { ...even, bursts: { ...DAY.bursts, branching: 0 } };
    const steady = dispersion(countsBy(ordersOf(poisson), NS_PER_MINUTE));
    // A Hawkes count of a long window has 1 / (1 − 0.7)² times the variance of a Poisson count.
    expect(burst).toBeGreaterThan(7);
    expect(burst).toBeLessThan(1.3 / 0.3 ** 2);
    expect(steady).toBeGreaterThan(0.8);
    expect(steady).toBeLessThan(1.2);
  });

  test('of a window in the day have followers of the orders before it', () => {
    const first = (from: string): number => {
      const at = parseTimeOfDay(from);
      const seeds = Array.from({ length: 60 }, (_, seed) =>
        ordersOf({ ...DAY, profile: EVEN, from, to: '12:01:30' }, seed).filter(
          (order) => order.at < at + 2 * NS_PER_SECOND,
        ),
      );
      return seeds.flat().length / 60;
    };
    const expected = (2 * 60_000) / 23_400;
    expect(Math.abs(first('12:00') - expected)).toBeLessThan(0.3 * expected);
    expect(Math.abs(first('12:01') - expected)).toBeLessThan(0.3 * expected);
  });
});

describe('the profile of a day', () => {
  test('has a mean of 1, and its integral is that of small steps', () => {
    const steps = 390;
    let sum = 0;
    for (let n = 0; n < steps; n++) {
      sum += rateAt(DAY.profile, (n + 0.5) * NS_PER_MINUTE) / steps;
      expect(shareBefore(DAY.profile, (n + 1) * NS_PER_MINUTE)).toBeCloseTo(sum, 4);
    }
    expect(sum).toBeCloseTo(1, 4);
    expect(rateAt(DAY.profile, -1)).toBe(rateAt(DAY.profile, 0));
    expect(rateAt(DAY.profile, 2 * SESSION_NS)).toBe(rateAt(DAY.profile, SESSION_NS));
    expect(rateAt(DAY.profile, 0) / rateAt(DAY.profile, SESSION_NS / 2)).toBeCloseTo(2.2, 1);
  });

  test('leaves room for every seed', () => {
    const most = Math.max(...[1, 2, 3, 4, 5].map((seed) => ordersOf(DAY, seed).length));
    expect(most).toBeLessThan(dayRoom(DAY));
    expect(dayRoom(DAY)).toBeLessThan(1.3 * DAY.ordersPerDay);
  });
});

/** The opening with lists: the place is the first whose sum of volumes is above the drawn part. */
function plainOpening(opening: DayOpening, stream: DayTimes, seed: number): Orders {
  const random = new RandomStream(seed, 'opening');
  const [from, to] = [parseTimeOfDay(opening.from), parseTimeOfDay(opening.to)];
  const mean = (to - from) / (stream.ordersPerDay * opening.share);
  const orders: Orders = [];
  let at = from;
  for (;;) {
    at += Math.round(-Math.log(1 - random.fraction()) * mean);
    if (at >= to) return orders;
    const volumes = VOLUMES.slice(stream.firstPlace, stream.endPlace);
    const wanted = random.fraction() * volumes.reduce((sum, volume) => sum + volume, 0);
    const place = volumes.findIndex(
      (_, n) => volumes.slice(0, n + 1).reduce((sum, volume) => sum + volume, 0) > wanted,
    );
    orders.push({ at, place: stream.firstPlace + place });
  }
}

describe('the orders for the opening', () => {
  const drawn = (opening: DayOpening, stream: DayTimes, seed: number): Orders => {
    const orders: Orders = [];
    const random = new RandomStream(seed, 'opening');
    drawOpening(opening, stream, VOLUMES, random, (at, place) => orders.push({ at, place }));
    return orders;
  };

  test.each([1, 2, 3, 4, 5])('are those of plain lists, seed %i', (seed) => {
    const random = new RandomStream(seed, 'stream');
    const opening = { share: 0.1 * random.fraction(), from: `08:0${seed}`, to: '09:28' };
    const stream = { ...DAY, firstPlace: random.below(4), endPlace: 4 + random.below(5) };
    const orders = drawn(opening, stream, seed);
    expect(orders.length).toBeGreaterThan(100);
    expect(orders).toEqual(plainOpening(opening, stream, seed));
  });

  test('are in order, before the bell, as many as their share, in proportion to volumes', () => {
    const opening = { share: 0.5, from: '08:00', to: '09:28' };
    const orders = drawn(opening, DAY, 1);
    orders.forEach(({ at }, n) => {
      expect(at >= (orders[n - 1]?.at ?? parseTimeOfDay('08:00'))).toBe(true);
      expect(at < parseTimeOfDay('09:28')).toBe(true);
    });
    expect(Math.abs(orders.length / 30_000 - 1)).toBeLessThan(0.02);
    const busiest = orders.filter(({ place }) => place === 6).length / orders.length;
    expect(busiest).toBeCloseTo(700_000 / 950_000, 2);
    expect(drawn({ ...opening, share: 0 }, DAY, 1)).toEqual([]);
  });
});

describe('a stream of kind day', () => {
  const stream: DayStream = {
    kind: 'day',
    ...DAY,
    flaggedShare: 0.25,
    sizes: { median: 300, sdLn: 0.8, roundTo: 100, max: 5000 },
  };

  test('has the orders of the day, of both sides, with sizes and flags', () => {
    const flow = generateFlow([stream], 4, 1, VOLUMES);
    const share = (column: Uint8Array, value: number) =>
      column.subarray(0, flow.count).filter((one) => one === value).length / flow.count;
    expect(flow.count).toBeGreaterThan(50_000);
    expect(share(flow.flags, 4)).toBeCloseTo(0.25, 2);
    expect(share(flow.side, 1)).toBeCloseTo(0.5, 2);
    expect([...flow.quantity.subarray(0, flow.count)].sort((a, b) => a - b)[flow.count >> 1]).toBe(
      300,
    );
    expect(new Set(flow.session.subarray(0, flow.count))).toEqual(new Set([0]));
  });

  test('has orders for the opening first, and the others whatever these are', () => {
    const opening = { share: 0.2, from: '09:00', to: '09:28' };
    const [with_, without] = [{ ...stream, opening }, stream].map((one) =>
      generateFlow([one], 4, 1, VOLUMES),
    );
    const { attributes, flags, arrivalNs, side, count } = with_!;
    const early = arrivalNs.subarray(0, count).filter((ns) => ns < 0).length;
    expect(Math.abs(early / 12_000 - 1)).toBeLessThan(0.03);
    expect(Math.abs(count / without!.count - 1)).toBeLessThan(0.03);
    expect(new Set(attributes.subarray(0, early))).toEqual(new Set([OrderAttribute.AUCTION]));
    expect(new Set(flags.subarray(0, early))).toEqual(new Set([0]));
    expect(new Set(attributes.subarray(early, count))).toEqual(new Set([0]));
    const bought = side.subarray(0, early).filter((one) => one === 1).length;
    expect(bought / early).toBeCloseTo(0.5, 1);
    const fewer = { ...stream, ordersPerDay: stream.ordersPerDay * 0.8 };
    const rest = generateFlow([fewer], 4, 1, VOLUMES);
    expect(arrivalNs.subarray(early, count)).toEqual(rest.arrivalNs.subarray(0, rest.count));
    const shorter = generateFlow([{ ...stream, opening, to: '09:31' }], 4, 1, VOLUMES);
    expect(arrivalNs.subarray(0, shorter.count)).toEqual(
      shorter.arrivalNs.subarray(0, shorter.count),
    );
  });

  test('needs the volume of each of its stocks', () => {
    expect(() => generateFlow([stream], 4, 1, VOLUMES.slice(0, 6))).toThrow(
      'flow/day-stream: 6 volumes for 7 places',
    );
  });
});
