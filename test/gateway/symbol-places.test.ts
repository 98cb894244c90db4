import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SymbolPlaces } from '../../src/gateway/symbol-places.js';
import { bytesOf } from '../support/fix-talk.js';

const name = fc.string({ unit: fc.constantFrom('A', 'B', 'C', '.', ' '), maxLength: 4 });

test('finds the place of a symbol by its bytes, as a search of all names does', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), fc.array(name), (names, others) => {
      const places = new SymbolPlaces(names);
      for (const each of [...names, ...others]) {
        const place = names.indexOf(each);
        const found = places.find(bytesOf(`-${each}-`), 1, 1 + each.length);
        expect(found).toBe(place < 0 ? undefined : place);
        if (found !== undefined) expect(places.nameOf(found)).toBe(each);
      }
    }),
    { numRuns: 50 },
  );
});
