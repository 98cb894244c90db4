import { expect, test } from 'vitest';
import { allocateTable } from '../../../src/memory/table.js';
import {
  nextExpiryNs,
  RAISE_SCHEMA,
  raisedValue,
  setProfileLevel,
  setRaise,
} from '../../../src/risk/limits/raises.js';

const table = () => {
  const raises = allocateTable(RAISE_SCHEMA, 4);
  raises.untilNs.fill(Number.NEGATIVE_INFINITY);
  return raises;
};

test('a raise is in force up to its time and not at it, for its own check', () => {
  const raises = table();
  setRaise(raises, 2, 500, 10);
  expect([
    raisedValue(raises, 2, 300, 9),
    raisedValue(raises, 2, 300, 10),
    raisedValue(raises, 1, 300, 9),
  ]).toEqual([500, 300, 300]);
  expect(raises.version[0]).toBe(1);
});

test('a raise never lowers a limit', () => {
  const raises = table();
  setRaise(raises, 2, 200, 10);
  expect(raisedValue(raises, 2, 300, 0)).toBe(300);
});

test('the next end is the nearest ahead, and infinity without a raise', () => {
  const raises = table();
  expect(nextExpiryNs(raises, 0)).toBe(Number.POSITIVE_INFINITY);
  setRaise(raises, 1, 1, 20);
  setRaise(raises, 2, 1, 10);
  setRaise(raises, 3, 1, 30);
  expect([0, 9, 10, 20, 30].map((nowNs) => nextExpiryNs(raises, nowNs))).toEqual([
    10,
    10,
    20,
    30,
    Number.POSITIVE_INFINITY,
  ]);
  expect(raises.version[0]).toBe(3);
});

test('a profile stands in place of the limit, and a raise above it still holds', () => {
  const raises = table();
  setProfileLevel(raises, 2, 100);
  expect([raisedValue(raises, 2, 300, 0), raisedValue(raises, 1, 300, 0)]).toEqual([100, 300]);
  setRaise(raises, 2, 250, 10);
  expect([raisedValue(raises, 2, 300, 9), raisedValue(raises, 2, 300, 10)]).toEqual([250, 100]);
  expect(raises.version[0]).toBe(2);
});
