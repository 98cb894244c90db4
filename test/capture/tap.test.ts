import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateCapture, closeCapture, countCapture } from '../../src/capture/memory.js';
import { type BlockHead, CAPTURE_WORDS, RowWord, readHead } from '../../src/capture/record.js';
import { openTap, openTapRing, type Tap, tapAnswers, tapLater, tapNothingOwed, tapTurn } from '../../src/capture/tap.js';
import { available, failRing, isEnded, openConsumer, type RingConsumer, release, slotOf } from '../../src/memory/ring.js';
import { allocateTable } from '../../src/memory/table.js';
import { PARENT_SCHEMA, type Parents } from '../../src/orders/parents.js';
import { childrenOf, emptyChildren, type WrittenChild } from '../support/children.js';

const PARENTS = 4;

/** Parents with ids 100, 101 … that ordered and have so much filled. */
function parentsOf(ordered: readonly number[], filled: readonly number[] = []): Parents {
  const parents = allocateTable(PARENT_SCHEMA, PARENTS);
  for (let row = 0; row < PARENTS; row++) parents.orderId[row] = 100 + row;
  parents.ordered.set(ordered);
  parents.filled.set(filled);
  return parents;
}

interface Row extends BlockHead {
  readonly order: number;
  readonly executed: number;
  readonly unmatched: number;
}

/** Everything that waits in a ring, a row a child, with the head of its block. */
function readRows(ring: RingConsumer): Row[] {
  const rows: Row[] = [];
  while (available(ring, 1) > 0) {
    const head: BlockHead = { rows: 0, lineage: 0, sequence: 0, sentNs: 0, answeredNs: 0 };
    readHead(ring, ring.position, head);
    for (let n = 0; n < head.rows; n++) {
      const slot = slotOf(ring, ring.position + 1 + n);
      const word = (index: number): number => ring.words[slot + index]!;
      rows.push({
        ...head,
        sequence: head.sequence + n,
        order: word(0),
        executed: word(RowWord.EXECUTED),
        unmatched: word(RowWord.UNMATCHED),
      });
    }
    release(ring, head.rows + 1);
  }
  return rows;
}

function openAll(policy: 'wait' | 'drop', parents: Parents, rows: readonly WrittenChild[]) {
  const memory = allocateCapture(1, policy);
  const children = childrenOf(rows, 0, emptyChildren(Math.max(2, rows.length)));
  let ms = 0;
  const ring = openTapRing(memory, 0, () => ms++);
  return { memory, tap: openTap(ring, children, parents, 0), consumer: openConsumer(memory.rings[0]!, CAPTURE_WORDS) };
}

test('children go by with their parent’s order, the sequence and time of their turn, and the time of the answer', () => {
  const rows = [
    { parent: 0, executed: 100, lineage: 3 },
    { parent: 1, executed: 0, lineage: 3 },
    { parent: 1, executed: 50, lineage: 3 },
  ];
  const { tap, consumer } = openAll('drop', parentsOf([500, 500]), rows);
  tapTurn(tap, 1, 10);
  tapTurn(tap, 3, 20);
  tapAnswers(tap, 0, 2, 30);
  tapAnswers(tap, 2, 3, 40);
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

test('what a parent is not owed is unmatched, child by child, also where its children do not follow each other or are of several lineages', () => {
  const child = fc.record({ parent: fc.nat(PARENTS - 1), executed: fc.nat(100), lineage: fc.nat(1) });
  const amounts = fc.array(fc.nat(300), { minLength: PARENTS, maxLength: PARENTS });
  fc.assert(
    fc.property(fc.array(child, { minLength: 1, maxLength: 60 }), amounts, amounts, fc.nat(60), (rows, ordered, filled, cut) => {
      const { tap, consumer } = openAll('drop', parentsOf(ordered, filled), rows);
      const { parents } = tap;
      const owed = ordered.map((shares, row) => Math.max(0, shares - filled[row]!));
      const expected = rows.map(({ parent, executed }) => {
        const matched = Math.min(owed[parent]!, executed);
        owed[parent] = owed[parent]! - matched;
        return executed - matched;
      });
      tapTurn(tap, rows.length, 0);
      const middle = Math.min(cut, rows.length);
      for (const [begin, end] of [
        [0, middle],
        [middle, rows.length],
      ] as const) {
        tapAnswers(tap, begin, end, 0);
        // What settling would write.
        for (const { parent, executed } of rows.slice(begin, end)) parents.filled[parent] = parents.filled[parent]! + executed;
      }
      const read = readRows(consumer);
      expect(read.map(({ unmatched }) => unmatched)).toEqual(expected);
      expect(read.map(({ sequence, executed, lineage }) => ({ sequence, executed, lineage }))).toEqual(
        rows.map(({ executed, lineage }, n) => ({ sequence: n + 1, executed, lineage })),
      );
    }),
  );
});

test('what a venue does later with a child that rests is a block of its own, which has no time sent and counts as no child', () => {
  const { memory, tap, consumer } = openAll('drop', parentsOf([500]), [{ executed: 20 }, { executed: 0 }]);
  tapTurn(tap, 1, 10);
  tapAnswers(tap, 0, 1, 10);
  tapLater(tap, 7, 2 ** 40 + 1, 3, 80, 30, 5, 1000, 1001, 25);
  tapTurn(tap, 2, 30);
  tapAnswers(tap, 1, 2, 30);
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
  tapLater(tap, 7, 3, 3, 80, 30, 5, 1000, 1001, 40);
  expect(countCapture(memory)).toMatchObject({ children: 2, dropped: 1 });
});

test('a parent that is owed nothing in one call is owed in the next what it was before', () => {
  const rows = [{ executed: 40 }, { parent: 1, executed: 40 }, { executed: 40 }];
  const { tap, consumer } = openAll('drop', parentsOf([100, 100]), rows);
  tapTurn(tap, 3, 0);
  tapNothingOwed(tap, 0);
  tapAnswers(tap, 0, 2, 0);
  tapAnswers(tap, 2, 3, 0);
  expect(readRows(consumer).map(({ unmatched }) => unmatched)).toEqual([40, 0, 0]);
});

/** Sends turns of 1,000 children until so many were sent. */
function sendTurns(tap: Tap, turns: number): void {
  for (let turn = 0; turn < turns; turn++) {
    const begin = turn * 1000;
    tapTurn(tap, begin + 1000, turn);
    tapAnswers(tap, begin, begin + 1000, turn);
  }
}

describe('a ring without room', () => {
  const rows = Array.from({ length: 1000 }, () => ({ executed: 1 }));

  test('has measured threads go on, and every child is either in it or counted', () => {
    const { memory, tap, consumer } = openAll('drop', parentsOf([1]), rows);
    sendTurns(tap, 1000);
    const { children, dropped, fullTimes, waitedMs } = countCapture(memory);
    expect([children + dropped, dropped / 1000, waitedMs]).toEqual([1_000_000, fullTimes, 0]);
    expect(dropped).toBeGreaterThan(0);
    const sequences = readRows(consumer).map(({ sequence }) => sequence);
    expect([sequences.length, sequences[0], sequences.at(-1)]).toEqual([children, 1, children]);
    // What comes after a gap has its own sequence.
    sendTurns(tap, 1);
    expect(readRows(consumer)[0]!.sequence).toBe(1_000_001);
  });

  test('whose writer has failed holds nobody up', () => {
    const { memory, tap, consumer } = openAll('wait', parentsOf([1]), rows);
    failRing(consumer, 1);
    sendTurns(tap, 1000);
    expect(countCapture(memory)).toEqual({ children: 0, dropped: 1_000_000, fullTimes: 0, waitedMs: 0 });
  });

  test('whose writer is gone without a word is given up', () => {
    const memory = allocateCapture(1, 'wait');
    let ms = 0;
    const ring = openTapRing(memory, 0, () => (ms += 5000));
    const tap = openTap(ring, childrenOf(rows, 0, emptyChildren(1000)), parentsOf([1]), 0);
    expect(() => sendTurns(tap, 1000)).toThrow('capture/tap: the writer of events has stopped');
  });
});

test('a capture that is closed ends its rings once they are read', () => {
  const { memory, tap, consumer } = openAll('drop', parentsOf([1]), [{ executed: 1 }]);
  tapTurn(tap, 1, 0);
  tapAnswers(tap, 0, 1, 0);
  closeCapture(memory);
  expect(isEnded(consumer)).toBe(false);
  readRows(consumer);
  expect(isEnded(consumer)).toBe(true);
});
