import { expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import { JUDGE_ORDER, judgedChecks } from '../../../src/risk/gate/judge-order.js';
import { loneGate } from '../../support/gate.js';

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

test('only checks that are on in some layer are asked, in order, after the first pass', () => {
  const enforce = { mode: 'enforce' as const };
  const judged = (risk: Parameters<typeof loneGate>[0]): number[] =>
    judgedChecks(loneGate({ explain: true, ...risk }).gate.catalogue!);
  const always = JUDGE_ORDER.filter((check) => check <= Verdict.REDUCING);
  expect(judged({})).toEqual(always);
  const { POSITION, STALE_QUOTE, ACCOUNT_GROSS, ACCOUNT_NET, ACCOUNT_OPEN } = Verdict;
  const more = judged({
    staleQuote: { mode: 'shadow' },
    layers: { symbols: { A: { position: { mode: 'enforce', dollars: 7 } } } },
  });
  expect(more.filter((check) => !always.includes(check))).toEqual([STALE_QUOTE, POSITION]);
  const accounts = judged({ accountGross: enforce });
  expect(accounts.filter((check) => !always.includes(check))).toEqual([
    ACCOUNT_OPEN,
    ACCOUNT_NET,
    ACCOUNT_GROSS,
  ]);
});

test('checks of the first pass that are off are not asked, unless layers may set them', () => {
  const { KILLED, HALTED, REDUCING, MAX_QUANTITY } = Verdict;
  const { gate } = loneGate({ explain: true, maxQuantity: { mode: 'warn', shares: 100 } });
  const asked = judgedChecks(gate.catalogue!, gate.limits.mode);
  expect(asked).toEqual([KILLED, HALTED, REDUCING, MAX_QUANTITY]);
  expect(judgedChecks(gate.catalogue!)).toEqual(JUDGE_ORDER.filter((check) => check <= REDUCING));
});
