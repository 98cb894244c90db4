/**
 * Working sets: one fits in a second-level cache of 512 KB, one exceeds any third-level cache of 32
 * MB.
 */
export const WITHIN_L2_BYTES = 2 ** 18;
export const BEYOND_L2_BYTES = 2 ** 26;

/** A floor that copies `bytes` at once; its sink is a word of the copy. */
export function copier(bytes: number): { copy(): void; sink(): number } {
  const from = new Int32Array(bytes >> 2).fill(7);
  const to = new Int32Array(bytes >> 2);
  return {
    copy() {
      from[0] = (from[0]! + 1) | 0;
      to.set(from);
    },
    sink: () => to[0]!,
  };
}

/** 256 KB, 64 MB. */
export function sizeName(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes / 1024} KB` : `${bytes / 2 ** 20} MB`;
}

/** A floor that only writes rows of eight words, word by word; its sink is one of the words. */
export function rowWriter(count: number): { write(): void; sink(): number } {
  const rows = new Int32Array(count * 8);
  return {
    write() {
      for (let slot = 0; slot < rows.length; slot += 8) {
        rows[slot] = slot;
        rows[slot + 1] = 1;
        rows[slot + 2] = 2;
        rows[slot + 3] = 3;
        rows[slot + 4] = 4;
        rows[slot + 5] = 5;
        rows[slot + 6] = 6;
        rows[slot + 7] = 7;
      }
    },
    sink: () => rows[1]!,
  };
}
