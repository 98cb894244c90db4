import { InputError } from '../base/input-error.js';
import { AccountCodes } from '../embed/account-codes.js';
import { openServer } from '../embed/open.js';
import { planEngine } from '../embed/options.js';
import {
  closeAlone,
  gateChild,
  keepChild,
  type OwnChild,
  openAlone,
  settleChild,
} from '../embed/own-children.js';
import type { Stock } from '../market/universe.js';
import { ChildWord, childSlot, instrumentVerdict } from '../orders/children.js';
import { Side, VERDICT_NAMES, Verdict } from '../orders/codes.js';
import { CheckMode } from '../risk/catalogue/modes.js';
import { MessageWord } from '../risk/counts/tables.js';
import type { Gate } from '../risk/gate/state.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import type { Server } from '../server/server.js';
import { noteQuotes } from '../server/turn.js';

/** smars' own gate with the limits of a file, at the place of somebody's gateway. */

/** What the gate is made for. */
export interface OracleTerms {
  readonly limits: LimitsFile;
  /** The stocks; checks of price go by their opening prices. */
  readonly stocks: readonly Stock[];
  /** Orders that may be open at once, at most. */
  readonly ordersMax: number;
}

/** An order as the gate is asked about it. */
export interface OracleOrder {
  /** Place of the stock. */
  readonly symbol: number;
  readonly isSell: boolean;
  /** `OrderAttribute` bits: marks of a sale, and what TimeInForce says. */
  readonly attributes: number;
  readonly quantity: number;
  /** 0 for a market order, which is taken at the opening price. */
  readonly limitTicks: number;
  readonly account: string | undefined;
}

/** Orders that the gate can have open at once. */
export const ORACLE_ORDERS_MAX: number = 2 ** 20;
const ORDERS_MIN = 1024;
const NYSE = 0;

/**
 * One gate, which stands for the whole gateway: limits of the firm and of a server are those of
 * all its orders. What it knows is what is at the venue: an order that it would refuse counts from
 * its arrival on (`force`). Times are ns and never go back. Throws an InputError for limits that
 * name unknown stocks, or that only a measurement has.
 */
export class OracleGate {
  readonly #server: Server;
  readonly #stocks: readonly Stock[];
  readonly #accounts: AccountCodes;
  readonly #open = new Map<number, OwnChild>();
  /** The modes of all checks, in all layers, and the places of those that refuse. */
  readonly #modes: readonly { readonly modes: Uint8Array; readonly enforced: readonly number[] }[];

  constructor({ limits, stocks, ordersMax }: OracleTerms) {
    const parentsMax = Math.min(ORACLE_ORDERS_MAX, Math.max(ORDERS_MIN, ordersMax));
    const plan = planEngine({ stocks, limits, parentsMax });
    this.#server = openServer(plan).server;
    this.#stocks = stocks;
    this.#accounts = new AccountCodes(limitedAccounts(plan.limits));
    this.#modes = modesOf(this.#server.gate).map((modes) => ({
      modes,
      enforced: [...modes.keys()].filter((row) => modes[row] === CheckMode.ENFORCE),
    }));
  }

  /**
   * Judges an order; returns the name of the check that refuses it. An order that none refuses is
   * reserved until it is settled; one that is refused leaves no trace.
   */
  admit(
    number: number,
    { symbol, isSell, attributes, quantity, limitTicks, account }: OracleOrder,
    nowNs: number,
  ): string | undefined {
    const server = this.#server;
    const price = limitTicks > 0 ? limitTicks : this.#stocks[symbol]!.openTicks;
    const parent = openAlone(
      server,
      {
        symbol,
        side: isSell ? Side.SELL : Side.BUY,
        quantity,
        attributes,
        limitTicks,
        account: this.#accounts.codeOf(account),
        orderId: number,
      },
      nowNs,
    );
    if (parent < 0)
      throw new InputError(
        `--limits: more than ${ORACLE_ORDERS_MAX.toLocaleString('en-US')} orders are open at once`,
      );
    noteQuotes(server, nowNs);
    const position = gateChild(server, parent, NYSE, quantity, price, nowNs);
    const { children } = server;
    const slot = childSlot(children, position);
    const verdict = instrumentVerdict(children.words[slot + ChildWord.INSTRUMENT]!);
    if (verdict !== Verdict.ADMITTED) {
      closeAlone(server, parent);
      return VERDICT_NAMES[verdict]!;
    }
    this.#open.set(number, keepChild(server, position, true));
    return undefined;
  }

  /**
   * Reserves an order that is at the venue although `check` refuses it. A rate that is used up is
   * not used up further: each order beyond it is one leak.
   */
  force(number: number, order: OracleOrder, check: string, nowNs: number): void {
    const { cells, catalogue } = this.#server.gate;
    const messages = catalogue?.messages?.words;
    const arrivalNs = cells.arrivalNs[0]!;
    const messageNs = messages?.[MessageWord.ARRIVAL];
    for (const { modes, enforced } of this.#modes)
      for (const row of enforced) modes[row] = CheckMode.WARN;
    this.admit(number, order, nowNs);
    for (const { modes, enforced } of this.#modes)
      for (const row of enforced) modes[row] = CheckMode.ENFORCE;
    if (check === 'server-rate') cells.arrivalNs[0] = arrivalNs;
    if (check === 'message-rate') messages![MessageWord.ARRIVAL] = messageNs!;
  }

  /** An order has ended: so much of it was executed, and the rest is given back. */
  settle(number: number, executed: number, priceTicks: number, nowNs: number): void {
    const child = this.#open.get(number);
    if (child === undefined) return;
    this.#open.delete(number);
    settleChild(this.#server, child, executed, priceTicks, nowNs);
  }
}

/** The columns of modes that a gate looks at. */
function modesOf({ limits, layers, catalogue }: Gate): Uint8Array[] {
  const columns = [
    limits.mode,
    layers?.limits.mode,
    catalogue?.bounds.mode,
    catalogue?.accounts?.mode,
  ];
  return columns.filter((column) => column !== undefined);
}
