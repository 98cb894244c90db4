import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineDigests, digestBuffer } from '../../src/memory/digest.js';

describe('the digest of a buffer', () => {
  test('equals the digest of a second implementation in another language', () => {
    expect(digestBuffer(new ArrayBuffer(0))).toBe('2545f49161c8864e');
    expect(digestBuffer(bytesOf('knight capital').buffer)).toBe('ff43f4bce39e49ac');
    expect(digestBuffer(Uint8Array.from({ length: 16 }, (_, i) => i).buffer)).toBe(
      '4958ab6132ac338f',
    );
    expect(digestBuffer(Uint8Array.from({ length: 16 }, (_, i) => i).buffer, 7)).toBe(
      'b846a78617b2a2ba',
    );
  });

  test('changes with every single bit of the buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), (bytes) => {
        const digests = new Set([digestBuffer(ownBuffer(bytes))]);
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const flipped = bytes.slice();
          flipped[bit >> 3]! ^= 1 << (bit & 7);
          digests.add(digestBuffer(ownBuffer(flipped)));
        }
        expect(digests.size).toBe(bytes.length * 8 + 1);
      }),
    );
  });

  test('changes when two numbers change their sign, although one lane stays the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1 }), { minLength: 2, maxLength: 32 }), (numbers) => {
        const before = new Float64Array(numbers);
        const after = before.map((n, row) => (row < 2 ? -n : n));
        expect(digestBuffer(after.buffer)).not.toBe(digestBuffer(before.buffer));
      }),
    );
  });

  test('depends on the order of words, the number of zeros and the seed', () => {
    expect(digestBuffer(new Int32Array([1, 2]).buffer)).not.toBe(
      digestBuffer(new Int32Array([2, 1]).buffer),
    );
    const zeros = Array.from({ length: 65 }, (_, bytes) => digestBuffer(new ArrayBuffer(bytes)));
    expect(new Set(zeros).size).toBe(65);
    const seeds = Array.from({ length: 100 }, (_, seed) => digestBuffer(new ArrayBuffer(8), seed));
    expect(new Set(seeds).size).toBe(100);
  });

  test('is the same for shared memory and depends only on the bytes', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(14));
    shared.set(bytesOf('knight capital'));
    expect(digestBuffer(shared.buffer)).toBe('ff43f4bce39e49ac');
    expect(digestBuffer(shared.buffer)).toMatch(/^[0-9a-f]{16}$/);
  });

  test('differs between any two of a hundred thousand counters', () => {
    const word = new Int32Array(2);
    const digests = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      word[i & 1] = i;
      digests.add(digestBuffer(word.buffer));
    }
    expect(digests.size).toBe(100_000);
  });
});

describe('digests combined', () => {
  const first = digestBuffer(new ArrayBuffer(0));
  const second = digestBuffer(Uint8Array.from({ length: 16 }, (_, i) => i).buffer);

  test('equal the known one', () => {
    expect(combineDigests([first, second])).toBe('77d6d4fcd0e2c104');
  });

  test('depend on their order, their number and each of them', () => {
    const combinations = [
      [],
      [first],
      [second],
      [first, second],
      [second, first],
      [first, first],
      [first, second, second],
    ];
    expect(new Set(combinations.map(combineDigests)).size).toBe(combinations.length);
  });
});

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return ownBytes(new TextEncoder().encode(text));
}

/**
 * Copies bytes into a buffer of their own, since an encoder or a generator may return a view of a
 * larger one.
 */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own;
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return ownBytes(bytes).buffer;
}
