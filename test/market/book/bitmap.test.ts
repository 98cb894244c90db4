import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import {
  bitmapWords,
  clearBit,
  highestBelow,
  lowestFrom,
  setBit,
} from '../../../src/market/book/bitmap.js';

describe.each([1024, 4096, 32_768, 262_144])('a bitmap of %i bits', (size) => {
  test('finds the neighbours that a search of a plain set finds', () => {
    const random = new RandomStream(3, `bitmap ${size}`);
    const bits = new Int32Array(bitmapWords(size));
    const plain = new Set<number>();
    for (let n = 0; n < 400; n++) {
      // Few bits at first and later, so that whole words of all tiers are empty.
      const place = random.below(size);
      if (plain.size < (n % 80 < 40 ? 20 : 2)) {
        setBit(bits, size, place);
        plain.add(place);
      } else {
        const [first] = plain;
        clearBit(bits, size, first!);
        plain.delete(first!);
      }
      const limit = random.below(size + 1);
      const below = [...plain].filter((each) => each < limit);
      expect(highestBelow(bits, size, limit)).toBe(Math.max(-1, ...below));
      const from = random.below(size);
      const above = [...plain].filter((each) => each >= from);
      expect(lowestFrom(bits, size, from)).toBe(above.length === 0 ? -1 : Math.min(...above));
    }
  });

  test('is empty again when every bit is cleared', () => {
    const bits = new Int32Array(bitmapWords(size));
    for (let place = 0; place < size; place++) setBit(bits, size, place);
    expect(highestBelow(bits, size, size)).toBe(size - 1);
    expect(lowestFrom(bits, size, 0)).toBe(0);
    for (let place = 0; place < size; place++) clearBit(bits, size, place);
    expect(bits.every((word) => word === 0)).toBe(true);
    expect([highestBelow(bits, size, size), lowestFrom(bits, size, 0)]).toEqual([-1, -1]);
  });
});
