import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHILD_WORDS, ChildWord, instrumentOf, judgeSlot } from '../../src/orders/children.js';
import { digestChildren } from '../../src/server/child-digest.js';

const int32 = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const run = fc.record({
  parent: fc.nat({ max: 2 ** 20 }),
  instrument: fc.tuple(fc.nat({ max: 2 ** 21 - 1 }), fc.nat({ max: 1 }), fc.nat({ max: 7 })),
  quantity: int32,
  limit: int32,
  lineage: int32,
  verdict: fc.nat({ max: 63 }),
  alike: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1000, max: 3000 })),
});
type Run = typeof run extends fc.Arbitrary<infer R> ? R : never;

function rowOf({ parent, instrument, quantity, limit, lineage, verdict }: Run): Int32Array {
  const words = new Int32Array(CHILD_WORDS);
  words[0] = parent;
  words[ChildWord.INSTRUMENT] = instrumentOf(...instrument);
  words[ChildWord.QUANTITY] = quantity;
  words[ChildWord.LIMIT] = limit;
  words[ChildWord.LINEAGE] = lineage;
  judgeSlot(words, 0, verdict);
  return words;
}

test('children alike leave the same digest, taken at once, one by one or in any parts', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(run, fc.nat()), { maxLength: 8 }), (runs) => {
      const [whole, cut, single] = [new Int32Array(2), new Int32Array(2), new Int32Array(2)];
      for (const [one, at] of runs) {
        const row = rowOf(one);
        const first = at % (one.alike + 1);
        digestChildren(whole, row, 0, one.alike);
        digestChildren(cut, row, 0, first);
        digestChildren(cut, row, 0, one.alike - first);
        for (let n = 0; n < one.alike; n++) digestChildren(single, row, 0, 1);
      }
      expect(cut).toEqual(whole);
      expect(single).toEqual(whole);
    }),
  );
});

test('any word of a row, a verdict, a child more and the order of two children change it', () => {
  const base: Run = {
    parent: 3,
    instrument: [5, 0, 1],
    quantity: 100,
    limit: 200_200,
    lineage: 9,
    verdict: 0,
    alike: 1,
  };
  const other: Run = { ...base, parent: 4 };
  const digestOf = (...runs: Run[]): string => {
    const digest = new Int32Array(2);
    for (const one of runs) digestChildren(digest, rowOf(one), 0, one.alike);
    return digest.join();
  };
  const digests = [
    digestOf(base),
    digestOf(other),
    digestOf({ ...base, instrument: [6, 0, 1] }),
    digestOf({ ...base, instrument: [5, 1, 1] }),
    digestOf({ ...base, instrument: [5, 0, 2] }),
    digestOf({ ...base, quantity: 101 }),
    digestOf({ ...base, limit: 200_201 }),
    digestOf({ ...base, lineage: 10 }),
    digestOf({ ...base, verdict: 1 }),
    digestOf({ ...base, alike: 2 }),
    digestOf(base, other),
    digestOf(other, base),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});
