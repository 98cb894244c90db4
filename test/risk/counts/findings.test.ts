import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../../src/memory/table.js';
import { VERDICT_NAMES, Verdict } from '../../../src/orders/codes.js';
import { OPERATION_CHECKS } from '../../../src/risk/catalogue/operation-rows.js';
import {
  FINDING_COUNT_SCHEMA,
  FINDING_SCHEMA,
  FINDING_SCOPES,
  type Findings,
  findingCode,
  findingName,
  listFindings,
  noteFinding,
  OUTCOME_NAMES,
  Outcome,
  readFindings,
  sumFindings,
} from '../../../src/risk/counts/findings.js';

test('every check has its own number; those around the servers follow the verdicts', () => {
  expect(VERDICT_NAMES.map((_, code) => findingName(code))).toEqual([...VERDICT_NAMES]);
  const codes = OPERATION_CHECKS.map(({ name }) => findingCode(name));
  expect(codes.map(findingName)).toEqual(OPERATION_CHECKS.map(({ name }) => name));
  expect(codes).toEqual(codes.map((_, place) => 128 + place));
});

const NO_NAMES = { symbols: [], accountOf: () => undefined, flow: {} };
const tableOf = (rows: number): Findings => ({
  rows: allocateTable(FINDING_SCHEMA, rows),
  counts: allocateTable(FINDING_COUNT_SCHEMA, 1),
});
/** Records a finding of a check about the order with a sequence. */
function note(
  findings: Findings,
  check: number,
  outcome: Outcome,
  atNs: number,
  sequence = 1,
): void {
  const subject = { scope: 0, scopeId: 0, sequence, orderId: 50 + sequence, nowNs: atNs };
  noteFinding(findings, subject, check, outcome, 2, 1, 0);
}

describe('a table of findings', () => {
  test('returns each finding in words, oldest first', () => {
    const findings = tableOf(8);
    OUTCOME_NAMES.slice(0, 5).forEach((_, code) => {
      const subject = {
        scope: code,
        scopeId: 10 + code,
        sequence: 100 + code,
        orderId: 200 + code,
        nowNs: 7 + code,
      };
      const [value, bound] = [3e7 + code, 2e7 + code];
      noteFinding(findings, subject, Verdict.POSITION, code as Outcome, value, bound, 1e9 * code);
    });
    expect(readFindings(findings)).toEqual(
      [0, 1, 2, 3, 4].map((n) => ({
        check: 'position',
        outcome: OUTCOME_NAMES[n],
        scope: FINDING_SCOPES[n],
        scopeId: 10 + n,
        unit: 'money',
        value: 3e7 + n,
        bound: 2e7 + n,
        windowNs: 1e9 * n,
        sequence: 100 + n,
        orderId: 200 + n,
        atNs: 7 + n,
      })),
    );
  });

  test('keeps its rows when it is full, and counts the findings beyond', () => {
    const findings = tableOf(2);
    for (let n = 0; n < 5; n++) note(findings, Verdict.MAX_QUANTITY, Outcome.REFUSED, n);
    expect(readFindings(findings).map(({ atNs }) => atNs)).toEqual([0, 1]);
    expect(findings.counts.dropped[0]).toBe(3);
  });
});

describe('the findings of several tables', () => {
  test('are counted by check and outcome, in the order in which each kind was first found', () => {
    const [one, two] = [tableOf(8), tableOf(2)];
    note(one, Verdict.MAX_QUANTITY, Outcome.WARNED, 3);
    note(one, Verdict.POSITION, Outcome.REFUSED, 4);
    note(one, Verdict.MAX_QUANTITY, Outcome.REFUSED, 5);
    note(one, Verdict.MAX_QUANTITY, Outcome.WARNED, 6);
    note(two, Verdict.MAX_QUANTITY, Outcome.WARNED, 1);
    note(two, findingCode('drop-copy'), Outcome.TRIPPED, 2);
    for (let n = 0; n < 3; n++) note(two, Verdict.SERVER_RATE, Outcome.REFUSED, 7);
    const { counts, dropped } = sumFindings(
      [
        { server: 1, findings: one },
        { server: 2, findings: two },
      ],
      NO_NAMES,
    );
    expect(counts).toEqual([
      { check: 'max-quantity', outcome: 'warned', count: 3 },
      { check: 'position', outcome: 'refused', count: 1 },
      { check: 'max-quantity', outcome: 'refused', count: 1 },
      { check: 'drop-copy', outcome: 'tripped', count: 1 },
    ]);
    expect(dropped).toBe(3);
  });

  test('are listed by time and then by table, each with its server', () => {
    const [one, two] = [tableOf(8), tableOf(8)];
    for (const atNs of [1, 4, 9]) note(one, Verdict.MAX_QUANTITY, Outcome.WARNED, atNs, 10 + atNs);
    for (const atNs of [0, 4, 8]) note(two, Verdict.SERVER_RATE, Outcome.REFUSED, atNs, 20 + atNs);
    const { first } = sumFindings(
      [
        { server: 1, findings: one },
        { server: 0, findings: two },
      ],
      NO_NAMES,
    );
    expect(first.map(({ server, sequence, atNs }) => [server, sequence, atNs])).toEqual([
      [0, 20, 0],
      [1, 11, 1],
      [1, 14, 4],
      [0, 24, 4],
      [0, 28, 8],
      [1, 19, 9],
    ]);
    expect(first[0]).toEqual({
      server: 0,
      check: 'server-rate',
      outcome: 'refused',
      scope: 'order',
      scopeId: 0,
      unit: 'ns',
      value: 2,
      bound: 1,
      windowNs: 0,
      sequence: 20,
      orderId: 70,
      atNs: 0,
    });
  });

  test('are listed up to the hundredth, and counted beyond it', () => {
    const findings = tableOf(150);
    for (let n = 149; n >= 0; n--) note(findings, Verdict.MAX_QUANTITY, Outcome.SOFT, n);
    const { counts, first, dropped } = sumFindings([{ server: 1, findings }], NO_NAMES);
    expect([counts, dropped]).toEqual([
      [{ check: 'max-quantity', outcome: 'soft', count: 150 }],
      0,
    ]);
    expect(first.map(({ atNs }) => atNs)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('are empty for no tables, and for tables without findings', () => {
    for (const tables of [[], [{ server: 1, findings: tableOf(1) }]])
      expect(sumFindings(tables, NO_NAMES)).toEqual({ counts: [], dropped: 0, first: [] });
  });
});

test('findings have the names of symbol, account and order', () => {
  const findings = tableOf(8);
  const add = (scope: (typeof FINDING_SCOPES)[number], scopeId: number, sequence = 1) => {
    const subject = {
      scope: FINDING_SCOPES.indexOf(scope),
      scopeId,
      sequence,
      orderId: 1,
      nowNs: 0,
    };
    noteFinding(findings, subject, Verdict.POSITION, Outcome.WARNED, 2, 1, 0);
  };
  add('order', 0);
  add('symbol', 1);
  add('account', 1);
  add('account', 2);
  add('firm', 0, 0);
  const names = {
    symbols: ['AA', 'BB'],
    accountOf: (_: string, code: number) => ['DESK'][code - 1],
    flow: { clOrdIds: ['A-1', 'A-2'], accountNames: ['', 'CLIENT'] },
  };
  const told = listFindings([{ server: 3, findings }], names).map(
    ({ symbol, account, clOrdId, orderId }) => [symbol, account, clOrdId, orderId],
  );
  expect(told).toEqual([
    [undefined, 'CLIENT', 'A-2', 1],
    ['BB', 'CLIENT', 'A-2', 1],
    [undefined, 'DESK', 'A-2', 1],
    [undefined, 'other accounts', 'A-2', 1],
    [undefined, undefined, undefined, -1],
  ]);
});
