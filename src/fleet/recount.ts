import type { Children } from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { Fills } from '../orders/fills.js';
import { CREDIT_UNIT_MONEY } from '../risk/credit.js';
import type { Book, Control } from './board.js';

/**
 * The venues' own count of the firm's gross exposure: limit price × shares of every child that arrived, less what was cancelled. It knows nothing of leases and
 * limits. One book counts to the last tick; where several threads have a book each, their sum is kept in whole credit units of $100, rounded down by book.
 */
export function countArrived(book: Book, control: Control, children: Children, end: number): void {
  const { quantity, priceTicks, verdict } = children;
  let arrived = 0;
  for (let child = 0; child < end; child++) if (verdict[child] === Verdict.ADMITTED) arrived += quantity[child]! * priceTicks[child]!;
  changeExposure(book, control, arrived);
}

/** Counts what the venues cancelled of the children whose answers stand in rows [0, end). */
export function countCancelled(book: Book, control: Control, fills: Fills, end: number): void {
  const { cancelled, limitTicks } = fills;
  let money = 0;
  for (let fill = 0; fill < end; fill++) money += cancelled[fill]! * limitTicks[fill]!;
  changeExposure(book, control, -money);
}

function changeExposure({ counts: { cells } }: Book, { control }: Control, money: number): void {
  const before = cells.exposureMoney[0]!;
  const after = before + money;
  cells.exposureMoney[0] = after;
  if (after > cells.peakMoney[0]!) cells.peakMoney[0] = after;
  const units = Math.floor(after / CREDIT_UNIT_MONEY) - Math.floor(before / CREDIT_UNIT_MONEY);
  if (units === 0) return;
  const total = Atomics.add(control.units, 0, units) + units;
  for (let peak = Atomics.load(control.peakUnits, 0); total > peak; ) {
    const seen = Atomics.compareExchange(control.peakUnits, 0, peak, total);
    if (seen === peak) return;
    peak = seen;
  }
}
