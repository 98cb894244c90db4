import { FIELD_WORDS, findField, type Scan } from '../fix/scan.js';
import { readWhole } from '../fix/values.js';

/**
 * ClOrdIDs of a load: a prefix that no other load has, and the number of the message. Numbers are
 * written and read without a text for each.
 */

const ZERO = 0x30;
const DIGITS_MAX = 10;

/** Returns a prefix for loads that begin at this time, ms since 1970, such as `LTJ3K1A-`. */
export function idPrefix(nowMs: number): string {
  return `L${Math.floor(nowMs).toString(36).toUpperCase().slice(-6)}-`;
}

/** Writes and reads the ClOrdIDs of one load. */
export class LoadIds {
  /** The bytes of the id that was written last; its length is `write`'s result. */
  readonly bytes: Uint8Array;
  readonly #prefix: Uint8Array;

  constructor(prefix: string) {
    this.#prefix = new Uint8Array(prefix.length);
    for (let i = 0; i < prefix.length; i++) this.#prefix[i] = prefix.charCodeAt(i);
    this.bytes = new Uint8Array(prefix.length + DIGITS_MAX);
    this.bytes.set(this.#prefix);
  }

  /** Writes the id of a message into `bytes`; returns its length. */
  write(number: number): number {
    let digits = 1;
    for (let power = 10; power <= number; power *= 10) digits++;
    const end = this.#prefix.length + digits;
    let rest = number;
    for (let at = end - 1; at >= this.#prefix.length; at--) {
      this.bytes[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    return end;
  }

  /** The id of a message as bytes of its own. */
  copy(number: number): Uint8Array {
    return this.bytes.slice(0, this.write(number));
  }

  /** The id of a message as text. */
  text(number: number): string {
    return String.fromCharCode(...this.copy(number));
  }

  /** The number of a message by a field that holds its id; −1 when it holds none of this load. */
  read(scan: Scan, tag: number): number {
    const word = findField(scan, tag) * FIELD_WORDS;
    if (word < 0) return -1;
    const { bytes, fields } = scan;
    const start = fields[word + 1]!;
    const prefix = this.#prefix;
    if (fields[word + 2]! - start <= prefix.length) return -1;
    for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return -1;
    return readWhole(bytes, start + prefix.length, fields[word + 2]!);
  }
}
