import { ACCOUNT_CODE_MAX } from '../orders/flow.js';

/**
 * Codes of accounts, as `OrderFlow` has them: 1 … n for those with limits of their own, and a code
 * above these for each other account that an order or a kill has named. Accounts beyond
 * ACCOUNT_CODE_MAX share the last code.
 */
export class AccountCodes {
  readonly #codes: Map<string, number>;

  constructor(limited: readonly string[]) {
    this.#codes = new Map(limited.map((name, place) => [name, place + 1]));
  }

  /** Returns the code of an account; 0 for none. */
  codeOf(account: string | undefined): number {
    if (account === undefined) return 0;
    const code = this.#codes.get(account) ?? Math.min(ACCOUNT_CODE_MAX, this.#codes.size + 1);
    if (code < ACCOUNT_CODE_MAX) this.#codes.set(account, code);
    return code;
  }
}
