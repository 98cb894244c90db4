import { InputError, suggest } from '../../base/input-error.js';
import type { KillScope } from './kill.js';
import { State, type StateScope } from './states.js';

/** The acts of people on a scope: three ways to stop it, and one that lets it trade again. */
export const SCOPE_ACTS = [
  'kill',
  'halt',
  'reduce',
  're-arm',
] as const satisfies readonly ScopeAct[];
/**
 * An act on a scope. After a `kill` or a `halt` it sends nothing; after `reduce` only orders that
 * bring a server's position nearer to flat. A `re-arm` ends all three.
 */
export type ScopeAct = 'kill' | 'halt' | 'reduce' | 're-arm';
/** An act that stops a scope. */
export type StopAct = Exclude<ScopeAct, 're-arm'>;

const STATES = { kill: State.KILLED, halt: State.HALTED, reduce: State.REDUCING } as const;

/** Returns the state into which an act puts its scope. */
export const stateOfAct = (act: StopAct): State => STATES[act];

/** Returns the owner of a state; undefined for scopes that can only be killed. */
export function stateScopeOf(scope: KillScope): StateScope | undefined {
  switch (scope.kind) {
    case 'firm':
    case 'server':
    case 'symbol':
      return scope;
    case 'account':
      return { ...scope, name: String(scope.account) };
    default:
      return undefined;
  }
}

/**
 * Throws an InputError unless an act is known and its scope can have it. `hasStates` says whether
 * the gates keep states of scopes; without them a scope can be killed and re-armed.
 */
export function demandAct(
  act: string,
  { kind }: KillScope,
  hasStates: boolean,
  place: string,
): void {
  demandActName(act, place);
  if (act === 'kill' || act === 're-arm') return;
  if (['behaviour', 'flag', 'parent'].includes(kind))
    throw new InputError(
      `${place}: '${act}' is for firm, server, symbol and account; a ${kind} can only be killed`,
    );
  if (!hasStates)
    throw new InputError(
      `${place}: '${act}' needs gates that keep states of scopes; these have no second pass: ` +
        'set explain in their limits, or a check of the second pass',
    );
}

/** Throws an InputError for an unknown act. */
function demandActName(act: string, place: string): asserts act is ScopeAct {
  if (!SCOPE_ACTS.includes(act as ScopeAct))
    throw new InputError(`${place}: '${act}' is not an act; ${suggest(String(act), SCOPE_ACTS)}`);
}
