import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NameTable, NO_PLACE } from '../../src/flow/name-table.js';
import { draws } from '../support/draws.js';

const encode = (text: string) => new TextEncoder().encode(text);

describe('a table of names', () => {
  test('gives every name the place that a Map gives it, while it grows', () => {
    const name = fc.oneof(
      fc.integer({ min: 0, max: 3000 }).map(String),
      fc.string({ unit: 'binary', maxLength: 64 }),
      fc.constantFrom('', 'A', 'A\0', '\0A'),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 0, maxLength: 4000, size: 'max' }), (names) => {
        const table = new NameTable();
        const places = new Map<string, number>();
        for (const text of names) {
          const bytes = encode(`<${text}>`);
          const place = places.get(text) ?? NO_PLACE;
          expect(table.find(bytes, 1, bytes.length - 1)).toBe(place);
          expect(table.add(bytes, 1, bytes.length - 1)).toBe(place);
          if (place === NO_PLACE) places.set(text, places.size);
        }
        expect(table.texts()).toEqual([...places.keys()]);
        for (const [text, place] of places)
          expect(table.find(encode(text), 0, encode(text).length)).toBe(place);
      }),
      { numRuns: draws(20) },
    );
  });

  test('distinguishes names of one hash (known pairs of 32-bit FNV-1a)', () => {
    const table = new NameTable();
    const names = ['costarring', 'liquid', 'declinate', 'macallums', 'altarage', 'zinke'];
    for (const name of names) expect(table.add(encode(name), 0, name.length)).toBe(NO_PLACE);
    expect(names.map((name) => table.find(encode(name), 0, name.length))).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
  });

  test('distinguishes a hundred thousand names', () => {
    const table = new NameTable();
    for (let n = 0; n < 100_000; n++) {
      const bytes = encode(`ORD-${n}`);
      expect(table.add(bytes, 0, bytes.length)).toBe(NO_PLACE);
    }
    expect(table.texts().slice(99_998)).toEqual(['ORD-99998', 'ORD-99999']);
    expect(table.add(encode('ORD-77777'), 0, 9)).toBe(77_777);
    expect(table.find(encode('ORD-77777'), 0, 8)).toBe(7_777);
  });
});
