/**
 * Shared WebAssembly memory, and which buffers belong to one. A memory that grows has another
 * buffer, and each thread has its own objects for all of them; the bytes are the same.
 */

/** What is used of `WebAssembly.Memory`. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** What is used of the platform's WebAssembly. */
interface WasmPlatform {
  readonly Memory: new (limits: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: WasmMemory } },
  ) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

export const PAGE_BYTES = 65_536;
/** A memory of 32-bit addresses has 4 GB. */
const PAGES_MAX = 65_536;

const memories = new WeakMap<object, WasmMemory>();

/** The platform's WebAssembly; undefined where there is none. */
export function wasmPlatform(): WasmPlatform | undefined {
  return (globalThis as unknown as { WebAssembly?: WasmPlatform }).WebAssembly;
}

/** Creates a memory of one page; undefined where the platform gives none. */
export function createMemory(): WasmMemory | undefined {
  const platform = wasmPlatform();
  if (platform === undefined) return undefined;
  try {
    return new platform.Memory({ initial: 1, maximum: PAGES_MAX, shared: true });
  } catch {
    return undefined;
  }
}

/** Whether a space is a memory, and not a buffer. */
export function isMemory(space: WasmMemory | SharedArrayBuffer): space is WasmMemory {
  return 'buffer' in space;
}

/** Returns the present buffer of a memory, and remembers whose it is. */
export function seeBuffer(memory: WasmMemory): SharedArrayBuffer {
  const { buffer } = memory;
  memories.set(buffer, memory);
  return buffer;
}

/** The memory of a buffer that `seeBuffer` has returned. */
export function memoryOfBuffer(buffer: object): WasmMemory | undefined {
  return memories.get(buffer);
}
