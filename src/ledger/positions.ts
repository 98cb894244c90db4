import type { Quotes } from '../market/quotes.js';
import type { Table } from '../memory/table.js';
import { instrumentSide, instrumentSymbol, instrumentVenue } from '../orders/children.js';
import { sideSign } from '../orders/codes.js';

/**
 * One server's books by symbol. Executions that match open parent quantity go to the customers'
 * account; unmatched ones go to the error account (Knight's "33 account"; the SEC found, ¶23). Cash
 * is signed money in ticks × shares: a buy of the firm lowers it. `errorMidCash` is the cash of the
 * error account's executions at the middle of the quote, which splits spread from shortfall.
 * `beyond10` and `beyond30` are the parts of the error account executed 10 % and 30 % away from the
 * opening print, in case they are busted as clearly erroneous.
 */
export const POSITION_SCHEMA = {
  customerShares: 'f64',
  customerCash: 'f64',
  errorShares: 'f64',
  errorCash: 'f64',
  errorMidCash: 'f64',
  errorVolume: 'f64',
  beyond10Shares: 'f64',
  beyond10Cash: 'f64',
  beyond10MidCash: 'f64',
  beyond30Shares: 'f64',
  beyond30Cash: 'f64',
  beyond30MidCash: 'f64',
} as const;
/** A server’s positions in columns, a row a symbol; shares are signed. */
export type Positions = Table<typeof POSITION_SCHEMA>;

/** One server's sums over all symbols, one row: money in ticks × shares, gross of sides. */
export const BOOK_TOTALS_SCHEMA = {
  customerFees: 'f64',
  errorFees: 'f64',
  customerExecutions: 'f64',
  errorExecutions: 'f64',
  errorGross: 'f64',
  /**
   * Times of the first and the last unmatched execution, ns since the bell; NaN before the first.
   */
  firstErrorNs: 'f64',
  lastErrorNs: 'f64',
} as const;
/** A server’s sums over all symbols, one row. */
export type BookTotals = Table<typeof BOOK_TOTALS_SCHEMA>;

/**
 * A server's books, with the quotes and fees that they need. `feeTicks` has the fees by venue,
 * ticks per share.
 */
export interface Accounts {
  readonly positions: Positions;
  readonly book: BookTotals;
  readonly quotes: Quotes;
  readonly feeTicks: Int32Array;
}

/**
 * Books shares that matched open quantity of a parent, executed at one price. Callers take the
 * instrument word apart, so that V8 has the room to inline this into settling.
 */
export function postCustomer(
  { positions, book, feeTicks }: Accounts,
  symbol: number,
  side: number,
  venue: number,
  priceTicks: number,
  shares: number,
  executions: number,
): void {
  const signed = sideSign(side) * shares;
  positions.customerShares[symbol] = positions.customerShares[symbol]! + signed;
  positions.customerCash[symbol] = positions.customerCash[symbol]! - signed * priceTicks;
  book.customerFees[0] = book.customerFees[0]! + feeTicks[venue]! * shares;
  book.customerExecutions[0] = book.customerExecutions[0]! + executions;
}

/** Books unmatched shares, executed at one price and one middle of the quote, at `nowNs`. */
export function postUnmatched(
  { positions, book, quotes, feeTicks }: Accounts,
  instrument: number,
  priceTicks: number,
  middleTicks: number,
  shares: number,
  executions: number,
  nowNs: number,
): void {
  const symbol = instrumentSymbol(instrument);
  const signed = sideSign(instrumentSide(instrument)) * shares;
  positions.errorShares[symbol] = positions.errorShares[symbol]! + signed;
  positions.errorCash[symbol] = positions.errorCash[symbol]! - signed * priceTicks;
  positions.errorMidCash[symbol] = positions.errorMidCash[symbol]! - signed * middleTicks;
  positions.errorVolume[symbol] = positions.errorVolume[symbol]! + shares;
  const openTicks = quotes.openTicks[symbol]!;
  const tenths = 10 * (priceTicks - openTicks);
  if (tenths >= openTicks || tenths <= -openTicks)
    postFar(positions, symbol, signed, priceTicks, middleTicks, tenths, openTicks);
  book.errorFees[0] = book.errorFees[0]! + feeTicks[instrumentVenue(instrument)]! * shares;
  const before = book.errorExecutions[0]!;
  if (before === 0) book.firstErrorNs[0] = nowNs;
  book.errorExecutions[0] = before + executions;
  book.errorGross[0] = book.errorGross[0]! + shares * priceTicks;
  book.lastErrorNs[0] = nowNs;
}

/**
 * Books signed shares by which people trade the error account down: a trade at a venue, or without
 * `feeTicks` one with a dealer, which no venue busts. They are no executions of a server, so its
 * sums of unmatched ones stay.
 */
export function postUnwound(
  { positions, book, quotes }: Accounts,
  symbol: number,
  signed: number,
  {
    priceTicks,
    middleTicks,
    feeTicks,
  }: {
    readonly priceTicks: number;
    readonly middleTicks: number;
    readonly feeTicks?: number;
  },
): void {
  positions.errorShares[symbol] = positions.errorShares[symbol]! + signed;
  positions.errorCash[symbol] = positions.errorCash[symbol]! - signed * priceTicks;
  positions.errorMidCash[symbol] = positions.errorMidCash[symbol]! - signed * middleTicks;
  if (feeTicks === undefined) return;
  book.errorFees[0] = book.errorFees[0]! + feeTicks * Math.abs(signed);
  const openTicks = quotes.openTicks[symbol]!;
  const tenths = 10 * (priceTicks - openTicks);
  if (tenths >= openTicks || tenths <= -openTicks)
    postFar(positions, symbol, signed, priceTicks, middleTicks, tenths, openTicks);
}

/**
 * Books shares executed 10 % or 30 % away from the opening print. `tenths` is ten times the
 * distance.
 */
function postFar(
  positions: Positions,
  symbol: number,
  signed: number,
  price: number,
  mid: number,
  tenths: number,
  open: number,
): void {
  positions.beyond10Shares[symbol] = positions.beyond10Shares[symbol]! + signed;
  positions.beyond10Cash[symbol] = positions.beyond10Cash[symbol]! - signed * price;
  positions.beyond10MidCash[symbol] = positions.beyond10MidCash[symbol]! - signed * mid;
  if (tenths < 3 * open && tenths > -3 * open) return;
  positions.beyond30Shares[symbol] = positions.beyond30Shares[symbol]! + signed;
  positions.beyond30Cash[symbol] = positions.beyond30Cash[symbol]! - signed * price;
  positions.beyond30MidCash[symbol] = positions.beyond30MidCash[symbol]! - signed * mid;
}

/**
 * The error account's holdings at the current middle, in money: the sum of longs, the sum of shorts
 * (positive), and profit or loss marked at the middle.
 */
export function markErrorAccount(
  positions: Positions,
  quotes: Quotes,
  out: { long: number; short: number; pnl: number },
): void {
  const { errorShares, errorCash } = positions;
  const symbols = positions.capacity;
  let long = 0;
  let short = 0;
  let pnl = 0;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const shares = errorShares[symbol]!;
    const cash = errorCash[symbol]!;
    if (shares === 0 && cash === 0) continue;
    const value = shares * quotes.midTicks[symbol]!;
    if (value > 0) long += value;
    else short -= value;
    pnl += value + cash;
  }
  out.long += long;
  out.short += short;
  out.pnl += pnl;
}
