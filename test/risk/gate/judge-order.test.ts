import { expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import { JUDGE_ORDER } from '../../../src/risk/gate/judge-order.js';

test('checks are asked once each: kill, states, cheap ones, reservations', () => {
  expect(JUDGE_ORDER.slice(0, 3)).toEqual([Verdict.KILLED, Verdict.HALTED, Verdict.REDUCING]);
  expect(JUDGE_ORDER.slice(-3)).toEqual([
    Verdict.GROSS_EXPOSURE,
    Verdict.NET_EXPOSURE,
    Verdict.OPEN_EXPOSURE,
  ]);
  const notAsked: number[] = [
    Verdict.ADMITTED,
    Verdict.LOSS_LIMIT,
    Verdict.UNMATCHED_ACCOUNT,
    Verdict.OWN_CHECK,
  ];
  expect([...JUDGE_ORDER].sort((a, b) => a - b)).toEqual(
    Object.values(Verdict).filter((verdict) => !notAsked.includes(verdict)),
  );
});
