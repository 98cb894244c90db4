import { mixPair } from '../base/random.js';
import type { Table } from '../memory/table.js';
import type { Children } from '../orders/children.js';
import { Side, sideSign, Verdict } from '../orders/codes.js';
import type { Fills } from '../orders/fills.js';
import type { Impact } from './impact.js';
import { type Depth, displayedShares, type Quotes } from './quotes.js';
import { DARK_VENUE, feeTicks, LIT_VENUE_COUNT, RETAIL_VENUE } from './venues.js';

/** What has been taken from a venue's displayed size in the current epoch: row = (symbol × LIT_VENUE_COUNT + venue) × 2 + side. */
export const TAKEN_SCHEMA = { epoch: 'i32', shares: 'i32' } as const;
export type Taken = Table<typeof TAKEN_SCHEMA>;

/** The other side of every trade, by symbol, kept by the venues themselves: the ledger's sums are compared with these. */
export const COUNTERPARTY_SCHEMA = { shares: 'f64', cash: 'f64', volume: 'f64' } as const;
export type Counterparties = Table<typeof COUNTERPARTY_SCHEMA>;

/** By venue: orders, executions, shares, fees received. */
export const VENUE_SCHEMA = { orders: 'f64', executions: 'f64', shares: 'f64', fees: 'f64' } as const;
export type VenueTotals = Table<typeof VENUE_SCHEMA>;

/** The venues of a market as tables and numbers. */
export interface VenueBook {
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly taken: Taken;
  readonly impact: Impact;
  readonly counterparties: Counterparties;
  readonly totals: VenueTotals;
  /** Of 65,536: how often a displayed size has partly gone before the child arrives. */
  readonly fadePer65536: number;
  /** Of 65,536: how often the dark pool, and the retail venue, hold a contra order. */
  readonly darkPer65536: number;
  readonly retailPer65536: number;
}

/** The shares that a retail or dark contra order holds at the most. */
const HIDDEN_SHARES = 1000;

/**
 * Executes the admitted children in rows [begin, end) against the venues, in order, and writes one row to `fills` for each, from row `fillBegin` on;
 * returns the row after the last. A child takes what is displayed at its venue at its limit or better, and the rest of it is cancelled.
 */
export function fillChildren(
  book: VenueBook,
  children: Children,
  begin: number,
  end: number,
  fills: Fills,
  fillBegin: number,
  epoch: number,
): number {
  const { verdict, sequence, parent, symbol, side, quantity, priceTicks, venue } = children;
  const { quotes, impact, counterparties, totals } = book;
  const { bidTicks, askTicks, midTicks, paused } = quotes;
  let fill = fillBegin;

  for (let child = begin; child < end; child++) {
    if (verdict[child] !== Verdict.ADMITTED) continue;
    const s = symbol[child]!;
    const sideOfChild = side[child]!;
    const limit = priceTicks[child]!;
    const ordered = quantity[child]!;
    const v = venue[child]!;
    const sign = sideSign(sideOfChild);
    const touch = v === DARK_VENUE ? midTicks[s]! : sideOfChild === Side.BUY ? askTicks[s]! : bidTicks[s]!;

    let executed = 0;
    let price = touch;
    if (paused[s] === 0) {
      if (v === RETAIL_VENUE) {
        price = limit;
        executed = takeHidden(ordered, sequence[child]!, s, book.retailPer65536);
      } else if (sign * (limit - touch) >= 0) {
        executed =
          v === DARK_VENUE
            ? takeHidden(ordered, sequence[child]!, s, book.darkPer65536)
            : takeDisplayed(book, s, v, sideOfChild, ordered, epoch);
      }
    }

    fills.sequence[fill] = sequence[child]!;
    fills.parent[fill] = parent[child]!;
    fills.symbol[fill] = s;
    fills.side[fill] = sideOfChild;
    fills.venue[fill] = v;
    fills.quantity[fill] = executed;
    fills.cancelled[fill] = ordered - executed;
    fills.priceTicks[fill] = price;
    fills.midTicks[fill] = midTicks[s]!;
    fills.limitTicks[fill] = limit;
    fill++;

    totals.orders[v] = totals.orders[v]! + 1;
    if (executed === 0) continue;
    const signed = sign * executed;
    impact.flow[s] = impact.flow[s]! + signed;
    counterparties.shares[s] = counterparties.shares[s]! - signed;
    counterparties.cash[s] = counterparties.cash[s]! + signed * price;
    counterparties.volume[s] = counterparties.volume[s]! + executed;
    totals.executions[v] = totals.executions[v]! + 1;
    totals.shares[v] = totals.shares[v]! + executed;
    totals.fees[v] = totals.fees[v]! + executed * feeTicks(v);
  }
  return fill;
}

/** Takes up to `wanted` shares of what the venue displays in this epoch, less what faded before the child came. */
function takeDisplayed(book: VenueBook, symbol: number, venue: number, side: number, wanted: number, epoch: number): number {
  const { taken } = book;
  const cell = symbol * LIT_VENUE_COUNT + venue;
  const row = (cell << 1) | side;
  if (taken.epoch[row] !== epoch) {
    taken.epoch[row] = epoch;
    taken.shares[row] = fadedShares(book, cell, side, epoch);
  }
  const already = taken.shares[row]!;
  const left = displayedShares(book.depth.lots[cell]!, cell, side, epoch) - already;
  const executed = wanted < left ? wanted : left;
  taken.shares[row] = already + executed;
  return executed;
}

/** What others took of a displayed size before the first child of the epoch arrives: mostly nothing, sometimes a uniform part of it. */
function fadedShares(book: VenueBook, cell: number, side: number, epoch: number): number {
  const draw = mixPair(~((cell << 1) | side), epoch);
  if ((draw & 0xffff) >= book.fadePer65536) return 0;
  return Math.floor((displayedShares(book.depth.lots[cell]!, cell, side, epoch) * (draw >>> 16)) / 65_536);
}

/** A hidden contra order: there with a probability, and of up to HIDDEN_SHARES. */
function takeHidden(wanted: number, sequence: number, symbol: number, per65536: number): number {
  const draw = mixPair(sequence, ~symbol);
  if ((draw & 0xffff) >= per65536) return 0;
  const there = 1 + (((draw >>> 16) * HIDDEN_SHARES) >>> 16);
  return wanted < there ? wanted : there;
}
