import { InputError, suggest } from '../base/input-error.js';
import { Verdict } from '../orders/codes.js';
import { CATALOGUE_ROWS } from './catalogue/catalogue.js';
import type { FirmWords, SecondPass } from './counts/second-pass.js';
import { setRaise } from './limits/raises.js';
import { type StopAct, stateOfAct } from './stops/acts.js';
import {
  type ActName,
  type Authority,
  COOL_OFF_NS,
  demandAuthority,
  recordAct,
} from './stops/authority.js';
import { type KillSwitch, kill, rearm } from './stops/kill.js';
import {
  clearState,
  readState,
  State,
  type StateScope,
  stateSince,
  worsenState,
} from './stops/states.js';

/**
 * The acts of people on the gate, each recorded: stop a scope, re-arm it, release a parent, raise a
 * limit for a time.
 */

/**
 * Stops a scope, or lets only reducing orders of it through. Anybody may stop, at once and alone.
 * If the journal is full, the act stops the scope without a record. A kill also sets the kill
 * words. Returns false if the scope was already in that state or a worse one.
 */
export function stopScope(
  firm: FirmWords,
  kills: KillSwitch,
  scope: StateScope,
  act: StopAct,
  by: Authority,
): boolean {
  if (act === 'kill') kill(kills, scope);
  const changed = worsenState(firm.states, scope, stateOfAct(act), by.nowNs);
  record(firm, act, scope, by);
  return changed;
}

/**
 * Re-arms a scope. A halt needs one designated role. A kill needs two different roles, one of them
 * designated, and a cool-off of a minute. Both need a reason. Throws an InputError and changes
 * nothing if one of these is missing or the scope is active. Sums stay as counted: a limit that is
 * still passed stops the scope again.
 */
export function rearmScope(
  firm: FirmWords,
  kills: KillSwitch,
  scope: StateScope,
  by: Authority,
): State {
  const what = `re-arm of ${nameOf(scope)}`;
  const state = readState(firm.states, scope);
  if (state === State.ACTIVE) throw new InputError(`${what}: nothing has stopped it`);
  demandAuthority(firm.acts, what, by, state === State.KILLED ? 2 : 1);
  const waitNs =
    state === State.KILLED ? stateSince(firm.states, scope) + COOL_OFF_NS - by.nowNs : 0;
  if (waitNs > 0)
    throw new InputError(`${what}: ${Math.ceil(waitNs / 1e9)} s of the cool-off are left`);
  record(firm, 're-arm', scope, by);
  if (state === State.KILLED) rearm(kills, scope);
  if (scope.kind === 'firm') Atomics.store(firm.words.heldParents, 0, 0);
  return clearState(firm.states, scope);
}

/**
 * Releases a held parent for as many executions again. Call it on the server's thread. Throws an
 * InputError without a designated role and a reason.
 */
export function releaseParent(
  { firm, parents, bounds }: SecondPass,
  parent: number,
  by: Authority,
): void {
  const what = `release of parent row ${parent}`;
  if (parents.ceiling[parent]! >= 0) throw new InputError(`${what}: it is not held`);
  demandAuthority(firm.acts, what, by, 1);
  recordAct(firm.acts, {
    act: 'release',
    scope: 'parent',
    scopeId: parent,
    roles: by.roles,
    check: 0,
    reason: by.reason,
    atNs: by.nowNs,
  });
  parents.ceiling[parent] = Math.min(
    0x7fffffff,
    parents.uses[parent]! + bounds.hard[Verdict.EXECUTIONS_PER_PARENT]!,
  );
}

/**
 * Raises the hard level of a check of the second pass until a time, for all servers; it reverts by
 * itself. `value` is in the unit of the check's parameter. Throws an InputError without a
 * designated role and a reason.
 */
export function raiseLimit(
  firm: FirmWords,
  name: string,
  value: number,
  untilNs: number,
  by: Authority,
): void {
  const what = `raise of '${name}'`;
  const raisable = CATALOGUE_ROWS.filter((row) => 'hard' in row);
  const row = raisable.find((known) => known.name === name);
  if (row === undefined) {
    throw new InputError(
      `${what}: is no limit that can be raised; ${suggest(
        name,
        raisable.map((known) => known.name),
      )}`,
    );
  }
  if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
    throw new InputError(`${what}: ${value} is not a limit`);
  if (!(untilNs > by.nowNs) || untilNs === Number.POSITIVE_INFINITY)
    throw new InputError(`${what}: must have an end that lies ahead`);
  demandAuthority(firm.acts, what, by, 1);
  recordAct(firm.acts, {
    act: 'raise',
    scope: 'check',
    scopeId: row.verdict,
    roles: by.roles,
    check: row.verdict,
    reason: by.reason,
    atNs: by.nowNs,
  });
  setRaise(firm.raises, row.verdict, value, untilNs);
}

function record(firm: FirmWords, act: ActName, scope: StateScope, by: Authority): void {
  recordAct(firm.acts, {
    act,
    scope: scope.kind,
    scopeId: idOf(scope),
    roles: by.roles,
    check: 0,
    reason: by.reason,
    atNs: by.nowNs,
  });
}

function idOf(scope: StateScope): number {
  if (scope.kind === 'firm') return 0;
  if (scope.kind === 'account') return scope.account;
  if (scope.kind === 'behaviour') return scope.behaviour;
  return scope.kind === 'server' ? scope.server : scope.symbol;
}

function nameOf(scope: StateScope): string {
  if (scope.kind === 'firm') return 'the firm';
  return `${scope.kind} ${'name' in scope ? scope.name : idOf(scope)}`;
}
