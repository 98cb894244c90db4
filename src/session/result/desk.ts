import { dollars } from '../../base/units.js';
import type { Day } from '../day/day.js';
import { leftShares } from '../people/desk.js';

/** What the desk traded of the error account, by acts of people. */
export interface DeskResult {
  /** Its orders at venues: executions, and shares of each side, with their money and fees. */
  readonly executions: number;
  readonly boughtShares: number;
  readonly soldShares: number;
  readonly boughtDollars: number;
  readonly soldDollars: number;
  readonly feesDollars: number;
  /** What dealers took, valued at the middle of the quotes, and what they took off. */
  readonly blockShares: number;
  readonly blockDollars: number;
  readonly discountDollars: number;
  /** Asked for, still held, and not traded yet. */
  readonly leftShares: number;
}

/** Returns what the desk has traded; undefined where nobody asked it to. */
export function summariseDesk(day: Day): DeskResult | undefined {
  const { orders, totals } = day.desk;
  if (orders.length === 0) return undefined;
  return {
    executions: totals.executions,
    boughtShares: totals.boughtShares,
    soldShares: totals.soldShares,
    boughtDollars: dollars(totals.boughtMoney),
    soldDollars: dollars(totals.soldMoney),
    feesDollars: dollars(totals.feesMoney),
    blockShares: totals.blockShares,
    blockDollars: dollars(totals.blockMoney),
    discountDollars: dollars(totals.discountMoney),
    leftShares: leftShares(day),
  };
}
