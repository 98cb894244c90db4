import { mix32 } from '../base/random.js';

/**
 * Which server gets a parent that came in on no session. No document describes how Knight's parents
 * were spread over its eight servers.
 * - `least-open`: the server with the fewest open parents, among equals the next in turn.
 * - `round-robin`: the servers in turn.
 * - `symbol`: all orders in a stock go to one server, by a hash of the stock's place.
 * - `sticky`: orders of an account stay with the server that got its first one; those without an
 *   account, with the server that got the first one in their stock.
 * A stopped server is passed over where the rule's owner knows that it is stopped.
 */
export type AssignRule = 'least-open' | 'round-robin' | 'symbol' | 'sticky';

/** Returns the server, from 0, that a stock belongs to by the rule `symbol`. */
export function serverOfSymbol(symbol: number, servers: number): number {
  return (mix32(symbol + 1) >>> 0) % servers;
}

/** Which server each account and stock stays with: 0 while none, otherwise its number from 1. */
export interface Sticky {
  readonly ofAccount: Uint8Array;
  readonly ofSymbol: Uint8Array;
}

/** No account and no stock has a server yet. Account codes have 16 bits. */
export function openSticky(symbols: number): Sticky {
  return { ofAccount: new Uint8Array(2 ** 16), ofSymbol: new Uint8Array(symbols) };
}

/** Returns the server, from 0, that an order stays with; −1 while it has none. */
export function stuckTo({ ofAccount, ofSymbol }: Sticky, account: number, symbol: number): number {
  return (account > 0 ? ofAccount[account]! : ofSymbol[symbol]!) - 1;
}

/** Notes the server, from 0, that later orders of the account, or in the stock, stay with. */
export function stick(
  { ofAccount, ofSymbol }: Sticky,
  account: number,
  symbol: number,
  server: number,
): void {
  if (account > 0) ofAccount[account] = server + 1;
  else ofSymbol[symbol] = server + 1;
}
