import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../src/memory/table.js';
import { CHILD_SCHEMA, lineageBehaviour, lineageBuild, lineageFlags, lineageOf, lineageServer } from '../../src/orders/children.js';

describe('the lineage of a child', () => {
  test('puts server, build, flags and behaviour where the drawing says', () => {
    expect(lineageOf(8, 0, 0, 0)).toBe(0x08);
    expect(lineageOf(0, 3, 0, 0)).toBe(0x0300);
    expect(lineageOf(0, 0, 5, 0)).toBe(0x050000);
    expect(lineageOf(0, 0, 0, 2)).toBe(0x02000000);
    expect(lineageOf(255, 255, 255, 127)).toBe(0x7fffffff);
  });

  test('gives back what went in, also after its time in a column', () => {
    const { lineage } = allocateTable(CHILD_SCHEMA, 1);
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, fc.integer({ min: 0, max: 127 }), (server, build, flags, behaviour) => {
        lineage[0] = lineageOf(server, build, flags, behaviour);
        const word = lineage[0];
        expect([lineageServer(word), lineageBuild(word), lineageFlags(word), lineageBehaviour(word)]).toEqual([
          server,
          build,
          flags,
          behaviour,
        ]);
      }),
    );
  });
});
