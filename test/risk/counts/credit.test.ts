import { afterEach, describe, expect, test, vi } from 'vitest';
import { allocateTable } from '../../../src/memory/table.js';
import {
  CREDIT_UNIT_MONEY,
  FIRM_CREDIT_SCHEMA,
  leaseCredit,
  openCredit,
  returnCredit,
} from '../../../src/risk/counts/credit.js';

const UNIT = CREDIT_UNIT_MONEY;

function credit(limitMoney: number) {
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, limitMoney);
  return firm;
}

describe('the credit of the firm', () => {
  test('is counted in units of $100, and a limit is rounded down to them', () => {
    expect(UNIT).toBe(100 * 10_000);
    expect(credit(10 * UNIT + 999_999).leftUnits[0]).toBe(10);
    expect(credit(1e18).leftUnits[0]).toBe(0x7fffffff);
  });

  test('is leased as needed or by the slice, whichever is more; the last may be short', () => {
    const firm = credit(10 * UNIT);
    expect(leaseCredit(firm, 1, 0)).toBe(UNIT);
    expect(leaseCredit(firm, 1, 4 * UNIT)).toBe(4 * UNIT);
    expect(leaseCredit(firm, 2 * UNIT + 1, UNIT)).toBe(3 * UNIT);
    expect(leaseCredit(firm, UNIT, 100 * UNIT)).toBe(2 * UNIT);
    expect(firm.leftUnits[0]).toBe(0);
  });

  test('is not leased beyond the rest, not even in part', () => {
    const firm = credit(3 * UNIT);
    expect(leaseCredit(firm, 3 * UNIT + 1, 0)).toBe(0);
    expect(firm.leftUnits[0]).toBe(3);
    expect(leaseCredit(firm, 3 * UNIT, 0)).toBe(3 * UNIT);
    expect(leaseCredit(firm, 1, 0)).toBe(0);
  });

  test('comes back in whole units', () => {
    const firm = credit(5 * UNIT);
    leaseCredit(firm, 5 * UNIT, 0);
    expect(returnCredit(firm, 2 * UNIT + 999_999)).toBe(2 * UNIT);
    expect(returnCredit(firm, 999_999)).toBe(0);
    expect(firm.leftUnits[0]).toBe(2);
  });
});

describe('a lease interrupted by another thread', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.resetModules();
  });

  /**
   * The unchanged module, except that `meddle` runs once, between its load of the word and its
   * exchange.
   */
  async function between(meddle: () => void) {
    vi.resetModules();
    const honest = Atomics.load;
    let isDone = false;
    vi.spyOn(Atomics, 'load').mockImplementation(((words: Int32Array, index: number): number => {
      const value = honest(words, index);
      if (!isDone) meddle();
      isDone = true;
      return value;
    }) as typeof Atomics.load);
    return await import('../../../src/risk/counts/credit.js');
  }

  test('is refused if the other has left too little, and takes nothing', async () => {
    const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
    openCredit(firm, 10 * CREDIT_UNIT_MONEY);
    const { leaseCredit: lease } = await between(() => Atomics.sub(firm.leftUnits, 0, 7));
    expect(lease(firm, 5 * CREDIT_UNIT_MONEY, 0)).toBe(0);
    expect(firm.leftUnits[0]).toBe(3);
  });

  test('takes from the rest that the other has left', async () => {
    const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
    openCredit(firm, 10 * CREDIT_UNIT_MONEY);
    const { leaseCredit: lease } = await between(() => Atomics.sub(firm.leftUnits, 0, 4));
    expect(lease(firm, 5 * CREDIT_UNIT_MONEY, 0)).toBe(5 * CREDIT_UNIT_MONEY);
    expect(firm.leftUnits[0]).toBe(1);
  });
});
