import { dollars } from '../../base/units.js';
import type { Day } from '../day/day.js';
import { isBusted } from './loss.js';

/** A pause of a stock. */
export interface PauseOfStock {
  readonly symbol: string;
  /** Since the bell. The end is when trading goes on, which may be after the day. */
  readonly startNs: number;
  readonly endNs: number;
  /** The middle of the quote at the start. */
  readonly priceDollars: number;
  /** `moved by 30 % within five minutes`, or `beyond its band for more than 15 s`. */
  readonly reason: string;
}

/** The trades of the error account in a stock that are busted as clearly erroneous. */
export interface BustOfStock {
  readonly symbol: string;
  /** The opening print, from which the rule measures. */
  readonly referenceDollars: number;
  /** The middle of the quote that was furthest from it. */
  readonly priceDollars: number;
  /** Shares bought less shares sold in these trades, and what was received for them, net. */
  readonly shares: number;
  readonly cashDollars: number;
}

/** The first 5,000 pauses of a day so far, in order. */
export function listPauses({ moves, market }: Day): PauseOfStock[] {
  return moves.noted.map(({ symbol, startNs, endNs, midTicks, reason }) => ({
    symbol: market.stocks[symbol]!.symbol,
    startNs,
    endNs,
    priceDollars: dollars(midTicks),
    reason,
  }));
}

/** The busts of a day so far, a row a stock, where trades so far from the open are busted. */
export function listBusts(day: Day, bustPercent: number): BustOfStock[] {
  const { market, servers, extremes } = day;
  return market.stocks.flatMap(({ symbol: name }, symbol) => {
    if (!isBusted(day, symbol, bustPercent)) return [];
    let shares = 0;
    let cash = 0;
    for (const { positions } of servers) {
      shares += (bustPercent === 10 ? positions.beyond10Shares : positions.beyond30Shares)[symbol]!;
      cash += (bustPercent === 10 ? positions.beyond10Cash : positions.beyond30Cash)[symbol]!;
    }
    const openTicks = market.quotes.openTicks[symbol]!;
    const low = extremes.lowTicks[symbol]!;
    const high = extremes.highTicks[symbol]!;
    return [
      {
        symbol: name,
        referenceDollars: dollars(openTicks),
        priceDollars: dollars(high - openTicks >= openTicks - low ? high : low),
        shares,
        cashDollars: dollars(cash),
      },
    ];
  });
}
