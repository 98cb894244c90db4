import { nameOrders, type OrderNames } from '../capture/order-names.js';
import {
  LOAD_ORDERS_MAX,
  type OrderPlace,
  placeCode,
  type RunOrders,
} from '../capture/run-orders.js';
import type { OrderFlow } from '../orders/flow.js';

/** An order as a server has it. */
interface LoggedOrder {
  readonly clOrdId: string;
  /** The account that limits know it by, or that the client gave; empty if there is none. */
  readonly account: string;
  readonly symbol: number;
  readonly side: number;
  readonly quantity: number;
  /** ns since the servers began. */
  readonly atNs: number;
}

/**
 * The orders that a gateway has handed to its servers, for the table of orders among its event
 * files: first those of a file, if there is one, then those of the clients by their ids, which have
 * no gap. Orders above `LOAD_ORDERS_MAX` have no row.
 */
export class OrderLog {
  readonly #beside: { readonly flow: OrderFlow; readonly dueNs: Float64Array } | undefined;
  readonly #orders: LoggedOrder[] = [];
  readonly #places: number[] = [];

  /** `dueNs` is when each order of the file is due, ns since the servers begin. */
  constructor(beside?: { readonly flow: OrderFlow; readonly dueNs: Float64Array }) {
    this.#beside = beside;
  }

  get #first(): number {
    return this.#beside?.flow.count ?? 0;
  }

  /** Notes the order with the next id. */
  add(order: LoggedOrder): void {
    if (this.#first + this.#orders.length < LOAD_ORDERS_MAX) this.#orders.push(order);
  }

  /** Notes where an order is, when its fills do not say it. */
  place(orderId: number, place: OrderPlace): void {
    if (orderId >= this.#first) this.#places[orderId - this.#first] = placeCode(place);
  }

  /** The table: a row an order, in the order of their ids. */
  rows(): RunOrders {
    const before = this.#beside;
    const own = this.#orders;
    const first = this.#first;
    const count = first + own.length;
    const numbers = <C extends Int32Array | Uint8Array | Float64Array>(
      into: C,
      ofFile: C | undefined,
      pick: (order: LoggedOrder) => number,
    ): C => {
      if (ofFile !== undefined) into.set(ofFile.subarray(0, first) as never);
      for (const [n, order] of own.entries()) into[first + n] = pick(order);
      return into;
    };
    const flow = before?.flow;
    const place = new Uint8Array(count);
    for (let n = 0; n < own.length; n++) place[first + n] = this.#places[n] ?? 0;
    return {
      ...this.#names(),
      arrivalNs: numbers(new Float64Array(count), before?.dueNs, ({ atNs }) => atNs),
      symbol: numbers(new Int32Array(count), flow?.symbol, ({ symbol }) => symbol),
      side: numbers(new Uint8Array(count), flow?.side, ({ side }) => side),
      ordered: numbers(new Int32Array(count), flow?.quantity, ({ quantity }) => quantity),
      place,
    };
  }

  #names(): OrderNames {
    const own = this.#orders;
    const before = this.#beside && nameOrders(this.#beside.flow);
    const accounts = [
      ...new Set([...(before?.accounts ?? ['']), ...own.map(({ account }) => account)]),
    ];
    const codes = new Map(accounts.map((name, code) => [name, code]));
    const ofFile = [...(before?.account ?? [])].map((code) => before!.accounts[code]!);
    const names = [...ofFile, ...own.map(({ account }) => account)];
    return {
      clOrdIds: [...(before?.clOrdIds ?? []), ...own.map(({ clOrdId }) => clOrdId)],
      accounts,
      account: Int32Array.from(names, (name) => codes.get(name)!),
    };
  }
}
