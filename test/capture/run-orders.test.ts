import { expect, test } from 'vitest';
import { ORDER_STATES } from '../../src/capture/columns.js';
import { orderState, placeGenerated, placeOrders } from '../../src/capture/run-orders.js';
import { allocateTable } from '../../src/memory/table.js';
import { ParentState } from '../../src/orders/codes.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { PARENT_SCHEMA } from '../../src/orders/parents.js';

test('orders are where servers and queues have them', () => {
  const flow = { ...createOrderFlow(8), count: 6, clOrdIds: ['A', 'B', 'C', 'D', 'E', 'F'] };
  flow.arrivalNs.set([1, 2, 3, 4, 5, 6]);
  flow.quantity.set([100, 200, 300, 400, 500, 600]);
  const parents = allocateTable(PARENT_SCHEMA, 4);
  // A row that was given back still has the number of its last order.
  parents.orderId.set([0, 2, 1, 0]);
  parents.state.set([ParentState.FREE, ParentState.WORKING, ParentState.WORKING, 0]);
  const orders = placeOrders(flow, { arrived: 5, parents: [parents], waiting: [4] });
  expect([...orders.place].map((code) => ORDER_STATES[code])).toEqual([
    'filled',
    'working',
    'working',
    'filled',
    'waiting',
    'later',
  ]);
  expect([orders.clOrdIds, [...orders.ordered], [...orders.arrivalNs]]).toEqual([
    ['A', 'B', 'C', 'D', 'E', 'F'],
    [100, 200, 300, 400, 500, 600],
    [1, 2, 3, 4, 5, 6],
  ]);
});

test('generated orders of a load have no names, and those beyond the last row are left out', () => {
  const parents = allocateTable(PARENT_SCHEMA, 2);
  parents.orderId.set([1, 7]);
  parents.state.set([ParentState.WORKING, ParentState.WORKING]);
  const columns = {
    count: 3,
    symbol: Int32Array.of(4, 5, 6),
    side: Uint8Array.of(0, 1, 0),
    quantity: Int32Array.of(100, 200, 300),
  };
  const whereabouts = { arrived: 9, parents: [parents], waiting: [2, 8] };
  const orders = placeGenerated(columns, whereabouts, Float64Array.of(1, 2, 3));
  expect([...orders.place].map((code) => ORDER_STATES[code])).toEqual([
    'filled',
    'working',
    'waiting',
  ]);
  expect([orders.clOrdIds, orders.accounts, [...orders.account]]).toEqual([[''], [''], [0, 0, 0]]);
  expect([[...orders.symbol], [...orders.ordered]]).toEqual([
    [4, 5, 6],
    [100, 200, 300],
  ]);
});

test.each([
  ['filled', 0, 300, 300, 2],
  ['filled', 0, 300, 900, 2],
  ['cancelled', 0, 300, 200, 2],
  ['not-taken', 0, 300, 0, 0],
  ['working', 1, 300, 900, 9],
  ['later', 5, 300, 0, 0],
])('an order is %s by its place, shares and children', (name, place, ordered, executed, sent) => {
  expect(ORDER_STATES[orderState(place, ordered, executed, sent)]).toBe(name);
});
