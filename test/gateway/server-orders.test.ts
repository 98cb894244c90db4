import { expect, test } from 'vitest';
import type { ClientOrder } from '../../src/gateway/client-order.js';
import { ServerOrders } from '../../src/gateway/server-orders.js';
import type { GatewaySetup } from '../../src/gateway/setup.js';

const setup = (isTaken: () => boolean): GatewaySetup =>
  ({ firstOrderId: 5, door: { submit: isTaken }, nowNs: () => 0, startNs: () => 0 }) as never;
const order = (): ClientOrder => ({ id: -1, atServers: 0, server: 1 }) as ClientOrder;

test('finds orders by their ids, those of whose places newer ones have taken included', () => {
  const orders = new ServerOrders(setup(() => true));
  const plain = new Map<number, ClientOrder>();
  let wrong = 0;
  for (let n = 0; n < 140_000; n++) {
    const one = order();
    orders.submit(one, 100);
    plain.set(one.id, one);
    // All but one in a thousand end soon.
    const ending = one.id - 40;
    const ended = plain.get(ending);
    if (ended === undefined || ending % 1000 === 0) continue;
    if (orders.find(ending) !== ended) wrong++;
    orders.forget(ending);
    plain.delete(ending);
    if (ended.atServers !== 0 || orders.find(ending) !== undefined) wrong++;
  }
  expect([wrong, plain.size > 140]).toEqual([0, true]);
  for (const [id, one] of plain) {
    expect(orders.find(id)).toBe(one);
    orders.forget(id);
    orders.forget(id);
    expect([one.atServers, orders.find(id)]).toEqual([0, undefined]);
  }
});

test('an order that its server does not take has no id', () => {
  const orders = new ServerOrders(setup(() => false));
  const one = order();
  expect(orders.submit(one, 100)).toBe(false);
  expect([one.id, one.atServers, orders.find(5)]).toEqual([-1, 0, undefined]);
});
