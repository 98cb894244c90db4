import { hashBytes, hashText, isText } from './text-hash.js';

/** Old ids that are looked at for each new one, in case their orders are still open. */
const FORGET_TRIES = 2;
const ROWS_AT_FIRST = 256;
const NONE = -1;

/** What is counted of an order: by how many ids its client may ask for it. */
interface KnownOrder {
  ids: number;
}

/** Whose orders they are. */
interface OrderOwner<Order> {
  readonly open: { readonly size: number };
  isDone(order: Order): boolean;
  /** The client can ask for the order no more. */
  forgotten?(order: Order): void;
}

/**
 * The orders of a client by every ClOrdID that they have had. Of those that are done so many are
 * remembered, so that a ClOrdID does not come again: the oldest are forgotten first.
 *
 * The ids lie in a ring of rows in the order in which they came; rows whose hashes have the same
 * low bits are a chain.
 */
export class KnownOrders<Order extends KnownOrder> {
  readonly #doneMax: number;
  readonly #owner: OrderOwner<Order>;
  /** Where the oldest row is, and where the next one comes, modulo 2^32. */
  #oldest = 0;
  #newest = 0;
  #mask = ROWS_AT_FIRST - 1;
  /** The hash of the id that was looked up last. */
  #lastHash = 0;
  #heads = new Int32Array(ROWS_AT_FIRST).fill(NONE);
  #next = new Int32Array(ROWS_AT_FIRST);
  #hashes = new Int32Array(ROWS_AT_FIRST);
  #ids: string[] = new Array<string>(ROWS_AT_FIRST).fill('');
  #orders: (Order | undefined)[] = new Array<undefined>(ROWS_AT_FIRST).fill(undefined);

  constructor(doneMax: number, owner: OrderOwner<Order>) {
    this.#doneMax = doneMax;
    this.#owner = owner;
  }

  get size(): number {
    return (this.#newest - this.#oldest) | 0;
  }

  /** The order whose id the bytes from `start` to `end` are. */
  find(bytes: Uint8Array, start: number, end: number): Order | undefined {
    const hash = hashBytes(bytes, start, end);
    this.#lastHash = hash;
    const next = this.#next;
    for (let row = this.#heads[hash & this.#mask]!; row !== NONE; row = next[row]!)
      if (this.#hashes[row] === hash && isText(bytes, start, end, this.#ids[row]!))
        return this.#orders[row];
    return undefined;
  }

  get(clOrdId: string): Order | undefined {
    const row = this.#rowOf(clOrdId, hashText(clOrdId));
    return row === NONE ? undefined : this.#orders[row];
  }

  has(clOrdId: string): boolean {
    return this.get(clOrdId) !== undefined;
  }

  /** Notes an order under an id that no order has, as `find` has just told. */
  add(clOrdId: string, order: Order): void {
    order.ids++;
    this.#append(clOrdId, this.#lastHash, order);
    const max = this.#doneMax + this.#owner.open.size;
    for (let tries = 0; tries < FORGET_TRIES && this.size > max; tries++) this.#forgetOldest();
  }

  /** Notes an order under an id; one that had the id has it no more. */
  set(clOrdId: string, order: Order): void {
    const hash = hashText(clOrdId);
    const known = this.#rowOf(clOrdId, hash);
    if (known !== NONE) {
      if (this.#orders[known] === order) return;
      this.#letGo(this.#orders[known]!);
      this.#orders[known] = order;
      order.ids++;
      return;
    }
    this.#lastHash = hash;
    this.add(clOrdId, order);
  }

  #rowOf(clOrdId: string, hash: number): number {
    let row = this.#heads[hash & this.#mask]!;
    while (row !== NONE && (this.#hashes[row] !== hash || this.#ids[row] !== clOrdId))
      row = this.#next[row]!;
    return row;
  }

  #append(clOrdId: string, hash: number, order: Order): void {
    if (this.size > this.#mask) this.#grow();
    const row = this.#newest & this.#mask;
    this.#newest = (this.#newest + 1) | 0;
    this.#ids[row] = clOrdId;
    this.#orders[row] = order;
    this.#hashes[row] = hash;
    this.#link(row);
  }

  #link(row: number): void {
    const chain = this.#hashes[row]! & this.#mask;
    this.#next[row] = this.#heads[chain]!;
    this.#heads[chain] = row;
  }

  #unlink(row: number): void {
    const chain = this.#hashes[row]! & this.#mask;
    let at = this.#heads[chain]!;
    if (at === row) {
      this.#heads[chain] = this.#next[row]!;
      return;
    }
    while (this.#next[at] !== row) at = this.#next[at]!;
    this.#next[at] = this.#next[row]!;
  }

  /** Forgets the oldest id if its order is done; else it becomes the newest. */
  #forgetOldest(): void {
    const row = this.#oldest & this.#mask;
    const order = this.#orders[row]!;
    const clOrdId = this.#ids[row]!;
    this.#unlink(row);
    this.#orders[row] = undefined;
    this.#ids[row] = '';
    this.#oldest = (this.#oldest + 1) | 0;
    if (this.#owner.isDone(order)) this.#letGo(order);
    else this.#append(clOrdId, this.#hashes[row]!, order);
  }

  /** An order has an id less. */
  #letGo(order: Order): void {
    order.ids--;
    if (order.ids === 0) this.#owner.forgotten?.(order);
  }

  #grow(): void {
    const rows = this.#mask + 1;
    const { size } = this;
    const [ids, orders, hashes] = [this.#ids, this.#orders, this.#hashes];
    this.#mask = rows * 2 - 1;
    this.#heads = new Int32Array(rows * 2).fill(NONE);
    this.#next = new Int32Array(rows * 2);
    this.#hashes = new Int32Array(rows * 2);
    this.#ids = new Array<string>(rows * 2).fill('');
    this.#orders = new Array<undefined>(rows * 2).fill(undefined);
    for (let n = 0; n < size; n++) {
      const from = (this.#oldest + n) & (rows - 1);
      const row = (this.#oldest + n) & this.#mask;
      this.#ids[row] = ids[from]!;
      this.#orders[row] = orders[from];
      this.#hashes[row] = hashes[from]!;
      this.#link(row);
    }
  }
}
