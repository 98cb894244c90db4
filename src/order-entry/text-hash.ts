/**
 * Hashes of short texts of one-byte characters, alike whether the text is a string or lies in the
 * bytes of a message, so that a look-up of a field makes no string.
 */

const BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** The hash of bytes from `start` to `end`: FNV-1a, with its high bits folded into the low ones. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = BASIS;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
  return hash ^ (hash >>> 15);
}

/** The same of a text. */
export function hashText(text: string): number {
  let hash = BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash ^ (hash >>> 15);
}

/** Whether the bytes from `start` to `end` are the text. */
export function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
