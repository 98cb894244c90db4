import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOrderFlow, mergeFlows, type OrderFlow } from '../../src/orders/flow.js';

interface Order {
  arrivalNs: number;
  symbol: number;
  side: number;
  quantity: number;
  limitTicks: number;
  flags: number;
  attributes: number;
  session: number;
  account: number;
}

describe('flows merged', () => {
  test('are in order of arrival; of equal times the first flow comes first', () => {
    const merged = mergeFlows([
      flowOf([at(5, 1), at(5, 2), at(9, 3)]),
      flowOf([at(1, 4), at(5, 5)]),
      flowOf([]),
    ]);
    expect([...merged.arrivalNs]).toEqual([1, 5, 5, 5, 9]);
    expect([...merged.quantity]).toEqual([4, 1, 2, 5, 3]);
    expect(merged.count).toBe(5);
  });

  test('keep every column of every order, like a stable insertion sort', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyOrder(), { maxLength: 30 }), { maxLength: 4 }), (orders) => {
        const flows = orders.map((rows) => flowOf(rows.sort((a, b) => a.arrivalNs - b.arrivalNs)));
        expect(rowsOf(mergeFlows(flows))).toEqual(insertionSorted(orders.flat()));
      }),
    );
  });

  test('take used rows only', () => {
    const flow = createOrderFlow(10);
    flow.count = 1;
    flow.quantity.fill(700);
    const merged = mergeFlows([flow]);
    expect([merged.count, merged.arrivalNs.length, [...merged.quantity]]).toEqual([1, 1, [700]]);
  });

  test('are a copy that shares no column with its sources', () => {
    const flow = flowOf([at(1, 100)]);
    const merged = mergeFlows([flow]);
    flow.quantity[0] = 1;
    expect(merged.quantity[0]).toBe(100);
  });

  test('keep the customers’ order names with their orders, and undefined without one', () => {
    const named = { ...flowOf([at(3, 1), at(8, 2)]), clOrdIds: ['A-1', 'A-2'] };
    expect(mergeFlows([flowOf([at(5, 3)]), named]).clOrdIds).toEqual(['A-1', '', 'A-2']);
    expect(mergeFlows([flowOf([at(5, 3)])])).not.toHaveProperty('clOrdIds');
  });

  test('of no flows are an empty flow', () => {
    expect(mergeFlows([])).toEqual(createOrderFlow(0));
  });
});

function at(arrivalNs: number, quantity: number): Order {
  return {
    arrivalNs,
    symbol: 0,
    side: 0,
    quantity,
    limitTicks: 0,
    flags: 0,
    attributes: 0,
    session: 0,
    account: 0,
  };
}

function anyOrder(): fc.Arbitrary<Order> {
  const byte = fc.integer({ min: 0, max: 255 });
  const word = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  return fc.record(
    {
      arrivalNs: fc.integer({ min: -3, max: 3 }),
      symbol: word,
      side: fc.integer({ min: 0, max: 1 }),
      quantity: word,
      limitTicks: word,
      flags: byte,
      attributes: byte,
      session: byte,
      account: fc.nat({ max: 65_535 }),
    },
    { noNullPrototype: true },
  );
}

function flowOf(orders: readonly Order[]): OrderFlow {
  const flow = createOrderFlow(orders.length);
  flow.count = orders.length;
  for (const [row, order] of orders.entries()) {
    for (const [column, value] of Object.entries(order)) flow[column as keyof Order][row] = value;
  }
  return flow;
}

function rowsOf(flow: OrderFlow): Order[] {
  return Array.from({ length: flow.count }, (_, row) => ({
    arrivalNs: flow.arrivalNs[row]!,
    symbol: flow.symbol[row]!,
    side: flow.side[row]!,
    quantity: flow.quantity[row]!,
    limitTicks: flow.limitTicks[row]!,
    flags: flow.flags[row]!,
    attributes: flow.attributes[row]!,
    session: flow.session[row]!,
    account: flow.account[row]!,
  }));
}

function insertionSorted(orders: readonly Order[]): Order[] {
  const sorted: Order[] = [];
  for (const order of orders) {
    let place = sorted.length;
    while (place > 0 && sorted[place - 1]!.arrivalNs > order.arrivalNs) place--;
    sorted.splice(place, 0, order);
  }
  return sorted;
}
