import { expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { DayResult } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { mapChecks, runShadow } from '../../src/session/shadow.js';

const DAY = applySettings(findScenario('knight-2012'), [
  'clock.start=09:29:50',
  'clock.end=09:30:04',
  'risk.parentQuantity.mode=shadow',
  'risk.maxQuantity.mode=shadow',
  'risk.symbolRate.mode=shadow',
  'risk.grossExposure.mode=shadow',
  'risk.grossExposure.dollars=1000000',
]);

const modesOf = ({ checks }: DayResult): Record<string, string> =>
  Object.fromEntries(checks.map(({ name, mode }) => [name, mode]));

test('a day in shadow is the day without its checks', () => {
  const shadow = runShadow(DAY);
  const off = mapChecks(DAY.risk, (_, setting) =>
    'mode' in setting && setting.mode === 'shadow' ? { ...setting, mode: 'off' } : setting,
  );
  const bare = runSession({ ...DAY, risk: off });
  expect([shadow.servers, shadow.loss, shadow.tries]).toEqual([
    bare.servers,
    bare.loss,
    bare.tries,
  ]);
});

test('a day in shadow switches off what is breached, and goes on with the others', () => {
  const { checks } = runSession(DAY);
  const day = runShadow(DAY);
  const often = { 'parent-quantity': 'off', 'gross-exposure': 'off' };
  expect(modesOf(day)).toMatchObject({ ...often, 'max-quantity': 'shadow' });
  for (const [place, { name, mode, breaches, firstNs }] of day.checks.entries()) {
    const whole = checks[place]!;
    expect([name, firstNs]).toEqual([whole.name, whole.firstNs]);
    if (mode === 'shadow') expect([name, breaches]).toEqual([name, whole.breaches]);
    else expect(breaches).toBeLessThanOrEqual(whole.breaches);
  }
  expect(runShadow(DAY)).toEqual(day);
  expect(runShadow(DAY, { seed: 3 }).seed).toBe(3);
});

test('a day in shadow switches off a check with many orders beyond its soft level', () => {
  const soft = applySettings(DAY, [
    'risk.symbolRate.softPerSecond=1',
    'risk.symbolRate.perSecond=100000',
  ]);
  expect(modesOf(runShadow(soft))['symbol-rate']).toBe('shadow');
  expect(modesOf(runShadow(soft, {}, 10))['symbol-rate']).toBe('off');
});

test('checks are mapped in every layer, and what is no check is left alone', () => {
  const { risk } = applySettings(findScenario('knight-2012'), [
    'risk.explain=true',
    'risk.layers={"symbols":{"GT":{"maxQuantity":{"mode":"enforce","shares":7}}}}',
  ]);
  const seen: string[] = [];
  const mapped = mapChecks(risk, (field, setting) => {
    seen.push(field);
    return field === 'maxQuantity' ? { ...setting, mode: 'warn' } : setting;
  });
  expect(seen.filter((field) => field === 'maxQuantity')).toHaveLength(2);
  expect(mapped).toEqual({
    ...risk,
    maxQuantity: { ...risk.maxQuantity, mode: 'warn' },
    layers: { symbols: { GT: { maxQuantity: { mode: 'warn', shares: 7 } } } },
  });
});
