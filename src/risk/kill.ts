import type { Table } from '../memory/table.js';

/**
 * The kill switch: words that only a recorded human act clears. `firm` and `scoped` are row 0; `server`, `behaviour` and `symbol` are indexed by what they stop.
 * `scoped` counts kills of behaviours and symbols, so that a gate asks for them only when there are any.
 */
export const KILL_SCHEMA = { firm: 'i32', scoped: 'i32', server: 'i32', behaviour: 'i32', symbol: 'i32' } as const;
export type KillWords = Table<typeof KILL_SCHEMA>;

export type KillScope =
  | { readonly kind: 'firm' }
  | { readonly kind: 'server'; readonly server: number }
  | { readonly kind: 'behaviour'; readonly behaviour: number }
  | { readonly kind: 'symbol'; readonly symbol: number };

/** Rows that the kill table of a market needs. */
export function killRows(symbols: number, servers: number): number {
  return Math.max(symbols, servers + 1, 256);
}

/** Stops the scope. Servers are numbered from 1. Takes effect with the next child that any gate looks at. */
export function kill(words: KillWords, scope: KillScope): void {
  if (scope.kind === 'firm') Atomics.store(words.firm, 0, 1);
  else if (scope.kind === 'server') Atomics.store(words.server, scope.server, 1);
  else {
    const word = scope.kind === 'symbol' ? words.symbol : words.behaviour;
    const row = scope.kind === 'symbol' ? scope.symbol : scope.behaviour;
    if (Atomics.exchange(word, row, 1) === 0) Atomics.add(words.scoped, 0, 1);
  }
}

/** Whether a whole server is stopped, by itself or with the firm. */
export function isServerKilled(words: KillWords, server: number): boolean {
  return Atomics.load(words.firm, 0) !== 0 || Atomics.load(words.server, server) !== 0;
}
