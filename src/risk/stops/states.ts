import { assert } from '../../base/input-error.js';
import type { Table } from '../../memory/table.js';

/**
 * The state of each scope, in words that all servers of a firm share: a scope that one gate stops
 * is stopped for all, and stays so after a restart. A state never gets better by itself. Throttles
 * expire, so they have no state.
 */
export const State = {
  ACTIVE: 0,
  /** Only orders that bring the server's position in the symbol nearer to flat. */
  REDUCING: 1,
  HALTED: 2,
  KILLED: 3,
} as const;
export type State = (typeof State)[keyof typeof State];

/**
 * `attention` counts the scopes that are not active, so that a gate looks at states only if there
 * are any; `changes` counts every change of a state; `accounts` counts the rows of accounts. Row 0.
 */
export const FIRM_STATE_SCHEMA = {
  attention: 'i32',
  state: 'i32',
  changes: 'i32',
  accounts: 'i32',
} as const;
/**
 * By server (numbered from 1) and by symbol. `sinceNs` is when the state was entered, ns since the
 * bell.
 */
export const SCOPE_STATE_SCHEMA = { state: 'i32', sinceNs: 'f64' } as const;
/**
 * Accounts and behaviours that have been stopped, a row each, in the order of their first stop.
 * Only people stop them, all on one thread.
 */
export const ACCOUNT_STATE_SCHEMA = { account: 'i32', state: 'i32', sinceNs: 'f64' } as const;
/** As many accounts as a scenario has acts. */
export const STOPPED_ACCOUNTS_MAX = 1000;

/** The states of firm, servers, symbols and accounts on shared memory. */
export interface StateWords {
  readonly firm: Table<typeof FIRM_STATE_SCHEMA>;
  readonly firmSince: Table<typeof SCOPE_STATE_SCHEMA>;
  readonly servers: Table<typeof SCOPE_STATE_SCHEMA>;
  readonly symbols: Table<typeof SCOPE_STATE_SCHEMA>;
  readonly accounts: Table<typeof ACCOUNT_STATE_SCHEMA>;
}

/**
 * The owner of a state. Servers are numbered from 1, symbols are places in the universe, accounts
 * and behaviours have codes, and a name for messages. A behaviour is active or killed: gates ask
 * the kill words about it, not its state, which says who may let it go, and when.
 */
export type StateScope =
  | { readonly kind: 'firm' }
  | { readonly kind: 'server'; readonly server: number }
  | { readonly kind: 'symbol'; readonly symbol: number }
  | { readonly kind: 'account'; readonly account: number; readonly name: string }
  | { readonly kind: 'behaviour'; readonly behaviour: number; readonly name: string };

/** Puts a scope into a worse state; returns false if its state is already as bad. */
export function worsenState(
  words: StateWords,
  scope: StateScope,
  state: State,
  nowNs: number,
): boolean {
  const { column, sinceNs, row } = placeOf(words, scope);
  for (;;) {
    const before = Atomics.load(column, row);
    if (before >= state) return false;
    if (Atomics.compareExchange(column, row, before, state) !== before) continue;
    sinceNs[row] = nowNs;
    if (before === State.ACTIVE) Atomics.add(words.firm.attention, 0, 1);
    Atomics.add(words.firm.changes, 0, 1);
    return true;
  }
}

/**
 * Raises the word of a scope, which may have more than its state in it. Only words that hold the
 * largest one of several servers are raised, and no gate reads them.
 */
export function raiseState(
  words: StateWords,
  scope: StateScope,
  word: number,
  nowNs: number,
): void {
  const { column, sinceNs, row } = placeOf(words, scope);
  for (let before = Atomics.load(column, row); before < word; ) {
    const seen = Atomics.compareExchange(column, row, before, word);
    if (seen === before) {
      sinceNs[row] = nowNs;
      Atomics.add(words.firm.changes, 0, 1);
      return;
    }
    before = seen;
  }
}

/** Makes a scope active again; returns its former state. Only a recorded human act may call it. */
export function clearState(words: StateWords, scope: StateScope): State {
  if (readState(words, scope) === State.ACTIVE) return State.ACTIVE;
  const { column, row } = placeOf(words, scope);
  const before = Atomics.exchange(column, row, State.ACTIVE) as State;
  if (before === State.ACTIVE) return before;
  Atomics.sub(words.firm.attention, 0, 1);
  Atomics.add(words.firm.changes, 0, 1);
  return before;
}

/** The state of a scope by itself. */
export function readState(words: StateWords, scope: StateScope): State {
  const code = listedCode(scope);
  if (code !== undefined && rowOfAccount(words, code) < 0) return State.ACTIVE;
  const { column, row } = placeOf(words, scope);
  return Atomics.load(column, row) as State;
}

/** Whether a scope has a row for its state, or there is room for one. */
export function hasStateRoom(words: StateWords, scope: StateScope): boolean {
  const code = listedCode(scope);
  return (
    code === undefined ||
    rowOfAccount(words, code) >= 0 ||
    words.firm.accounts[0]! < words.accounts.capacity
  );
}

/** When the scope entered its state, ns since the bell. */
export function stateSince(words: StateWords, scope: StateScope): number {
  const { sinceNs, row } = placeOf(words, scope);
  return sinceNs[row]!;
}

/** The worst state of an order's scopes: the firm, its server, its symbol, its account. */
export function stateFor(
  words: StateWords,
  server: number,
  symbol: number,
  account: number,
): State {
  const { firm, servers, symbols, accounts } = words;
  const row = rowOfAccount(words, account);
  return Math.max(
    Atomics.load(firm.state, 0),
    Atomics.load(servers.state, server),
    Atomics.load(symbols.state, symbol),
    row < 0 ? State.ACTIVE : accounts.state[row]!,
  ) as State;
}

/**
 * Whether the firm or a server (from 1) is halted or killed, so that the server may send nothing at
 * all. A reducing one may.
 */
export function isServerHalted({ firm, servers }: StateWords, server: number): boolean {
  return (
    Atomics.load(firm.attention, 0) !== 0 &&
    (Atomics.load(firm.state, 0) >= State.HALTED ||
      Atomics.load(servers.state, server) >= State.HALTED)
  );
}

/** The worst state of the firm and a server (from 1), whatever symbols and accounts are. */
export function stateOfServer({ firm, servers }: StateWords, server: number): State {
  return Math.max(Atomics.load(firm.state, 0), Atomics.load(servers.state, server)) as State;
}

/** Whether all scopes are active. */
export function isAllActive({ firm }: StateWords): boolean {
  return Atomics.load(firm.attention, 0) === 0;
}

function placeOf(
  words: StateWords,
  scope: StateScope,
): { column: Int32Array; sinceNs: Float64Array; row: number } {
  if (scope.kind === 'firm')
    return { column: words.firm.state, sinceNs: words.firmSince.sinceNs, row: 0 };
  if (scope.kind === 'server')
    return { column: words.servers.state, sinceNs: words.servers.sinceNs, row: scope.server };
  if (scope.kind === 'symbol')
    return { column: words.symbols.state, sinceNs: words.symbols.sinceNs, row: scope.symbol };
  return {
    column: words.accounts.state,
    sinceNs: words.accounts.sinceNs,
    row: openAccount(words, listedCode(scope)!),
  };
}

/** The code of a scope in the list of accounts, in which behaviours have codes below 0. */
function listedCode(scope: StateScope): number | undefined {
  if (scope.kind === 'behaviour') return -1 - scope.behaviour;
  return scope.kind === 'account' ? scope.account : undefined;
}

/** Returns the row of an account, or −1 if nothing has stopped it yet. */
function rowOfAccount({ firm, accounts }: StateWords, code: number): number {
  const rows = firm.accounts[0]!;
  for (let row = 0; row < rows; row++) if (accounts.account[row] === code) return row;
  return -1;
}

/** Returns the row of an account, and opens it if there is none. */
function openAccount(words: StateWords, code: number): number {
  const found = rowOfAccount(words, code);
  if (found >= 0) return found;
  const { firm, accounts } = words;
  const row = firm.accounts[0]!;
  assert(row < accounts.capacity, `risk/states: ${row} accounts are stopped, no room for more`);
  accounts.account[row] = code;
  firm.accounts[0] = row + 1;
  return row;
}
