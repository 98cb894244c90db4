import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { boundGate } from '../../../src/risk/gate/first-pass-checks.js';
import { kill } from '../../../src/risk/stops/kill.js';
import { answer, judge, type LoneGate, loneGate } from '../../support/gate.js';
import { killWords } from '../../support/server.js';

/** Returns the measure and the bound of the last finding, dollars. */
const lastFinding = (lone: LoneGate): number[] => {
  const { value, bound } = readFindings(lone.gate.catalogue!.findings).at(-1)!;
  return [value / 10_000, bound / 10_000];
};

describe('the gross exposure of the firm', () => {
  test('is reported with this order: working, executed and this one', () => {
    const lone = loneGate({ grossExposure: { mode: 'enforce', dollars: 1000 }, explain: true });
    expect(judge(lone, [{ quantity: 8 }, { quantity: 13 }])).toEqual(['admitted', 'admitted']);
    answer(lone, [{ executed: 13 }]);
    expect(judge(lone, [{ quantity: 30 }])).toEqual(['gross-exposure']);
    expect(lastFinding(lone)).toEqual([1020, 1000]);
  });

  test('counts credit leased by other servers as used', () => {
    const lone = loneGate({ grossExposure: { mode: 'enforce', dollars: 1000 }, explain: true });
    lone.firm.leftUnits[0] = 4;
    expect(judge(lone, [{ quantity: 25 }])).toEqual(['gross-exposure']);
    expect(lastFinding(lone)).toEqual([1100, 1000]);
  });

  test('leases the credit that the server lacks, and no more', () => {
    const lone = loneGate({ grossExposure: { mode: 'enforce', dollars: 1000 } });
    judge(lone, [{ quantity: 2 }]);
    expect([lone.firm.leftUnits[0], lone.gate.cells.creditMoney[0]]).toEqual([9, 600_000]);
    judge(lone, [{ quantity: 4, priceTicks: 175_000 }]);
    expect([lone.firm.leftUnits[0], lone.gate.cells.creditMoney[0]]).toEqual([8, 900_000]);
  });
});

describe('a kill narrower than a server', () => {
  test('is found without a list of single orders, too', () => {
    const { orders: _, ...words } = killWords();
    kill(words, { kind: 'symbol', symbol: 1 });
    const lone = loneGate({}, [{}, { symbol: 1 }], { kill: words });
    expect(judge(lone, [{}, { parent: 1 }])).toEqual(['admitted', 'killed']);
  });
});

describe('the bound of a check that is off', () => {
  test('is infinite', () => {
    const { gate, parents } = loneGate({});
    const checks = [
      Verdict.SERVER_RATE,
      Verdict.MAX_QUANTITY,
      Verdict.MAX_NOTIONAL,
      Verdict.COLLAR,
      Verdict.PARENT_QUANTITY,
      Verdict.GROSS_EXPOSURE,
    ];
    expect(checks.map((check) => boundGate(gate, check, parents, 0))).toEqual(
      checks.map(() => Number.POSITIVE_INFINITY),
    );
  });
});
