import { priceTicks, TICKS_PER_CENT, TICKS_PER_DOLLAR } from '../../base/units.js';
import type { Stock } from '../../market/universe.js';

/** What the rules of a market need to know of a stock. */
interface StockTerms {
  readonly sharesOutstanding: number;
  readonly easyToBorrow: boolean;
  /** 0 where the tick is that of its price, as `tickAt` has it. */
  readonly tickTicks: number;
  readonly roundLotShares: number;
}

/**
 * Days of average volume that make up the shares outstanding of a stock that does not say: an
 * assumption, a turnover of some 170 % a year.
 */
const DAYS_OUTSTANDING = 150;
const ROUND_LOT_SHARES = 100;

/**
 * The terms of a stock, with what it leaves out: shares outstanding of 150 days of its average
 * volume, easy to borrow if it is an index member (both assumptions), and a round lot of 100
 * shares.
 */
export function termsOf(stock: StockOfTerms): StockTerms {
  const { advShares, tickDollars } = stock;
  return {
    sharesOutstanding: stock.sharesOutstanding ?? DAYS_OUTSTANDING * advShares,
    easyToBorrow: stock.easyToBorrow ?? stock.indexMember,
    tickTicks: tickDollars === undefined ? 0 : Math.max(1, priceTicks(tickDollars)),
    roundLotShares: stock.roundLotShares ?? ROUND_LOT_SHARES,
  };
}
/** The part of a stock that its terms follow from. */
type StockOfTerms = Omit<Stock, 'symbol' | 'openTicks' | 'dailyVolatility'>;

/** Yesterday's close of a stock, ticks; its opening print if the stock does not say. */
export function closeTicks({
  openTicks,
  previousCloseDollars,
}: Pick<Stock, 'openTicks' | 'previousCloseDollars'>): number {
  return previousCloseDollars === undefined ? openTicks : priceTicks(previousCloseDollars);
}

/** The tick at a price: $0.01 from $1 on and $0.0001 below. Regulation NMS, Rule 612. */
export function tickAt(ticks: number): number {
  return ticks >= TICKS_PER_DOLLAR ? TICKS_PER_CENT : 1;
}
