import { describe, expect, test } from 'vitest';
import { ALL_VERDICT_COUNT, VERDICT_COUNT, Verdict } from '../../../src/orders/codes.js';
import { CheckMode } from '../../../src/risk/catalogue/modes.js';
import { openCustomChecks } from '../../../src/risk/gate/custom-checks.js';
import {
  actingMode,
  breachesOf,
  checkCount,
  isBreached,
  modeOf,
  modesOf,
  softOf,
} from '../../../src/risk/gate/face.js';
import { judge, loneGate } from '../../support/gate.js';

const QUANTITY = { maxQuantity: { mode: 'warn', shares: 100 } } as const;
const POSITION = { position: { mode: 'enforce', dollars: 10_000 } } as const;

describe('a gate without a second pass', () => {
  const lone = loneGate(QUANTITY);
  judge(lone, [{ quantity: 101 }]);

  test('has the checks of the first pass only', () => {
    expect(checkCount(lone.gate)).toBe(VERDICT_COUNT);
    expect(modesOf(lone.gate)).toHaveLength(VERDICT_COUNT);
    expect(modeOf(lone.gate, Verdict.POSITION)).toBe(CheckMode.OFF);
    expect(softOf(lone.gate, Verdict.POSITION)).toBe(0);
    expect(isBreached(lone.gate, Verdict.POSITION)).toBe(false);
  });

  test('counts a breach in mode warn', () => {
    expect(breachesOf(lone.gate, Verdict.MAX_QUANTITY)).toBe(lone.gate.breaches);
    expect(isBreached(lone.gate, Verdict.MAX_QUANTITY)).toBe(true);
    expect(isBreached(lone.gate, Verdict.MAX_NOTIONAL)).toBe(false);
    expect(actingMode(lone.gate, Verdict.MAX_QUANTITY)).toBe(CheckMode.WARN);
  });
});

describe('a gate with a second pass', () => {
  const lone = loneGate({ ...QUANTITY, ...POSITION });
  judge(lone, [{ quantity: 101 }, { quantity: 100 }, { quantity: 900 }]);
  const second = lone.gate.catalogue!;

  test('has the checks of both passes', () => {
    expect(checkCount(lone.gate)).toBe(ALL_VERDICT_COUNT);
    expect(modesOf(lone.gate)).toHaveLength(VERDICT_COUNT + second.bounds.mode.length);
    expect(modeOf(lone.gate, Verdict.MAX_QUANTITY)).toBe(CheckMode.WARN);
    expect(modeOf(lone.gate, Verdict.POSITION)).toBe(CheckMode.ENFORCE);
    expect(modeOf(lone.gate, Verdict.LOCATE)).toBe(CheckMode.OFF);
  });

  test('counts each breach in the table of its pass, and soft levels apart', () => {
    expect(breachesOf(lone.gate, Verdict.POSITION)).toBe(second.breaches);
    expect(isBreached(lone.gate, Verdict.POSITION)).toBe(true);
    second.breaches.soft[Verdict.POSITION] = 2;
    expect(softOf(lone.gate, Verdict.POSITION)).toBe(2);
  });

  test('enforces states, and checks that have refused, whatever their mode says', () => {
    expect(modeOf(lone.gate, Verdict.HALTED)).toBe(CheckMode.ENFORCE);
    expect(modeOf(lone.gate, Verdict.REDUCING)).toBe(CheckMode.ENFORCE);
    lone.gate.breaches.refused[Verdict.MAX_QUANTITY] = 1;
    expect(actingMode(lone.gate, Verdict.MAX_QUANTITY)).toBe(CheckMode.ENFORCE);
    expect(actingMode(lone.gate, Verdict.OWN_CHECK)).toBe(CheckMode.ENFORCE);
  });
});

test('a custom check is breached when it has refused an order', () => {
  const no = { name: 'no', parameters: {}, columns: {}, rows: 'one', admit: () => false } as const;
  const lone = loneGate({});
  const gate = { ...lone.gate, custom: openCustomChecks([no], 1, 8, 64) };
  expect(isBreached(lone.gate, Verdict.OWN_CHECK)).toBe(false);
  expect(isBreached(gate, Verdict.OWN_CHECK)).toBe(false);
  judge({ ...lone, gate }, [{}]);
  expect(isBreached(gate, Verdict.OWN_CHECK)).toBe(true);
});
