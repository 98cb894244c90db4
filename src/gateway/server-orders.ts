import { Side } from '../orders/codes.js';
import type { ClientOrder } from './client-order.js';
import type { OrderLog } from './order-log.js';
import type { GatewaySetup } from './setup.js';

const BUY = 0x31;

/** The orders of all clients as the servers have them: by their ids, which have no gap. */
export class ServerOrders {
  readonly #setup: GatewaySetup;
  readonly #byId = new Map<number, ClientOrder>();
  readonly #stopped = new Set<number>();
  #nextId: number;

  constructor(setup: GatewaySetup) {
    this.#setup = setup;
    this.#nextId = setup.firstOrderId;
  }

  find(orderId: number): ClientOrder | undefined {
    return this.#byId.get(orderId);
  }

  /** Nothing more comes for the order. */
  forget(orderId: number): void {
    this.#byId.delete(orderId);
  }

  /** Hands an order to its server under the next id; false when the server's inbox is full. */
  submit(order: ClientOrder, quantity: number): boolean {
    const { symbol, limitTicks, flags, attributes, sideCode, server } = order;
    const { door, log, nowNs, startNs } = this.#setup;
    const side = sideCode === BUY ? Side.BUY : Side.SELL;
    const account = order.accountCode;
    const id = this.#nextId;
    const wanted = { symbol, side, quantity, limitTicks, flags, attributes, account };
    if (!door.submit(server, id, wanted)) return false;
    this.#nextId++;
    order.id = id;
    this.#byId.set(id, order);
    log?.add({
      clOrdId: order.clOrdId,
      account: order.client.settings.account ?? order.account,
      symbol,
      side,
      quantity,
      atNs: nowNs() - startNs(),
    });
    return true;
  }

  /** Asks its server to stop an order; false when the server's inbox is full. */
  cancel({ server, id }: ClientOrder): boolean {
    return this.#setup.door.cancel(server, id);
  }

  /** Notes where an order is, when its fills do not say it. */
  place({ id }: ClientOrder, place: Parameters<OrderLog['place']>[1]): void {
    this.#setup.log?.place(id, place);
  }

  /** A server takes no more orders. */
  stop(server: number): void {
    this.#stopped.add(server);
  }

  restart(server: number): void {
    this.#stopped.delete(server);
  }

  isStopped({ server }: ClientOrder): boolean {
    return this.#stopped.has(server);
  }
}
