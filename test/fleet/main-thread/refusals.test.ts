import { expect, test } from 'vitest';
import { Refusals } from '../../../src/fleet/main-thread/refusals.js';
import { allocateTable } from '../../../src/memory/table.js';
import { Verdict } from '../../../src/orders/codes.js';
import {
  FINDING_COUNT_SCHEMA,
  FINDING_SCHEMA,
  noteFinding,
  Outcome,
} from '../../../src/risk/counts/findings.js';

const { MAX_QUANTITY, NET_EXPOSURE } = Verdict;

test('tells what a gate measured first of an order, and nothing once its table is full', () => {
  const findings = {
    rows: allocateTable(FINDING_SCHEMA, 5),
    counts: allocateTable(FINDING_COUNT_SCHEMA, 1),
  };
  const refusals = new Refusals([{ gate: {} }, { gate: { catalogue: { findings } } }]);
  const note = (orderId: number, check: number, outcome: Outcome, value: number): void => {
    const subject = { scope: 0, scopeId: 0, sequence: 1, orderId, nowNs: 0 };
    noteFinding(findings, subject, check, outcome, value, 50, 0);
  };
  note(7, MAX_QUANTITY, Outcome.REFUSED, 60);
  note(7, MAX_QUANTITY, Outcome.REFUSED, 70);
  note(8, NET_EXPOSURE, Outcome.WARNED, 80);
  expect(refusals.take(2, 7, MAX_QUANTITY)).toEqual({ value: 60, bound: 50, unit: 'shares' });
  expect(refusals.take(2, 7, MAX_QUANTITY)).toBeUndefined();
  expect(refusals.take(2, 8, NET_EXPOSURE)).toBeUndefined();
  expect(refusals.take(1, 7, MAX_QUANTITY)).toBeUndefined();
  note(9, NET_EXPOSURE, Outcome.REFUSED, 90);
  note(9, MAX_QUANTITY, Outcome.REFUSED, 91);
  note(10, MAX_QUANTITY, Outcome.REFUSED, 92);
  expect(refusals.take(2, 9, MAX_QUANTITY)).toEqual({ value: 91, bound: 50, unit: 'shares' });
  expect(refusals.take(2, 9, NET_EXPOSURE)).toEqual({ value: 90, bound: 50, unit: 'money' });
  expect(refusals.take(2, 10, MAX_QUANTITY)).toBeUndefined();
});
