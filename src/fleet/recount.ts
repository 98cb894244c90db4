import { type Children, ChildWord, childSlot, isAdmitted } from '../orders/children.js';
import { CREDIT_UNIT_MONEY } from '../risk/credit.js';
import type { Book, Control } from './board.js';

/**
 * The venues' own count of the firm's gross exposure: limit price × shares of every child that arrived, less what was cancelled. It knows nothing of leases and
 * limits. One book counts to the last tick; where several threads have a book each, their sum is kept in whole credit units of $100, rounded down by book.
 */
export function countArrived(book: Book, control: Control, children: Children, begin: number, end: number): void {
  const { words } = children;
  let arrived = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    if (isAdmitted(words[slot + ChildWord.INSTRUMENT]!)) arrived += words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
  }
  changeExposure(book, control, arrived);
}

/** Counts what the venues cancelled of the children at positions [begin, end), which they have answered. */
export function countCancelled(book: Book, control: Control, children: Children, begin: number, end: number): void {
  const { words } = children;
  let money = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    if (!isAdmitted(words[slot + ChildWord.INSTRUMENT]!)) continue;
    money += (words[slot + ChildWord.QUANTITY]! - words[slot + ChildWord.EXECUTED]!) * words[slot + ChildWord.LIMIT]!;
  }
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
