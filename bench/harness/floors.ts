/** Working sets: one that lies in a second-level cache of 512 KB, and one beyond any third-level cache of 32 MB. */
export const WITHIN_L2_BYTES = 2 ** 18;
export const BEYOND_L2_BYTES = 2 ** 26;

/** What copies `bytes` at once, for a floor; the sink is a word of the copy. */
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
