import { InputError, suggest } from '../../base/input-error.js';
import { formatTimeOfDay, parseTimeOfDay } from '../../base/units.js';
import type { Stock } from '../../market/universe.js';
import { unknownAccount } from '../../risk/stops/scope-forms.js';
import type { Day } from './day.js';
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
function demandNames(
  action: Action,
  place: string,
  symbols: readonly string[],
  accounts: ReadonlyMap<string, number>,
): void {
  const { scope = '', symbol = '', account = '' } = action as Partial<ScopedAction>;
  if (scope === 'account' && !accounts.has(account))
    throw new InputError(
      `${place}.account: is '${account}'; ${unknownAccount(account, [...accounts.keys()])}`,
    );
  if ((scope === 'symbol' || symbol !== '') && !symbols.includes(symbol))
    throw new InputError(
      `${place}.symbol: '${symbol}' is not known here; ${suggest(symbol, symbols)}`,
    );
}

/**
 * Adds an act to a day with a runbook that is under way, behind those of its time: the day then
 * goes as one whose spec had it from the beginning. Returns it with its time. Throws an InputError,
 * and adds nothing, for a time that lies behind, an unknown name, or a monitor, which a day has from
 * its beginning.
 */
export function addAction(
  { actions, cursor, market, accountCodes, spec }: Day,
  action: Action,
): DueAction {
  const atNs = parseTimeOfDay(action.at);
  if (!(atNs >= cursor.nowNs[0]!))
    throw new InputError(
      `action.at: is '${action.at}'; must not lie before ${formatTimeOfDay(cursor.nowNs[0]!)}`,
    );
  if (action.do === 'watch' || spec.runbook === undefined)
    throw new InputError(
      `action.do: '${action.do}' cannot be added to this day; a day under way takes acts other ` +
        'than watch, where its scenario has a runbook',
    );
  const symbols = market.stocks.map(({ symbol }) => symbol);
  demandNames(action, 'action', symbols, accountCodes);
  let row = actions.length;
  while (row > cursor.nextAction[0]! && actions[row - 1]!.atNs > atNs) row--;
  const due = { ...action, atNs };
  actions.splice(row, 0, due);
  return due;
}
