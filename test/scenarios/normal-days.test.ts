import { describe, expect, test } from 'vitest';
import { NS_PER_MINUTE, parseTimeOfDay } from '../../src/base/units.js';
import { shareBefore } from '../../src/flow/day-stream.js';
import { generateFlow } from '../../src/flow/generated.js';
import type { DayStream } from '../../src/flow/streams.js';
import { generateUniverse } from '../../src/market/universe.js';
import { NORMAL_DAY_KNIGHT, NORMAL_DAY_SMARS } from '../../src/scenarios/normal-days.js';
import { applySettings } from '../../src/scenarios/parse.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { runSession } from '../../src/session/session.js';

const streamOf = ({ flow }: Scenario): DayStream => flow[0] as DayStream;
const volumesOf = ({ universe }: Scenario, seed: number): number[] =>
  generateUniverse(universe, seed).map(({ advShares }) => advShares);
const sumOf = (numbers: Iterable<number>): number => {
  let sum = 0;
  for (const n of numbers) sum += n;
  return sum;
};

describe('the market of the normal days', () => {
  test.each([2012, 1, 2, 3, 4])('trades 6.0 to 6.4 bn shares a day, seed %i', (seed) => {
    const volume = sumOf(volumesOf(NORMAL_DAY_SMARS, seed));
    expect(volume).toBeGreaterThan(6e9);
    expect(volume).toBeLessThan(6.4e9);
    expect(NORMAL_DAY_KNIGHT.universe).toEqual(NORMAL_DAY_SMARS.universe);
  });
});

describe('a normal day', () => {
  const { seed } = NORMAL_DAY_SMARS;
  const volumes = volumesOf(NORMAL_DAY_SMARS, seed);
  const flow = generateFlow(NORMAL_DAY_SMARS.flow, 1, seed, volumes);
  const whole = sumOf(volumes);
  /** Of the orders that do not wait for the opening. */
  const arrivals = flow.arrivalNs.subarray(0, flow.count).filter((ns) => ns >= 0);

  test('of SMARS has one per cent of the market, and of Knight ten times as much', () => {
    expect(sumOf(flow.quantity.subarray(0, flow.count)) / whole).toBeCloseTo(0.01, 3);
    const [smars, knight] = [NORMAL_DAY_SMARS, NORMAL_DAY_KNIGHT].map(streamOf);
    expect(knight!.ordersPerDay / smars!.ordersPerDay).toBeCloseTo(10, 3);
    expect({ ...knight, ordersPerDay: 0 }).toEqual({ ...smars, ordersPerDay: 0 });
  });

  test('has the busiest stocks’ orders in proportion to their part of the volume', () => {
    const busiest = volumes.map((_, place) => place).sort((a, b) => volumes[b]! - volumes[a]!);
    const top = new Set(busiest.slice(0, 100));
    const orders = flow.symbol.subarray(0, flow.count).filter((place) => top.has(place)).length;
    const part = sumOf(busiest.slice(0, 100).map((place) => volumes[place]!)) / whole;
    expect(part).toBeGreaterThan(0.25);
    expect(orders / flow.count).toBeCloseTo(part, 2);
  });

  test('has 16 % of its orders in the first 45 minutes, and a busy second', () => {
    const { profile } = streamOf(NORMAL_DAY_SMARS);
    expect(shareBefore(profile, 45 * NS_PER_MINUTE)).toBeCloseTo(0.16, 2);
    expect(1 - shareBefore(profile, 360 * NS_PER_MINUTE)).toBeCloseTo(0.12, 2);
    const seconds = new Int32Array(23_400);
    for (const ns of arrivals) seconds[Math.floor(ns / 1e9)]!++;
    expect(Math.max(...seconds)).toBeGreaterThan((4 * arrivals.length) / 23_400);
  });

  test('has 0.33 % of its orders wait for the opening, unflagged, from 08:00 to 09:28', () => {
    const early = flow.arrivalNs.subarray(0, flow.count - arrivals.length);
    expect(early.length / flow.count).toBeCloseTo(0.0033, 3);
    expect(early.length).toBeGreaterThan(400);
    expect(early.at(-1)).toBeLessThan(parseTimeOfDay('09:28'));
    expect(new Set(flow.flags.subarray(0, early.length))).toEqual(new Set([0]));
  });

  test('has the figures of its shape that docs/explanation/normal-days.md states', () => {
    const within = (from: number, to: number): number =>
      arrivals.filter((ns) => ns >= from * NS_PER_MINUTE && ns < to * NS_PER_MINUTE).length;
    const percent = (from: number, to: number): string =>
      ((100 * within(from, to)) / arrivals.length).toFixed(1);
    const halfHours = Array.from({ length: 13 }, (_, n) => within(30 * n, 30 * n + 30));
    const least = Math.min(...halfHours);
    const busiest = (seconds: number): string => {
      const counts = new Int32Array(23_400 / seconds);
      for (const ns of arrivals) counts[Math.floor(ns / (1e9 * seconds))]!++;
      return (Math.max(...counts) / (arrivals.length / counts.length)).toFixed(1);
    };
    expect({
      first45: percent(0, 45),
      firstHalfHour: percent(0, 30),
      lastHalfHour: percent(360, 390),
      lastHour: percent(330, 390),
      firstOverLeast: (halfHours[0]! / least).toFixed(1),
      lastOverLeast: (halfHours[12]! / least).toFixed(1),
      busiestMinute: busiest(60),
      busiestSecond: busiest(1),
    }).toEqual({
      first45: '16.1',
      firstHalfHour: '11.4',
      lastHalfHour: '12.3',
      lastHour: '19.6',
      firstOverLeast: '1.8',
      lastOverLeast: '1.9',
      busiestMinute: '2.7',
      busiestSecond: '6.6',
    });
  });

  test.each([NORMAL_DAY_SMARS, NORMAL_DAY_KNIGHT])(
    '$name fills all of its first seconds’ orders without a refusal',
    (scenario) => {
      const settings = ['clock.end=09:30:20', 'flow.0.to=09:30:10'];
      const { tries, retail, runaway } = runSession(applySettings(scenario, settings));
      expect(tries.orders).toBeGreaterThan(50);
      expect(tries).toEqual({
        firstTries: tries.orders,
        firstTriesRefused: 0,
        orders: tries.orders,
        ordersUnfilled: 0,
      });
      expect([retail.filled, runaway.executions]).toEqual([tries.orders, 0]);
    },
  );
});
