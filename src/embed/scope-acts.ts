import { INT32_MAX } from '../base/ranges.js';
import { Verdict } from '../orders/codes.js';
import type { SecondPass } from '../risk/counts/second-pass.js';
import { demandAct, type ScopeAct, stateOfAct, stateScopeOf } from '../risk/stops/acts.js';
import { type KillScope, kill, rearm } from '../risk/stops/kill.js';
import { clearState, hasStateRoom, type StateWords, worsenState } from '../risk/stops/states.js';
import type { Server } from '../server/server.js';
import { RefusedError } from './orders.js';
import { rowOfOrder } from './waits.js';

/** Acts on a scope of one server. Throws an InputError where the gate has no states for the act. */
export function actOn(server: Server, act: ScopeAct, scope: KillScope, nowNs: number): void {
  const { kill: words, catalogue } = server.gate;
  demandAct(act, scope, catalogue !== undefined, act);
  if (act === 'kill') {
    if (!kill(words, scope)) throw new RefusedError('full', `kill of one ${scope.kind}`);
    return;
  }
  if (act === 're-arm') {
    rearm(words, scope);
    if (catalogue !== undefined) letGo(server, catalogue, scope);
    return;
  }
  halt(catalogue!.firm.states, act, scope, nowNs);
}

function halt(states: StateWords, act: 'halt' | 'reduce', scope: KillScope, nowNs: number): void {
  const owner = stateScopeOf(scope)!;
  if (!hasStateRoom(states, owner)) throw new RefusedError('full', `${act} of one ${scope.kind}`);
  worsenState(states, owner, stateOfAct(act), nowNs);
}

/** Ends what checks and people have stopped, and releases a held order for as many executions. */
function letGo(server: Server, { firm, parents, bounds }: SecondPass, scope: KillScope): void {
  const owner = stateScopeOf(scope);
  if (owner !== undefined) clearState(firm.states, owner);
  if (scope.kind === 'firm') Atomics.store(firm.words.heldParents, 0, 0);
  if (scope.kind !== 'parent') return;
  const row = rowOfOrder(server, scope.order);
  if (row >= 0 && parents.ceiling[row]! < 0)
    parents.ceiling[row] = Math.min(
      INT32_MAX,
      parents.uses[row]! + bounds.hard[Verdict.EXECUTIONS_PER_PARENT]!,
    );
}
