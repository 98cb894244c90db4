import { assert } from '../../base/input-error.js';
import type { Table } from '../../memory/table.js';
import { SCOPE_ACTS, type ScopeAct, stateOfAct, stateScopeOf } from '../../risk/stops/acts.js';
import { type KillScope, type KillSwitch, kill, rearm } from '../../risk/stops/kill.js';
import { type OwnStates, rearmState, stopState } from './rearms.js';

/**
 * The log of human acts: every stop and every re-arm, with the time of its request. The main thread
 * writes its rows once, in order, in three steps:
 *
 *   announce   scope → row; the word `announced` counts it
 *   stamp      the clock is read: the time of the request
 *   publish    time → row; the word `acts` counts it
 *
 * A server that sees an announced act notes what it hands over and when. So it can tell what left
 * after the stamp, however long the main thread is held up between stamping and publishing. Each
 * server applies published rows to kill words and states of its own, and recalls what it has not
 * handed over.
 */
export const ACT_SCHEMA = { kind: 'i32', id: 'i32', act: 'i32', requestNs: 'f64' } as const;
export type Acts = Table<typeof ACT_SCHEMA>;
/** Room for three thousand cycles of kill and re-arm, and some more acts. */
export const ACTS_MAX = 8192;

const SCOPE_KINDS = [
  'firm',
  'server',
  'behaviour',
  'flag',
  'symbol',
  'parent',
  'account',
] as const satisfies readonly KillScope['kind'][];

/** One human act. */
export interface Act {
  readonly scope: KillScope;
  readonly act: ScopeAct;
  readonly requestNs: number;
}

/**
 * Writes an act as the next row and announces it: from here on servers watch what they hand over.
 * Read the clock after it, and publish the row with that time. Returns the row. Throws when the log
 * is full.
 */
export function announceAct(
  acts: Acts,
  announced: Int32Array,
  { scope, act }: Pick<Act, 'scope' | 'act'>,
): number {
  const row = Atomics.load(announced, 0);
  assert(
    row < acts.capacity,
    `fleet/acts: ${acts.capacity} human acts are logged, there is no room for another`,
  );
  acts.kind[row] = SCOPE_KINDS.indexOf(scope.kind);
  acts.id[row] = scopeId(scope);
  acts.act[row] = SCOPE_ACTS.indexOf(act);
  Atomics.store(announced, 0, row + 1);
  return row;
}

/** Publishes the announced act of a row, which servers now take over. */
export function publishAct(acts: Acts, count: Int32Array, row: number, requestNs: number): void {
  acts.requestNs[row] = requestNs;
  Atomics.store(count, 0, row + 1);
}

/** Whether a scope may have children of a server. */
export const concernsServer = (scope: KillScope, server: number): boolean =>
  scope.kind !== 'server' || scope.server === server;

/** Returns the act of a row. */
export function readAct(acts: Acts, row: number): Act {
  return {
    scope: scopeOf(acts.kind[row]!, acts.id[row]!),
    act: SCOPE_ACTS[acts.act[row]!]!,
    requestNs: acts.requestNs[row]!,
  };
}

/**
 * Applies the act of a row to a server's own kill words and states. Without states it is a kill or
 * a re-arm.
 */
export function applyAct(
  { scope, act, requestNs }: Act,
  row: number,
  words: KillSwitch,
  own: OwnStates | undefined,
): void {
  if (act === 'kill') kill(words, scope);
  if (act === 're-arm') rearm(words, scope);
  const owner = stateScopeOf(scope);
  if (act === 'kill' || own === undefined || owner === undefined) return;
  if (act === 're-arm') rearmState(own, owner, row);
  else stopState(own, owner, stateOfAct(act), row, requestNs);
}

function scopeId(scope: KillScope): number {
  switch (scope.kind) {
    case 'firm':
      return 0;
    case 'server':
      return scope.server;
    case 'behaviour':
      return scope.behaviour;
    case 'flag':
      return scope.bit;
    case 'symbol':
      return scope.symbol;
    case 'parent':
      return scope.order;
    case 'account':
      return scope.account;
  }
}

function scopeOf(kind: number, id: number): KillScope {
  const name = SCOPE_KINDS[kind]!;
  switch (name) {
    case 'firm':
      return { kind: name };
    case 'server':
      return { kind: name, server: id };
    case 'behaviour':
      return { kind: name, behaviour: id };
    case 'flag':
      return { kind: name, bit: id };
    case 'symbol':
      return { kind: name, symbol: id };
    case 'parent':
      return { kind: name, order: id };
    case 'account':
      return { kind: name, account: id };
  }
}
