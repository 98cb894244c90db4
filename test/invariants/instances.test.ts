import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/embed/engine.js';
import type { EngineChild } from '../../src/embed/orders.js';
import { startFleet } from '../../src/fleet/fleet.js';
import { createDay } from '../../src/session/day/create.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay, runSession } from '../../src/session/session.js';
import { ROOT } from '../support/command.js';
import { everyServer, faultsOf, OPEN_LOOP, OPTIONS, RUNAWAY, until } from '../support/fleet.js';
import { thinStock } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';

/** An engine's turns as an iterator, so that engines can alternate. */
function* turnsOf(build: 2005 | 2012, pegShares: number): Generator<EngineChild[]> {
  const engine = new Engine({
    stocks: [thinStock()],
    build,
    pegShares,
    market: { displayedSeconds: 5 },
  });
  for (let n = 0; n < 40; n++) {
    engine.submit({
      symbol: 'THIN',
      side: n % 2 === 0 ? 'buy' : 'sell',
      quantity: 100 + n,
      isFlagged: n % 3 === 0,
    });
    if (n === 20) engine.kill({ kind: 'symbol', symbol: 'THIN' });
    if (n === 25) engine.rearm({ kind: 'symbol', symbol: 'THIN' });
    yield engine.turn(n * 1e8);
  }
}

describe('one process may run several', () => {
  test('engines, independent of each other', () => {
    const kinds: (readonly [2005 | 2012, number])[] = [
      [2005, 100],
      [2012, 100],
      [2005, 50],
    ];
    const alone = kinds.map((kind) => [...turnsOf(...kind)]);
    expect(new Set(alone.map((turns) => JSON.stringify(turns))).size).toBe(kinds.length);
    const iterators = kinds.map((kind) => turnsOf(...kind));
    const together: EngineChild[][][] = kinds.map(() => []);
    for (let n = 0; n < 40; n++) {
      iterators.forEach((turns, place) => {
        together[place]!.push(turns.next().value as EngineChild[]);
      });
    }
    expect(together).toEqual(alone);
  });

  test('days, tick by tick in turn', () => {
    const seeds = [7, 8];
    const days = seeds.map((seed) => createDay(SMALL, seed));
    for (let untilNs = days[0]!.startNs + 1e9; untilNs <= days[0]!.endNs; untilNs += 1e9)
      for (const day of days) advanceDay(day, untilNs);
    for (const day of days) expect(advanceDay(day, day.endNs)).toBe(true);
    expect(days.map((day) => summariseDay(day).digest)).toEqual(
      seeds.map((seed) => runSession(SMALL, { seed }).digest),
    );
  });

  test('fleets at the same time, each with a kill switch of its own', async () => {
    const [runaway, open] = await Promise.all([
      startFleet({ ...RUNAWAY, threads: 1 }, OPTIONS),
      startFleet({ ...OPEN_LOOP, threads: 1 }, OPTIONS),
    ]);
    for (const fleet of [runaway, open])
      await until(
        fleet,
        everyServer(({ answered }) => answered > 100),
      );
    await runaway.kill({ kind: 'firm' });
    expect(open.killReports()).toEqual([]);
    const before = open.counts().answered;
    await until(open, () => open.counts().answered > before + 1000);
    const results = await Promise.all([runaway.stop(), open.stop()]);
    expect(results.map(faultsOf)).toEqual([[], []]);
    expect(results.map(({ kills }) => kills.length)).toEqual([1, 0]);
  });
});

test('a fleet and an engine run in a worker of the caller', async () => {
  const worker = new Worker(join(ROOT, 'test', 'invariants', 'fleet-in-worker.mjs'));
  const said = await new Promise((resolve, reject) =>
    worker.once('message', resolve).once('error', reject),
  );
  expect(said).toEqual({
    children: 1,
    endedBy: 'stop',
    snapshots: 1,
    sent: true,
    refused: 'SMARS_INPUT',
  });
  expect(await new Promise((resolve) => worker.once('exit', resolve))).toBe(0);
});
