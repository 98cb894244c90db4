import { InputError, suggest } from '../../base/input-error.js';
import { NS_PER_SECOND } from '../../base/units.js';
import type { Table } from '../../memory/table.js';

/** The authority to stop and to re-arm, and the record of each act. */

/**
 * One row an act. `roles` has a bit for each of ROLES; 0 if a check acted by itself, and `check`
 * says which.
 */
export const ACT_JOURNAL_SCHEMA = {
  count: 'i32',
  act: 'u8',
  scope: 'u8',
  scopeId: 'i32',
  roles: 'i32',
  check: 'u8',
  atNs: 'f64',
} as const;
/** Reasons, REASON_BYTES for each row, UTF-8. */
export const ACT_REASON_SCHEMA = { bytes: 'u8' } as const;
export const REASON_BYTES = 128;
export const JOURNAL_ACTS_MAX = 512;

/** Who may act. Anybody may stop; see `DESIGNATED` for who lets go. */
export const ROLES = [
  'trader',
  'supervisor',
  'operations',
  'compliance',
  'risk-officer',
] as const satisfies readonly Role[];
/** The name of a role. */
export type Role = 'trader' | 'supervisor' | 'operations' | 'compliance' | 'risk-officer';
/** Those who may let go on what a check has stopped: the designated staff of RTS 6 Art. 15(3). */
export const DESIGNATED: readonly Role[] = ['supervisor', 'compliance', 'risk-officer'];
/** How long after a kill re-arming is refused. */
export const COOL_OFF_NS = 60 * NS_PER_SECOND;

/** What people do: the acts that a journal holds, by code. */
const ACT_NAMES = [
  'reduce',
  'halt',
  'kill',
  're-arm',
  'release',
  'raise',
] as const satisfies readonly ActName[];
/** The name of an act. */
export type ActName = RecordedAct['act'];
/** What an act is about, by code. */
const ACT_SCOPES = ['firm', 'server', 'symbol', 'parent', 'check', 'account', 'behaviour'] as const;

/** The journal of human acts in columns on shared memory; `readActs` gives them as objects. */
export interface ActJournal {
  readonly rows: Table<typeof ACT_JOURNAL_SCHEMA>;
  readonly reasons: Table<typeof ACT_REASON_SCHEMA>;
}

/** The people who act, their reason, and the time. */
export interface Authority {
  readonly roles: readonly Role[];
  readonly reason: string;
  readonly nowNs: number;
}

/** An act in words. */
export interface RecordedAct {
  readonly act: 'reduce' | 'halt' | 'kill' | 're-arm' | 'release' | 'raise';
  readonly scope: 'firm' | 'server' | 'symbol' | 'parent' | 'check' | 'account' | 'behaviour';
  /**
   * A server's number, a symbol's place, a parent's row, or the code of an account or a behaviour;
   * 0 for the firm.
   */
  readonly scopeId: number;
  /** The account's name, in the result of a day. */
  readonly account?: string | undefined;
  /** The behaviour's name, in the result of a day. */
  readonly behaviour?: string | undefined;
  readonly roles: readonly Role[];
  readonly check: number;
  readonly reason: string;
  readonly atNs: number;
}

/** Whether there is room for one more act. */
export function hasRoom({ rows }: ActJournal): boolean {
  return Atomics.load(rows.count, 0) < rows.capacity;
}

/** Records an act; returns false if the journal is full, since a stop must not wait for room. */
export function recordAct(journal: ActJournal, act: RecordedAct): boolean {
  const { rows, reasons } = journal;
  const row = Atomics.add(rows.count, 0, 1);
  if (row >= rows.capacity) {
    Atomics.sub(rows.count, 0, 1);
    return false;
  }
  rows.act[row] = ACT_NAMES.indexOf(act.act);
  rows.scope[row] = ACT_SCOPES.indexOf(act.scope);
  rows.scopeId[row] = act.scopeId;
  rows.roles[row] = act.roles.reduce((bits, role) => bits | (1 << ROLES.indexOf(role)), 0);
  rows.check[row] = act.check;
  rows.atNs[row] = act.atNs;
  const bytes = new TextEncoder().encode(act.reason).subarray(0, REASON_BYTES);
  reasons.bytes.set(bytes, row * REASON_BYTES);
  return true;
}

/** All acts, in the order in which they were recorded. */
export function readActs({ rows, reasons }: ActJournal): RecordedAct[] {
  return Array.from({ length: Math.min(Atomics.load(rows.count, 0), rows.capacity) }, (_, row) => {
    const bytes = reasons.bytes.slice(row * REASON_BYTES, (row + 1) * REASON_BYTES);
    const end = bytes.indexOf(0);
    return {
      act: ACT_NAMES[rows.act[row]!]!,
      scope: ACT_SCOPES[rows.scope[row]!]!,
      scopeId: rows.scopeId[row]!,
      roles: ROLES.filter((_role, bit) => (rows.roles[row]! & (1 << bit)) !== 0),
      check: rows.check[row]!,
      reason: new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)),
      atNs: rows.atNs[row]!,
    };
  });
}

/**
 * Throws an InputError unless the authority suffices: known roles, `people` of them different and
 * one designated, a reason, and room in the journal.
 */
export function demandAuthority(
  journal: ActJournal,
  what: string,
  { roles, reason }: Authority,
  people: number,
): void {
  for (const role of roles) {
    if (!ROLES.includes(role))
      throw new InputError(`${what}: '${role}' is not a role; ${suggest(role, ROLES)}`);
  }
  if (reason.trim() === '') throw new InputError(`${what}: a reason must be given`);
  if (new Set(roles).size < people) {
    const needed = people === 1 ? 'a role' : `${people} different roles`;
    throw new InputError(`${what}: takes ${needed}, given: ${roles.join(', ') || 'none'}`);
  }
  if (!roles.some((role) => DESIGNATED.includes(role)))
    throw new InputError(
      `${what}: '${roles.join("', '")}' may not; one of ${DESIGNATED.join(', ')} must`,
    );
  if (!hasRoom(journal))
    throw new InputError(
      `${what}: the journal of acts is full (${journal.rows.capacity}), ` +
        'and an act must be recorded',
    );
}
