/** Warnings on the way to a limit: Nasdaq's kill switch warns its members at these per cent of it. */
export const RUNGS_PERCENT = [50, 75, 85, 90, 95] as const;

/** How many rungs a use of a limit has reached. */
export function rungOf(used: number, limit: number): number {
  let rung = 0;
  while (rung < RUNGS_PERCENT.length && 100 * used >= RUNGS_PERCENT[rung]! * limit) rung++;
  return rung;
}

/** How far below a rung, in parts of the limit, a sum must fall to be warned of there again: sums that servers post at one time arrive in any order. */
const FALL = 0.05;

/**
 * Moves the word that says how many rungs have been warned of to those that a use has reached; returns the number before, or −1 where nothing has changed or another
 * thread was first.
 */
export function climbLadder(word: Int32Array, row: number, used: number, limit: number): number {
  const before = Atomics.load(word, row);
  const rung = Math.max(rungOf(used, limit), Math.min(before, rungOf(used + FALL * limit, limit)));
  if (rung === before || Atomics.compareExchange(word, row, before, rung) !== before) return -1;
  return before;
}
