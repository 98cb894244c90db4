import fastJson from 'fast-json-stringify';
import { COLUMN_TYPES, type ColumnSpec } from '../base/columns.js';
import { csvText } from '../base/escape.js';
import type { Batch, Cells } from './columns.js';
import type { ByteSink, TableWriter } from './table-writer.js';

/** Characters of text to gather before a write. */
const PIECE_CHARACTERS = 2 ** 18;

/**
 * Writes a table as CSV with a header line (RFC 4180, but lines end with a line feed). A missing
 * value is an empty cell.
 */
export function createCsvWriter(specs: readonly ColumnSpec[], sink: ByteSink): TableWriter {
  sink([Buffer.from(`${specs.map(({ name }) => name).join(',')}\n`)]);
  const names = specs.map((spec) => spec.names?.map(csvText));
  return textWriter(specs, sink, (row, cells) => {
    let line = '';
    for (let column = 0; column < specs.length; column++) {
      const cell = cells[column]!(row);
      const text = names[column] === undefined ? cell : names[column]![cell as number];
      line += column === 0 ? (text ?? '') : `,${text ?? ''}`;
    }
    return `${line}\n`;
  });
}

/** Writes a table as NDJSON, one object a line. */
export function createNdjsonWriter(specs: readonly ColumnSpec[], sink: ByteSink): TableWriter {
  const properties = Object.fromEntries(
    specs.map(({ name, kind, nullable }) => [
      name,
      { type: COLUMN_TYPES[kind].json, nullable: nullable === true },
    ]),
  );
  const stringify = fastJson({ type: 'object', properties });
  const object: Record<string, unknown> = {};
  return textWriter(specs, sink, (row, cells) => {
    for (let column = 0; column < specs.length; column++) {
      const { name, names } = specs[column]!;
      const cell = cells[column]!(row);
      object[name] = names === undefined ? cell : names[cell as number];
    }
    return `${stringify(object)}\n`;
  });
}

/** Reads a cell: a time as text, a name as its code, a missing value as null. */
type Reader = (row: number) => string | number | null;

function textWriter(
  specs: readonly ColumnSpec[],
  sink: ByteSink,
  line: (row: number, cells: readonly Reader[]) => string,
): TableWriter {
  let readers: Reader[] = [];
  let from: readonly Cells[] | undefined;
  return {
    write({ cells, rows }: Batch) {
      if (cells !== from) readers = specs.map((spec, column) => readerOf(spec, cells[column]!));
      from = cells;
      let text = '';
      for (let row = 0; row < rows; row++) {
        text += line(row, readers);
        if (text.length < PIECE_CHARACTERS) continue;
        sink([Buffer.from(text)]);
        text = '';
      }
      sink([Buffer.from(text)]);
    },
    end() {},
  };
}

const TWO_32 = 2 ** 32;

function readerOf({ kind, nullable }: ColumnSpec, cells: Cells): Reader {
  if (kind === 'time') return timeReader(cells);
  if (kind === 'long') return (row) => cells[2 * row + 1]! * TWO_32 + (cells[2 * row]! >>> 0);
  if (nullable === true) return (row) => (Number.isNaN(cells[row]!) ? null : cells[row]!);
  return (row) => cells[row]!;
}

/**
 * Reads times as ISO 8601 in UTC with nanoseconds. It caches the last, since neighbouring rows
 * mostly share a time.
 */
function timeReader(cells: Cells): Reader {
  let low = 0;
  let high = 0;
  let text = formatUtc(0n);
  return (row) => {
    if (cells[2 * row] === low && cells[2 * row + 1] === high) return text;
    low = cells[2 * row]!;
    high = cells[2 * row + 1]!;
    text = formatUtc((BigInt(high) << 32n) | BigInt(low >>> 0));
    return text;
  };
}

/** Formats ns since 1970 as `2012-08-01T13:30:00.100000000Z`. */
export function formatUtc(ns: bigint): string {
  const second = ns / 1_000_000_000n;
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
  return `${new Date(Number(second) * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
