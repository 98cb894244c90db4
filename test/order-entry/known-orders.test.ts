import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownOrders } from '../../src/order-entry/known-orders.js';
import { bytesOf } from '../support/fix-talk.js';

interface Order {
  isDone: boolean;
  ids: number;
}
class Owner {
  readonly open = new Set<Order>();
  readonly forgottenOrders: Order[] = [];
  isDone({ isDone }: Order): boolean {
    return isDone;
  }
  forgotten(order: Order): void {
    this.forgottenOrders.push(order);
  }
}
const order = (isDone = true): Order => ({ isDone, ids: 0 });
const find = (known: KnownOrders<Order>, id: string): Order | undefined =>
  known.find(bytesOf(`..${id}.`), 2, 2 + id.length);

/** The same as a list that is searched from its beginning. */
class PlainOrders {
  readonly list: { id: string; order: Order }[] = [];
  readonly doneMax: number;
  readonly owner: Owner;

  constructor(doneMax: number, owner: Owner) {
    this.doneMax = doneMax;
    this.owner = owner;
  }

  set(id: string, one: Order): void {
    const known = this.list.find((each) => each.id === id);
    if (known !== undefined) {
      known.order = one;
      return;
    }
    this.list.push({ id, order: one });
    for (let n = 0; n < 2 && this.list.length > this.doneMax + this.owner.open.size; n++) {
      const oldest = this.list.shift()!;
      if (!oldest.order.isDone) this.list.push(oldest);
    }
  }
}

test('knows the orders that a plain list knows, by bytes and by text', () => {
  const step = fc.record({ id: fc.nat(40), which: fc.nat(12), isDone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.nat(9), (steps, doneMax) => {
      const client = new Owner();
      const known = new KnownOrders<Order>(doneMax, client);
      const plain = new PlainOrders(doneMax, client);
      const orders = Array.from({ length: 13 }, () => order());
      for (const { id, which, isDone } of steps) {
        const one = orders[which]!;
        one.isDone = isDone;
        if (isDone) client.open.delete(one);
        else client.open.add(one);
        if (find(known, `ID${id}`) === undefined) known.add(`ID${id}`, one);
        else known.set(`ID${id}`, one);
        plain.set(`ID${id}`, one);
        expect(known.size).toBe(plain.list.length);
        for (let n = 0; n <= 40; n++) {
          const wanted = plain.list.find((each) => each.id === `ID${n}`)?.order;
          expect(known.get(`ID${n}`)).toBe(wanted);
          expect(find(known, `ID${n}`)).toBe(wanted);
        }
        for (const each of orders)
          expect(each.ids).toBe(plain.list.filter((row) => row.order === each).length);
      }
    }),
    { numRuns: 30 },
  );
});

test('forgets the oldest orders that are done, and never one that is open', () => {
  const client = new Owner();
  const known = new KnownOrders<Order>(3, client);
  const opened = order(false);
  client.open.add(opened);
  known.set('OPEN', opened);
  for (let n = 0; n < 2000; n++) known.set(`D${n}`, order());
  expect(known.size).toBe(4);
  expect(['D1997', 'D1998', 'D1999', 'D1996'].map((id) => known.has(id))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(known.get('OPEN')).toBe(opened);
});

test('an order may have had any number of ids, more than there is room for at first', () => {
  const client = new Owner();
  const known = new KnownOrders<Order>(2, client);
  const opened = order(false);
  client.open.add(opened);
  for (let n = 0; n < 1000; n++) known.set(`R${n}`, opened);
  expect([known.size, opened.ids, find(known, 'R0'), find(known, 'R999')]).toEqual([
    1000,
    1000,
    opened,
    opened,
  ]);
});

test('an order is forgotten with its last id', () => {
  const client = new Owner();
  const known = new KnownOrders<Order>(9, client);
  const [first, second] = [order(), order()];
  known.set('A', first);
  known.set('B', first);
  known.set('A', second);
  expect(client.forgottenOrders).toEqual([]);
  known.set('B', second);
  expect(client.forgottenOrders).toEqual([first]);
  expect([first.ids, second.ids, known.size]).toEqual([0, 2, 2]);
});
