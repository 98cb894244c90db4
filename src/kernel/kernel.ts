import { type WasmMemory, wasmPlatform } from '../memory/wasm-memory.js';
import { KERNEL_BASE64 } from './module.js';

/**
 * The hot path in WebAssembly, on the memory of an arena. Each door does what one function in
 * TypeScript does, to the bit; that function stays as its twin in the tests, and as what runs where
 * the kernel cannot. A struct is the byte of a `Server`, of `Venues` or of `Marks` of
 * `assembly/state.ts`.
 */
export interface Kernel {
  /**
   * `decideChildren`: returns the number of children, or −1 if it leaves the turn to TypeScript.
   */
  decide(
    server: number,
    build: number,
    flagMask: number,
    nowNs: number,
    epoch: number,
    childrenMax: number,
  ): number;
  /**
   * `admitChildren`, as far as the short way goes: returns the number admitted. The struct tells
   * where it stopped. `gate2` has the second pass as well.
   */
  gate(server: number, begin: number, end: number, nowNs: number): number;
  gate2(server: number, begin: number, end: number, nowNs: number): number;
  /** `tallyPiece`. */
  tally(server: number, begin: number, end: number): void;
  /** `fillSizes`, for the children at a byte with a mask: returns their number. */
  fill(
    venues: number,
    words: number,
    mask: number,
    begin: number,
    end: number,
    epoch: number,
  ): number;
  /** `markWithdrawal`, of a struct of marks. */
  mark(marks: number, epoch: number, begin: number, end: number): void;
  /** `settleServer`: returns the number of answers. `settle2` has the second pass as well. */
  settle(server: number, begin: number, end: number, nowNs: number): number;
  settle2(server: number, begin: number, end: number, nowNs: number): number;
}

/** The kernels of this thread, by their memories. */
const kernels = new WeakMap<WasmMemory, Kernel>();
/** The module; null where the platform cannot run it. */
let module: object | null | undefined;

/** Returns this thread's kernel on a memory; undefined where the platform cannot run it. */
export function kernelOn(memory: WasmMemory): Kernel | undefined {
  const found = kernels.get(memory);
  if (found !== undefined) return found;
  const platform = wasmPlatform();
  if (module === undefined) module = compile();
  if (module === null || platform === undefined) return undefined;
  const { exports } = new platform.Instance(module, { env: { memory } });
  // A copy, since V8 looks up names of a module's exports in a hash table.
  const kernel = { ...(exports as Kernel & { ready(): void }) };
  kernel.ready();
  kernels.set(memory, kernel);
  return kernel;
}

/** Compiles the module; null where threads or vectors are missing in the platform's WebAssembly. */
function compile(): object | null {
  const platform = wasmPlatform();
  const bytes = Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0));
  return platform?.validate(bytes) === true ? new platform.Module(bytes) : null;
}
