import {
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int8,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampNanosecond,
  Uint8,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { ColumnSpec } from '../base/columns.js';
import { FaultError } from '../base/input-error.js';
import type { Batch, Cells } from './columns.js';
import type { ByteSink, TableWriter } from './table-writer.js';

/**
 * Writes the Arrow IPC file format directly into a sink. The package's own writer is a queue of
 * promises that keeps every byte until it is read.
 */
class SinkWriter extends RecordBatchFileWriter {
  readonly #put: (chunk: Uint8Array) => void;

  constructor(put: (chunk: Uint8Array) => void) {
    super({ autoDestroy: false });
    this.#put = put;
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (chunk.byteLength > 0) {
      this.#put(new Uint8Array(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength));
      this._position += chunk.byteLength;
    }
    return this;
  }
}

/**
 * Writes a table as an Arrow IPC file, one record batch for each batch. Names are dictionary-coded;
 * the dictionaries come first in the file.
 */
export function createArrowWriter(specs: readonly ColumnSpec[], sink: ByteSink): TableWriter {
  let chunks: Uint8Array[] = [];
  const writer = new SinkWriter((chunk) => chunks.push(chunk));
  const types = specs.map((spec, id) => arrowType(spec, id));
  const names = specs.map((spec) =>
    spec.names === undefined ? undefined : vectorFromArray([...spec.names], new Utf8()),
  );
  const schema = new Schema(
    specs.map(({ name, nullable }, column) => new Field(name, types[column]!, nullable === true)),
  );
  const struct = new Struct(schema.fields);
  const flush = (): void => {
    sink(chunks);
    chunks = [];
  };
  writer.reset(undefined, schema);
  return {
    write(batch) {
      const children = specs.map((spec, column) =>
        arrowData(spec, types[column]!, names[column], batch, column),
      );
      writer.write(
        new RecordBatch(
          schema,
          makeData({ type: struct, length: batch.rows, nullCount: 0, children }),
        ),
      );
      flush();
    },
    end() {
      writer.finish();
      flush();
    },
  };
}

function arrowType({ name, kind, names }: ColumnSpec, id: number): DataType {
  switch (kind) {
    case 'time':
      return new TimestampNanosecond();
    case 'long':
      return new Int64();
    case 'int':
      return new Int32();
    case 'small':
      return new Uint8();
    case 'dollars':
    case 'number':
      return new Float64();
    case 'name':
      return new Dictionary(new Utf8(), names!.length <= 128 ? new Int8() : new Int32(), id);
    default:
      throw new FaultError(
        `capture/arrow: column ${name} has kind ${kind}, which no Arrow file has`,
      );
  }
}

function arrowData(
  spec: ColumnSpec,
  type: DataType,
  dictionary: Vector | undefined,
  { cells, rows }: Batch,
  column: number,
): Data {
  const of = cells[column]!;
  const isPair = spec.kind === 'time' || spec.kind === 'long';
  const data = of.subarray(0, isPair ? 2 * rows : rows);
  const nulls = spec.nullable === true ? nullsOf(of, rows) : { nullCount: 0 };
  return makeData({
    type,
    length: rows,
    data: isPair ? asLongs(data) : data,
    ...nulls,
    ...(dictionary && { dictionary }),
  } as never);
}

const asLongs = (words: Cells): BigInt64Array =>
  new BigInt64Array(words.buffer as ArrayBuffer, words.byteOffset, words.length / 2);

/** The validity bitmap: a bit is set for each row with a value. */
function nullsOf(cells: Cells, rows: number): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(rows / 8));
  let nullCount = 0;
  for (let row = 0; row < rows; row++) {
    if (Number.isNaN(cells[row]!)) nullCount++;
    else nullBitmap[row >> 3] = nullBitmap[row >> 3]! | (1 << (row & 7));
  }
  return { nullCount, nullBitmap };
}
