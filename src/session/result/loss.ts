import type { Positions } from '../../ledger/positions.js';
import { settledMidTicks } from '../../market/impact.js';
import type { Stock } from '../../market/universe.js';
import type { Day } from '../day/day.js';
import type { DaySpec } from '../day/spec.js';

/**
 * The loss of the error account, in money (ticks × shares). The four parts sum to the total:
 *
 *   spread     the price of executions beyond the middle of the quote
 *   shortfall  the middle at execution against the middle to which the stock settles once the
 *              flow's transient impact is gone
 *   fees       the fees of the venues
 *   unwind     the cost to sell a part down on the day at the square-root law, and the rest to the
 *              buyer of a block at a discount
 */
interface Loss {
  readonly total: number;
  readonly spread: number;
  readonly shortfall: number;
  readonly fees: number;
  readonly unwind: number;
  /**
   * Stocks with busted trades, and the distance from the opening print beyond which they are
   * busted, in per cent.
   */
  readonly bustedStocks: number;
  readonly bustPercent: number;
}

const NO_LOSS: Loss = {
  total: 0,
  spread: 0,
  shortfall: 0,
  fees: 0,
  unwind: 0,
  bustedStocks: 0,
  bustPercent: 0,
};

/** The error account in one stock, summed over servers. */
interface Holding {
  shares: number;
  cash: number;
  midCash: number;
}

/**
 * Returns the threshold of the clearly-erroneous rule for events in many stocks (Release 34-62886):
 * 10 % from the reference price for five to nineteen stocks, 30 % for twenty and more. Fewer than
 * five fall under the single-stock rule, of which we model only its 10 % for stocks up to $25.
 */
function bustThreshold(stocks: number): 10 | 30 {
  return stocks >= 20 ? 30 : 10;
}

/** Returns the loss of a day so far. Only servers with trades of the error account count. */
export function computeLoss({ servers, market, spec }: Day): Loss {
  const own = servers.filter(hasErrors).map(({ positions }) => positions);
  if (own.length === 0) return NO_LOSS;
  const symbols = market.stocks.length;
  let involved = 0;
  for (let symbol = 0; symbol < symbols; symbol++) if (hasBeyond(own, symbol, 10)) involved++;
  const bustPercent = spec.after.busts && involved > 0 ? bustThreshold(involved) : 0;

  let spread = 0;
  let shortfall = 0;
  let unwind = 0;
  let bustedStocks = 0;
  // The timeline asks once a second: one object, and nothing for stocks without a trade.
  const holding: Holding = { shares: 0, cash: 0, midCash: 0 };
  for (let symbol = 0; symbol < symbols; symbol++) {
    holding.shares = 0;
    holding.cash = 0;
    holding.midCash = 0;
    for (const { errorShares, errorCash, errorMidCash } of own) {
      holding.shares += errorShares[symbol]!;
      holding.cash += errorCash[symbol]!;
      holding.midCash += errorMidCash[symbol]!;
    }
    if (bustPercent !== 0 && hasBeyond(own, symbol, bustPercent)) {
      bustedStocks++;
      takeBusted(holding, own, symbol, bustPercent);
    }
    if (holding.shares === 0 && holding.cash === 0 && holding.midCash === 0) continue;
    const settled = settledMidTicks(market.impact, market.linear, symbol);
    spread += holding.midCash - holding.cash;
    shortfall -= holding.midCash + holding.shares * settled;
    unwind += unwindCost(spec, market.stocks[symbol]!, holding.shares, settled);
  }
  const fees = servers.reduce((sum, { book }) => sum + book.errorFees[0]!, 0);
  return {
    total: spread + shortfall + fees + unwind,
    spread,
    shortfall,
    fees,
    unwind,
    bustedStocks,
    bustPercent,
  };
}

const hasErrors = ({ book }: Day['servers'][number]): boolean => book.errorExecutions[0] !== 0;

/**
 * Whether the error account has trades in a stock so far from the opening print, per cent; never
 * beyond 0, which means that nothing is busted. If as many shares were sold as bought, only the
 * cash shows that there were trades.
 */
export function isBusted({ servers }: Day, symbol: number, beyond: number): boolean {
  if (beyond === 0) return false;
  return servers.some(({ positions }) => isBeyond(positions, symbol, beyond));
}

function hasBeyond(own: readonly Positions[], symbol: number, beyond: number): boolean {
  for (const positions of own) if (isBeyond(positions, symbol, beyond)) return true;
  return false;
}

function isBeyond(positions: Positions, symbol: number, beyond: number): boolean {
  return beyond === 10
    ? positions.beyond10Shares[symbol] !== 0 || positions.beyond10Cash[symbol] !== 0
    : positions.beyond30Shares[symbol] !== 0 || positions.beyond30Cash[symbol] !== 0;
}

/** Takes the busted trades of all servers together from a holding. */
function takeBusted(
  holding: Holding,
  own: readonly Positions[],
  symbol: number,
  beyond: number,
): void {
  let shares = 0;
  let cash = 0;
  let midCash = 0;
  for (const positions of own) {
    shares += (beyond === 10 ? positions.beyond10Shares : positions.beyond30Shares)[symbol]!;
    cash += (beyond === 10 ? positions.beyond10Cash : positions.beyond30Cash)[symbol]!;
    midCash += (beyond === 10 ? positions.beyond10MidCash : positions.beyond30MidCash)[symbol]!;
  }
  holding.shares -= shares;
  holding.cash -= cash;
  holding.midCash -= midCash;
}

/**
 * Returns the cost to unwind a holding: (2/3) Y σ √(Q / V) of the part sold down, and the block
 * discount on the rest.
 */
function unwindCost(
  { after: { soldDownShare, sellDownPrefactor, blockDiscount } }: DaySpec,
  { dailyVolatility, advShares }: Stock,
  shares: number,
  settledTicks: number,
): number {
  const quantity = Math.abs(shares);
  const gross = quantity * settledTicks;
  const sold = quantity * soldDownShare;
  const slippage = (2 / 3) * sellDownPrefactor * dailyVolatility * Math.sqrt(sold / advShares);
  return Math.min(1, slippage) * sold * settledTicks + blockDiscount * gross * (1 - soldDownShare);
}
