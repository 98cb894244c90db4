import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldIndex } from '../../src/fix/field-index.js';
import { createScan, scanMessage } from '../../src/fix/scan.js';
import {
  type Client,
  type ClientOrder,
  OpenOrders,
  OrderPhase,
  openOrder,
} from '../../src/gateway/client-order.js';
import { wholeMessage } from '../support/fix-talk.js';
import { Floor } from '../support/gateway-floor.js';

const order = (client: Client, phase: number = OrderPhase.WORKING): ClientOrder =>
  ({ client, phase, before: undefined, after: undefined }) as ClientOrder;
const emptyClient = (): Client => ({ open: new OpenOrders() }) as Client;

describe('OpenOrders', () => {
  test('has the orders of a set, in the order in which they came', () => {
    const client = emptyClient();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(7))), (steps) => {
        const open = new OpenOrders();
        const twin = new Set<ClientOrder>();
        const orders = Array.from({ length: 8 }, () => order(client));
        for (const [isAdded, n] of steps) {
          const one = orders[n]!;
          if (isAdded && !twin.has(one)) {
            open.add(one);
            twin.add(one);
          } else if (!isAdded) {
            open.delete(one);
            twin.delete(one);
          }
          expect([...open]).toEqual([...twin]);
          expect(open.size).toBe(twin.size);
        }
      }),
    );
  });

  test('an order may leave while it is looked at', () => {
    const client = emptyClient();
    const all = [order(client), order(client), order(client)];
    for (const one of all) client.open.add(one);
    const seen: ClientOrder[] = [];
    for (const one of client.open) {
      seen.push(one);
      client.open.delete(one);
    }
    expect([seen.length, client.open.size]).toEqual([3, 0]);
  });
});

test('an order that is used again has nothing of what it was', () => {
  const floor = new Floor();
  const settings = { openMax: 100 };
  const client = floor.client('4.4', settings);
  const twin = floor.client('4.4', settings);
  const message = new FieldIndex();
  const scan = createScan();
  const open = (of: Client, fields: string): ClientOrder => {
    const bytes = wholeMessage(`35=D|${fields}`);
    scanMessage(scan, bytes, 0, bytes.length, 65_536);
    message.read(scan);
    const at = { number: 7, server: 1, accountCode: 0, enteredMs: 1, enteredNs: 2 };
    return openOrder(of, message, undefined, at);
  };
  const used = open(client, '11=A|1=DESK|55=GT|54=2|40=2|59=3|');
  Object.assign(used, { id: 4, executed: 9, executedMoney: 8, phase: OrderPhase.DONE });
  Object.assign(used, { change: { clOrdId: 'C', replace: undefined }, endReason: 'why' });
  client.spare.push(used);
  const again = open(client, '11=B|');
  expect(again).toBe(used);
  expect({ ...again, client: twin }).toEqual(open(twin, '11=B|'));
});

test('an order that its client can ask for no more is spare, unless a server has it', () => {
  const { orders, spare } = new Floor().client('4.4', {});
  const order = (atServers: number): ClientOrder =>
    ({ phase: OrderPhase.DONE, ids: 0, atServers }) as ClientOrder;
  const [done, held] = [order(0), order(1)];
  orders.set('A', done);
  orders.set('B', held);
  for (const id of ['A', 'B']) orders.set(id, order(0));
  expect(spare).toEqual([done]);
});
