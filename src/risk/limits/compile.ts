import type { CatalogueLimits } from '../catalogue/catalogue.js';
import { classifySymbols, limitedAccounts, resolveLimits, type SymbolClasses } from './layers.js';
import type { GateLimits, LimitLayers } from './limits.js';

/** The limits of one pass or of both, with the layers that change them. */
type LayeredLimits = CatalogueLimits & {
  readonly layers?: LimitLayers | undefined;
};

/**
 * The limits of a server at every place, with their layers resolved. Both passes of its gate are
 * written from here: the first pass has a block for each row of accounts and class of symbols, the
 * second has bounds for each class.
 */
export interface CompiledLimits<L extends LayeredLimits = GateLimits> {
  readonly risk: L;
  readonly server: number;
  readonly classes: SymbolClasses;
  /** Accounts with limits of their own, in the order of their codes, which begin with 1. */
  readonly accounts: readonly string[];
  /**
   * By class of symbols, the limits of an order without an account. Class 0 has the server's own.
   */
  readonly byClass: readonly L[];
}

/**
 * Resolves the layers of a server's limits. Throws an InputError if they name a symbol that the
 * universe lacks.
 */
export function compileLimits<L extends LayeredLimits>(
  risk: L,
  server: number,
  symbols: readonly string[],
): CompiledLimits<L> {
  const classes = classifySymbols(risk, symbols);
  return {
    risk,
    server,
    classes,
    accounts: limitedAccounts(risk),
    byClass: classes.examples.map((symbol) => resolveLimits(risk, { server, symbol })),
  };
}

/**
 * The limits of an account's orders in a class of symbols. Code 0 names no account, and a code
 * beyond the last account with limits is any other account.
 */
export function limitsAt<L extends LayeredLimits>(
  { risk, server, classes, accounts, byClass }: CompiledLimits<L>,
  code: number,
  place: number,
): L {
  const account = accounts[code - 1];
  return account === undefined
    ? byClass[place]!
    : resolveLimits(risk, { server, account, symbol: classes.examples[place] });
}
