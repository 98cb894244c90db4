/** Most columns of a row: the ten that have a meaning, and the user's own ones that are ignored. */
export const COLUMNS_MAX = 256;

/** Quoting errors of a row. */
export const CsvFlaw = {
  NONE: 0,
  OPEN_QUOTE: 1,
  STRAY_QUOTE: 2,
  TEXT_AFTER_QUOTE: 3,
  CARRIAGE_RETURN: 4,
} as const;
export type CsvFlaw = (typeof CsvFlaw)[keyof typeof CsvFlaw];

/** The reason why a row with such a flaw is refused. */
export const CSV_FLAW_REASONS: readonly string[] = [
  'is well formed',
  'must close its quote on the line where it opens: a line break inside a field is not accepted',
  'must be quoted, since it holds a quote; write that quote twice (RFC 4180)',
  'must end at its closing quote; a quote inside a quoted field is written twice (RFC 4180)',
  'must not hold a carriage return; lines end in LF or CRLF',
];

/**
 * A row of a CSV file taken apart: of column `c` the bytes [begin[c], end[c]), without the quotes
 * around it.
 */
export interface CsvRow {
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /**
   * Columns found; those from `COLUMNS_MAX` on are counted only. With a flaw, the last one has it.
   */
  count: number;
  /** Whether every byte is ASCII. */
  ascii: boolean;
  /** Whether a field holds a doubled quote, which `unescapeCsv` takes out. */
  doubled: boolean;
}

export function createCsvRow(): CsvRow {
  return {
    begin: new Int32Array(COLUMNS_MAX),
    end: new Int32Array(COLUMNS_MAX),
    count: 0,
    ascii: true,
    doubled: false,
  };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;

/**
 * Splits the line [begin, end) at its commas by RFC 4180 and returns its first error, if it has
 * one.
 */
export function splitCsv(bytes: Uint8Array, begin: number, end: number, row: CsvRow): CsvFlaw {
  let column = 0;
  let i = begin;
  let seen = 0;
  let flaw: CsvFlaw = CsvFlaw.NONE;
  row.doubled = false;

  while (flaw === CsvFlaw.NONE) {
    const quoted = i < end && bytes[i] === QUOTE;
    if (quoted) i++;
    row.begin[column] = i;
    if (quoted) {
      const close = closingQuote(bytes, i, end, row);
      row.end[column] = close;
      if (close === end) flaw = CsvFlaw.OPEN_QUOTE;
      else if (close + 1 < end && bytes[close + 1] !== COMMA) flaw = CsvFlaw.TEXT_AFTER_QUOTE;
      for (; i < close; i++) {
        seen |= bytes[i]!;
        if (bytes[i] === CR) flaw = CsvFlaw.CARRIAGE_RETURN;
      }
      i++;
    } else {
      for (; i < end && bytes[i] !== COMMA; i++) {
        const byte = bytes[i]!;
        seen |= byte;
        if (byte === QUOTE) flaw = CsvFlaw.STRAY_QUOTE;
        else if (byte === CR) flaw = CsvFlaw.CARRIAGE_RETURN;
      }
      row.end[column] = i;
    }
    column++;
    if (i >= end) break;
    i++;
  }
  row.count = column;
  row.ascii = seen < 0x80;
  return flaw;
}

/** Returns the place of the quote that closes the field, or `end` if there is none. */
function closingQuote(bytes: Uint8Array, begin: number, end: number, row: CsvRow): number {
  for (let i = begin; i < end; i++) {
    if (bytes[i] !== QUOTE) continue;
    if (i + 1 === end || bytes[i + 1] !== QUOTE) return i;
    row.doubled = true;
    i++;
  }
  return end;
}

/**
 * Removes the second of each doubled quote from the fields, in place. The row must have no errors.
 */
export function unescapeCsv(bytes: Uint8Array, row: CsvRow): void {
  const columns = Math.min(row.count, COLUMNS_MAX);
  for (let column = 0; column < columns; column++) {
    let to = row.begin[column]!;
    for (let from = to; from < row.end[column]!; from++) {
      bytes[to++] = bytes[from]!;
      if (bytes[from] === QUOTE) from++;
    }
    row.end[column] = to;
  }
}
