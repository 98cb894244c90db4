import { describe, expect, test } from 'vitest';
import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { describeFindings } from '../../src/report/findings-text.js';
import { describeRun } from '../../src/report/run-text.js';
import { GUARD_CHECKS } from '../../src/risk/catalogue/catalogue.js';
import { unitOf } from '../../src/risk/catalogue/units.js';
import { summariseDay } from '../../src/session/result/result.js';
import { linesWider } from '../support/command.js';
import { dayOf, QUIET_DAY, runDay } from '../support/day.js';
import { SMALL } from '../support/scenarios.js';
import { NO_LIMITS } from '../support/server.js';

const limited = (explain: boolean) =>
  summariseDay(
    runDay(
      dayOf([2005, 2012], {
        risk: {
          ...NO_LIMITS,
          explain,
          maxQuantity: { mode: 'warn', shares: 50 },
          position: { mode: 'enforce', dollars: 3000 },
          symbolRate: { mode: 'shadow', perSecond: 1, softPerSecond: 1, windowSeconds: 1 },
        },
        operations: { ...QUIET_DAY.operations, dropCopy: { mode: 'warn' } },
      }),
      [{ quantity: 100, flagged: true, session: 1 }],
    ),
  );

describe('findings in the text of a run', () => {
  const result = limited(true);
  const text = describeFindings(result.findings, true);

  test('show measure, bound, scope, child and outcome, in the unit of the check', () => {
    expect(
      text
        .split('\n')
        .slice(2, 9)
        .map((line) => line.replace(/ {2,}/g, ' | ')),
    ).toMatchInlineSnapshot(`
      [
        "at | check | outcome | of | measure | bound | child",
        "────────── | ──────────── | ──────── | ──────── | ─────── | ────── | ─────",
        "09:30:00.0 | max-quantity | warned | server 1 | 100 | 50 | 1",
        "09:30:00.1 | max-quantity | warned | server 1 | 100 | 50 | 2",
        "09:30:00.1 | symbol-rate | shadowed | S0001 | 0.900s | 0.000s | 2",
        "09:30:00.1 | position | refused | S0001 | $5.2k | $3.0k | 2",
        "09:30:00.2 | reducing | refused | server 1 | yes | no | 3",
      ]
    `);
    expect(linesWider(text)).toEqual([]);
  });

  test('are many in an explained run, and few otherwise', () => {
    const lines = (isExplained: boolean): number =>
      describeFindings(result.findings, isExplained)
        .split('\n')
        .filter((line) => /^09:/.test(line)).length;
    expect([lines(false), lines(true)]).toEqual([8, 60]);
    expect(describeRun(SMALL, result, true)).toContain(text);
  });

  test('include every finding of an explained order, with those that only warn', () => {
    const of = (sequence: number) =>
      result.findings.first
        .filter((row) => row.sequence === sequence)
        .map(({ check, outcome }) => `${check} ${outcome}`);
    expect(of(2)).toEqual(['max-quantity warned', 'symbol-rate shadowed', 'position refused']);
  });

  test('give an empty text on a day without findings', () => {
    const { findings, acts } = summariseDay(runDay(dayOf([2012, 2012])));
    expect([findings, acts]).toEqual([{ counts: [], dropped: 0, first: [] }, []]);
    expect([describeFindings(findings, false), describeFindings(findings, true)]).toEqual([
      '',
      'Findings: none.',
    ]);
  });
});

describe('the unit of a measure', () => {
  test('is known of every check that measures more than yes and no', () => {
    const plain = [
      'admitted',
      'killed',
      'halted',
      'reducing',
      'restricted-list',
      'unconfigured-limit',
      'self-match',
      'own-check',
      'flag-registry',
      'short-sales',
      'easy-to-borrow',
      'market-orders',
      'order-types',
    ];
    const names = [...VERDICT_NAMES, ...GUARD_CHECKS.map(({ name }) => name as string)];
    for (const name of names)
      expect(`${name} ${unitOf(name) === 'choice'}`).toBe(`${name} ${plain.includes(name)}`);
  });
});
