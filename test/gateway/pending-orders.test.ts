import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClientOrder, OrderPhase } from '../../src/gateway/client-order.js';
import { PendingOrders } from '../../src/gateway/pending-orders.js';

test('the oldest order that waits is the first of those that came and wait', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 200 }), (steps) => {
      const pending = new PendingOrders();
      const all: ClientOrder[] = [];
      for (const step of steps) {
        if (step > 0) {
          const order = { phase: OrderPhase.PENDING } as ClientOrder;
          all.push(order);
          pending.add(order);
        } else if (all.length > 0) all[(all.length * 7) % all.length]!.phase = OrderPhase.WORKING;
        if (step === 3) all.at(-1)!.phase = OrderPhase.DONE;
        expect(pending.oldest()).toBe(all.find(({ phase }) => phase === OrderPhase.PENDING));
      }
    }),
  );
});

test('those that wait no more are forgotten, however many came', () => {
  const pending = new PendingOrders();
  const first = { phase: OrderPhase.PENDING } as ClientOrder;
  for (let n = 0; n < 10_000; n++) {
    pending.add(first);
    pending.add({ phase: OrderPhase.DONE } as ClientOrder);
  }
  expect(pending.oldest()).toBe(first);
  first.phase = OrderPhase.WORKING;
  expect(pending.oldest()).toBeUndefined();
});
