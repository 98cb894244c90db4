import { FixSession } from '../fix/session.js';
import { MemoryStore } from '../fix/store.js';
import { ActionKind, createActions, SideCode } from './actions.js';
import { LoadIds } from './ids.js';
import { Lane, type LaneClient } from './lane.js';
import { orderStyle } from './orders.js';

/** As many as V8 wants before it compiles all that writes an order. */
const ORDERS = 30_000;
const DAY = 0x30;

/**
 * Writes orders into a session that leads nowhere. Without it the first tenth of a second of a fast
 * load would run uncompiled code, and its orders would be late by the tool alone. Returns how many
 * it wrote.
 */
export function rehearseLoad(): number {
  const client = openNowhere();
  const actions = createActions(ORDERS);
  const numbers = Int32Array.from({ length: ORDERS }, (_, number) => number);
  actions.count = ORDERS;
  for (const number of numbers) {
    actions.kind[number] = ActionKind.ORDER;
    actions.order[number] = number;
    actions.sideCode[number] = SideCode.BUY + (number & 1);
    actions.quantity[number] = 100 + number;
    actions.limitTicks[number] = 10_000 + number;
    actions.tifCode[number] = DAY;
    actions.dueNs[number] = number;
  }
  const lane = new Lane(client, actions, numbers, new LoadIds('REHEARSAL-'), ['SMARS']);
  for (let nowNs = 0; lane.nextNs !== Number.POSITIVE_INFINITY; nowNs += 64) {
    lane.send(nowNs, nowNs);
    lane.noteLeft();
  }
  return lane.left;
}

/** A client that is logged on to nobody: what is flushed is gone. */
function openNowhere(): LaneClient {
  const port = { deliver: () => {}, disconnect: () => {}, tell: () => {} };
  const open = (role: 'initiator' | 'acceptor', own: string, other: string): FixSession =>
    new FixSession(
      { version: '4.4', role, senderCompId: own, targetCompId: other, resetOnLogon: true },
      new MemoryStore({ bytesMax: 2 ** 20 }),
      port,
    );
  const session = open('initiator', 'CLIENT', 'NOWHERE');
  const nowhere = open('acceptor', 'NOWHERE', 'CLIENT');
  const carry = (from: FixSession, to: FixSession): void => {
    to.receive(from.output.bytes, 0, 0, from.output.position);
    from.output.clear();
  };
  nowhere.connect(0);
  session.connect(0);
  carry(session, nowhere);
  carry(nowhere, session);
  return {
    session,
    style: orderStyle('4.4', undefined, {}),
    isActive: session.isActive,
    unsentBytes: 0,
    handedBytes: 0,
    flush: () => session.output.clear(),
  };
}
