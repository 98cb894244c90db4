import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../../src/memory/table.js';
import {
  addAlike,
  clearDuplicates,
  countAlike,
  DUPLICATE_SCHEMA,
  DUPLICATE_WORDS,
  type Duplicates,
  findAlike,
  openDuplicates,
} from '../../../src/risk/counts/duplicates.js';

function emptyTable(): Duplicates {
  const alike = openDuplicates(allocateTable(DUPLICATE_SCHEMA, DUPLICATE_WORDS).words);
  clearDuplicates(alike);
  return alike;
}

/** Counts one more of a kind in a window of so many ns; returns how many had been counted. */
function send(
  alike: Duplicates,
  [row, priceTicks, quantity]: Kind,
  nowNs: number,
  account = 0,
): number {
  const found = findAlike(alike, account, row, priceTicks, quantity);
  const counted = countAlike(alike, found, nowNs - 100);
  addAlike(alike, found, account, row, priceTicks, quantity, counted, nowNs);
  return counted;
}
type Kind = readonly [row: number, priceTicks: number, quantity: number];

/** Returns the set of four places that counts a kind, or will. */
function setOf(alike: Duplicates, ...kind: Kind): number {
  const found = findAlike(alike, 0, ...kind);
  return (found < 0 ? ~found : found) >> 2;
}

/** Returns so many kinds of order whose places are in the set of the first. */
function ofOneSet(most: number): Kind[] {
  const alike = emptyTable();
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
    const alike = emptyTable();
    const kind: Kind = [3, 200_000, 100];
    expect([0, 1, 99, 100, 199, 200].map((nowNs) => send(alike, kind, nowNs))).toEqual([
      0, 1, 2, 0, 1, 0,
    ]);
  });

  test('of two accounts are not alike', () => {
    const alike = emptyTable();
    const kind: Kind = [3, 200_000, 100];
    expect([0, 1, 0, 1, 2].map((account) => send(alike, kind, 0, account))).toEqual([
      0, 0, 1, 1, 0,
    ]);
  });

  test('are alike in symbol and side, price and quantity', () => {
    const alike = emptyTable();
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
    const alike = emptyTable();
    const [a, b, c, d, e] = ofOneSet(5) as [Kind, Kind, Kind, Kind, Kind];
    for (const [at, kind] of [c, a, d, b].entries()) expect(send(alike, kind, at)).toBe(0);
    expect([a, b, c, d].map((kind) => send(alike, kind, 10))).toEqual([1, 1, 1, 1]);
    expect(send(alike, e, 11)).toBe(0);
    expect([a, b, d, e].map((kind) => send(alike, kind, 12))).toEqual([2, 2, 2, 1]);
    expect(send(alike, c, 13)).toBe(0);
  });

  test('share a set but not a place if they differ only in price or side', () => {
    const alike = emptyTable();
    const kinds: Kind[] = [];
    for (let priceTicks = 1; kinds.length < 2; priceTicks++)
      if (setOf(alike, 6, priceTicks, 100) === 5) kinds.push([6, priceTicks, 100]);
    for (let row = 0; kinds.length < 4; row++)
      if (setOf(alike, row, 100, 77) === 5) kinds.push([row, 100, 77]);
    for (const kind of kinds) expect(send(alike, kind, 1)).toBe(0);
    expect(kinds.map((kind) => send(alike, kind, 2))).toEqual([1, 1, 1, 1]);
  });

  test('of an unknown kind number 0, whichever kind makes room for it', () => {
    const alike = emptyTable();
    const [a, b] = ofOneSet(2) as [Kind, Kind];
    send(alike, a, 5);
    const others: Kind[] = [
      b,
      [a[0] + 1, a[1], a[2]],
      [a[0], a[1] + 1, a[2]],
      [a[0], a[1], a[2] + 1],
    ];
    for (const other of others) {
      expect(findAlike(alike, 0, ...other)).toBeLessThan(0);
      expect(countAlike(alike, findAlike(alike, 0, ...other), 0)).toBe(0);
    }
    expect(countAlike(alike, findAlike(alike, 0, ...a), 0)).toBe(1);
  });

  test('of few kinds are counted as a plain list would count them', () => {
    const kind = fc.tuple(fc.nat({ max: 3 }), fc.constantFrom(1, 2), fc.constantFrom(100, 200));
    const order = fc.tuple(kind, fc.nat({ max: 40 }), fc.nat({ max: 1 }));
    fc.assert(
      fc.property(fc.array(order, { maxLength: 60 }), (orders) => {
        const alike = emptyTable();
        const windows = new Map<string, { startNs: number; count: number }>();
        let nowNs = 0;
        for (const [one, gapNs, account] of orders) {
          nowNs += gapNs;
          const seen = windows.get(`${account} ${one}`);
          const open = seen !== undefined && nowNs - seen.startNs < 100;
          expect(send(alike, one, nowNs, account)).toBe(open ? seen.count : 0);
          if (open) seen.count++;
          else windows.set(`${account} ${one}`, { startNs: nowNs, count: 1 });
        }
      }),
    );
  });
});
