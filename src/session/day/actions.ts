import { InputError, suggest } from '../../base/input-error.js';
import { parseTimeOfDay } from '../../base/units.js';
import type { Stock } from '../../market/universe.js';
import { unknownAccount } from '../../risk/stops/scope-forms.js';
import type { Action, ScopedAction } from './spec.js';

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
  for (const [row, action] of actions.entries())
    demandNames(action, `actions.${row}`, symbols, accounts);
  return actions
    .map((action) => ({ ...action, atNs: parseTimeOfDay(action.at) }))
    .sort((a, b) => a.atNs - b.atNs);
}

/** Refuses an action that names an unknown symbol or account. */
export function demandNames(
  action: Action,
  place: string,
  symbols: readonly string[],
  accounts: ReadonlyMap<string, number>,
): void {
  const { scope = '', symbol = '', account = '' } = action as Partial<ScopedAction>;
  if ((scope === 'account' || account !== '') && !accounts.has(account))
    throw new InputError(
      `${place}.account: is '${account}'; ${unknownAccount(account, [...accounts.keys()])}`,
    );
  if ((scope === 'symbol' || symbol !== '') && !symbols.includes(symbol))
    throw new InputError(
      `${place}.symbol: '${symbol}' is not known here; ${suggest(symbol, symbols)}`,
    );
}
