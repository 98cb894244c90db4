import { Verdict } from '../../../orders/codes.js';
import { CREDIT_UNIT_MONEY, leaseCredit } from '../../counts/credit.js';
import { sideSum, tradedSum } from '../../counts/owners.js';
import type { SecondPass } from '../../counts/second-pass.js';
import { OPEN_CREDIT, ServerWord, SideWord } from '../../counts/tables.js';
import { measureIncrease } from './order.js';

/** The checks of sums: working plus filled, counted when an order is sent. */

/**
 * Check 12, cumulative share of the daily volume: shares executed and open in the symbol, both
 * sides, this order included, of the server, the firm or the account, as `per` says. Default 1 %,
 * soft 0.5 %. Blocks the symbol; of an account it refuses the order alone.
 */
export function measureTraded(catalogue: SecondPass): number {
  return tradedSum(catalogue) + catalogue.order.shares;
}
export function tradedBound({ symbolBounds, order }: SecondPass): number {
  return symbolBounds.tradedMax[order.symbol]!;
}
export function tradedSoft({ symbolBounds, order }: SecondPass): number {
  return symbolBounds.tradedSoft[order.symbol]!;
}

/**
 * Check 13, the position in a symbol: money at the order's limit price of the position that the
 * server, the firm or the account, as `per` says, would have if this and all other working orders
 * of its side were executed. RTS 6 Art. 15(4); FIA 2024. Default $1 M. Puts the symbol into
 * REDUCING until a person lets it go on; of an account it refuses the order alone.
 */
export function measurePosition(catalogue: SecondPass): number {
  const { side, shares, priceTicks } = catalogue.order;
  return (sideSum(catalogue, Verdict.POSITION, side, SideWord.REACH) + shares) * priceTicks;
}

/**
 * Check 14 for one server: working and executed notional, this order included. An order that only
 * reduces measures 0, since there must be a way out. NYSE Rule 7.19. Default $25 M. Puts the server
 * into REDUCING until a person lets it go on.
 */
export function measureServerGross(catalogue: SecondPass): number {
  const { whole, order } = catalogue;
  return measureIncrease(catalogue) === 0
    ? 0
    : whole.words[ServerWord.GROSS]! + order.shares * order.priceTicks;
}

/**
 * Check 15, the firm's net exposure on the side of the order, this order included: working and
 * executed on that side, less executed on the other. Nasdaq kill switch. Default $100 M. Rejects;
 * trades on the other side make room. Also reserves: if the firm has the credit that the order
 * needs, this leases it, and the measure is then within the bound.
 */
export function measureNet(catalogue: SecondPass): number {
  return measureCredit(catalogue, catalogue.order.side, Verdict.NET_EXPOSURE);
}

/**
 * `open-exposure`, the firm's working notional, this order included. Rule 15c3-5(c)(1)(i); NYSE
 * Rule 7.19 counts it with executions. Default $50 M. Rejects; answers make room. Leases as the net
 * exposure does.
 */
export function measureOpenExposure(catalogue: SecondPass): number {
  return measureCredit(catalogue, OPEN_CREDIT, Verdict.OPEN_EXPOSURE);
}

function measureCredit(
  { net, firm, bounds, creditSliceMoney, order }: SecondPass,
  row: number,
  check: number,
): number {
  const needed = order.shares * order.priceTicks;
  const credit = net.creditMoney[row]!;
  const limit = bounds.hard[check]!;
  if (needed <= credit) return limit;
  const leased = leaseCredit(firm.net[row]!, needed - credit, creditSliceMoney);
  // Another server may have returned some meanwhile, as for the firm's gross exposure.
  if (leased === 0) {
    const left = Atomics.load(firm.netLeft[row]!.leftUnits, 0) * CREDIT_UNIT_MONEY;
    return Math.max(limit + 1, limit - left - credit + needed);
  }
  net.creditMoney[row] = credit + leased;
  return limit;
}
