import { describe, expect, test } from 'vitest';
import { CREDIT_UNIT_MONEY } from '../../src/risk/credit.js';
import { unitsOf } from '../../src/risk/exposure.js';

describe('units', () => {
  test('are rounded up, so that one tick above a limit of whole units is above it', () => {
    expect([0, 1, CREDIT_UNIT_MONEY, CREDIT_UNIT_MONEY + 1].map(unitsOf)).toEqual([0, 1, 1, 2]);
  });
});
