import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FieldIndex } from '../../src/fix/field-index.js';
import { createScan, FIELD_WORDS, findField, scanMessage } from '../../src/fix/scan.js';
import { readShares, textOf, valueText } from '../../src/fix/values.js';
import { wholeMessage } from '../support/fix-talk.js';

const tags = [11, 38, 54, 55, 58, 1023, 1024, 5001];

test('finds in each of several messages what a walk for each tag finds', () => {
  const index = new FieldIndex();
  const scan = createScan();
  const field = fc.tuple(fc.constantFrom(...tags), fc.constantFrom('1', '12', 'GT', 'x'));
  fc.assert(
    fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
      const bytes = wholeMessage(
        `35=D|${fields.map(([tag, value]) => `${tag}=${value}|`).join('')}`,
      );
      expect(scanMessage(scan, bytes, 0, bytes.length, 65_536)).toBe(bytes.length);
      index.read(scan);
      for (const tag of [...tags, 35, 1]) {
        const text = textOf(scan, tag);
        const place = findField(scan, tag);
        expect(index.word(tag)).toBe(place < 0 ? -1 : place * FIELD_WORDS);
        expect(index.text(tag)).toBe(text);
        expect(index.char(tag, 7)).toBe(text?.length === 1 ? text.charCodeAt(0) : 7);
        const wanted = text === undefined || !/^\d+$/.test(text) ? Number.NaN : Number(text);
        expect(index.number(tag, readShares)).toBe(wanted);
        expect(index.lookUp(tag, { find: valueText })).toBe(text);
      }
    }),
  );
});
