import { STOCKS_MAX } from '../base/ranges.js';
import {
  COLUMNS_MAX,
  CSV_FLAW_REASONS,
  CsvFlaw,
  createCsvRow,
  splitCsv,
  unescapeCsv,
} from '../flow/csv.js';
import {
  createJsonMembers,
  MEMBERS_MAX,
  scanObject,
  unquoteJson,
  ValueKind,
} from '../flow/ndjson.js';
import { FaultList, shownText } from '../flow/order-faults.js';
import type { ListedStock } from '../market/universe.js';
import { fieldNamed, UNIVERSE_FIELDS, type UniverseField } from './universe-fields.js';

/** A cell of a line: its name and text, or a reason why it cannot be read. */
interface Cell {
  readonly name: string;
  readonly text: string;
  readonly flaw?: string | undefined;
}

/**
 * Reads a universe file: stocks as CSV by RFC 4180 with a header, or as one JSON object a line,
 * which is told by its first character. Names of fields may have any case, and blanks, dashes and
 * underscores between words; a column whose name begins with `x-` is ignored. Throws an InputError
 * that lists the first 20 faults with source, line, field, value and reason.
 *
 * @param text - the file
 * @param source - how messages call the file
 */
export function parseUniverse(text: string, source: string): ListedStock[] {
  const faults = new FaultList(source);
  const intake = new StockIntake(faults);
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const cells = body.trimStart().startsWith('{') ? jsonCells : csvCells;
  cells(body.split('\n'), faults, (row, line) => intake.take(row, line));
  const whole = (reason: string): void =>
    faults.add(() => ({ line: 0, field: '', value: '', reason }));
  if (faults.total === 0 && intake.stocks.length === 0)
    whole(body.trim() === '' ? 'is empty' : 'holds no stocks');
  if (intake.stocks.length > STOCKS_MAX)
    whole(`may hold at most ${STOCKS_MAX.toLocaleString('en-US')} stocks`);
  if (faults.total > 0) throw faults.error();
  return intake.stocks;
}

/** Takes the stocks of one file, and notes what is wrong with them. */
class StockIntake {
  readonly stocks: ListedStock[] = [];
  readonly #faults: FaultList;
  readonly #lines = new Map<string, number>();

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  take(row: readonly Cell[], line: number): void {
    const stock: Partial<Record<keyof ListedStock, string | number | boolean>> = {};
    const seen = new Set<UniverseField>();
    const before = this.#faults.total;
    for (const cell of row) {
      const refuse = (reason: string): void => this.#refuse(line, cell.name, cell.text, reason);
      const known = fieldNamed(cell.name);
      if (typeof known === 'string') refuse(known);
      if (known === undefined || typeof known === 'string') continue;
      if (seen.has(known)) refuse(`must be given once, and is the field ${known.name} again`);
      seen.add(known);
      if (cell.flaw !== undefined) refuse(cell.flaw);
      if (cell.flaw !== undefined || cell.text === '') continue;
      const value = known.read(cell.text);
      if (value === undefined) refuse(known.reason);
      else stock[known.property] = value;
    }
    if (this.#faults.total === before)
      for (const { isRequired, property, name } of UNIVERSE_FIELDS)
        if (isRequired && stock[property] === undefined)
          this.#refuse(line, name, '', 'is required');
    if (typeof stock.symbol === 'string') this.#takeSymbol(stock.symbol, line);
    if (this.#faults.total === before) this.stocks.push(stock as unknown as ListedStock);
  }

  #takeSymbol(symbol: string, line: number): void {
    const first = this.#lines.get(symbol);
    if (first === undefined) this.#lines.set(symbol, line);
    else this.#refuse(line, 'Symbol', symbol, `must be used once, and line ${first} has it`);
  }

  #refuse(line: number, name: string, value: string, reason: string): void {
    this.#faults.add(() => ({ line, field: shownText(name), value: shownText(value), reason }));
  }
}

type TakeRow = (row: readonly Cell[], line: number) => void;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes of a line and an LF behind them, or undefined for a blank line. */
function bytesOf(line: string): Uint8Array | undefined {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.trim() === '' ? undefined : encoder.encode(`${text}\n`);
}

/** Hands over the rows of a CSV file. A header that cannot be used ends the reading. */
function csvCells(lines: readonly string[], faults: FaultList, take: TakeRow): void {
  let header: readonly string[] | undefined;
  for (const [place, text] of lines.entries()) {
    const bytes = bytesOf(text);
    if (bytes === undefined) continue;
    const line = place + 1;
    const cells = splitLine(bytes);
    const refuse = (reason: string): void =>
      faults.add(() => ({ line, field: '', value: shownText(text), reason }));
    if (typeof cells === 'string') refuse(cells);
    else if (header === undefined) checkHeader(cells, line, faults);
    else if (cells.length !== header.length)
      refuse(`must have ${header.length} fields as the header has, has ${cells.length}`);
    else
      take(
        header.map((name, column) => ({ name, text: cells[column]! })),
        line,
      );
    if (header !== undefined) continue;
    if (faults.total > 0 || typeof cells === 'string') return;
    header = cells;
  }
}

/** Splits a line at its commas, or says why it cannot be split. */
function splitLine(bytes: Uint8Array): string[] | string {
  const row = createCsvRow();
  const flaw = splitCsv(bytes, 0, bytes.length - 1, row);
  if (flaw !== CsvFlaw.NONE) return CSV_FLAW_REASONS[flaw]!;
  if (row.count > COLUMNS_MAX) return `must have at most ${COLUMNS_MAX} columns`;
  unescapeCsv(bytes, row);
  return Array.from({ length: row.count }, (_, column) =>
    decoder.decode(bytes.subarray(row.begin[column]!, row.end[column]!)),
  );
}

function checkHeader(names: readonly string[], line: number, faults: FaultList): void {
  const refuse = (name: string, reason: string): void =>
    faults.add(() => ({ line, field: shownText(name), value: '', reason }));
  const known = names.map((name) => fieldNamed(name));
  known.forEach((field, column) => {
    const name = names[column]!;
    if (name === '') refuse(name, `column ${column + 1} must have a name`);
    else if (typeof field === 'string') refuse(name, field);
    else if (field !== undefined && known.indexOf(field) < column)
      refuse(name, `must be in one column only, and column ${known.indexOf(field) + 1} has it`);
  });
  for (const field of UNIVERSE_FIELDS)
    if (field.isRequired && !known.includes(field))
      refuse(field.name, 'is required, and the header lacks it');
}

/** Hands over the objects of an NDJSON file. */
function jsonCells(lines: readonly string[], faults: FaultList, take: TakeRow): void {
  const members = createJsonMembers();
  for (const [place, text] of lines.entries()) {
    const bytes = bytesOf(text);
    if (bytes === undefined) continue;
    const line = place + 1;
    const stop = scanObject(bytes, 0, bytes.length - 1, members);
    const flaw =
      stop >= 0
        ? 'must be one JSON object of strings, numbers, true, false and null; ' +
          `at byte ${stop + 1} it is not`
        : members.count > MEMBERS_MAX
          ? `must have at most ${MEMBERS_MAX} members`
          : undefined;
    if (flaw !== undefined)
      faults.add(() => ({ line, field: '', value: shownText(text), reason: flaw }));
    else
      take(
        Array.from({ length: members.count }, (_, m) => jsonCell(bytes, members, m)),
        line,
      );
  }
}

function jsonCell(
  bytes: Uint8Array,
  { keyBegin, keyEnd, begin, end, kind }: ReturnType<typeof createJsonMembers>,
  member: number,
): Cell {
  const raw = decoder.decode(bytes.subarray(begin[member]!, end[member]!));
  const name = unquoteJson(bytes, keyBegin[member]!, keyEnd[member]!) ?? '';
  if (kind[member] === ValueKind.ABSENT) return { name, text: '' };
  if (kind[member] !== ValueKind.ESCAPED_TEXT) return { name, text: raw };
  const text = unquoteJson(bytes, begin[member]!, end[member]!);
  const flaw = text === undefined ? 'must have no escapes but those of JSON' : undefined;
  return { name, text: text ?? raw, flaw };
}
