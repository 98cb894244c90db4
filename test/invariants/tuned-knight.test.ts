import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { TUNED_KNIGHT } from '../../src/scenarios/tuned-knight.js';
import { runSession } from '../../src/session/session.js';
import { enforcedSetting, tunableChecks, withLimits } from '../../src/session/tune/training.js';
import { ROOT } from '../support/command.js';

const CHECKS = Object.keys(TUNED_KNIGHT.bounds);

test('the tuned limits are of the training day as it is; `npm run tuned` makes them', async () => {
  const { digestInputs } = (await import(pathToFileURL(join(ROOT, '.docs', 'tuned.mjs')).href)) as {
    digestInputs(checks: readonly string[]): Promise<string>;
  };
  expect(TUNED_KNIGHT.inputs).toBe(await digestInputs(CHECKS));
});

const SEED = 7;
/** The beginning of a day that they were not tuned on, with its opening. */
const BEGINNING = applySettings(findScenario('normal-day-knight'), ['clock.end=09:30:10']);
/** Checks that act at the opening and hardly after it, so that a day's tolerance is used up. */
const OF_THE_OPENING = ['server-rate', 'message-rate', 'open-orders', 'order-to-trade'];
/** Orders that a whole normal day sends, from 3.9 to 4.1 million. */
const ORDERS_A_DAY = 4e6;

const atBound = (name: string, mode: string) => {
  const [row] = tunableChecks([name]);
  const setting = enforcedSetting(row!, BEGINNING.risk, TUNED_KNIGHT.bounds[name]!.bound);
  return [row!.field, { ...setting, mode }] as const;
};

test('the beginning of a day that they were not tuned on passes them', () => {
  expect(TUNED_KNIGHT.seeds).not.toContain(SEED);
  const settings = CHECKS.map((name) => atBound(name, 'shadow'));
  const { checks, tries } = runSession(withLimits(BEGINNING, Object.fromEntries(settings)), {
    seed: SEED,
  });
  expect(tries.firstTries).toBeGreaterThan(500);
  const beyond = checks
    .filter(({ name }) => CHECKS.includes(name))
    .map(({ name, breaches }) => {
      if (OF_THE_OPENING.includes(name)) return [name, breaches / ORDERS_A_DAY / 3] as const;
      const tolerated = TUNED_KNIGHT.bounds[name]!.isUnstable ? 100 : 20;
      return [name, breaches / tries.firstTries / tolerated] as const;
    })
    .filter(([, share]) => share > TUNED_KNIGHT.tolerance);
  expect(beyond).toEqual([]);
});

test('the opening of such a day halts no server, and leaves no order unfilled', () => {
  const settings = OF_THE_OPENING.map((name) => atBound(name, 'enforce'));
  const { events, tries } = runSession(withLimits(BEGINNING, Object.fromEntries(settings)), {
    seed: SEED,
  });
  expect(tries.orders).toBeGreaterThan(5000);
  expect(tries.firstTriesRefused).toBeLessThan(0.05 * tries.orders);
  expect(tries.ordersUnfilled).toBe(0);
  expect(events.filter(({ kind }) => /halt|kill/.test(kind))).toEqual([]);
});
