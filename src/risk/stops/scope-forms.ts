import {
  anything,
  demand,
  type Form,
  faultAt,
  fields,
  kinds,
  oneOf,
  whole,
} from '../../base/forms.js';
import { suggest } from '../../base/input-error.js';
import { FLAG_BIT_MAX } from '../../base/ranges.js';
import { unknownSymbol } from '../limits/layers.js';
import type { KillScope } from './kill.js';

/** The scope of a kill or a re-arm, by names. Servers are numbered from 1. */
export type NamedScope =
  | { readonly kind: 'firm' }
  | { readonly kind: 'server'; readonly server: number }
  /** A behaviour of the router by its name: `power-peg`, `ordinary` … */
  | { readonly kind: 'behaviour'; readonly behaviour: string }
  /** Children sent under a flag bit, 0 … 7, whichever behaviour the build chose for it. */
  | { readonly kind: 'flag'; readonly bit: number }
  | { readonly kind: 'symbol'; readonly symbol: string }
  /** A customer by its Account (FIX tag 1). */
  | { readonly kind: 'account'; readonly account: string }
  /** One parent, by its order id. */
  | { readonly kind: 'parent'; readonly order: number };

/** Accounts that can be named. */
interface KnownAccounts {
  /** Returns the code of an account, or undefined for an unknown one. */
  readonly codeOf: (name: string) => number | undefined;
  /** The names of all, for the nearest one. */
  readonly names: readonly string[];
}

/** The scopes that exist. */
interface ScopesKnown {
  readonly servers: number;
  readonly symbols: readonly string[];
  readonly behaviours: readonly string[];
  readonly accounts: KnownAccounts;
  /** The lowest and the highest order id. */
  readonly firstOrder: number;
  readonly lastOrder: number;
}

const FIRM = fields({ kind: anything });
const FLAG = fields({ kind: anything, bit: whole(0, FLAG_BIT_MAX) });

function namedScopeForm({
  servers,
  symbols,
  behaviours,
  accounts,
  firstOrder,
  lastOrder,
}: ScopesKnown): Form {
  return kinds('kind', {
    firm: FIRM,
    server: fields({ kind: anything, server: whole(1, servers) }),
    behaviour: fields({ kind: anything, behaviour: oneOf(behaviours) }),
    flag: FLAG,
    symbol: fields({ kind: anything, symbol: symbolForm(symbols) }),
    account: fields({ kind: anything, account: knownAccountForm(accounts) }),
    parent: fields({ kind: anything, order: whole(firstOrder, lastOrder) }),
  });
}

/** The name of a stock of a universe. */
export function symbolForm(symbols: readonly string[]): Form {
  return {
    check(value, place, faults) {
      if (typeof value === 'string' && symbols.includes(value)) return;
      const reason =
        typeof value === 'string' ? unknownSymbol(value, symbols) : 'must be the name of a symbol';
      faults.push(faultAt(place, value, reason));
    },
  };
}

function knownAccountForm({ codeOf, names }: KnownAccounts): Form {
  return {
    check(value, place, faults) {
      if (typeof value === 'string' && codeOf(value) !== undefined) return;
      faults.push(faultAt(place, value, unknownAccount(value, names)));
    },
  };
}

/** Says why an account is refused. */
export function unknownAccount(value: unknown, names: readonly string[]): string {
  const hint = names.length === 0 ? 'no account is known' : suggest(String(value), names);
  return `must be an account with limits, or one of the orders; ${hint}`;
}

/** Returns the rows of a scope given by names. Throws an InputError for an unknown scope. */
export function rowScope(
  scope: NamedScope,
  known: ScopesKnown,
  source: string,
  place = '',
): KillScope {
  demand(namedScopeForm(known), scope, source, place);
  if (scope.kind === 'symbol')
    return { kind: 'symbol', symbol: known.symbols.indexOf(scope.symbol) };
  if (scope.kind === 'behaviour')
    return { kind: 'behaviour', behaviour: known.behaviours.indexOf(scope.behaviour) };
  if (scope.kind === 'account')
    return { kind: 'account', account: known.accounts.codeOf(scope.account)! };
  return scope;
}

/** The names of a scope of rows. */
export function namedScope(
  scope: KillScope,
  symbols: readonly string[],
  behaviours: readonly string[],
  accounts: ReadonlyMap<number, string>,
): NamedScope {
  if (scope.kind === 'symbol') return { kind: 'symbol', symbol: symbols[scope.symbol]! };
  if (scope.kind === 'behaviour')
    return { kind: 'behaviour', behaviour: behaviours[scope.behaviour]! };
  if (scope.kind === 'account') return { kind: 'account', account: accounts.get(scope.account)! };
  return scope;
}
