import { assert } from '../base/input-error.js';
import { allocateRegion, bufferOf, type Region } from './arena.js';

/**
 * Tables are structs of arrays in one region of shared memory.
 *
 *   byte 0          64                      …                               …
 *   ┌───────────────┬───────────────────────┬───────────────────────┬──────────────
 *   │ header        │ table 0: column 0     │ table 0: column 1     │ … table 1 …
 *   └───────────────┴───────────────────────┴───────────────────────┴──────────────
 *   header words (Uint32): 0 magic, 1 version, 2 bytes, 3 tables,
 *                          4 hash of names, types and capacities
 *
 * Every column starts on a 64-byte boundary, so that no two columns share a cache line.
 */
export const ColumnType = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const;
export type ColumnType = keyof typeof ColumnType;

type ColumnConstructor = {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView;
  BYTES_PER_ELEMENT: number;
};

/** The columns of a table by name, each with the type of its cells. */
export type Schema = Readonly<Record<string, ColumnType>>;
/** The typed arrays of a schema, by name. */
export type Columns<S extends Schema> = {
  readonly [K in keyof S]: InstanceType<(typeof ColumnType)[S[K]]>;
};
/** One table: its columns and the number of rows in each. */
export type Table<S extends Schema> = Columns<S> & { readonly capacity: number };
/** A layout: by name, a schema and a capacity in rows. */
export type Layout = Readonly<
  Record<string, { readonly schema: Schema; readonly capacity: number }>
>;
export type Tables<L extends Layout> = { readonly [K in keyof L]: Table<L[K]['schema']> };

export const LAYOUT_MAGIC = 0x534d4152;
export const LAYOUT_VERSION = 1;
const HEADER_BYTES = 64;
const ALIGNMENT_BYTES = 64;

/** Returns the bytes of a layout, including its header. */
export function layoutBytes(layout: Layout): number {
  let bytes = HEADER_BYTES;
  for (const { schema, capacity } of Object.values(layout)) {
    for (const type of Object.values(schema))
      bytes += aligned(capacity * ColumnType[type].BYTES_PER_ELEMENT);
  }
  return bytes;
}

/**
 * Allocates a region for a layout: all zero, with its header written. Throws when a capacity is not
 * a positive integer.
 */
export function allocateLayout(layout: Layout): Region {
  for (const [name, { capacity }] of Object.entries(layout)) {
    assert(
      Number.isInteger(capacity) && capacity > 0,
      `memory/table: capacity of '${name}' must be a positive integer, was ${capacity}`,
    );
  }
  const region = allocateRegion(layoutBytes(layout));
  headerOf(region).set([
    LAYOUT_MAGIC,
    LAYOUT_VERSION,
    region.byteLength,
    Object.keys(layout).length,
    layoutHash(layout),
  ]);
  return region;
}

/**
 * Opens the tables of a region that `allocateLayout` made, possibly in another thread. Throws when
 * the region has another layout.
 */
export function openTables<L extends Layout>(region: Region, layout: L): Tables<L> {
  const [magic, version, bytes, , hash] = headerOf(region);
  assert(magic === LAYOUT_MAGIC, `memory/table: magic ${LAYOUT_MAGIC} expected, was ${magic}`);
  assert(
    version === LAYOUT_VERSION,
    `memory/table: version ${LAYOUT_VERSION} expected, was ${version}`,
  );
  assert(
    bytes === region.byteLength,
    `memory/table: ${bytes} bytes in the header, ${region.byteLength} in the region`,
  );
  assert(
    hash === layoutHash(layout),
    `memory/table: the region holds another layout than ${Object.keys(layout).join(', ')}`,
  );

  const buffer = bufferOf(region);
  let offset = region.base + HEADER_BYTES;
  const tables: Record<string, unknown> = {};
  for (const [name, { schema, capacity }] of Object.entries(layout)) {
    const table: Record<string, unknown> = { capacity };
    for (const [column, type] of Object.entries(schema)) {
      const Type = ColumnType[type] as unknown as ColumnConstructor;
      table[column] = new Type(buffer, offset, capacity);
      offset += aligned(capacity * Type.BYTES_PER_ELEMENT);
    }
    // The copy matters: V8 stores an object with a dozen computed property names as a hash table,
    // but its copy as a plain object, which saves 3 ns at each access to a column.
    tables[name] = { ...table };
  }
  return tables as Tables<L>;
}

/** Allocates one table in a region of its own. */
export function allocateTable<const S extends Schema>(schema: S, capacity: number): Table<S> {
  const layout = { table: { schema, capacity } };
  return openTables(allocateLayout(layout), layout).table as Table<S>;
}

/** The five words at the begin of a region. */
function headerOf(region: Region): Uint32Array {
  return new Uint32Array(bufferOf(region), region.base, 5);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

function layoutHash(layout: Layout): number {
  const text = JSON.stringify(layout, (key, value) =>
    key === 'schema' ? Object.entries(value) : value,
  );
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
