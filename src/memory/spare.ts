/**
 * Memory that a thread uses again. A thread that runs day after day would otherwise allocate each
 * anew, and a day that has ended keeps its memory until the next full garbage collection.
 */

/** Buffers that nobody uses, by their bytes. */
const spare = new Map<number, SharedArrayBuffer[]>();
/** The buffers that the work under way has taken; undefined without such work. */
let lent: SharedArrayBuffer[] | undefined;

/**
 * Runs work whose tables are free for the next work when it ends. Nothing that outlives the work
 * may refer to a table.
 */
export function reusingMemory<T>(work: () => T): T {
  const outer = lent;
  lent = [];
  try {
    return work();
  } finally {
    for (const buffer of lent) {
      const same = spare.get(buffer.byteLength);
      if (same === undefined) spare.set(buffer.byteLength, [buffer]);
      else same.push(buffer);
    }
    lent = outer;
  }
}

/**
 * Returns a buffer of these bytes, all zero: one that was used before, or what `allocate` makes.
 */
export function takeMemory(
  bytes: number,
  allocate: (bytes: number) => SharedArrayBuffer,
): SharedArrayBuffer {
  if (lent === undefined) return allocate(bytes);
  const used = spare.get(bytes)?.pop();
  const buffer = used ?? allocate(bytes);
  if (used !== undefined) clear(used);
  lent.push(buffer);
  return buffer;
}

/**
 * Writes only where something stands, since a page that was never written takes no memory. A table
 * has whole words, so nothing is left after them.
 */
function clear(buffer: SharedArrayBuffer): void {
  const words = new Int32Array(buffer);
  for (let place = 0; place < words.length; place++) if (words[place] !== 0) words[place] = 0;
}
