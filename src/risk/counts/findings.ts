import type { Table } from '../../memory/table.js';
import { VERDICT_NAMES } from '../../orders/codes.js';
import type { OrderFlow } from '../../orders/flow.js';
import { OPERATION_CHECKS } from '../catalogue/operation-rows.js';
import { unitOf } from '../catalogue/units.js';

/** The outcome of a finding. */
export const Outcome = {
  SOFT: 0,
  WARNED: 1,
  REFUSED: 2,
  SHADOWED: 3,
  RUNG: 4,
  TRIPPED: 5,
  /** What self-match prevention has cancelled: what rests, this and the order, or the smaller. */
  OLDEST_CANCELLED: 6,
  BOTH_CANCELLED: 7,
  DECREMENTED: 8,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];
/** Names of the outcomes, by code. */
export const OUTCOME_NAMES = [
  'soft',
  'warned',
  'refused',
  'shadowed',
  'rung',
  'tripped',
  'oldest-cancelled',
  'both-cancelled',
  'decremented',
] as const;
/** Whom a finding is about. */
export const FINDING_SCOPES = ['order', 'parent', 'symbol', 'server', 'firm', 'account'] as const;

/**
 * In the column of checks, verdicts are below this number; checks around the servers, which give no
 * verdict, are numbered from it on.
 */
const OPERATIONS_FROM = 128;

/** Returns the number of a check around the servers, for a finding. */
export function findingCode(name: (typeof OPERATION_CHECKS)[number]['name']): number {
  return OPERATIONS_FROM + OPERATION_CHECKS.findIndex((row) => row.name === name);
}

/** Returns the name of the check of a finding. */
export function findingName(code: number): string {
  return code < OPERATIONS_FROM
    ? VERDICT_NAMES[code]!
    : OPERATION_CHECKS[code - OPERATIONS_FROM]!.name;
}

/**
 * One row a finding of a server's gate, in order: the check, its measure and bound in the check's
 * unit (money in ticks × shares, times in ns), the window, and the scope. `sequence` is the
 * child's and `orderId` its parent's, 0 and −1 for a finding about no single child. The table is
 * bounded; findings beyond it are counted.
 */
export const FINDING_SCHEMA = {
  check: 'u8',
  outcome: 'u8',
  scope: 'u8',
  scopeId: 'i32',
  value: 'f64',
  bound: 'f64',
  windowNs: 'f64',
  sequence: 'f64',
  orderId: 'i32',
  atNs: 'f64',
} as const;
export const FINDING_COUNT_SCHEMA = { rows: 'i32', dropped: 'f64' } as const;

/**
 * The bounded table of findings in columns; `readFindings` returns them as objects. `dropped`
 * counts findings beyond it.
 */
export interface Findings {
  readonly rows: Table<typeof FINDING_SCHEMA>;
  readonly counts: Table<typeof FINDING_COUNT_SCHEMA>;
}

/** Whom a finding is about, and when. Gates reuse the record of the order in hand. */
interface FindingSubject {
  /** A place in `FINDING_SCOPES`. */
  readonly scope: number;
  readonly scopeId: number;
  /** The child's; 0 for a finding about no single child. */
  readonly sequence: number;
  /** That of the child's parent. */
  readonly orderId: number;
  readonly nowNs: number;
}

/**
 * Returns the order's parent, symbol, server or account, by a place in `FINDING_SCOPES`; 0 for the
 * order itself and for the firm.
 */
export function scopeIdOf(
  scope: number,
  order: { readonly parent: number; readonly symbol: number; readonly account: number },
  server: number,
): number {
  switch (FINDING_SCOPES[scope]) {
    case 'parent':
      return order.parent;
    case 'symbol':
      return order.symbol;
    case 'server':
      return server;
    case 'account':
      return order.account;
    default:
      return 0;
  }
}

/** Records a finding. */
export function noteFinding(
  { rows, counts }: Findings,
  { scope, scopeId, sequence, orderId, nowNs }: FindingSubject,
  check: number,
  outcome: Outcome,
  value: number,
  bound: number,
  windowNs: number,
): void {
  const row = counts.rows[0]!;
  if (row === rows.capacity) {
    counts.dropped[0] = counts.dropped[0]! + 1;
    return;
  }
  rows.check[row] = check;
  rows.outcome[row] = outcome;
  rows.scope[row] = scope;
  rows.scopeId[row] = scopeId;
  rows.value[row] = value;
  rows.bound[row] = bound;
  rows.windowNs[row] = windowNs;
  rows.sequence[row] = sequence;
  rows.orderId[row] = sequence === 0 ? -1 : orderId;
  rows.atNs[row] = nowNs;
  counts.rows[0] = row + 1;
}

/** A finding in words. */
export interface Finding {
  readonly check: string;
  readonly outcome:
    | 'soft'
    | 'warned'
    | 'refused'
    | 'shadowed'
    | 'rung'
    | 'tripped'
    | 'oldest-cancelled'
    | 'both-cancelled'
    | 'decremented';
  readonly scope: 'order' | 'parent' | 'symbol' | 'server' | 'firm' | 'account';
  readonly scopeId: number;
  /** What value and bound are counted in. */
  readonly unit: 'money' | 'ticks' | 'ns' | 'shares' | 'orders' | 'choice';
  readonly value: number;
  readonly bound: number;
  readonly windowNs: number;
  readonly sequence: number;
  /** The parent of the child, −1 for a finding about no single child. */
  readonly orderId: number;
  readonly atNs: number;
}

/** Returns all findings, oldest first. */
export function readFindings({ rows, counts }: Findings): Finding[] {
  return Array.from({ length: counts.rows[0]! }, (_, row) => ({
    check: findingName(rows.check[row]!),
    outcome: OUTCOME_NAMES[rows.outcome[row]!]!,
    scope: FINDING_SCOPES[rows.scope[row]!]!,
    scopeId: rows.scopeId[row]!,
    unit: unitOf(findingName(rows.check[row]!)),
    value: rows.value[row]!,
    bound: rows.bound[row]!,
    windowNs: rows.windowNs[row]!,
    sequence: rows.sequence[row]!,
    orderId: rows.orderId[row]!,
    atNs: rows.atNs[row]!,
  }));
}

/** A finding with the server that found it, 0 for the firm's own, and with names. */
export interface NamedFinding extends Finding {
  readonly server: number;
  /** The symbol that it is about, where one is the scope. */
  readonly symbol?: string;
  /** The account whose limit it is about; otherwise the Account of the order, where it has one. */
  readonly account?: string;
  /** The ClOrdID of the child's order, where orders came from a file. */
  readonly clOrdId?: string;
}

/** What findings refer to by place. */
interface FindingNames {
  readonly symbols: readonly string[];
  /** Returns the account with a code, undefined where it is told apart from no other. */
  readonly accountOf: (check: string, code: number) => string | undefined;
  readonly flow: Pick<OrderFlow, 'clOrdIds' | 'accountNames'>;
}

type FindingTables = readonly { readonly server: number; readonly findings: Findings }[];

/**
 * The findings of several tables: their number by check and outcome, and the first of them by time.
 */
export interface FindingsAccount {
  readonly counts: readonly {
    readonly check: string;
    readonly outcome: string;
    readonly count: number;
  }[];
  /** Findings beyond the room of a table. */
  readonly dropped: number;
  readonly first: readonly NamedFinding[];
}

/** Findings that an account lists one by one. */
const FINDINGS_TOLD = 100;

export function sumFindings(tables: FindingTables, names: FindingNames): FindingsAccount {
  const counts = new Map<string, { check: string; outcome: string; count: number }>();
  for (const { findings } of tables)
    for (const { check, outcome } of readFindings(findings)) {
      const key = `${check} ${outcome}`;
      const row = counts.get(key) ?? { check, outcome, count: 0 };
      row.count++;
      counts.set(key, row);
    }
  return {
    counts: [...counts.values()],
    dropped: tables.reduce((sum, { findings }) => sum + findings.counts.dropped[0]!, 0),
    first: listFindings(tables, names).slice(0, FINDINGS_TOLD),
  };
}

/** Returns the findings of several tables by time, and with names. */
export function listFindings(tables: FindingTables, names: FindingNames): NamedFinding[] {
  return tables
    .flatMap(({ server, findings }) =>
      readFindings(findings).map((finding) => ({
        server,
        ...finding,
        ...namesOf(finding, names),
      })),
    )
    .sort((a, b) => a.atNs - b.atNs);
}

function namesOf(
  { check, scope, scopeId, orderId }: Finding,
  { symbols, accountOf, flow }: FindingNames,
): Partial<NamedFinding> {
  const clOrdId = flow.clOrdIds?.[orderId];
  const account =
    scope !== 'account'
      ? flow.accountNames?.[orderId]
      : scopeId > 0
        ? (accountOf(check, scopeId) ?? 'other accounts')
        : '';
  return {
    ...(scope === 'symbol' && { symbol: symbols[scopeId]! }),
    ...(account && { account }),
    ...(clOrdId && { clOrdId }),
  };
}
