import { allocateRegion, bufferOf, memoryOf } from '../memory/arena.js';
import type { WasmMemory } from '../memory/wasm-memory.js';
import { STRUCTS } from './structs.js';

type Structs = typeof STRUCTS;
type StructName = keyof Structs;
type FieldOf<N extends StructName> = keyof Structs[N] & string;

/** A column of a struct; undefined for one that is not there. */
type Column = ArrayBufferView | undefined;
/** The values of a struct: columns and numbers, by field. */
export type StructValues<N extends StructName> = {
  readonly [F in FieldOf<N>]: Structs[N][F] extends { readonly type: 'column' } ? Column : number;
};

/** A struct in a memory. */
export interface Struct {
  readonly base: number;
  /** Its words of 32 bits. */
  readonly words: Int32Array;
}

/**
 * Writes a struct into the arena of the work under way. Returns undefined where a column is in
 * another memory, or the arena has no room.
 */
export function writeStruct<N extends StructName>(
  memory: WasmMemory,
  name: N,
  values: StructValues<N>,
): Struct | undefined {
  const fields = Object.entries(STRUCTS[name]) as [
    FieldOf<N>,
    { readonly type: 'column' | 'i32' | 'f64'; readonly at: number },
  ][];
  const region = allocateRegion(fields.at(-1)![1].at + 8);
  if (region.space !== memory) return undefined;
  const view = new DataView(bufferOf(region), region.base, region.byteLength);
  for (const [field, { type, at }] of fields) {
    const value: Column | number = values[field];
    if (typeof value === 'number') {
      if (type === 'f64') view.setFloat64(at, value, true);
      else view.setInt32(at, value, true);
    } else if (value !== undefined) {
      if (memoryOf(value) !== memory) return undefined;
      view.setUint32(at, value.byteOffset, true);
    }
  }
  return {
    base: region.base,
    words: new Int32Array(bufferOf(region), region.base, region.byteLength >> 2),
  };
}

/** The place of a field among the words of a struct. */
export function wordOf<N extends StructName>(name: N, field: FieldOf<N>): number {
  return (STRUCTS[name][field] as { readonly at: number }).at >> 2;
}
