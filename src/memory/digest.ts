import { bytesOf, type Region } from './arena.js';

const { ceil, imul } = Math;

/**
 * Returns the digest of a buffer; equal digests prove that two runs were the same to the last bit.
 * It has 64 bits, from two 32-bit lanes over the buffer's words, printed as 16 hexadecimal digits.
 * Not cryptographic. It assumes little-endian memory, as on every platform that Node supports in
 * practice.
 */
export function digestBuffer(buffer: ArrayBufferLike, seed = 0): string {
  return digestBytes(new Uint8Array(buffer), seed);
}

/** Returns the digest of a region, as of a buffer with its bytes. */
export function digestRegion(region: Region): string {
  return digestBytes(bytesOf(region), 0);
}

function digestBytes(bytes: Uint8Array, seed: number): string {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const length = words.length;
  let a = seed ^ 0x2545f491;
  let b = ~seed ^ 0x9e3779b1;
  for (let i = 0; i < length; i++) {
    const word = words[i]!;
    a = imul(a ^ word, 0x01000193);
    b = imul(b ^ (word >>> 16) ^ (word << 16), 0x85ebca6b);
    b ^= b >>> 13;
  }
  const tailBytes = bytes.subarray(length << 2);
  for (const byte of tailBytes) a = imul(a ^ byte, 0x01000193);
  return hex(a) + hex(b);
}

/** Combines several digests into one, in order. */
export function combineDigests(digests: readonly string[]): string {
  const bytes = new TextEncoder().encode(digests.join(' '));
  const padded = new Uint8Array(ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return digestBytes(padded, bytes.length);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
