import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../../src/memory/table.js';
import {
  addAlike,
  admitAlike,
  clearDuplicates,
  countAlike,
  DUPLICATE_SCHEMA,
  DUPLICATE_WORDS,
  type Duplicates,
  findAlike,
  openDuplicates,
} from '../../../src/risk/counts/duplicates.js';

function account(): Duplicates {
  const alike = openDuplicates(allocateTable(DUPLICATE_SCHEMA, DUPLICATE_WORDS).words);
  clearDuplicates(alike);
  return alike;
}

/** Counts one more of a kind in a window of so many ns; returns how many had been counted. */
function send(
  alike: Duplicates,
  [row, priceTicks, quantity]: Kind,
  nowNs: number,
  windowNs = 100,
): number {
  const found = findAlike(alike, row, priceTicks, quantity);
  const counted = countAlike(alike, found, nowNs - windowNs);
  addAlike(alike, found, row, priceTicks, quantity, counted, 1, nowNs);
  return counted;
}
type Kind = readonly [row: number, priceTicks: number, quantity: number];

/** Returns whether two tables have equal words; `toEqual` is slow for some hundred thousand. */
const isSame = ({ words: a }: Duplicates, { words: b }: Duplicates): boolean =>
  Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

/** Returns the set of four places that counts a kind, or will. */
function setOf(alike: Duplicates, ...kind: Kind): number {
  const found = findAlike(alike, ...kind);
  return (found < 0 ? ~found : found) >> 2;
}

/** Returns so many kinds of order whose places are in the set of the first. */
function ofOneSet(most: number): Kind[] {
  const alike = account();
  const first: Kind = [6, 200_000, 1];
  const set = setOf(alike, ...first);
  const kinds: Kind[] = [];
  for (let quantity = 1; kinds.length < most; quantity++) {
    if (setOf(alike, first[0], first[1], quantity) === set)
      kinds.push([first[0], first[1], quantity]);
  }
  return kinds;
}

describe('orders alike', () => {
  test('are counted in the window that the first of them opened, until it ends', () => {
    const alike = account();
    const kind: Kind = [3, 200_000, 100];
    expect([0, 1, 99, 100, 199, 200].map((nowNs) => send(alike, kind, nowNs))).toEqual([
      0, 1, 2, 0, 1, 0,
    ]);
  });

  test('are alike in symbol and side, price and quantity', () => {
    const alike = account();
    send(alike, [3, 200_000, 100], 0);
    for (const other of [
      [2, 200_000, 100],
      [3, 200_001, 100],
      [3, 200_000, 101],
    ] as const)
      expect(send(alike, other, 0)).toBe(0);
    expect(send(alike, [3, 200_000, 100], 0)).toBe(1);
  });

  test('of four kinds share a set; a fifth replaces the kind with the oldest window', () => {
    const alike = account();
    const [a, b, c, d, e] = ofOneSet(5) as [Kind, Kind, Kind, Kind, Kind];
    for (const [at, kind] of [c, a, d, b].entries()) expect(send(alike, kind, at)).toBe(0);
    expect([a, b, c, d].map((kind) => send(alike, kind, 10))).toEqual([1, 1, 1, 1]);
    expect(send(alike, e, 11)).toBe(0);
    expect([a, b, d, e].map((kind) => send(alike, kind, 12))).toEqual([2, 2, 2, 1]);
    expect(send(alike, c, 13)).toBe(0);
  });

  test('share a set but not a place if they differ only in price or side', () => {
    const alike = account();
    const kinds: Kind[] = [];
    for (let priceTicks = 1; kinds.length < 2; priceTicks++)
      if (setOf(alike, 6, priceTicks, 100) === 5) kinds.push([6, priceTicks, 100]);
    for (let row = 0; kinds.length < 4; row++)
      if (setOf(alike, row, 100, 77) === 5) kinds.push([row, 100, 77]);
    for (const kind of kinds) expect(send(alike, kind, 1)).toBe(0);
    expect(kinds.map((kind) => send(alike, kind, 2))).toEqual([1, 1, 1, 1]);
  });

  test('of an unknown kind number 0, whichever kind makes room for it', () => {
    const alike = account();
    const [a, b] = ofOneSet(2) as [Kind, Kind];
    send(alike, a, 5);
    const others: Kind[] = [
      b,
      [a[0] + 1, a[1], a[2]],
      [a[0], a[1] + 1, a[2]],
      [a[0], a[1], a[2] + 1],
    ];
    for (const other of others) {
      expect(findAlike(alike, ...other)).toBeLessThan(0);
      expect(countAlike(alike, findAlike(alike, ...other), 0)).toBe(0);
    }
    expect(countAlike(alike, findAlike(alike, ...a), 0)).toBe(1);
  });

  test('are admitted together up to the limit, and counted as one by one', () => {
    const orders = fc.array(
      fc.tuple(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 60 })),
      { maxLength: 40 },
    );
    const kinds = ofOneSet(10);
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 6 }), (sent, most) => {
        const [alike, plain] = [account(), account()];
        let nowNs = 0;
        for (const [n, count, gapNs] of sent) {
          nowNs += gapNs;
          const kind = kinds[n]!;
          const before = countAlike(plain, findAlike(plain, ...kind), nowNs - 100);
          expect(admitAlike(alike, ...kind, count, most, nowNs - 100, nowNs)).toBe(
            before + count <= most,
          );
          if (before + count <= most)
            for (let one = 0; one < count; one++) send(plain, kind, nowNs);
          expect(isSame(alike, plain)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('of few kinds are counted as a plain list would count them', () => {
    const kind = fc.tuple(fc.nat({ max: 3 }), fc.constantFrom(1, 2), fc.constantFrom(100, 200));
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, fc.nat({ max: 40 })), { maxLength: 60 }), (orders) => {
        const alike = account();
        const windows = new Map<string, { startNs: number; count: number }>();
        let nowNs = 0;
        for (const [one, gapNs] of orders) {
          nowNs += gapNs;
          const seen = windows.get(one.join());
          const open = seen !== undefined && nowNs - seen.startNs < 100;
          expect(send(alike, one, nowNs)).toBe(open ? seen.count : 0);
          if (open) seen.count++;
          else windows.set(one.join(), { startNs: nowNs, count: 1 });
        }
      }),
    );
  });
});
