import { claim, publish } from '../../memory/ring.js';
import { type Sleeper, wake } from '../../memory/waiting.js';
import { createOrderFlow, type OrderFlow } from '../../orders/flow.js';
import { hostOf } from '../memory/open.js';
import { RecordKind, writeMark, writeParent } from '../memory/records.js';
import type { FleetPlan } from '../spec.js';
import { type FleetClock, readClock } from '../threads/clock.js';
import type { Feeder } from './feeder.js';
import { Refusals, type Refused } from './refusals.js';
import type { FleetView } from './view.js';
import { WakeBatch } from './wake-batch.js';

/** A parent that comes in while the fleet runs. */
interface LiveOrder {
  /** Index into the universe's symbols. */
  symbol: number;
  side: number;
  quantity: number;
  /** Ticks; 0 for a market order. */
  limitTicks: number;
  flags: number;
  /** `OrderAttribute` bits. */
  attributes: number;
  /** The code of its account; 0 if it has none. */
  account: number;
}

/** What a running fleet lends to whoever sends it orders. */
interface LiveLink {
  readonly plan: FleetPlan;
  readonly feeder: Feeder;
  readonly sleepers: readonly Sleeper[];
  readonly clock: FleetClock;
  readonly servers: FleetView['servers'];
  /** The servers, when this thread hosts them. */
  readonly onMain: { pass(): number } | undefined;
}

/** The door of a running fleet for parents that come one by one. The fleet opens it. */
export class LiveOrders {
  readonly #flow: OrderFlow = { ...createOrderFlow(1), count: 1 };
  #link: LiveLink | undefined;
  #refusals: Refusals | undefined;
  #batch: WakeBatch | undefined;

  /** Opens the door; the fleet calls it when its threads run. */
  open(link: LiveLink): void {
    this.#link = link;
    this.#refusals = new Refusals(link.servers);
    if (link.onMain !== undefined) return;
    this.#batch = new WakeBatch(link.plan.threads, (host) => wake(link.sleepers[host]!));
  }

  /** Hands an order to a server, from 1; false when the server's inbox is full. */
  submit(server: number, orderId: number, order: LiveOrder): boolean {
    const link = this.#link!;
    const inbox = link.feeder.inboxes[server - 1]!;
    if (claim(inbox, 1) === 0) return false;
    const flow = this.#flow;
    flow.symbol[0] = order.symbol;
    flow.side[0] = order.side;
    flow.quantity[0] = order.quantity;
    flow.limitTicks[0] = order.limitTicks;
    flow.flags[0] = order.flags;
    flow.attributes[0] = order.attributes;
    flow.account[0] = order.account;
    writeParent(inbox, inbox.position, flow, 0, orderId, readClock(link.clock));
    link.feeder.fed[server - 1] = link.feeder.fed[server - 1]! + 1;
    publish(inbox, 1);
    this.#batch?.note(hostOf(link.plan, server));
    return true;
  }

  /** Asks a server to stop working an order; false when the server's inbox is full. */
  cancel(server: number, orderId: number): boolean {
    const link = this.#link!;
    const inbox = link.feeder.inboxes[server - 1]!;
    if (claim(inbox, 1) === 0) return false;
    writeMark(inbox, inbox.position, RecordKind.CANCEL, orderId, readClock(link.clock));
    publish(inbox, 1);
    this.#batch?.note(hostOf(link.plan, server));
    return true;
  }

  /** Whether this thread hosts the servers, so that whoever hands them orders calls `pass`. */
  get isOnMain(): boolean {
    return this.#link?.onMain !== undefined;
  }

  /** Makes one pass over all servers, if this thread hosts them; returns how much they did. */
  pass(): number {
    const onMain = this.#link?.onMain;
    return onMain === undefined ? 0 : onMain.pass();
  }

  /** What the gate of a server measured when a check first refused a child of an order. */
  refusal(server: number, orderId: number, verdict: number): Refused | undefined {
    return this.#refusals?.take(server, orderId, verdict);
  }
}
