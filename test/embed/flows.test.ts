import { describe, expect, test } from 'vitest';
import { demandFlow } from '../../src/embed/flows.js';
import { OrderAttribute, Side } from '../../src/orders/codes.js';
import { createOrderFlow, type OrderFlow } from '../../src/orders/flow.js';

const { CONTINGENT, IMMEDIATE, SHORT, SHORT_EXEMPT, SWEEP, PRE_MARKET } = OrderAttribute;

function demandOrder(side: number, attributes: number): void {
  const flow = createOrderFlow(1);
  flow.count = 1;
  flow.quantity[0] = 100;
  flow.side[0] = side;
  flow.attributes[0] = attributes;
  demandFlow(flow, 1, 'run', 'orders.flow');
}

describe('the mark of an order in columns', () => {
  test.each([0, SHORT, SHORT_EXEMPT, SHORT | PRE_MARKET, SHORT | IMMEDIATE])(
    'may be on a sale: attributes %i',
    (attributes) => {
      expect(() => demandOrder(Side.SELL, attributes)).not.toThrow();
    },
  );

  test.each([
    [Side.BUY, SHORT, 'marks a buy short; only a sale is marked'],
    [Side.BUY, SHORT_EXEMPT, 'marks a buy short exempt; only a sale is marked'],
    [Side.SELL, SHORT | SHORT_EXEMPT, 'marks the sale short and short exempt; must be one of them'],
    [Side.BUY, SWEEP, 'is a sweep order without a limit'],
    [Side.SELL, CONTINGENT, 'is 16; must be a sum of different ones of 1, 2, 4, 8, 32, 64 and 128'],
  ])('is refused where it contradicts: side %i, attributes %i', (side, attributes, reason) => {
    expect(() => demandOrder(side, attributes)).toThrow(`run: orders.flow.attributes.0: ${reason}`);
  });
});

test.each([
  [{ clOrdIds: ['A'] }, undefined],
  [{ clOrdIds: [] }, 'clOrdIds: must be an array with a text for each order'],
  [{ clOrdIds: 'A' }, 'clOrdIds: must be an array with a text for each order'],
  [{ accountNames: [7] }, 'accountNames.0: must be text of at most 64 characters'],
])('names of orders are texts: %j', (names, reason) => {
  const flow = { ...createOrderFlow(1), count: 1, ...names } as OrderFlow;
  flow.quantity[0] = 100;
  const check = (): void => demandFlow(flow, 1, 'run', 'flow');
  if (reason === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(`run: flow.${reason}`);
});
