import { FIELD_WORDS, type Scan } from '../../src/fix/scan.js';
import { valueText } from '../../src/fix/values.js';

const HEADER = new Set([8, 9, 35, 49, 56, 34, 52, 43, 97, 122, 10]);

/** Calls `each` with the fields of a message's body, in their order. */
export function copyBody(scan: Scan, each: (tag: number, value: string) => void): void {
  for (let index = 0; index < scan.count; index++) {
    const word = index * FIELD_WORDS;
    const tag = scan.fields[word]!;
    if (HEADER.has(tag)) continue;
    each(tag, valueText(scan.bytes, scan.fields[word + 1]!, scan.fields[word + 2]!));
  }
}
