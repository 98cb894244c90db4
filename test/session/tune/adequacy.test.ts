import { expect, test } from 'vitest';
import { applySettings } from '../../../src/scenarios/parse.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import { runSession } from '../../../src/session/session.js';
import { boundUses } from '../../../src/session/tune/adequacy.js';
import { measuringDay, tunableChecks } from '../../../src/session/tune/training.js';

const DAY = applySettings(findScenario('clean-rollout'), ['clock.end=09:30:05']);

test('tells how far bounds are from use: beyond them, in reach, or out of it', () => {
  const rows = tunableChecks(['max-quantity', 'max-notional', 'position', 'unmatched-account']);
  const days = [2012, 2013].map((seed) => runSession(measuringDay(DAY, rows), { seed }).measures!);
  const training = {
    finished: true,
    days: [2012, 2013].map((seed) => ({ seed, orders: null })),
    classes: 0,
    checks: rows.map((row) => ({
      row,
      days: days.map((day) => day.find(({ check }) => check === row.name)!),
    })),
  };
  const largest = Math.max(...training.checks[1]!.days.map((day) => day.largest!));
  const uses = boundUses(training, {
    ...DAY.risk,
    maxQuantity: { mode: 'enforce', shares: largest },
    maxNotional: { mode: 'warn', dollars: 1e9 },
    position: { mode: 'enforce', dollars: 1 },
    unmatchedAccount: { mode: 'enforce', dollars: 1000 },
  });
  expect(uses.map(({ check, verdict }) => [check, verdict])).toEqual([
    ['unmatched-account', 'out of reach'],
    ['max-quantity', 'in reach'],
    ['max-notional', 'out of reach'],
    ['position', 'refuses'],
  ]);
  const [unmatched, quantity, notional, position] = uses;
  expect([quantity!.share, quantity!.bound]).toEqual([1, largest]);
  expect([unmatched!.seed, unmatched!.atNs, unmatched!.order]).toEqual([null, null, null]);
  expect(notional!.share).toBe(notional!.largest! / 1e9);
  expect(position!.share).toBe(position!.largest! / position!.bound!);
  expect([typeof position!.order, typeof position!.symbol]).toEqual(['number', 'string']);
});
