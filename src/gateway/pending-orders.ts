import { type ClientOrder, OrderPhase } from './client-order.js';

/** Orders that wait no more are forgotten when there are so many. */
const PASSED_MAX = 4096;

/** The orders that wait for a first word of their server, in the order in which they came. */
export class PendingOrders {
  #orders: ClientOrder[] = [];
  #oldest = 0;

  add(order: ClientOrder): void {
    this.#orders.push(order);
  }

  /** The order that has waited longest; undefined when none waits. */
  oldest(): ClientOrder | undefined {
    const orders = this.#orders;
    while (this.#oldest < orders.length && orders[this.#oldest]!.phase !== OrderPhase.PENDING)
      this.#oldest++;
    if (this.#oldest === orders.length || this.#oldest >= PASSED_MAX) {
      this.#orders = orders.slice(this.#oldest);
      this.#oldest = 0;
    }
    return this.#orders[this.#oldest];
  }
}
