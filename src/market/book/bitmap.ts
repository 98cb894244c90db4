/**
 * A bitmap of 1,024 to 262,144 bits in four tiers, so that the next set bit is found in at most
 * four steps up and four down, however far away it is. A bit of an upper tier says that a word of
 * the tier below is not zero.
 *
 *   words  0                  size/32               size/32 + size/1024
 *         ┌──────────────────┬─────────────────────┬────────────────────────┬────────┐
 *         │ tier 0: the bits │ tier 1: a bit a word│ tier 2: size/32768 + 1 │ tier 3 │
 *         └──────────────────┴─────────────────────┴────────────────────────┴────────┘
 */

const { clz32 } = Math;

/** Words of a bitmap of `size` bits. */
export function bitmapWords(size: number): number {
  return (size >> 5) + (size >> 10) + (size >> 15) + 2;
}

/** Sets a bit. */
export function setBit(bits: Int32Array, size: number, place: number): void {
  const word = place >> 5;
  const before = bits[word]!;
  bits[word] = before | (1 << (place & 31));
  if (before !== 0) return;
  const tier1 = size >> 5;
  const tier2 = tier1 + (size >> 10);
  bits[tier1 + (word >> 5)]! |= 1 << (word & 31);
  bits[tier2 + (word >> 10)]! |= 1 << ((word >> 5) & 31);
  bits[tier2 + (size >> 15) + 1]! |= 1 << (word >> 10);
}

/** Clears a bit. */
export function clearBit(bits: Int32Array, size: number, place: number): void {
  const word = place >> 5;
  if ((bits[word]! &= ~(1 << (place & 31))) !== 0) return;
  const tier1 = size >> 5;
  if ((bits[tier1 + (word >> 5)]! &= ~(1 << (word & 31))) !== 0) return;
  const tier2 = tier1 + (size >> 10);
  if ((bits[tier2 + (word >> 10)]! &= ~(1 << ((word >> 5) & 31))) !== 0) return;
  bits[tier2 + (size >> 15) + 1]! &= ~(1 << (word >> 10));
}

/** Returns the highest set bit below `limit`, which is at most `size`, or −1. */
export function highestBelow(bits: Int32Array, size: number, limit: number): number {
  const tier1 = size >> 5;
  let word = limit >> 5;
  let rest = bits[word]! & ((1 << (limit & 31)) - 1);
  if (rest === 0) {
    let upper = word >> 5;
    rest = bits[tier1 + upper]! & ((1 << (word & 31)) - 1);
    if (rest === 0) {
      const tier2 = tier1 + (size >> 10);
      let top = upper >> 5;
      rest = bits[tier2 + top]! & ((1 << (upper & 31)) - 1);
      if (rest === 0) {
        rest = bits[tier2 + (size >> 15) + 1]! & ((1 << top) - 1);
        if (rest === 0) return -1;
        top = 31 - clz32(rest);
        rest = bits[tier2 + top]!;
      }
      upper = (top << 5) + 31 - clz32(rest);
      rest = bits[tier1 + upper]!;
    }
    word = (upper << 5) + 31 - clz32(rest);
    rest = bits[word]!;
  }
  return (word << 5) + 31 - clz32(rest);
}

/** Returns the lowest set bit at `from`, which is below `size`, or above it, or −1. */
export function lowestFrom(bits: Int32Array, size: number, from: number): number {
  const tier1 = size >> 5;
  let word = from >> 5;
  let rest = bits[word]! & (-1 << (from & 31));
  if (rest === 0) {
    let upper = word >> 5;
    // Two shifts, since a shift by 32 would do nothing.
    rest = bits[tier1 + upper]! & ((-1 << (word & 31)) << 1);
    if (rest === 0) {
      const tier2 = tier1 + (size >> 10);
      let top = upper >> 5;
      rest = bits[tier2 + top]! & ((-1 << (upper & 31)) << 1);
      if (rest === 0) {
        rest = bits[tier2 + (size >> 15) + 1]! & ((-1 << top) << 1);
        if (rest === 0) return -1;
        top = lowestBit(rest);
        rest = bits[tier2 + top]!;
      }
      upper = (top << 5) + lowestBit(rest);
      rest = bits[tier1 + upper]!;
    }
    word = (upper << 5) + lowestBit(rest);
    rest = bits[word]!;
  }
  return (word << 5) + lowestBit(rest);
}

/** The place of the lowest set bit of a word that is not zero. */
function lowestBit(word: number): number {
  return 31 - clz32(word & -word);
}
