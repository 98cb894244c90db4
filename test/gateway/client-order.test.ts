import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Client,
  type ClientOrder,
  KnownOrders,
  OpenOrders,
  OrderPhase,
} from '../../src/gateway/client-order.js';

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

describe('KnownOrders', () => {
  test('forgets the oldest orders that are done, and never one that is open', () => {
    const client = emptyClient();
    const known = new KnownOrders(3);
    const opened = order(client);
    client.open.add(opened);
    known.set('OPEN', opened);
    for (let n = 0; n < 20; n++) known.set(`D${n}`, order(client, OrderPhase.DONE));
    expect(known.size).toBe(4);
    expect(['OPEN', 'D17', 'D18', 'D19', 'D16'].map((id) => known.has(id))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(known.get('OPEN')).toBe(opened);
  });

  test('an order may have had any number of ids', () => {
    const client = emptyClient();
    const known = new KnownOrders(2);
    const opened = order(client);
    client.open.add(opened);
    for (let n = 0; n < 50; n++) known.set(`R${n}`, opened);
    expect(known.size).toBe(50);
  });
});
