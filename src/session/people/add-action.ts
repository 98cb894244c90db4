import { InputError } from '../../base/input-error.js';
import { formatTimeOfDay, parseTimeOfDay } from '../../base/units.js';
import { type DueAction, demandNames } from '../day/actions.js';
import type { Day } from '../day/day.js';
import type { Action } from '../day/spec.js';

/**
 * Adds an act to a day with a runbook that is under way, behind those of its time: the day then
 * goes as one whose spec had it from the beginning. Returns it with its time. Throws an
 * InputError, and adds nothing, for a time that lies behind, an unknown name, a monitor, which a
 * day has from its beginning, or a cut connection where messages are under way.
 */
export function addAction(
  { actions, cursor, market, accountCodes, spec, flights }: Day,
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
  if (action.do === 'disconnect' && flights !== undefined)
    throw new InputError(
      'action.do: disconnect cannot be added to a day with messages under way to its venues',
    );
  const symbols = market.stocks.map(({ symbol }) => symbol);
  demandNames(action, 'action', symbols, accountCodes);
  let row = actions.length;
  while (row > cursor.nextAction[0]! && actions[row - 1]!.atNs > atNs) row--;
  const due = { ...action, atNs };
  actions.splice(row, 0, due);
  return due;
}
