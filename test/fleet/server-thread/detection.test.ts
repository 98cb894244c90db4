import { expect, test } from 'vitest';
import type { ServerCells } from '../../../src/fleet/memory/tables.js';
import { recountBefore } from '../../../src/fleet/server-thread/detection.js';
import { judgeSlot } from '../../../src/orders/children.js';
import { Verdict } from '../../../src/orders/codes.js';
import { childrenOf } from '../../support/children.js';

test('children recalled within a turn do not count as sent before a breach in it', () => {
  const children = childrenOf(
    Array.from({ length: 8 }, (_, n) => ({
      quantity: 100,
      priceTicks: 10,
      ...(n === 1 || n === 5 ? { verdict: Verdict.MAX_QUANTITY } : {}),
    })),
  );
  const { MAX_QUANTITY, COLLAR } = Verdict;
  const detections = { children: new Float64Array(64), money: new Float64Array(64) };
  const cells = { detections } as unknown as ServerCells;
  // Before the child at position 5 come four admitted ones, before that at position 1 one.
  const told = [
    { check: MAX_QUANTITY, position: 5 },
    { check: COLLAR, position: 1 },
  ];
  detections.children[MAX_QUANTITY] = 1004;
  detections.money[MAX_QUANTITY] = 4000;
  detections.children[COLLAR] = 1001;
  recountBefore(cells, children, told, 2, -1);
  // A kill of a symbol recalls two of the three at positions 2 to 4.
  for (const child of [2, 4, 6]) judgeSlot(children.words, child << 3, Verdict.KILLED);
  recountBefore(cells, children, told, 2, 1);
  expect(detections.children[MAX_QUANTITY]).toBe(1002);
  expect(detections.money[MAX_QUANTITY]).toBe(2000);
  expect(detections.children[COLLAR]).toBe(1001);
});
