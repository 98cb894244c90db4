import { expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import { createDayRunner } from '../../src/session/day-runner.js';
import { runSession } from '../../src/session/session.js';
import { runShadow } from '../../src/session/shadow.js';
import { flowOf } from '../support/orders.js';
import { SMALL } from '../support/scenarios.js';

/** Days of different memory: with a second pass, guards, faults, an entry, and without. */
const SETTINGS: readonly (readonly string[])[] = [
  [],
  ['risk.tickSize.mode=enforce', 'risk.accountGross.mode=shadow'],
  ['operations.dropCopy.mode=enforce', 'operations.limitUpLimitDown.mode=enforce'],
  ['entry={"mode":"enforce","softDollars":1000,"hardDollars":2000}'],
  ['risk.openOrders={"mode":"shadow","orders":2}'],
  ['capacity.parentsPerServer=512'],
  [
    'actions=[{"at":"09:30","do":"watch","executionsPerSecond":2,"everySeconds":1,' +
      '"killAboveDollars":1000,"decideSeconds":1}]',
  ],
];

test('days that take over the memory and inputs of others are as each by itself', () => {
  const run = createDayRunner();
  const days = SETTINGS.map((settings) =>
    applySettings(SMALL, ['clock.end=09:30:20', ...settings]),
  );
  const tasks = [...days, ...days.toReversed(), ...days].map((spec, n) => ({ spec, seed: n % 3 }));
  for (const task of tasks) {
    const alone = runSession(task.spec, { seed: task.seed });
    expect(run(task, [])).toEqual(alone);
    expect(run({ ...task, withoutDigest: true }, [])).toEqual({ ...alone, digest: '' });
    expect(run({ ...task, isShadow: true }, [])).toEqual(runShadow(task.spec, { seed: task.seed }));
  }
});

test('days of own orders are run with these, and a digest that nobody asks is left out', () => {
  const run = createDayRunner();
  const orders = { flow: flowOf([{ symbol: 1, quantity: 300 }]), beside: true };
  for (const beside of [true, false]) {
    const given = { ...orders, beside };
    const alone = runSession(SMALL, { orders: given });
    expect(run({ spec: SMALL, orders: given }, [])).toEqual(alone);
    const without = run({ spec: SMALL, orders: given, withoutDigest: true }, []);
    expect(without).toEqual({ ...alone, digest: '' });
  }
});
