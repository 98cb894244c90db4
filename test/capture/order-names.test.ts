import { expect, test } from 'vitest';
import { followedNames, nameOrders } from '../../src/capture/order-names.js';
import { createOrderFlow, mergeFlows, type OrderFlow } from '../../src/orders/flow.js';

function flowOf(arrivalNs: readonly number[], names: Partial<OrderFlow> = {}): OrderFlow {
  const flow = { ...createOrderFlow(arrivalNs.length + 3), ...names };
  flow.arrivalNs.set(arrivalNs);
  flow.count = arrivalNs.length;
  return flow;
}

test('orders of a file have their ClOrdID and Account, generated ones beside them a number', () => {
  const own = flowOf([1, 5, 7], {
    clOrdIds: ['A-1', 'A-2', 'A-3'],
    accountNames: ['CLIENT-B', '', 'CLIENT-B'],
  });
  const { clOrdIds, accounts, account } = nameOrders(mergeFlows([flowOf([2, 6]), own]));
  expect(clOrdIds).toEqual(['A-1', 'generated-1', 'A-2', 'generated-3', 'A-3']);
  expect(accounts).toEqual(['', 'CLIENT-B']);
  expect([...account].map((code) => accounts[code])).toEqual(['CLIENT-B', '', '', '', 'CLIENT-B']);
});

test('a generated flow has names, and is not followed', () => {
  const flow = flowOf([1, 2]);
  expect(nameOrders(flow).clOrdIds).toEqual(['generated-0', 'generated-1']);
  expect(followedNames(flow)).toBe(undefined);
  expect(followedNames({ ...flow, clOrdIds: ['A', 'B'] })!.clOrdIds).toEqual(['A', 'B']);
});
