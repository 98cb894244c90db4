import { dollars, NS_PER_SECOND, TICKS_PER_DOLLAR } from '../base/units.js';
import type { Batch, CaptureNames } from '../capture/columns.js';
import { fillTime, writeLong } from '../capture/reader.js';
import type { NamedFinding } from '../risk/counts/findings.js';

type Named = 'check' | 'outcome' | 'scope' | 'of' | 'unit' | 'cl_ord_id' | 'account';

/** What a unit of the gate is in a file, and by what a value is converted. */
const UNITS: Readonly<
  Record<NamedFinding['unit'], readonly [name: string, convert: (value: number) => number]>
> = {
  money: ['dollars', dollars],
  ticks: ['dollars', (ticks) => ticks / TICKS_PER_DOLLAR],
  ns: ['seconds', (ns) => ns / NS_PER_SECOND],
  shares: ['shares', (shares) => shares],
  orders: ['orders', (orders) => orders],
  choice: ['choice', (choice) => choice],
};

/** The texts of a finding, by column. */
function textsOf(finding: NamedFinding): Readonly<Record<Named, string>> {
  const { check, outcome, scope, unit, clOrdId = '', account = '' } = finding;
  return {
    check,
    outcome,
    scope,
    of: subjectOf(finding),
    unit: UNITS[unit][0],
    cl_ord_id: clOrdId,
    account: scope === 'account' ? '' : account,
  };
}

/** Whom a finding is about; an order or a parent has the number of its server. */
function subjectOf({ scope, scopeId, server, symbol, account }: NamedFinding): string {
  if (scope === 'firm') return 'firm';
  if (scope === 'symbol') return symbol ?? '';
  if (scope === 'account') return account ?? '';
  return String(scope === 'server' ? scopeId : server);
}

/** The names that the columns of a table of findings depend on. */
export function findingNames(
  symbols: readonly string[],
  findings: readonly NamedFinding[],
): CaptureNames {
  const lists: Record<string, Set<string>> = {};
  for (const finding of findings)
    for (const [column, text] of Object.entries(textsOf(finding))) {
      lists[column] ??= new Set();
      lists[column].add(text);
    }
  return {
    symbols,
    lists: Object.fromEntries(Object.entries(lists).map(([name, texts]) => [name, [...texts]])),
  };
}

/** Fills a batch of the table of findings, a row for each. */
export function fillFindings(
  batch: Batch,
  findings: readonly NamedFinding[],
  originMs: number,
): void {
  const cells = Object.fromEntries(batch.specs.map(({ name }, n) => [name, batch.cells[n]!]));
  const codes = new Map(
    batch.specs.map(({ name, names = [] }) => [name, new Map(names.map((text, n) => [text, n]))]),
  );
  findings.forEach((finding, row) => {
    const { atNs, server, unit, value, bound, windowNs, sequence, orderId } = finding;
    fillTime(cells.time!, row, 1, originMs, atNs);
    cells.server![row] = server;
    for (const [column, text] of Object.entries(textsOf(finding)))
      cells[column]![row] = codes.get(column)!.get(text)!;
    cells.value![row] = numberOr(UNITS[unit][1](value));
    cells.bound![row] = numberOr(UNITS[unit][1](bound));
    cells.window_seconds![row] = numberOr(windowNs / NS_PER_SECOND);
    writeLong(cells.sequence!, row, sequence);
    cells.parent_id![row] = orderId;
  });
  batch.rows = findings.length;
}

/** A number that every format has, or no value. */
const numberOr = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
