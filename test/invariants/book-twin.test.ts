import { describe, expect, test } from 'vitest';
import { BookEvent, BookReason } from '../../src/market/book/codes.js';
import { FLOW_KINDS, randomCommands } from '../support/book-flow.js';
import { BookTwins } from '../support/book-twins.js';
import { draws } from '../support/draws.js';

/** The order book beside its naive twin on random commands: every event, and whole queues. */

const OWNERS = 4;
const ORDERS = 50;
const seen = new Set<number>();

describe.each(FLOW_KINDS)('orders $name', (kind) => {
  test('tell and leave the same in the book and in its naive twin', () => {
    const commands = draws(300_000);
    const twins = new BookTwins(ORDERS, OWNERS);
    const next = randomCommands(kind, 17, OWNERS);
    for (let command = 0; command < commands; command++) {
      const label = () => `command ${command}`;
      twins.play(next(), label);
      if (command % 50 === 0) twins.compare(label);
    }
    twins.compare(() => 'the end');
    for (const what of twins.seen) seen.add(what);
  });
});

test('every kind of event and every reason came up', () => {
  const kinds = new Set([...seen].map((what) => what & 255));
  const reasons = new Set([...seen].map((what) => what >> 8));
  expect([...kinds].sort((a, b) => a - b)).toEqual(Object.values(BookEvent));
  expect([...reasons].sort((a, b) => a - b)).toEqual(Object.values(BookReason));
});
