import { TAG_TABLE } from './dictionary.js';
import { FIELD_WORDS, findField, type Scan } from './scan.js';
import { textOf, valueText } from './values.js';

/**
 * Where the fields of a message are, by tag. `findField` walks the message for each tag; this walks
 * it once, for whoever asks for many.
 */
export class FieldIndex {
  #scan: Scan | undefined;
  /** The message that had a tag last, and the first field of it, in words of the scan. */
  readonly #messages = new Uint32Array(TAG_TABLE);
  readonly #words = new Int32Array(TAG_TABLE);
  #message = 0;

  /** Reads a message; the answers are about it until the next call. */
  read(scan: Scan): void {
    this.#scan = scan;
    this.#message = (this.#message + 1) >>> 0;
    const { fields, count } = scan;
    const message = this.#message;
    const messages = this.#messages;
    const words = this.#words;
    const end = count * FIELD_WORDS;
    for (let word = 0; word < end; word += FIELD_WORDS) {
      const tag = fields[word]!;
      if (tag < 0 || tag >= TAG_TABLE || messages[tag] === message) continue;
      messages[tag] = message;
      words[tag] = word;
    }
  }

  /** Where the first field with a tag is, in words of the scan; −1 when there is none. */
  word(tag: number): number {
    if (tag >= TAG_TABLE) {
      const place = findField(this.#scan!, tag);
      return place < 0 ? -1 : place * FIELD_WORDS;
    }
    return this.#messages[tag] === this.#message ? this.#words[tag]! : -1;
  }

  /** The value as text; undefined when there is none. */
  text(tag: number): string | undefined {
    if (tag >= TAG_TABLE) return textOf(this.#scan!, tag);
    const word = this.word(tag);
    if (word < 0) return undefined;
    const { bytes, fields } = this.#scan!;
    return valueText(bytes, fields[word + 1]!, fields[word + 2]!);
  }

  /** The code of a value of one character; `other` when there is none or it is longer. */
  char(tag: number, other: number): number {
    const word = this.word(tag);
    if (word < 0) return other;
    const { bytes, fields } = this.#scan!;
    return fields[word + 2]! - fields[word + 1]! === 1 ? bytes[fields[word + 1]!]! : other;
  }

  /** What a table has for the bytes of the value; undefined when there is none. */
  lookUp<Found>(
    tag: number,
    table: { find(bytes: Uint8Array, start: number, end: number): Found | undefined },
  ): Found | undefined {
    const word = this.word(tag);
    if (word < 0) return undefined;
    const { bytes, fields } = this.#scan!;
    return table.find(bytes, fields[word + 1]!, fields[word + 2]!);
  }

  /** Reads the value as `readTicks` and the like do; NaN when there is none. */
  number(tag: number, read: (bytes: Uint8Array, start: number, end: number) => number): number {
    const word = this.word(tag);
    if (word < 0) return Number.NaN;
    const { bytes, fields } = this.#scan!;
    return read(bytes, fields[word + 1]!, fields[word + 2]!);
  }
}
