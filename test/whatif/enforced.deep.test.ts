import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { layOver } from '../../src/scenarios/one-firm.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { daysOnThreads } from '../../src/session/session-pool.js';
import { allToTry, FRONTIER_TOLERANCES } from '../../src/session/tune/frontier.js';
import { boundsOf, trainChecks } from '../../src/session/tune/tune.js';
import { readCell, readNormal } from '../../src/whatif/cells.js';
import {
  type DoneDays,
  type EnforcedDays,
  enforceAlone,
  enforceTogether,
} from '../../src/whatif/enforced.js';
import { DIST } from '../support/command.js';
import { SMALL } from '../support/scenarios.js';

const workerFile = pathToFileURL(join(DIST, 'workers/session.js'));
const run = daysOnThreads({ workerFile });
const clock = { ...SMALL.clock, start: '09:29:55', end: '09:30:08' };
const quiet = { ...SMALL, clock, deployment: findScenario('clean-rollout').deployment };
const firm = layOver({ ...SMALL, clock }, quiet);
const OPTIONS = { tolerance: 1e-3, margin: 1.25 };

test('bounds that a measured day answers are as when each is run by itself', async () => {
  const training = await trainChecks(firm.normal, {
    seeds: [7, 8],
    windowsSeconds: [5],
    run,
  });
  const tuned = boundsOf(training, firm.normal, OPTIONS);
  const tried = allToTry(training, tuned, OPTIONS, FRONTIER_TOLERANCES, []);
  const told: DoneDays[] = [];
  const onDay = (done: DoneDays) => told.push(done);
  const days: EnforcedDays = { firm, seed: 9, orders: undefined, run, onDay };
  const { none, bad, normal } = await enforceAlone(days, training, tried);
  const last = told.at(-1)!;
  expect([last.run, last.run + last.answered, last.share]).toEqual([
    last.runs,
    2 + 2 * tried.length,
    1,
  ]);
  expect(last.answered).toBeGreaterThan(5);
  expect(bad.filter((result) => result !== none).length).toBeGreaterThan(5);

  const quietDays = { ...days, firm: { ...firm, bad: firm.normal }, onDay: undefined };
  const alone = tried.map((one) => [one]);
  const [losses, quietLosses] = [
    await enforceTogether({ ...days, onDay: undefined }, [[], ...alone]),
    await enforceTogether(quietDays, alone),
  ];
  expect(losses).toEqual([none, ...bad].map((result) => result!.loss.totalDollars));
  expect(quietLosses).toEqual(normal.map((result) => result!.loss.totalDollars));
  expect(readCell(none!, []).unmatchedExecutions).toBeGreaterThan(0);
  const refusing = normal.map((result) => readNormal(result!, []).firstTriesRefused);
  expect(refusing.some((refused) => refused > 0)).toBe(true);
});

test('an abort leaves the days that were not run without a result', async () => {
  const training = await trainChecks(firm.normal, { seeds: [7], checks: ['position'], run });
  const tried = allToTry(training, boundsOf(training, firm.normal, OPTIONS), OPTIONS, [0], []);
  const stop = new AbortController();
  const onDay = () => stop.abort();
  const { signal } = stop;
  const runUntil = daysOnThreads({ workerFile, threads: 1, signal });
  const days = { firm, seed: 9, orders: undefined, run: runUntil, onDay };
  const { bad, normal } = await enforceAlone(days, training, tried);
  expect([...bad, ...normal]).toContain(undefined);
  expect(await enforceTogether(days, [tried])).toEqual([null]);
});
