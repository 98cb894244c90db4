import type { Table } from '../../memory/table.js';

const { max } = Math;
const { add, exchange, load, store, sub } = Atomics;

/**
 * The kill switch: words that only a recorded human act clears. `firm` and `scoped` are row 0;
 * `server`, `behaviour` and `symbol` have a row for each scope that they stop. Rows FLAG_ROW …
 * FLAG_ROW + 7 of `behaviour` are the bits of the flag word. `scoped` counts kills narrower than a
 * server, so that a gate looks for them only if there are any.
 */
export const KILL_SCHEMA = {
  firm: 'i32',
  scoped: 'i32',
  server: 'i32',
  behaviour: 'i32',
  symbol: 'i32',
} as const;
/** Killed single parent orders: row 0 is their number, rows 1 … n are their order ids. */
export const KILLED_ORDER_SCHEMA = { order: 'i32' } as const;
/** Killed accounts: row 0 is their number, rows 1 … n are their codes. */
export const KILLED_ACCOUNT_SCHEMA = { account: 'i32' } as const;
/** Accounts that can be killed at the same time; a scenario has at most a thousand acts. */
export const KILLED_ACCOUNTS_MAX = 1023;
/** Killed single parent orders, in a column. */
type KilledOrders = Table<typeof KILLED_ORDER_SCHEMA>;
type KilledAccounts = Table<typeof KILLED_ACCOUNT_SCHEMA>;
/**
 * `orders` is absent if no single order can be killed, as in the simulated day; `accounts` if no
 * account can.
 */
export type KillSwitch = Table<typeof KILL_SCHEMA> & {
  readonly orders?: KilledOrders;
  readonly accounts?: KilledAccounts;
};

/** Behaviours are numbered below 128: a child's lineage has seven bits for them. */
const FLAG_ROW = 128;

/**
 * The scope of a kill or a re-arm. Servers are numbered from 1; behaviours and symbols are places
 * in their tables.
 */
export type KillScope =
  | { readonly kind: 'firm' }
  | { readonly kind: 'server'; readonly server: number }
  | { readonly kind: 'behaviour'; readonly behaviour: number }
  /** Children sent under a flag bit, whichever behaviour the build chose for it. */
  | { readonly kind: 'flag'; readonly bit: number }
  | { readonly kind: 'symbol'; readonly symbol: number }
  /** A customer, by the code of its account. */
  | { readonly kind: 'account'; readonly account: number }
  /** One parent, by its order id. */
  | { readonly kind: 'parent'; readonly order: number };

/** Whether two scopes are the same. */
export function isSameScope(a: KillScope, b: KillScope): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

/** Rows that the kill table of a market needs. */
export function killRows(symbols: number, servers: number): number {
  return max(symbols, servers + 1, 256);
}

/**
 * Stops the scope. Servers are numbered from 1. Takes effect with the next batch of children that
 * any gate looks at. Returns false when no more single orders, or accounts, can be killed.
 */
export function kill(words: KillSwitch, scope: KillScope): boolean {
  if (scope.kind === 'firm') store(words.firm, 0, 1);
  else if (scope.kind === 'server') store(words.server, scope.server, 1);
  else if (scope.kind === 'parent') return killListed(words, words.orders?.order, scope.order);
  else if (scope.kind === 'account')
    return killListed(words, words.accounts?.account, scope.account);
  else if (exchange(scopeColumn(words, scope), scopeRow(scope), 1) === 0) add(words.scoped, 0, 1);
  return true;
}

/** Lets the scope trade again. Only a recorded human act may call it. */
export function rearm(words: KillSwitch, scope: KillScope): void {
  if (scope.kind === 'firm') store(words.firm, 0, 0);
  else if (scope.kind === 'server') store(words.server, scope.server, 0);
  else if (scope.kind === 'parent') rearmListed(words, words.orders?.order, scope.order);
  else if (scope.kind === 'account') rearmListed(words, words.accounts?.account, scope.account);
  else if (exchange(scopeColumn(words, scope), scopeRow(scope), 0) === 1) sub(words.scoped, 0, 1);
}

type NarrowScope = Extract<KillScope, { kind: 'behaviour' | 'flag' | 'symbol' }>;

function scopeColumn(words: KillSwitch, scope: NarrowScope): Int32Array {
  return scope.kind === 'symbol' ? words.symbol : words.behaviour;
}

function scopeRow(scope: NarrowScope): number {
  if (scope.kind === 'symbol') return scope.symbol;
  return scope.kind === 'flag' ? FLAG_ROW + scope.bit : scope.behaviour;
}

function killListed({ scoped }: KillSwitch, list: Int32Array | undefined, id: number): boolean {
  if (list === undefined) return false;
  if (isListed(list, id)) return true;
  const count = list[0]!;
  if (count + 1 >= list.length) return false;
  list[count + 1] = id;
  store(list, 0, count + 1);
  add(scoped, 0, 1);
  return true;
}

function rearmListed({ scoped }: KillSwitch, list: Int32Array | undefined, id: number): void {
  if (list === undefined || !isListed(list, id)) return;
  const count = list[0]!;
  const row = list.indexOf(id, 1);
  list[row] = list[count]!;
  store(list, 0, count - 1);
  sub(scoped, 0, 1);
}

function isListed(list: Int32Array, id: number): boolean {
  const count = list[0]!;
  for (let row = 1; row <= count; row++) if (list[row] === id) return true;
  return false;
}

/** Whether a parent order is killed by itself. */
export function isOrderKilled({ order }: KilledOrders, id: number): boolean {
  return isListed(order, id);
}

/** Whether an account is killed, by its code. */
export function isAccountKilled({ accounts }: KillSwitch, code: number): boolean {
  return accounts !== undefined && isListed(accounts.account, code);
}

/** Whether a child sent under these flag bits is stopped by one of them. */
export function isFlagKilled({ behaviour }: KillSwitch, flags: number): boolean {
  for (let bit = 0; flags >>> bit !== 0; bit++)
    if ((flags & (1 << bit)) !== 0 && behaviour[FLAG_ROW + bit] !== 0) return true;
  return false;
}

/** Whether a whole server is stopped, by itself or with the firm. */
export function isServerKilled(words: KillSwitch, server: number): boolean {
  return load(words.firm, 0) !== 0 || load(words.server, server) !== 0;
}
