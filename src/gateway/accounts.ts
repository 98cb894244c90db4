/**
 * Codes of the accounts of a gateway's orders, by which limits know them: the named accounts have
 * theirs from 1 in their order, all others share the next one, and 0 is an order without one. So a
 * client that makes up names takes no memory.
 */
export class Accounts {
  readonly #codes: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.#codes = new Map(names.map((name, place) => [name, place + 1]));
  }

  codeOf(account: string): number {
    return account === '' ? 0 : (this.#codes.get(account) ?? this.#codes.size + 1);
  }
}
