import type { OrderFlow } from '../orders/flow.js';

/** The names by which the orders of a flow are followed, by row. */
export interface OrderNames {
  /** The ClOrdID of each order; a generated one is named by its number. */
  readonly clOrdIds: readonly string[];
  /** The distinct Accounts, none first, and by order the place of its own. */
  readonly accounts: readonly string[];
  readonly account: Int32Array;
}

/** Returns the names of a flow's orders. */
export function nameOrders({ count, clOrdIds, accountNames }: OrderFlow): OrderNames {
  const accounts = [...new Set(['', ...(accountNames ?? [])])];
  const codes = new Map(accounts.map((name, code) => [name, code]));
  return {
    clOrdIds: Array.from({ length: count }, (_, row) => clOrdIdOf(clOrdIds, row)),
    accounts,
    account: Int32Array.from({ length: count }, (_, row) => codes.get(accountNames?.[row] ?? '')!),
  };
}

/** Returns the names of a flow where its orders, or some of them, came from a file. */
export function followedNames(flow: OrderFlow): OrderNames | undefined {
  return flow.clOrdIds === undefined ? undefined : nameOrders(flow);
}

const clOrdIdOf = (clOrdIds: readonly string[] | undefined, row: number): string =>
  clOrdIds?.[row] || `generated-${row}`;
