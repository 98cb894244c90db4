import { expect, test } from 'vitest';
import { OrderLog } from '../../src/gateway/order-log.js';
import { Side } from '../../src/orders/codes.js';
import { Floor } from '../support/gateway-floor.js';
import { flowOf } from '../support/orders.js';

const order = (clOrdId: string, quantity: number) => ({
  clOrdId,
  account: '',
  symbol: 1,
  side: Side.SELL,
  quantity,
  atNs: 5e9,
});

test('orders of a file come first, and those of clients follow by their ids', () => {
  const flow = flowOf([{ quantity: 100 }, { quantity: 200 }]);
  const log = new OrderLog({ flow, dueNs: Float64Array.of(0, 1e9) });
  log.add(order('A', 300));
  log.add(order('B', 400));
  log.place(3, 'cancelled');
  // An order of a session from before the gateway was killed is not in it.
  log.place(-1, 'cancelled');
  const { clOrdIds, ordered, arrivalNs, symbol, side, place } = log.rows();
  expect(clOrdIds).toEqual(['generated-0', 'generated-1', 'A', 'B']);
  expect([...ordered]).toEqual([100, 200, 300, 400]);
  expect([...arrivalNs]).toEqual([0, 1e9, 5e9, 5e9]);
  expect([...symbol].slice(2)).toEqual([1, 1]);
  expect([...side].slice(2)).toEqual([Side.SELL, Side.SELL]);
  expect([...place]).toEqual([0, 0, 0, 3]);
});

test('each order that a server gets has a row, and a replaced one has two', () => {
  const floor = new Floor();
  const client = floor.client('4.4');
  floor.order(client, 'A', '40=2|44=20|59=0');
  floor.send(client, 'D', '11=BAD|55=NONE|54=1|60=20120801-13:30:00.000|38=1|40=1');
  floor.gateway.sent(0);
  floor.send(client, 'G', '11=A2|41=A|55=GT|54=1|60=20120801-13:30:00.000|38=70|40=2|44=21');
  floor.gateway.ended(0, 1);
  floor.order(client, 'B', '40=1');
  floor.gateway.sent(2);
  floor.gateway.endDay(floor.nowMs);
  const { clOrdIds, ordered, place } = floor.log.rows();
  expect(clOrdIds).toEqual(['A', 'A2', 'B']);
  expect([...ordered]).toEqual([100, 70, 100]);
  expect([...place]).toEqual([3, 3, 3]);
});
