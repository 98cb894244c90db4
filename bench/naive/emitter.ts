import { EventEmitter } from 'node:events';
import {
  ADMITTED,
  answer,
  createSplitter,
  createVenue,
  type OpenChild,
  type OpenOrder,
  PlainBooks,
  type PlainGate,
  refuse,
  removeOrder,
} from './objects.js';
import type { Desk, Listener, Work } from './work.js';

/**
 * The work in Node's usual way: parts that communicate only by events.
 *
 *   turn ─► 'split' router ─► 'child' gate ─► 'refused' router
 *                                          └► 'admitted' venue ─► 'answer' gate, books, router
 *
 * Children wait in a list between the steps, as in the engine: all are decided before the first is
 * gated, and all are gated before the first is filled.
 */
export function openEmitterDesk(work: Work, gate: PlainGate, listener?: Listener): Desk {
  const bus = new EventEmitter();
  const { split, lots, openOrder } = createSplitter(work);
  const venue = createVenue(lots);
  const books = new PlainBooks();
  const open: OpenOrder[] = [];
  let fresh: OpenOrder[] = [];
  let sequence = 0;
  const decided: OpenChild[] = [];
  const admitted: OpenChild[] = [];

  bus.on('split', (order: OpenOrder, nowNs: number, epoch: number) => {
    for (const part of split(order, nowNs, epoch))
      bus.emit('decided', { sequence: ++sequence, order, ...part, verdict: '', executed: 0 });
  });
  bus.on('decided', (child: OpenChild) => decided.push(child));
  bus.on('child', (child: OpenChild, nowNs: number) => {
    child.verdict = gate.judge(child, nowNs);
    if (child.verdict === ADMITTED) bus.emit('admitted', child);
  });
  bus.on('admitted', (child: OpenChild) => admitted.push(child));
  bus.on('refused', ({ order }: OpenChild, nowNs: number) => refuse(order, nowNs));
  bus.on('route', (child: OpenChild, epoch: number) => {
    child.executed = venue.fill(child, epoch);
  });
  bus.on('answer', (child: OpenChild) => gate.release(child, child.quantity - child.executed));
  bus.on('answer', (child: OpenChild) => {
    if (child.executed > 0) books.book(child, child.executed);
  });
  bus.on('answer', ({ order, quantity, executed }: OpenChild) => {
    if (answer(order, quantity, executed)) removeOrder(open, order);
  });

  return {
    openOrders: () => open.length,
    take(order, nowNs) {
      const opened = openOrder(order, nowNs);
      open.push(opened);
      fresh.push(opened);
    },
    turn(nowNs, epoch) {
      decided.length = 0;
      admitted.length = 0;
      for (const order of fresh) bus.emit('split', order, nowNs, epoch);
      for (const order of open) bus.emit('split', order, nowNs, epoch);
      fresh = [];
      for (const child of decided) bus.emit('child', child, nowNs);
      for (const child of decided)
        if (child.verdict !== ADMITTED) bus.emit('refused', child, nowNs);
      for (const child of admitted) bus.emit('route', child, epoch);
      if (listener !== undefined)
        for (const child of decided) listener({ ...child, order: child.order.id });
      for (const child of admitted) bus.emit('answer', child);
      return decided.length;
    },
  };
}
