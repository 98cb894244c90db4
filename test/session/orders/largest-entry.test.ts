import { expect, test } from 'vitest';
import { dollars } from '../../../src/base/units.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import type { DaySpec } from '../../../src/session/day/spec.js';
import { runSession } from '../../../src/session/session.js';
import { runShadow } from '../../../src/session/shadow.js';
import { dayOf } from '../../support/day.js';
import { SMALL } from '../../support/scenarios.js';

const ONE_TICK = 0.0001;
const basket = {
  kind: 'basket',
  from: '09:30:01',
  to: '09:30:06',
  side: 'sell',
  firstPlace: 0,
  endPlace: 3,
  sizes: { median: 10, sdLn: 0.5, roundTo: 1, max: 100 },
  timesTyped: 10,
  sliceSeconds: 1,
} as const;
const BASKETS: DaySpec = {
  ...dayOf([2012]),
  flow: [basket, { ...basket, from: '09:30:02', firstPlace: 1 }],
};

/** What limits at entry warn of or block. */
function stopped(spec: DaySpec, softDollars: number, basketDollars: number): number {
  const entry = { mode: 'enforce', softDollars, hardDollars: 1e11, basketDollars } as const;
  const { faults } = runSession({ ...spec, entry });
  return faults!.warnedOrders + faults!.blockedOrders;
}

test.each<[string, DaySpec]>([
  ['sliced baskets', BASKETS],
  ['single orders', applySettings(SMALL, ['clock.end=09:30:20'])],
])('limits at the largest order and basket of %s let all of them pass', (_, spec) => {
  const { largestEntry } = runShadow(spec);
  const order = dollars(largestEntry.orderMoney);
  const whole = dollars(largestEntry.basketMoney);
  expect(stopped(spec, order, whole)).toBe(0);
  expect(stopped(spec, order - ONE_TICK, whole)).toBeGreaterThan(0);
  if (whole > 0) expect(stopped(spec, order, whole - ONE_TICK)).toBeGreaterThan(0);
});
