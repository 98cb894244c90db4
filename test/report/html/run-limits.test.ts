import { expect, test } from 'vitest';
import type { Section } from '../../../src/report/html/model.js';
import { limitSection } from '../../../src/report/html/run-limits.js';
import type { RunSummary } from '../../../src/report/html/summary-form.js';
import { RUNAWAY } from '../../support/folders.js';

type Result = RunSummary['result'];
const result = RUNAWAY.result as unknown as Result;
const alert = {
  atNs: 60e9,
  check: 'position',
  percent: 75,
  scope: 'symbol',
  server: 0,
  symbol: 'GT',
  unit: 'dollars',
  value: 750_000,
  limit: 1e6,
};
const tables = (section: Section | undefined) =>
  (section?.blocks ?? []).flatMap((block) =>
    block.kind === 'table'
      ? [[block.table.caption, ...block.table.rows.map((row) => row.map(({ text }) => text))]]
      : [],
  );

test('the page says which sums came near their limits, and when', () => {
  const first = [
    alert,
    { ...alert, scope: 'account', account: 'DESK', symbol: undefined, unit: 'shares' },
    {
      ...alert,
      scope: 'server',
      server: 8,
      symbol: undefined,
      check: 'open-orders',
      unit: 'orders',
    },
  ];
  expect(tables(limitSection({ ...result, limitAlerts: { count: 900, first } }))).toEqual([
    [
      'Sums near their limits, each told once, the first 3 of 900',
      ['09:31:00.0', 'position', 'the firm in GT', '75 %', '$750.0k', '$1.0M'],
      ['09:31:00.0', 'position', 'account DESK', '75 %', '750,000', '1,000,000'],
      ['09:31:00.0', 'open-orders', 'server 8', '75 %', '750,000', '1,000,000'],
    ],
  ]);
});

test('the page says who raised a limit, why, and on what evidence', () => {
  const raise = {
    check: 'account-gross',
    value: 5e8,
    atNs: 0,
    until: '16:00',
    by: ['supervisor', 'risk-officer'],
    reason: 'asked',
    evidence: null,
    refused: null,
  };
  const raises = [raise, { ...raise, by: [], reason: '', evidence: 'capital', refused: 'no role' }];
  expect(tables(limitSection({ ...result, raises }))).toEqual([
    [
      'Raises of limits',
      [
        '09:30:00.0',
        'account-gross',
        '500,000,000',
        '16:00',
        'supervisor, risk-officer',
        'asked',
        'none',
        'in force',
      ],
      [
        '09:30:00.0',
        'account-gross',
        '500,000,000',
        '16:00',
        'nobody',
        'none',
        'capital',
        'refused: no role',
      ],
    ],
  ]);
});

test('a run without either has no such section', () => {
  expect(
    limitSection({ ...result, raises: [], limitAlerts: { count: 0, first: [] } }),
  ).toBeUndefined();
  expect(limitSection(result)).toBeUndefined();
});
