import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import { CATALOGUE_ROWS } from '../../../src/risk/catalogue/catalogue.js';
import { CheckMode } from '../../../src/risk/catalogue/modes.js';
import { breachesOf, modeOf } from '../../../src/risk/gate/face.js';
import { switchOff } from '../../../src/risk/gate/switch-off.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { judge, type LoneGate, loneGate } from '../../support/gate.js';
import { EDGES, gateOf, NOW, passes } from '../short-way-edges.js';

const shadow = { mode: 'shadow' } as const;

function breachesAfter(lone: LoneGate, check: number): number {
  const parents = [{ parent: 0, quantity: 10, priceTicks: 200_000 }];
  expect(judge(lone, [...parents, ...parents])).toEqual(['admitted', 'admitted']);
  return breachesOf(lone.gate, check).count[check]!;
}

/** By check: limits in shadow that two orders of ten shares at $20 are beyond. */
const FIRST: readonly (readonly [string, number, Partial<GateLimits>])[] = [
  ['rate', Verdict.SERVER_RATE, { serverRate: { ...shadow, perSecond: 1, windowSeconds: 1 } }],
  ['quantity', Verdict.MAX_QUANTITY, { maxQuantity: { ...shadow, shares: 9 } }],
  ['notional', Verdict.MAX_NOTIONAL, { maxNotional: { ...shadow, dollars: 100 } }],
  ['quantity of the parent', Verdict.PARENT_QUANTITY, {}],
  ['gross exposure', Verdict.GROSS_EXPOSURE, { grossExposure: { ...shadow, dollars: 100 } }],
];

test.each(FIRST)('the %s of the first pass is switched off', (_, check, limits) => {
  const parentQuantity = { ...shadow, toleranceShares: 0 };
  const lone = loneGate({ parentQuantity, ...limits }, [{ ordered: 10 }]);
  const before = breachesAfter(lone, check);
  expect(before).toBeGreaterThan(0);
  switchOff(lone.gate, lone.parents, check, 0);
  expect(modeOf(lone.gate, check)).toBe(CheckMode.OFF);
  expect(breachesAfter(lone, check)).toBe(before);
});

test('a collar is switched off for open parents and for those that come', () => {
  const collar = { ...shadow, percent: 1, auctionOrders: false };
  const lone = loneGate({ collar }, [{}, { side: 'sell' }]);
  const through = [
    { parent: 0, quantity: 1, priceTicks: 300_000 },
    { parent: 1, quantity: 1, priceTicks: 100_000 },
  ];
  judge(lone, through);
  expect(breachesOf(lone.gate, Verdict.COLLAR).count[Verdict.COLLAR]).toBe(2);
  switchOff(lone.gate, lone.parents, Verdict.COLLAR, 0);
  judge(lone, through);
  expect(breachesOf(lone.gate, Verdict.COLLAR).count[Verdict.COLLAR]).toBe(2);
  expect(lone.gate.details.collarFraction[0]).toBe(Number.POSITIVE_INFINITY);
});

describe.each(EDGES)('%s, in shadow', (_, limits, __, beyond) => {
  const field = Object.keys(limits)[0] as keyof GateLimits;
  const check = CATALOGUE_ROWS.find((row) => row.field === field)!.verdict;

  test('is switched off for the orders that come after', () => {
    const setting = { ...(limits[field] as object), ...shadow };
    const lone = gateOf({ [field]: setting });
    expect(passes(lone, beyond)).toBe(false);
    expect(lone.gate.judged).toContain(check);
    switchOff(lone.gate, lone.parents, check, NOW);
    expect(passes(lone, beyond)).toBe(true);
    expect(lone.gate.judged).not.toContain(check);
    expect(modeOf(lone.gate, check)).toBe(CheckMode.OFF);
  });
});

test('an account’s credit and a symbol’s own limit are switched off', () => {
  const lone = loneGate(
    {
      maxQuantity: { ...shadow, shares: 1000 },
      accountGross: { ...shadow, dollars: 100 },
      layers: { symbols: { A: { maxQuantity: { shares: 9 } } } },
    },
    [{ account: 1 }],
  );
  const checks = [Verdict.MAX_QUANTITY, Verdict.ACCOUNT_GROSS];
  const before = checks.map((check) => breachesAfter(lone, check));
  expect(Math.min(...before)).toBeGreaterThan(0);
  const last = checks.map((check) => breachesOf(lone.gate, check).count[check]!);
  for (const check of checks) switchOff(lone.gate, lone.parents, check, 0);
  expect(checks.map((check) => breachesAfter(lone, check))).toEqual(last);
});
