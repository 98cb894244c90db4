import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../../src/memory/table.js';
import { VERDICT_COUNT, Verdict } from '../../../src/orders/codes.js';
import { CheckMode } from '../../../src/risk/catalogue/modes.js';
import {
  type GateLimits,
  LIMIT_DETAIL_SCHEMA,
  LIMIT_SCHEMA,
  writeLimits,
} from '../../../src/risk/limits/limits.js';

const SPEC: GateLimits = {
  maxQuantity: { mode: 'warn', shares: 10_000 },
  maxNotional: { mode: 'enforce', dollars: 500_000 },
  collar: { mode: 'enforce', percent: 9.5, auctionOrders: true },
  parentQuantity: { mode: 'enforce', toleranceShares: 5 },
  grossExposure: { mode: 'warn', dollars: 400_000_000 },
  serverRate: { mode: 'enforce', perSecond: 1000, windowSeconds: 3 },
};

function written(spec: GateLimits) {
  const limits = allocateTable(LIMIT_SCHEMA, VERDICT_COUNT);
  const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
  writeLimits(spec, limits, details);
  return { limits, details };
}

describe('limits', () => {
  test('are written in the units of the gate: ticks × shares, nanoseconds, a fraction', () => {
    const { limits, details } = written(SPEC);
    const row = (check: number) => [limits.mode[check], limits.bound[check]];
    expect(row(Verdict.MAX_QUANTITY)).toEqual([CheckMode.WARN, 10_000]);
    expect(row(Verdict.MAX_NOTIONAL)).toEqual([CheckMode.ENFORCE, 5_000_000_000]);
    expect(row(Verdict.PARENT_QUANTITY)).toEqual([CheckMode.ENFORCE, 5]);
    expect(row(Verdict.GROSS_EXPOSURE)).toEqual([CheckMode.WARN, 4_000_000_000_000]);
    expect(limits.mode[Verdict.COLLAR]).toBe(CheckMode.ENFORCE);
    expect([details.collarFraction[0], details.collarAuctionOrders[0]]).toEqual([0.095, 1]);
    expect([details.rateIncrementNs[0], details.rateToleranceNs[0]]).toEqual([1e6, 3e9 - 1e6]);
  });

  test('have no bound if they are off; the kill switch is never off', () => {
    const off = Object.fromEntries(
      Object.entries(SPEC).map(([name, limit]) => [name, { ...limit, mode: 'off' }]),
    ) as unknown as GateLimits;
    const { limits, details } = written(off);
    expect([...limits.mode]).toEqual([0, CheckMode.ENFORCE, 0, 0, 0, 0, 0, 0]);
    for (const check of [
      Verdict.SERVER_RATE,
      Verdict.MAX_QUANTITY,
      Verdict.MAX_NOTIONAL,
      Verdict.COLLAR,
      Verdict.PARENT_QUANTITY,
      Verdict.GROSS_EXPOSURE,
    ]) {
      expect(limits.bound[check]).toBe(Number.POSITIVE_INFINITY);
    }
    expect(details.collarFraction[0]).toBe(Number.POSITIVE_INFINITY);
    expect([details.rateIncrementNs[0], details.rateToleranceNs[0]]).toEqual([
      0,
      Number.POSITIVE_INFINITY,
    ]);
  });

  test('are overwritten as a whole: a check that was on is off', () => {
    const { limits, details } = written(SPEC);
    writeLimits(
      {
        ...SPEC,
        serverRate: { ...SPEC.serverRate, mode: 'off' },
        maxNotional: { ...SPEC.maxNotional, mode: 'off' },
      },
      limits,
      details,
    );
    expect(limits.bound[Verdict.MAX_NOTIONAL]).toBe(Number.POSITIVE_INFINITY);
    expect(details.rateIncrementNs[0]).toBe(0);
  });
});
