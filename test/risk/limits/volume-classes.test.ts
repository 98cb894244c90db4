import fc from 'fast-check';
import { expect, test } from 'vitest';
import { volumeClasses } from '../../../src/risk/limits/volume-classes.js';

const universes = fc.array(fc.integer({ min: 1000, max: 1_000_000 }), { minLength: 1 });

test('classes of volume part the universe: the thinnest first, and as even as can be', () => {
  fc.assert(
    fc.property(universes, fc.integer({ min: 1, max: 20 }), (volumes, classes) => {
      const classOf = volumeClasses(volumes, classes);
      expect(classOf.length).toBe(volumes.length);
      const sizes = Array.from(
        { length: classes },
        (_, place) => classOf.filter((of) => of === place).length,
      );
      expect(sizes.reduce((sum, size) => sum + size)).toBe(volumes.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (const [a, thin] of volumes.entries())
        for (const [b, busy] of volumes.entries())
          if (thin < busy) expect(classOf[a]).toBeLessThanOrEqual(classOf[b]!);
    }),
  );
});

test('stocks of one volume go by their places', () => {
  expect([...volumeClasses([5, 5, 5, 5], 2)]).toEqual([0, 0, 1, 1]);
});
