import {
  clearState,
  readState,
  type State,
  type StateScope,
  type StateWords,
  worsenState,
} from '../../risk/stops/states.js';

/**
 * Re-arms as one server knows them. A stop is exchanged between servers while a person re-arms its
 * scope, so each stop carries the number of acts up to the last re-arm that its server knew. Of two
 * states of a scope the one with more acts is the later one, and of two with as many the worse one.
 * So all servers come to the same state, in whichever order they hear of stops and re-arms, and a
 * stop from before a re-arm never comes back.
 */
export const REARM_SCHEMA = { acts: 'i32' } as const;

/** The states of a gate, and the acts up to the last re-arm of each scope; see `rearmRow`. */
export interface OwnStates {
  readonly states: StateWords;
  readonly rearms: Int32Array;
}

/** Rows for the firm, the servers by number, and the symbols. */
export const rearmRows = (servers: number, symbols: number): number => servers + 1 + symbols;

/** Returns the row of a scope; −1 for an account, whose stops only come with acts, in order. */
function rearmRow({ servers }: StateWords, scope: StateScope): number {
  if (scope.kind === 'firm') return 0;
  if (scope.kind === 'server') return scope.server;
  return scope.kind === 'symbol' ? servers.capacity + scope.symbol : -1;
}

/** Returns the number of acts up to the last re-arm of a scope that this server knows. */
export function rearmsOf({ states, rearms }: OwnStates, scope: StateScope): number {
  const row = rearmRow(states, scope);
  return row < 0 ? 0 : rearms[row]!;
}

/** Makes a scope active for the act of a row, unless this server knows a later re-arm. */
export function rearmState(own: OwnStates, scope: StateScope, act: number): void {
  const row = rearmRow(own.states, scope);
  if (row >= 0) {
    if (own.rearms[row]! > act) return;
    own.rearms[row] = act + 1;
  }
  clearState(own.states, scope);
}

/** Worsens a scope for the act of a row, unless this server knows a later re-arm. */
export function stopState(
  own: OwnStates,
  scope: StateScope,
  state: State,
  act: number,
  nowNs: number,
): void {
  if (rearmsOf(own, scope) <= act) worsenState(own.states, scope, state, nowNs);
}

/** Puts a scope into the state that another server passed on, with the re-arms that it knew. */
export function takeState(
  own: OwnStates,
  scope: StateScope,
  state: State,
  rearms: number,
  nowNs: number,
): void {
  own.rearms[rearmRow(own.states, scope)] = rearms;
  if (state < readState(own.states, scope)) clearState(own.states, scope);
  worsenState(own.states, scope, state, nowNs);
}
