import {
  demand,
  type Form,
  fields,
  numeric,
  oneOf,
  optional,
  simple,
  truth,
  whole,
} from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { PRICE_DOLLARS_MAX, QUANTITY_MAX, TIME_NS_MAX } from '../base/ranges.js';
import { TICKS_PER_DOLLAR } from '../base/units.js';
import { VENUE_NAMES } from '../market/venues.js';
import { OrderAttribute } from '../orders/codes.js';
import type { Finding } from '../risk/counts/findings.js';
import { accountForm } from '../risk/limits/forms.js';
import { symbolForm } from '../risk/stops/scope-forms.js';

/** A valid order or act that the engine refuses. */
export class RefusedError extends Error {
  /** The code that programs test. */
  readonly code = 'SMARS_REFUSED';
  override readonly name = 'RefusedError';
  /**
   * - `full`: a table is full; try again when an order is done.
   * - `build`: the build refuses such orders, now and later.
   */
  readonly reason: 'full' | 'build';

  constructor(reason: 'full' | 'build', what: string) {
    super(`${what}: ${reason === 'full' ? 'the table is full' : 'this build refuses it'}`);
    this.reason = reason;
  }
}

/** A parent order as an object. */
export interface EngineOrder {
  /** One of the engine's stocks. */
  readonly symbol: string;
  /** Whether it buys or sells. */
  readonly side: 'buy' | 'sell';
  /**
   * How a sale is marked: Rule 200(g) of Regulation SHO; FIX Side 2, 5 and 6. Default: long. A buy
   * has no mark.
   */
  readonly mark?: 'long' | 'short' | 'short-exempt' | undefined;
  /** Shares, a whole number from 1 to 100,000,000. */
  readonly quantity: number;
  /** Dollars, $0.0001 to $200,000, with at most 4 decimal places. Default: at the market. */
  readonly limitPrice?: number | undefined;
  /** Whether it carries the flag that builds read differently. Default: false. */
  readonly isFlagged?: boolean | undefined;
  /** Account (FIX tag 1) whose limits apply. Default: no account. */
  readonly account?: string | undefined;
  /** Whether it is an intermarket sweep order (FIX ExecInst f), with a limit. Default: false. */
  readonly isSweep?: boolean | undefined;
}

/** A child order of your own router, for `admit`. */
export interface EngineOwnChild {
  /** One of the engine's stocks. */
  readonly symbol: string;
  /** Whether it buys or sells. */
  readonly side: 'buy' | 'sell';
  /** Shares, a whole number from 1 to 100,000,000. */
  readonly quantity: number;
  /** Dollars, $0.0001 to $200,000, with at most 4 decimal places. */
  readonly limitPrice: number;
  /** Name of the venue, as `VENUES` has it. Default: NYSE. */
  readonly venue?: string | undefined;
  /**
   * Id of its parent, as `submit` returned it; with the same symbol and side. Default: the child
   * is an order of its own.
   */
  readonly orderId?: number | undefined;
  /** How a sale is marked; a child with an `orderId` has its parent's mark. Default: long. */
  readonly mark?: 'long' | 'short' | 'short-exempt' | undefined;
  /** Account (FIX tag 1); a child with an `orderId` has that of its parent. Default: no account. */
  readonly account?: string | undefined;
  /**
   * Whether it is an intermarket sweep order (FIX ExecInst f); a child with an `orderId` is one if
   * its parent is. Default: false.
   */
  readonly isSweep?: boolean | undefined;
}

/** A child order as an object, and what became of it. A refused child executed nothing. */
export interface EngineChild {
  /** Counted from 1 in each engine, without a gap. */
  readonly sequence: number;
  /** The parent's id. */
  readonly orderId: number;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** Shares. */
  readonly quantity: number;
  /** Dollars. */
  readonly limitPrice: number;
  readonly venue: string;
  /** `admitted`, or the name of the check that refused it. */
  readonly verdict: string;
  /** Shares executed. */
  readonly executed: number;
  /** Dollars; 0 when nothing was executed. */
  readonly executedAtPrice: number;
}

/** The gate's answer to a child of your own router. */
export interface EngineAdmission extends EngineChild {
  /** Whether it may be sent. Settle its answer by its sequence then. */
  readonly isAdmitted: boolean;
  /** What the checks found about it, when the gate has a second stage or `explain` is on. */
  readonly findings: readonly Finding[];
}

/** A venue's answer to a child. What it does not execute is cancelled. */
export interface EngineAnswer {
  /** Shares, a whole number from 0 to the child's quantity. */
  readonly executed: number;
  /** Dollars, $0.0001 to $200,000, rounded to $0.0001. Required when shares were executed. */
  readonly price?: number | undefined;
}

/** Your own venue: it answers each child that the gate has admitted. */
export type EngineVenue = (child: EngineChild) => EngineAnswer;

const PRICE_MAX_TEXT = `$${PRICE_DOLLARS_MAX.toLocaleString('en-US')}`;
/** A price in dollars that is a whole number of ticks, within floating-point error. */
const priceForm = simple((value) => {
  if (typeof value !== 'number' || !(value > 0 && value <= PRICE_DOLLARS_MAX)) return false;
  const ticks = value * TICKS_PER_DOLLAR;
  return Math.round(ticks) >= 1 && Math.abs(ticks - Math.round(ticks)) < 1e-3;
}, `dollars from $0.0001 to ${PRICE_MAX_TEXT}, with at most 4 decimal places`);

const side = oneOf(['buy', 'sell']);
type SaleMark = NonNullable<EngineOrder['mark']>;
const mark = optional(oneOf(['long', 'short', 'short-exempt'] satisfies readonly SaleMark[]));
const MARK_ATTRIBUTES: Readonly<Record<SaleMark, number>> = {
  long: 0,
  short: OrderAttribute.SHORT,
  'short-exempt': OrderAttribute.SHORT_EXEMPT,
};

/** The attribute of an order by its mark. Throws an InputError if it marks a buy. */
function bitOfMark(
  { side: way, mark: name }: Pick<EngineOrder, 'side' | 'mark'>,
  source: string,
): number {
  if (name === undefined) return 0;
  if (way === 'buy')
    throw new InputError(`${source}: mark: is '${name}'; a buy has no mark, only a sale has one`);
  return MARK_ATTRIBUTES[name];
}

/**
 * The attributes of an order. Throws an InputError if it marks a buy, or if it sweeps without a
 * limit.
 */
export function markAttributes(
  order: Pick<EngineOrder, 'side' | 'mark' | 'isSweep' | 'limitPrice'>,
  source: string,
): number {
  const { isSweep = false, limitPrice } = order;
  if (isSweep && limitPrice === undefined)
    throw new InputError(
      `${source}: isSweep: is true, without limitPrice; ` +
        'an intermarket sweep order is a limit order',
    );
  return bitOfMark(order, source) | (isSweep ? OrderAttribute.SWEEP : 0);
}
const quantity = whole(1, QUANTITY_MAX);
const account = optional(accountForm);

/** The form of an order for these symbols. */
export function orderForm(symbols: readonly string[]): Form {
  return fields({
    symbol: symbolForm(symbols),
    side,
    quantity,
    limitPrice: optional(priceForm),
    isFlagged: optional(truth),
    account,
    mark,
    isSweep: optional(truth),
  });
}

/** The form of a caller's child; `lastOrder` is the highest order id. */
export function ownChildForm(symbols: readonly string[], lastOrder: number): Form {
  return fields({
    symbol: symbolForm(symbols),
    side,
    quantity,
    limitPrice: priceForm,
    venue: optional(oneOf(VENUE_NAMES)),
    orderId: optional(whole(1, lastOrder)),
    account,
    mark,
    isSweep: optional(truth),
  });
}

const EXECUTED_PRICE = numeric(0.00005, PRICE_DOLLARS_MAX);

/** Checks a venue's answer to a child of so many shares. Throws an InputError. */
export function demandAnswer(answer: EngineAnswer, shares: number, source: string): void {
  const executed = (answer as Partial<EngineAnswer> | undefined)?.executed;
  const price = executed === 0 ? optional(numeric(0, PRICE_DOLLARS_MAX)) : EXECUTED_PRICE;
  demand(fields({ executed: whole(0, shares), price }), answer, source);
}

const TIME = numeric(-TIME_NS_MAX, TIME_NS_MAX);

/** Checks that a time, ns since the bell, is not before the latest. Throws an InputError. */
export function demandTime(nowNs: number, latestNs: number, source: string): void {
  demand(TIME, nowNs, source, 'nowNs');
  const form = simple(
    (value) => (value as number) >= latestNs,
    `no earlier than the latest time, ${latestNs}`,
  );
  demand(form, nowNs, source, 'nowNs');
}
