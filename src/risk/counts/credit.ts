import type { Table } from '../../memory/table.js';

const { ceil, floor, max, min } = Math;
const { add, compareExchange, load, store } = Atomics;

/**
 * The firm's credit: what is left of the gross exposure limit, in one shared word that servers take
 * slices from. A server spends its slice without asking. The sum of all slices never passes the
 * limit, however many servers race, because each is taken by compare-and-exchange.
 *
 *   limit = left in the word + Σ servers (unspent slice) + Σ servers (working + executed)
 */
export const FIRM_CREDIT_SCHEMA = { leftUnits: 'i32' } as const;
/** The firm’s remaining credit on shared memory, one row. */
export type FirmCredit = Table<typeof FIRM_CREDIT_SCHEMA>;

/** One unit of credit, $100, as money in ticks × shares: an Int32 of units reaches $214 bn. */
export const CREDIT_UNIT_MONEY = 1_000_000;

/** The credit for the net exposure while it is measured: $107 bn, half of the word. */
export const MEASURED_NET_UNITS = 0x3fffffff;

/** Sets the word to a limit in money, rounded down to whole units. */
export function openCredit(firm: FirmCredit, limitMoney: number): void {
  store(firm.leftUnits, 0, min(0x7fffffff, floor(limitMoney / CREDIT_UNIT_MONEY)));
}

/**
 * Takes at least `neededMoney`, and up to a slice if that is more; returns the money taken, or 0 if
 * the firm has less left.
 */
export function leaseCredit(firm: FirmCredit, neededMoney: number, sliceMoney: number): number {
  const word = firm.leftUnits;
  const needed = ceil(neededMoney / CREDIT_UNIT_MONEY);
  const wanted = max(needed, floor(sliceMoney / CREDIT_UNIT_MONEY));
  for (;;) {
    const left = load(word, 0);
    if (left < needed) return 0;
    const taken = min(wanted, left);
    if (compareExchange(word, 0, left, left - taken) === left) return taken * CREDIT_UNIT_MONEY;
  }
}

/** Returns whether the firm has as much left as `leaseCredit` would take. */
export function hasCredit(firm: FirmCredit, neededMoney: number): boolean {
  return ceil(neededMoney / CREDIT_UNIT_MONEY) <= load(firm.leftUnits, 0);
}

/** Returns whole units of unspent money to the firm; returns the money given back. */
export function returnCredit(firm: FirmCredit, money: number): number {
  const units = floor(money / CREDIT_UNIT_MONEY);
  add(firm.leftUnits, 0, units);
  return units * CREDIT_UNIT_MONEY;
}
