import { mixPair } from '../base/random.js';
import { Side, sideSign } from '../orders/codes.js';
import type { Venues } from './fills.js';
import { displayedShares, LOT_SHARES } from './quotes.js';
import { LIT_VENUE_COUNT } from './venues.js';

/**
 * What others trade with an order of the firm that rests at a lit venue, in one epoch, at its
 * limit:
 *
 *   beyond the other side's touch   what that venue displays on the other side in an epoch
 *   at the touch, or inside it      round lots, at the rate of the stock's ordinary volume of one
 *                                   side; nobody else is in the queue, so this is an upper bound
 *   behind the touch                nothing
 *
 * These trades move no price: their flow is part of the ordinary volume. Fees are those of a taker;
 * rebates are not modelled.
 */
export function restingShares(
  { quotes, depth }: Venues,
  symbol: number,
  venue: number,
  side: number,
  limitTicks: number,
  left: number,
  lotsAnEpoch: number,
  epoch: number,
): number {
  if (quotes.paused[symbol] !== 0) return 0;
  const buys = side === Side.BUY;
  const opposite = buys ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!;
  if (buys ? limitTicks >= opposite : limitTicks <= opposite) {
    const cell = symbol * LIT_VENUE_COUNT + venue;
    return Math.min(left, displayedShares(depth.lots[cell]!, cell, side, epoch));
  }
  const touch = buys ? quotes.bidTicks[symbol]! : quotes.askTicks[symbol]!;
  if (buys ? limitTicks < touch : limitTicks > touch) return 0;
  const draw = (mixPair((symbol << 1) | side, epoch ^ limitTicks) >>> 16) / 65_536;
  return draw < lotsAnEpoch ? Math.min(left, LOT_SHARES) : 0;
}

/** Books an execution of an order that rested with the other side of it and the venue's totals. */
export function bookResting(
  { counterparties, totals }: Venues,
  symbol: number,
  venue: number,
  side: number,
  price: number,
  shares: number,
): void {
  const signed = sideSign(side) * shares;
  counterparties.shares[symbol] = counterparties.shares[symbol]! - signed;
  counterparties.cash[symbol] = counterparties.cash[symbol]! + signed * price;
  counterparties.volume[symbol] = counterparties.volume[symbol]! + shares;
  totals.executions[venue] = totals.executions[venue]! + 1;
  totals.shares[venue] = totals.shares[venue]! + shares;
}
