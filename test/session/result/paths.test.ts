import { describe, expect, test } from 'vitest';
import { dollars, NS_PER_SECOND, TICKS_PER_DOLLAR } from '../../../src/base/units.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import { createDay } from '../../../src/session/day/create.js';
import { computeLoss } from '../../../src/session/result/loss.js';
import { readPaths, recordPaths, samplePaths } from '../../../src/session/result/paths.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay, runSession } from '../../../src/session/session.js';
import { begin, dayOf } from '../../support/day.js';

const EARLY = {
  ...findScenario('knight-2012'),
  clock: { ...findScenario('knight-2012').clock, end: '09:30:31' },
};

describe('the paths of a day', () => {
  const day = createDay(EARLY, EARLY.seed);
  const recorder = recordPaths(day);
  const seen: { ns: number; loss: number; mid: number[] }[] = [];
  for (let ns = -2 * recorder.everyNs; !advanceDay(day, ns); ns += recorder.everyNs) {
    samplePaths(recorder, day);
    if (ns >= 0)
      seen.push({
        ns,
        loss: dollars(computeLoss(day).total),
        mid: [...day.market.quotes.midTicks],
      });
  }
  const paths = readPaths(recorder, day);

  test('have a sample of loss and prices every five seconds from the bell on', () => {
    expect(recorder.everyNs).toBe(5 * NS_PER_SECOND);
    expect(paths.atNs).toEqual([0, 5, 10, 15, 20, 25, 30].map((second) => second * NS_PER_SECOND));
    expect(paths.lossDollars).toEqual(seen.map(({ loss }) => loss));
    expect(paths.lossDollars.at(-1)).toBeGreaterThan(100_000);
    for (const { symbol, midDollars } of paths.stocks) {
      const row = day.market.stocks.findIndex((stock) => stock.symbol === symbol);
      expect(midDollars).toEqual(seen.map(({ mid }) => mid[row]! / TICKS_PER_DOLLAR));
    }
  });

  test('have no samples and no volume share on a day that ends as it begins', () => {
    const early = createDay(EARLY, EARLY.seed);
    advanceDay(early, early.cursor.nowNs[0]! + NS_PER_SECOND);
    const { atNs, stocks } = readPaths(recordPaths(early), early);
    expect(atNs).toEqual([]);
    expect(stocks.map(({ volumeShare }) => volumeShare)).toEqual(stocks.map(() => 0));
  });

  test('keep the most moved stocks of the error account, in order, with the shares held', () => {
    expect(paths.stocks).toHaveLength(12);
    expect(paths.stocks.map(({ moved }) => moved)).toEqual(
      paths.stocks.map(({ moved }) => moved).sort((a, b) => b - a),
    );
    const touched = day.market.stocks.filter((_, symbol) =>
      day.servers.some(({ positions }) => positions.errorVolume[symbol]! > 0),
    );
    expect(touched.map(({ symbol }) => symbol)).toEqual(
      expect.arrayContaining(paths.stocks.map(({ symbol }) => symbol)),
    );
    for (const { symbol, errorShares } of paths.stocks) {
      const row = day.market.stocks.findIndex((stock) => stock.symbol === symbol);
      expect(errorShares).toBe(
        day.servers.reduce((sum, { positions }) => sum + positions.errorShares[row]!, 0),
      );
    }
  });

  test('do not change the digest of the day', () => {
    expect(summariseDay(day).digest).toBe(runSession(EARLY).digest);
  });
});

describe('samples', () => {
  test('are not taken before the bell, nor twice at one time', () => {
    const day = begin(dayOf([2012, 2012]));
    const recorder = recordPaths(day);
    samplePaths(recorder, day);
    expect(recorder.atNs).toEqual([]);
    advanceDay(day, NS_PER_SECOND);
    samplePaths(recorder, day);
    samplePaths(recorder, day);
    expect(recorder.atNs).toEqual([NS_PER_SECOND]);
    expect(readPaths(recorder, day).stocks).toHaveLength(4);
  });

  test('stay below six hundred on a long day', () => {
    const spec = dayOf([2012], {
      clock: { start: '09:29:58', end: '16:00:00', tickMs: 1000, preMarketTickMs: 1000 },
    });
    const day = begin(spec);
    const recorder = recordPaths(day);
    expect(day.endNs / recorder.everyNs).toBeLessThan(600);
    for (let ns = 0; !advanceDay(day, ns); ns += recorder.everyNs) samplePaths(recorder, day);
    samplePaths(recorder, day);
    expect(recorder.atNs.at(-1)).toBe(day.endNs);
    expect(recorder.atNs.length).toBeLessThanOrEqual(600);
  });
});
