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

test('the beginning of a day that they were not tuned on passes them', () => {
  const seed = 7;
  expect(TUNED_KNIGHT.seeds).not.toContain(seed);
  const day = applySettings(findScenario('normal-day-knight'), ['clock.end=09:30:10']);
  const rows = tunableChecks(CHECKS);
  const settings = rows.map((row) => {
    const { bound } = TUNED_KNIGHT.bounds[row.name]!;
    return [row.field, { ...enforcedSetting(row, day.risk, bound), mode: 'shadow' }] as const;
  });
  const { checks, tries } = runSession(withLimits(day, Object.fromEntries(settings)), { seed });
  expect(tries.firstTries).toBeGreaterThan(500);
  const beyond = checks
    .filter(({ name }) => CHECKS.includes(name))
    .map(({ name, breaches }) => [name, breaches / tries.firstTries] as const)
    .filter(([name, share]) => share > (TUNED_KNIGHT.bounds[name]!.isUnstable ? 0.01 : 0.002));
  expect(beyond).toEqual([]);
});
