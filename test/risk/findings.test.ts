import { expect, test } from 'vitest';
import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { OPERATION_CHECKS } from '../../src/risk/catalogue-operations.js';
import { findingCode, findingName } from '../../src/risk/findings.js';

test('every check has a number of its own for its findings, those around the servers behind the verdicts', () => {
  expect(VERDICT_NAMES.map((_, code) => findingName(code))).toEqual([...VERDICT_NAMES]);
  const codes = OPERATION_CHECKS.map(({ name }) => findingCode(name));
  expect(codes.map(findingName)).toEqual(OPERATION_CHECKS.map(({ name }) => name));
  expect(codes).toEqual(codes.map((_, place) => 128 + place));
});
