import { InputError } from '../base/input-error.js';
import {
  createMemory,
  isMemory,
  memoryOfBuffer,
  PAGE_BYTES,
  seeBuffer,
  type WasmMemory,
} from './wasm-memory.js';

/**
 * Where tables lie. A region is a piece of an arena or a buffer of its own.
 *
 *   arena    one WebAssembly memory, which a kernel of WebAssembly can read (room `kernel`)
 *
 *   byte 0              65,536          next                             memory.buffer.byteLength
 *   ┌───────────────────┬───────────────┬────────────────────────────────┬ ─ ─ ─ ─ ─ ─ ─ ─
 *   │ the kernel’s own  │ regions       │ free, written before or not    │ grows on demand
 *   └───────────────────┴───────────────┴────────────────────────────────┴ ─ ─ ─ ─ ─ ─ ─ ─
 *
 * An arena is a stack. It gives its regions back together: those of a work when the work ends, all
 * others when nobody refers to the arena any more. So a thread that runs day after day takes the
 * memory of its largest day.
 */
export interface Arena {
  readonly memory: WasmMemory;
  /** The first free byte, and the first byte that was never lent. */
  next: number;
  written: number;
  /** The end of what it may lend. */
  readonly end: number;
}

/** A piece of memory that threads share; it can be sent to another thread. */
export interface Region {
  readonly space: WasmMemory | SharedArrayBuffer;
  readonly base: number;
  readonly byteLength: number;
}

/** Regions start on this boundary, so that two of them share no pair of cache lines. */
const ALIGNMENT_BYTES = 128;
/** A memory grows by this at least. A page takes memory of the machine once it is written. */
const GROWTH_PAGES = 256;
const { max, min } = Math;

/** The arena of the work under way; undefined without one. */
let current: Arena | undefined;
/** The arena of this thread's days. */
let own: Arena | undefined;

/** Returns an empty arena; undefined where the platform has no shared WebAssembly memory. */
export function createArena(): Arena | undefined {
  const memory = createMemory();
  return memory && { memory, next: PAGE_BYTES, written: PAGE_BYTES, end: Number.POSITIVE_INFINITY };
}

/** Runs work whose tables lie in an arena, for as long as somebody refers to them. */
export function inArena<T>(arena: Arena | undefined, work: () => T): T {
  const outer = current;
  current = arena;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/**
 * Runs work whose tables are free for the next work when it ends. Nothing that outlives the work
 * may refer to a table.
 */
export function reusingMemory<T>(work: () => T): T {
  own ??= createArena();
  const arena = own;
  const begin = arena?.next ?? 0;
  try {
    return inArena(arena, work);
  } finally {
    if (arena !== undefined) arena.next = begin;
  }
}

/** Runs work whose tables lie in the arena of the work under way, or else in a new one. */
export function inAnyArena<T>(work: () => T): T {
  return inArena(current ?? createArena(), work);
}

/** Runs work whose tables lie in a region, and where it has no room, in buffers of their own. */
export function inRegion<T>({ space, base, byteLength }: Region, work: () => T): T {
  if (!isMemory(space)) return inArena(undefined, work);
  return inArena({ memory: space, next: base, written: base, end: base + byteLength }, work);
}

/**
 * Allocates a region, all zero: of the arena of the work under way, if it has room. Throws an
 * InputError when the machine has too little memory, because users choose the sizes.
 */
export function allocateRegion(bytes: number): Region {
  return (
    (current && takeFrom(current, bytes)) ?? {
      space: allocateBytes(bytes),
      base: 0,
      byteLength: bytes,
    }
  );
}

type ArrayType<T> = {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/**
 * Allocates a typed array, all zero, that one thread uses: in the arena of the work under way, so
 * that a kernel can read it, or where there is none, in memory of this thread alone.
 */
export function allocateArray<T extends ArrayBufferView>(Type: ArrayType<T>, length: number): T {
  const region = current && takeFrom(current, length * Type.BYTES_PER_ELEMENT);
  return region === undefined ? new Type(length) : new Type(bufferOf(region), region.base, length);
}

/** The buffer of a region, as this thread sees it. Its columns begin at the region's base. */
export function bufferOf({ space }: Region): SharedArrayBuffer {
  return isMemory(space) ? seeBuffer(space) : space;
}

/** The bytes of a region. */
export function bytesOf(region: Region): Uint8Array {
  return new Uint8Array(bufferOf(region), region.base, region.byteLength);
}

/** The WebAssembly memory that an array lies in; undefined if it is elsewhere. */
export function memoryOf(array: ArrayBufferView | undefined): WasmMemory | undefined {
  return array && memoryOfBuffer(array.buffer);
}

/**
 * Allocates shared memory, all zero. Throws an InputError when the machine has too little, because
 * users choose the sizes.
 */
export function allocateBytes(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch {
    const wanted = bytes.toLocaleString('en-US');
    throw new InputError(
      `${wanted} bytes of memory cannot be had; ask for fewer rows, records or servers`,
    );
  }
}

/** Takes a region of an arena; undefined if it has no room. */
function takeFrom(arena: Arena, bytes: number): Region | undefined {
  const { memory, next: base } = arena;
  const end = base + Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  if (end > arena.end || !growTo(memory, end)) return undefined;
  // Only what was lent before is cleared, and only where something stands, since a page that was
  // never written takes no memory.
  const used = max(0, min(end, arena.written) - base);
  const words = new Int32Array(seeBuffer(memory), base, used >> 2);
  for (let place = 0; place < words.length; place += 8)
    if (isWritten(words, place)) words.fill(0, place, place + 8);
  arena.next = end;
  arena.written = max(arena.written, end);
  return { space: memory, base, byteLength: bytes };
}

/** Whether a memory has, or could be given, so many bytes. */
function growTo(memory: WasmMemory, bytes: number): boolean {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return true;
  for (const pages of [max(missing, GROWTH_PAGES), missing]) {
    try {
      memory.grow(pages);
      return true;
    } catch {
      // The machine or the memory's limit has fewer.
    }
  }
  return false;
}

/** Whether any of eight words is not zero. Places beyond the end read as zero. */
function isWritten(words: Int32Array, place: number): boolean {
  return (
    (words[place]! |
      words[place + 1]! |
      words[place + 2]! |
      words[place + 3]! |
      words[place + 4]! |
      words[place + 5]! |
      words[place + 6]! |
      words[place + 7]!) !==
    0
  );
}
