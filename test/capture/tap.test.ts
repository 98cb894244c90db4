import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateCapture, closeCapture, countCapture } from '../../src/capture/memory.js';
import { CAPTURE_WORDS } from '../../src/capture/record.js';
import {
  beginBlock,
  endBlock,
  openTap,
  openTapRing,
  publishTap,
  type Tap,
  tapChild,
  tapLater,
  tapRun,
  tapTurn,
} from '../../src/capture/tap.js';
import {
  available,
  claim,
  failRing,
  isEnded,
  openConsumer,
  publish,
  type RingConsumer,
  release,
} from '../../src/memory/ring.js';
import { createAnswer } from '../../src/orders/answer.js';
import { readRows } from '../support/capture.js';
import { childrenOf, emptyChildren, type WrittenChild } from '../support/children.js';

const PARENTS = 4;

/** The order id of parent row n. */
const orderId = (parent: number): number => 100 + parent;

/** Opens both ends of one ring for a server with these children. */
function openAll(
  policy: 'wait' | 'drop',
  rows: readonly WrittenChild[],
  memory = allocateCapture(1, policy),
) {
  const children = childrenOf(rows, 0, emptyChildren(Math.max(2, rows.length)));
  let ms = 0;
  const ring = openTapRing(memory, 0, () => ms++);
  return {
    memory,
    tap: openTap(ring, children, 0),
    consumer: openConsumer(memory.rings[0]!, CAPTURE_WORDS),
  };
}

/** Fills a ring with dummy records until room for `left` remains. */
function fill({ ring: { producer } }: Tap, left: number): number {
  const records = producer.capacity - left;
  expect(claim(producer, records)).toBe(records);
  publish(producer, records);
  return records;
}

/** Removes the records that `fill` added. */
function empty(consumer: RingConsumer, records: number): void {
  expect(available(consumer, records)).toBe(records);
  release(consumer, records);
}

/** Settles children at positions [begin, end); consecutive children of one parent are one run. */
function settle(
  tap: Tap,
  rows: readonly WrittenChild[],
  begin: number,
  end: number,
  nowNs: number,
  owed = new Array(PARENTS).fill(0),
): void {
  for (let child = begin; child !== end; ) {
    const blockEnd = beginBlock(tap, child, end, nowNs);
    while (child !== blockEnd) {
      const { parent = 0, executed = 0 } = rows[child % rows.length]!;
      let orders = 1;
      while (
        child + orders !== blockEnd &&
        (rows[(child + orders) % rows.length]!.parent ?? 0) === parent
      )
        orders++;
      const unmatched = Math.max(0, executed - owed[parent]!);
      if (orders === 1)
        tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, orderId(parent), unmatched);
      else tapRun(tap, child, orders, orderId(parent), owed[parent]!);
      for (let n = 0; n < orders; n++)
        owed[parent] = Math.max(
          0,
          owed[parent]! - (rows[(child + n) % rows.length]!.executed ?? 0),
        );
      child += orders;
    }
    endBlock(tap);
  }
  publishTap(tap.ring);
}

test('children carry their order, sequence, turn time and answer time', () => {
  const rows = [
    { parent: 0, executed: 100, lineage: 3 },
    { parent: 1, executed: 0, lineage: 3 },
    { parent: 1, executed: 50, lineage: 3 },
  ];
  const { tap, consumer } = openAll('drop', rows);
  tapTurn(tap, 1, 10);
  tapTurn(tap, 3, 20);
  settle(tap, rows, 0, 2, 30);
  settle(tap, rows, 2, 3, 40);
  expect(
    readRows(consumer).map(({ lineage, sequence, sentNs, answeredNs, order, executed }) => [
      lineage,
      sequence,
      sentNs,
      answeredNs,
      order,
      executed,
    ]),
  ).toEqual([
    [3, 1, 10, 30, 100, 100],
    [3, 2, 20, 30, 101, 0],
    [3, 3, 20, 40, 101, 50],
  ]);
});

test('a block has one turn and lineage, and each child once with its unmatched shares', () => {
  const child = fc.record({
    parent: fc.nat(PARENTS - 1),
    executed: fc.nat(100),
    lineage: fc.nat(1),
  });
  const owedShares = fc.array(fc.nat(300), { minLength: PARENTS, maxLength: PARENTS });
  const cuts = fc.array(fc.nat(60), { maxLength: 6 });
  const memory = allocateCapture(1, 'drop');
  fc.assert(
    fc.property(
      fc.array(child, { minLength: 1, maxLength: 60 }),
      owedShares,
      cuts,
      cuts,
      (rows, ordered, sent, answered) => {
        const before = countCapture(memory).children;
        const { tap, consumer } = openAll('drop', rows, memory);
        const ends = (places: readonly number[]): number[] =>
          [...new Set([...places.filter((n) => n > 0 && n < rows.length), rows.length])].sort(
            (a, b) => a - b,
          );
        const owed = [...ordered];
        const expected = rows.map(({ parent, executed }) => {
          const matched = Math.min(owed[parent]!, executed);
          owed[parent] = owed[parent]! - matched;
          return executed - matched;
        });
        const turns = ends(sent);
        for (const end of turns) tapTurn(tap, end, end);
        const left = [...ordered];
        let begin = 0;
        for (const end of ends(answered)) {
          settle(tap, rows, begin, end, 100 + end, left);
          begin = end;
        }
        const read = readRows(consumer);
        expect(
          read.map(({ sequence, order, executed, unmatched, lineage, sentNs, answeredNs }) => [
            sequence,
            order,
            executed,
            unmatched,
            lineage,
            sentNs,
            answeredNs,
          ]),
        ).toEqual(
          rows.map(({ parent, executed, lineage }, n) => [
            n + 1,
            orderId(parent),
            executed,
            expected[n],
            lineage,
            turns.find((end) => end > n),
            100 + ends(answered).find((end) => end > n)!,
          ]),
        );
        expect(countCapture(memory).children - before).toBe(rows.length);
      },
    ),
    { seed: 20120801, numRuns: 200 },
  );
});

test('a block continues where the children and the ring wrap', () => {
  const rows = Array.from({ length: 8 }, (_, n) => ({ executed: n }));
  const { tap, consumer } = openAll('drop', rows);
  empty(consumer, fill(tap, 20));
  const rest = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const block of rest) {
    tapTurn(tap, 5 * block + 5, block);
    settle(tap, rows, 5 * block, 5 * block + 5, block);
  }
  expect(readRows(consumer).map(({ sequence, executed }) => [sequence, executed])).toEqual(
    rest.flatMap((block) => [0, 1, 2, 3, 4].map((n) => [5 * block + n + 1, (5 * block + n) % 8])),
  );
});

test('an ended block reaches the writer once it is published, and not before', () => {
  const rows = [{ executed: 1 }, { executed: 2 }];
  const { tap, consumer } = openAll('drop', rows);
  tapTurn(tap, 2, 0);
  for (const child of [0, 1]) {
    beginBlock(tap, child, child + 1, 0);
    endBlock(tap);
  }
  expect(available(consumer, 1)).toBe(0);
  publishTap(tap.ring);
  expect(readRows(consumer).map(({ executed }) => executed)).toEqual([1, 2]);
});

test('a later answer to a resting child is a block of its own that counts as no child', () => {
  const rows = [{ executed: 20 }, { executed: 0 }];
  const { memory, tap, consumer } = openAll('drop', rows);
  tapTurn(tap, 1, 10);
  settle(tap, rows, 0, 1, 10, [500]);
  const answer = { ...createAnswer(), instrument: 3, executed: 30, cancelled: 50, excess: 5 };
  tapLater(tap, 7, 2 ** 40 + 1, 99, { ...answer, nowNs: 25 });
  tapTurn(tap, 2, 30);
  settle(tap, rows, 1, 2, 30, [500]);
  expect(
    readRows(consumer).map(({ lineage, sequence, sentNs, answeredNs, executed, unmatched }) => [
      lineage,
      sequence,
      sentNs,
      answeredNs,
      executed,
      unmatched,
    ]),
  ).toEqual([
    [0, 1, 10, 10, 20, 0],
    [7, 2 ** 40 + 1, Number.NaN, 25, 30, 5],
    [0, 2, 30, 30, 0, 0],
  ]);
  expect(countCapture(memory)).toMatchObject({ children: 2, dropped: 0 });
  failRing(consumer, 1);
  tapLater(tap, 7, 3, 99, answer);
  expect(countCapture(memory)).toMatchObject({ children: 2, dropped: 1 });
});

const THOUSAND: readonly WrittenChild[] = Array.from({ length: 1000 }, () => ({ executed: 1 }));

/** Sends `turns` turns of 1,000 children. */
function sendTurns(tap: Tap, turns: number): void {
  for (let turn = 0; turn < turns; turn++) {
    const begin = turn * 1000;
    tapTurn(tap, begin + 1000, turn);
    settle(tap, THOUSAND, begin, begin + 1000, turn);
  }
}

describe('a ring without room', () => {
  test('does not stop measured threads, and holds or counts every child', () => {
    const { memory, tap, consumer } = openAll('drop', THOUSAND);
    const filled = fill(tap, 20_500);
    sendTurns(tap, 100);
    const { children, dropped, fullTimes, waitedMs } = countCapture(memory);
    expect([children + dropped, dropped / 1000, waitedMs]).toEqual([100_000, fullTimes, 0]);
    expect(dropped).toBeGreaterThan(0);
    empty(consumer, filled);
    const sequences = readRows(consumer).map(({ sequence }) => sequence);
    expect([sequences.length, sequences[0], sequences.at(-1)]).toEqual([children, 1, children]);
    // A child after a gap keeps its own sequence.
    sendTurns(tap, 1);
    expect(readRows(consumer)[0]!.sequence).toBe(100_001);
  });

  test('does not block when its writer has failed', () => {
    const { memory, tap, consumer } = openAll('wait', THOUSAND);
    failRing(consumer, 1);
    sendTurns(tap, 10);
    expect(countCapture(memory)).toEqual({
      children: 0,
      dropped: 10_000,
      fullTimes: 0,
      waitedMs: 0,
    });
  });

  test('is given up when its writer died silently, and counts the missed children', () => {
    const memory = allocateCapture(1, 'wait');
    let ms = 0;
    const ring = openTapRing(memory, 0, () => (ms += 5000));
    const tap = openTap(ring, childrenOf(THOUSAND, 0, emptyChildren(1000)), 0);
    fill(tap, 1500);
    sendTurns(tap, 2);
    const { children, dropped } = countCapture(memory);
    expect([children + dropped, dropped > 0]).toEqual([2000, true]);
  });
});

test('closing a capture ends its rings once they are read', () => {
  const { memory, tap, consumer } = openAll('drop', THOUSAND);
  tapTurn(tap, 1, 0);
  settle(tap, THOUSAND, 0, 1, 0);
  closeCapture(memory);
  expect(isEnded(consumer)).toBe(false);
  readRows(consumer);
  expect(isEnded(consumer)).toBe(true);
});
