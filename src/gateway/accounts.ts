import { accountsByCode, type OrderFlow } from '../orders/flow.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import type { GateLimits } from '../risk/limits/limits.js';
import type { GatewaySettings } from './settings.js';

/** The accounts that limits or sessions name, in the order of their codes, from 1. */
export function namedAccounts(risk: GateLimits, { sessions }: GatewaySettings): string[] {
  const own = sessions.flatMap(({ account }) => account ?? []);
  return [...new Set([...limitedAccounts(risk), ...own])];
}

/** The same with the accounts of a flow, which was read with `named`. */
export function withAccountsOf(flow: OrderFlow, named: readonly string[]): string[] {
  const accounts = [...named];
  for (const [code, name] of accountsByCode(flow)) accounts[code - 1] ??= name;
  return accounts;
}

/**
 * Codes of the accounts of a gateway's orders, by which limits know them: the named accounts have
 * theirs from 1 in their order, all others share the next one, and 0 is an order without one. So a
 * client that makes up names takes no memory.
 */
export class ClientAccounts {
  readonly #codes: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.#codes = new Map(names.map((name, place) => [name, place + 1]));
  }

  codeOf(account: string): number {
    return account === '' ? 0 : (this.#codes.get(account) ?? this.#codes.size + 1);
  }
}
