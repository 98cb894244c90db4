import { expect, test } from 'vitest';
import { applySettings } from '../../../src/scenarios/parse.js';
import { createDay } from '../../../src/session/day/create.js';
import { DEPTH_SECONDS } from '../../../src/session/day/depth-trace.js';
import { summariseDepth } from '../../../src/session/result/depth.js';
import { advanceDay, runSession } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

const BOOKS = applySettings(SMALL, ['market.venue=book', 'clock.end=09:31']);

test('a result has the depth of its order books, sampled from the bell on', () => {
  const { depth } = runSession(BOOKS);
  const { samples, ...sums } = depth!;
  expect(samples.timeNs).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((n) => n * DEPTH_SECONDS * 1e9).slice(0, samples.timeNs.length),
  );
  expect(samples.timeNs.length).toBeGreaterThanOrEqual(6);
  const shares = samples.bidShares.map((bid, row) => bid + samples.askShares[row]!);
  const opened = shares.filter((_, row) => samples.stocks[row] !== 0);
  expect(sums.leastShares).toBe(Math.min(...opened));
  expect(sums.medianShares).toBeGreaterThanOrEqual(sums.leastShares);
  expect(samples.timeNs).toContain(sums.leastAtNs);
  expect(sums.mostEmptySides).toBe(Math.max(...samples.emptySides));
  expect(sums.stocks).toBe(samples.stocks.at(-1));
  expect(sums.othersCommands).toBeGreaterThan(60 * sums.stocks);
});

test('a day before its first sample has no depth yet, and one of displayed sizes never has', () => {
  const day = createDay(BOOKS, 1);
  advanceDay(day, -1e9);
  expect(summariseDepth(day)).toMatchObject({
    leastShares: 0,
    leastAtNs: null,
    mostEmptyAtNs: null,
  });
  expect(runSession(applySettings(SMALL, ['clock.end=09:30:10'])).depth).toBeUndefined();
});
