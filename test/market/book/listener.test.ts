import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { BookEvent, BookReason, NO_AGGRESSOR } from '../../../src/market/book/codes.js';
import { type BookListener, listenTo } from '../../../src/market/book/listener.js';

const VERBS = 'accepted executed reduced refreshed replaced cancelled refused phase'.split(' ');

test('each event is told as its verb, with its words in their places', () => {
  const told: unknown[][] = [];
  const listener = Object.fromEntries(
    VERBS.map((verb) => [verb, (...words: unknown[]) => told.push([verb, ...words])]),
  );
  const row = (kind: number, reason = 0, side = 0): number[] => [
    kind | (reason << 8) | (side << 16),
    ...[1, 2, 3, 4, 5, 1, 7],
  ];
  const rows = [
    row(BookEvent.ACCEPTED, 0, 1),
    row(BookEvent.EXECUTED, 0, NO_AGGRESSOR),
    row(BookEvent.REDUCED),
    row(BookEvent.REFRESHED, 0, 1),
    row(BookEvent.REPLACED),
    row(BookEvent.CANCELLED, BookReason.MASS),
    row(BookEvent.REFUSED, BookReason.PHASE),
    row(BookEvent.PHASE),
  ];
  const words = Int32Array.from(rows.flat());
  const events = { words, capacity: rows.length, count: rows.length, sink: () => {} };
  listenTo(listener)(events);
  expect(told).toEqual([
    ['accepted', 1, 7, 1, 3, 4],
    ['executed', 1, 2, 3, 4, 5, 1, NO_AGGRESSOR],
    ['reduced', 1, 2, 3, 4, 5, 1, 0],
    ['refreshed', 1, 1, 3, 4, 5],
    ['replaced', 1, 2, 3, 5, true],
    ['cancelled', 1, 7, BookReason.MASS, 4, 5],
    ['refused', 1, 2, BookReason.PHASE],
    ['phase', 4, 3],
  ]);
  expect(() => listenTo({})(events)).not.toThrow();
});

test('a verb that is none is refused', () => {
  expect(() => listenTo({ executd: () => {} } as BookListener)).toThrow(InputError);
});
