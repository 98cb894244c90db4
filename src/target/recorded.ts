import { InputError } from '../base/input-error.js';
import { NS_PER_SECOND } from '../base/units.js';
import { createSchedule, fillArrivals } from '../flow/schedule.js';
import { OrderAttribute, Side } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';
import { ActionKind, type Actions, createActions, SideCode } from './actions.js';
import type { LoadPlan } from './plan.js';

/** Messages of the user's own that a load sends again, instead of messages that it makes up. */

/** The messages of a file, in its order. `dueNs` is when each was sent, from the first one on. */
export interface Recorded {
  readonly actions: Actions;
  /** The stocks by place, as the file names them. */
  readonly symbols: readonly string[];
  /** The accounts that its orders name, by their codes less one. */
  readonly accounts: readonly string[];
}

/** When recorded messages are due. */
type RecordedPace =
  /** At their own times, so many times as fast. */
  | { readonly kind: 'own'; readonly speed: number }
  /** In their own order, at the times of a schedule. */
  | { readonly kind: 'rate'; readonly perSecond: number; readonly seed: number };

const DAY = 0x30;
const AT_THE_OPENING = 0x32;
const IMMEDIATE_OR_CANCEL = 0x33;
const { AUCTION, IMMEDIATE, SHORT, SHORT_EXEMPT, SWEEP } = OrderAttribute;

/**
 * Turns the orders of a CSV or NDJSON file into messages. TargetSubID is the session; orders
 * without one go to the sessions in turn. Throws an InputError for an order that a target cannot
 * be sent.
 */
export function recordFlow(
  flow: OrderFlow,
  symbols: readonly string[],
  sessions: number,
  source: string,
): Recorded {
  checkSendable(symbols, 'symbol', source);
  const actions = createActions(flow.count);
  const accounts = new Map<string, number>();
  actions.count = flow.count;
  let turn = 0;
  for (let row = 0; row < flow.count; row++) {
    if (flow.flags[row] !== 0)
      throw new InputError(
        `${source}: order '${flow.clOrdIds?.[row] ?? row + 1}': RetailFlag: a target has no ` +
          'field for it; a target file has orderFields that all orders get',
      );
    const attributes = flow.attributes[row]!;
    const session = flow.session[row]!;
    actions.kind[row] = ActionKind.ORDER;
    actions.dueNs[row] = flow.arrivalNs[row]! - flow.arrivalNs[0]!;
    actions.session[row] = session > 0 ? session - 1 : turn++ % sessions;
    actions.order[row] = row;
    actions.current[row] = row;
    actions.symbol[row] = flow.symbol[row]!;
    actions.sideCode[row] = sideOf(flow.side[row]!, attributes);
    actions.quantity[row] = flow.quantity[row]!;
    actions.limitTicks[row] = flow.limitTicks[row]!;
    actions.tifCode[row] = timeOf(attributes);
    actions.isSweep[row] = (attributes & SWEEP) === 0 ? 0 : 1;
    actions.account[row] = accountCode(accounts, flow.accountNames?.[row] ?? '', source);
  }
  const names = [...accounts.keys()];
  checkSendable(names, 'account', source);
  return { actions, symbols, accounts: names };
}

/** Throws an InputError for a name that a field of FIX cannot hold: its characters are bytes. */
function checkSendable(names: readonly string[], what: string, source: string): void {
  const wrong = names.find((name) => /[^\x20-\xff]/.test(name));
  if (wrong !== undefined)
    throw new InputError(`${source}: ${what} '${wrong}' has a character that FIX cannot send`);
}

function sideOf(side: number, attributes: number): number {
  if (side === Side.BUY) return SideCode.BUY;
  if ((attributes & SHORT_EXEMPT) !== 0) return SideCode.SELL_SHORT_EXEMPT;
  return (attributes & SHORT) !== 0 ? SideCode.SELL_SHORT : SideCode.SELL;
}

function timeOf(attributes: number): number {
  if ((attributes & AUCTION) !== 0) return AT_THE_OPENING;
  return (attributes & IMMEDIATE) !== 0 ? IMMEDIATE_OR_CANCEL : DAY;
}

const ACCOUNTS_MAX = 65_535;

/** The code of an account, which is new for a new name; 0 for none. */
export function accountCode(codes: Map<string, number>, name: string, source: string): number {
  if (name === '') return 0;
  const known = codes.get(name);
  if (known !== undefined) return known;
  if (codes.size === ACCOUNTS_MAX)
    throw new InputError(`${source}: names more than ${ACCOUNTS_MAX} accounts`);
  codes.set(name, codes.size + 1);
  return codes.size;
}

/**
 * Plans a load of recorded messages: those that are due in the given time. It takes over their
 * columns.
 */
export function planRecorded(
  { actions }: Recorded,
  pace: RecordedPace,
  secondsMax: number = Number.POSITIVE_INFINITY,
): LoadPlan {
  const { dueNs, count } = actions;
  if (pace.kind === 'rate') {
    const { perSecond, seed } = pace;
    fillArrivals(createSchedule({ kind: 'poisson', perSecond }, seed), dueNs, 0, count);
  } else for (let row = 0; row < count; row++) dueNs[row] = dueNs[row]! / pace.speed;
  const endNs = secondsMax * NS_PER_SECOND;
  let within = count;
  while (within > 0 && !(dueNs[within - 1]! < endNs)) within--;
  actions.count = within;
  return { actions, seconds: within === 0 ? 0 : dueNs[within - 1]! / NS_PER_SECOND };
}
