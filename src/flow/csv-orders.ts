import {
  COLUMNS_MAX,
  CSV_FLAW_REASONS,
  CsvFlaw,
  type CsvRow,
  createCsvRow,
  splitCsv,
  unescapeCsv,
} from './csv.js';
import { ValueKind } from './ndjson.js';
import { shownBytes, shownText } from './order-faults.js';
import {
  decodeText,
  FIELDS,
  fieldNumber,
  isUtf8,
  OWN_FIELD,
  UNKNOWN_FIELD,
  unknownFieldReason,
} from './order-fields.js';
import { NOT_UTF8, type OrderIntake, TOO_LONG } from './order-intake.js';
import { LINE_BYTES_MAX } from './order-lines.js';

/** A column of the header: its name in the file, and its field number or `OWN_FIELD`. */
interface Column {
  readonly name: string;
  readonly field: number;
}

/** Hands the rows of a CSV file to the intake, by the columns of its first line. */
export class CsvReader {
  readonly #intake: OrderIntake;
  readonly #row: CsvRow = createCsvRow();
  #columns: readonly Column[] | undefined;

  constructor(intake: OrderIntake) {
    this.#intake = intake;
  }

  take(bytes: Uint8Array, begin: number, end: number, line: number): void {
    const columns = this.#columns;
    if (columns === undefined) this.#columns = this.#readHeader(bytes, begin, end, line);
    else if (this.#splitRow(bytes, begin, end, line, columns)) this.#takeRow(bytes, line, columns);
  }

  /** The columns of the header. Throws its faults, as without a header no line can be read. */
  #readHeader(bytes: Uint8Array, begin: number, end: number, line: number): Column[] {
    const { faults, text } = this.#intake;
    const row = this.#row;
    const flaw = splitCsv(bytes, begin, end, row);
    const columns: Column[] = [];
    if (end - begin > LINE_BYTES_MAX) this.#intake.refuseLine(bytes, begin, end, line, TOO_LONG);
    else if (!isUtf8(bytes, begin, end)) this.#intake.refuseLine(bytes, begin, end, line, NOT_UTF8);
    else if (flaw !== CsvFlaw.NONE)
      this.#intake.refuseLine(bytes, begin, end, line, CSV_FLAW_REASONS[flaw]!);
    else if (row.count > COLUMNS_MAX)
      this.#intake.refuseLine(bytes, begin, end, line, `must have at most ${COLUMNS_MAX} columns`);
    else if (row.count === 1 && /[;\t|]/.test(decodeText(bytes, begin, end))) {
      this.#intake.refuseLine(
        bytes,
        begin,
        end,
        line,
        'must be the names of the columns, separated by commas',
      );
    } else {
      unescapeCsv(bytes, row);
      for (let c = 0; c < row.count; c++)
        columns.push(
          this.#readColumn(decodeText(bytes, row.begin[c]!, row.end[c]!), line, columns),
        );
      for (const [field, { name, required }] of FIELDS.entries()) {
        if (!required || columns.some((column) => column.field === field)) continue;
        faults.add(() => ({
          line,
          field: name,
          value: '',
          reason: 'is required, and the header lacks it',
        }));
      }
    }
    if (faults.total > 0) throw faults.error();
    for (const { name, field } of columns) if (field >= 0) text.written[field] = name;
    return columns;
  }

  #readColumn(name: string, line: number, before: readonly Column[]): Column {
    const { faults } = this.#intake;
    const field = fieldNumber(name);
    const place = before.length + 1;
    const same = before.findIndex((column) => field !== OWN_FIELD && column.field === field) + 1;
    const refuse = (reason: () => string) =>
      faults.add(() => ({ line, field: shownText(name), value: '', reason: reason() }));
    if (name === '') refuse(() => `column ${place} must have a name`);
    else if (field === UNKNOWN_FIELD) refuse(() => unknownFieldReason(name));
    else if (same > 0)
      refuse(() => `must be in one column only, and is in columns ${same} and ${place}`);
    return { name, field: this.#intake.isIgnored(field, name) ? OWN_FIELD : field };
  }

  /** Splits the row and returns whether it is fit to be read. */
  #splitRow(
    bytes: Uint8Array,
    begin: number,
    end: number,
    line: number,
    columns: readonly Column[],
  ): boolean {
    const row = this.#row;
    if (end - begin > LINE_BYTES_MAX) {
      this.#intake.refuseLine(bytes, begin, end, line, TOO_LONG);
      return false;
    }
    const flaw = splitCsv(bytes, begin, end, row);
    if (flaw !== CsvFlaw.NONE) {
      this.#refuseColumn(bytes, begin, end, line, row.count - 1, CSV_FLAW_REASONS[flaw]!);
      return false;
    }
    if (row.count !== columns.length) {
      const reason = `must have ${columns.length} fields as the header has, has ${row.count}`;
      this.#intake.refuseLine(bytes, begin, end, line, reason);
      return false;
    }
    if (!row.ascii && !isUtf8(bytes, begin, end)) {
      const bad = columns.findIndex((_, c) => !isUtf8(bytes, row.begin[c]!, row.end[c]!));
      this.#refuseColumn(bytes, begin, end, line, bad, NOT_UTF8);
      return false;
    }
    return true;
  }

  #takeRow(bytes: Uint8Array, line: number, columns: readonly Column[]): void {
    const row = this.#row;
    const { text } = this.#intake;
    if (row.doubled) unescapeCsv(bytes, row);
    text.bytes = bytes;
    for (let c = 0; c < columns.length; c++) {
      const { field } = columns[c]!;
      if (field === OWN_FIELD) continue;
      const begin = row.begin[c]!;
      const end = row.end[c]!;
      if (field < 0) {
        this.#intake.checkFix(field, columns[c]!.name, bytes, begin, end, line);
        continue;
      }
      text.begin[field] = begin;
      text.end[field] = end;
      text.kind[field] = begin === end ? ValueKind.ABSENT : ValueKind.TEXT;
    }
    this.#intake.take(line);
  }

  /**
   * Adds a fault of one field, or of the line [begin, end) where it has more fields than the
   * header.
   */
  #refuseColumn(
    bytes: Uint8Array,
    begin: number,
    end: number,
    line: number,
    column: number,
    reason: string,
  ): void {
    const name = this.#columns?.[column]?.name;
    if (name === undefined) this.#intake.refuseLine(bytes, begin, end, line, reason);
    else {
      const value = () => shownBytes(bytes, this.#row.begin[column]!, this.#row.end[column]!);
      this.#intake.faults.add(() => ({ line, field: shownText(name), value: value(), reason }));
    }
  }
}
