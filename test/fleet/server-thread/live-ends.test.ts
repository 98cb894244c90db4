import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateCapture } from '../../../src/capture/memory.js';
import { openTap, openTapRing } from '../../../src/capture/tap.js';
import {
  createLiveEnds,
  holdTaken,
  passEnds,
  passHeld,
  rowOf,
  takeCancel,
} from '../../../src/fleet/server-thread/live-ends.js';
import { ChildReader } from '../../../src/gateway/child-reader.js';
import { ParentState } from '../../../src/orders/codes.js';
import { takeOrder, turnServer } from '../../../src/server/turn.js';
import { flowOf } from '../../support/orders.js';
import { smallServer } from '../../support/server.js';

test('the row of an order is the one that a look at all rows finds', () => {
  const step = fc.tuple(fc.nat(3), fc.nat(200), fc.boolean());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { parents } = smallServer({ parentsMax: 4 }).server.router;
      const ends = createLiveEnds(4);
      parents.orderId.fill(-1);
      for (const [row, id, isOpen] of steps) {
        if (isOpen && parents.orderId.includes(id)) continue;
        if (isOpen) {
          parents.orderId[row] = id;
          parents.state[row] = ParentState.WORKING;
          holdTaken(ends, row, id, true);
        } else parents.state[row] = ParentState.FREE;
        for (const asked of [id, id ^ 64, ...parents.orderId]) {
          const plain = parents.orderId.findIndex(
            (each, place) => each === asked && parents.state[place] !== ParentState.FREE,
          );
          expect(rowOf(ends, parents, asked)).toBe(plain);
        }
      }
    }),
  );
});

test('tells an order without a child in its first turn as held, and one with a child not', () => {
  const { server } = smallServer();
  const memory = allocateCapture(1, 'drop');
  server.tap = openTap(
    openTapRing(memory, 0, () => 0),
    server.children,
    0,
  );
  const told: string[] = [];
  const reader = new ChildReader(memory, {
    filled: (id) => told.push(`filled ${id}`),
    refused: (id) => told.push(`refused ${id}`),
    sent: (id) => told.push(`has ${id}`),
    ended: (id) => told.push(`ended ${id}`),
  });
  const ends = createLiveEnds(8);
  const far = { quantity: 100, limitTicks: 1 };
  const flow = flowOf([far, { quantity: 100, limitTicks: 0 }]);
  for (const [row, id] of [
    [0, 70],
    [1, 71],
  ] as const) {
    const parent = takeOrder(server, flow, row, 0);
    server.router.parents.orderId[parent] = id;
    holdTaken(ends, parent, id, false);
  }
  const count = turnServer(server, 0, 1, 64);
  expect(count).toBeGreaterThan(0);
  expect(passHeld(ends, server, 1, count)).toBe(1);
  expect(passHeld(ends, server, 1, 0)).toBe(0);
  reader.read();
  expect(told).toEqual(['has 70']);
  takeCancel(ends, server, 70, undefined);
  expect(passEnds(ends, server, 1, undefined)).toBe(1);
  takeCancel(ends, server, 70, undefined);
  expect(passEnds(ends, server, 1, undefined)).toBe(1);
  reader.read();
  expect(told).toEqual(['has 70', 'ended 70', 'ended 70']);
});
