import type { Refused } from '../fleet/main-thread/refusals.js';
import type { OrderLog } from './order-log.js';

/** Where a gateway sends its orders. */
interface OrderDoor {
  /** Hands an order to a server, from 1; false when its inbox is full. */
  submit(server: number, orderId: number, order: DoorOrder): boolean;
  cancel(server: number, orderId: number): boolean;
  /** Stops a server, until a person re-arms it. */
  kill(server: number): void;
  /** What the gate measured when a check first refused a child of an order, where it is known. */
  refusal(server: number, orderId: number, verdict: number): Refused | undefined;
}

/** An order as a server takes it. */
interface DoorOrder {
  readonly symbol: number;
  readonly side: number;
  readonly quantity: number;
  readonly limitTicks: number;
  readonly flags: number;
  readonly attributes: number;
  /** The code of its account; 0 if it has none. */
  readonly account: number;
}

export interface GatewaySetup {
  readonly servers: number;
  readonly symbols: readonly string[];
  readonly venues: readonly string[];
  readonly retailTag: number;
  /** The first ExecID, and part of each OrderID: another one in each run of a gateway. */
  readonly firstExecId: number;
  /** The id of the first order at the servers; those below are of a file. */
  readonly firstOrderId: number;
  /** The accounts that are told apart, by code from 1. */
  readonly accounts: readonly string[];
  /** A clock for latencies, ns. */
  readonly nowNs: () => number;
  /** Notes every order that a server gets. */
  readonly log?: OrderLog | undefined;
  /** When the servers began, on the clock of `nowNs`; known before the first order. */
  readonly startNs: () => number;
  readonly door: OrderDoor;
}
