import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inlineJson } from '../../../src/report/html/fill.js';

test('JSON in a page keeps its value, and has no character that could end its element', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.string({
        unit: fc.constantFrom('<', '/', 'script>', '!--', '\u2028', '\u2029', '&', '"', '\\'),
      }),
      (value, text) => {
        const json = inlineJson({ value, text });
        expect(json).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
      },
    ),
  );
});
