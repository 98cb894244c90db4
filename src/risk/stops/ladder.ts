/**
 * Warnings on the way to a limit: Nasdaq's kill switch warns its members at these per cent of it.
 */
export const RUNGS_PERCENT = [50, 75, 85, 90, 95] as const;

/** Returns how many rungs a use of a limit has reached. */
export function rungOf(used: number, limit: number): number {
  let rung = 0;
  while (rung < RUNGS_PERCENT.length && 100 * used >= RUNGS_PERCENT[rung]! * limit) rung++;
  return rung;
}

/**
 * A sum must fall this far below a rung, as a fraction of the limit, before that rung warns again.
 */
const FALL = 0.05;

/**
 * A ladder is one word: bits 0–2 count the rungs already warned of, the bits above count the
 * changes of that.
 */
const RUNG_BITS = 3;
const RUNG_MASK = 7;

/** Returns how many rungs a ladder has warned of. */
export const rungsWarned = (ladder: number): number => ladder & RUNG_MASK;

/** The word of a ladder. Read it before the sum that it warns of. */
export const readLadder = (word: Int32Array, row: number): number => Atomics.load(word, row);

/**
 * Moves a ladder from `ladder`, as it was read before the sum, to the rungs that a use has reached.
 * Returns how many rungs had been warned of, or −1 if none changed or another thread has moved the
 * ladder since: an old sum moves nothing.
 */
export function climbLadder(
  word: Int32Array,
  row: number,
  ladder: number,
  used: number,
  limit: number,
): number {
  const before = rungsWarned(ladder);
  const rung = Math.max(rungOf(used, limit), Math.min(before, rungOf(used + FALL * limit, limit)));
  if (rung === before) return -1;
  const changes = (ladder >> RUNG_BITS) + 1;
  return Atomics.compareExchange(word, row, ladder, (changes << RUNG_BITS) | rung) === ladder
    ? before
    : -1;
}
