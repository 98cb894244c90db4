import { InputError, suggest } from '../../base/input-error.js';
import { parseTimeOfDay } from '../../base/units.js';
import type { Stock } from '../../market/universe.js';
import { unknownAccount } from '../../risk/stops/scope-forms.js';
import type { Action } from './spec.js';

/** An action with its time in ns since the bell. */
export type DueAction = Action & { readonly atNs: number };

/**
 * Returns the actions of a day, sorted by time. Throws an InputError if one names an unknown
 * symbol or account.
 */
export function orderActions(
  actions: readonly Action[],
  stocks: readonly Stock[],
  accounts: ReadonlyMap<string, number>,
): DueAction[] {
  const symbols = stocks.map(({ symbol }) => symbol);
  actions.forEach((action, row) => {
    if (!('scope' in action)) return;
    const { symbol = '', account = '' } = action;
    if (action.scope === 'account' && !accounts.has(account))
      throw new InputError(
        `actions.${row}.account: is '${account}'; ${unknownAccount(account, [...accounts.keys()])}`,
      );
    if (action.scope !== 'symbol') return;
    if (!symbols.includes(symbol))
      throw new InputError(
        `actions.${row}.symbol: '${symbol}' is not known here; ${suggest(symbol, symbols)}`,
      );
  });
  return actions
    .map((action) => ({ ...action, atNs: parseTimeOfDay(action.at) }))
    .sort((a, b) => a.atNs - b.atNs);
}
