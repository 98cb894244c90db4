import { BookCommand } from '../../src/market/book/play.js';
import { naiveAuction } from './naive-auction.js';

/**
 * The order book again, without any idea of speed: two arrays of objects in order of priority, that
 * every command searches from the front. It writes the same events, as arrays of eight numbers.
 */

const NONE = -0x80000000;
const BUY = 0;
const CONTINUOUS = 0;
const AUCTION = 1;
const HALTED = 2;
/** Events. */
const [ACCEPTED, EXECUTED, REDUCED, REFRESHED, REPLACED, CANCELLED, REFUSED, PHASE] = [
  1, 2, 3, 4, 5, 6, 7, 8,
];

interface NaiveOrder {
  id: number;
  owner: number;
  side: number;
  /** Infinity for a market order to buy, −Infinity for one to sell. */
  price: number;
  shown: number;
  reserve: number;
  display: number;
  force: 'day' | 'gtc' | 'ioc' | 'fok';
  isPostOnly: boolean;
  prevention: 'none' | 'newest' | 'oldest' | 'both' | 'decrement';
}

export class NaiveBook {
  readonly events: number[][] = [];
  readonly bids: NaiveOrder[] = [];
  readonly asks: NaiveOrder[] = [];
  phase = CONTINUOUS;
  last = NONE;
  readonly #capacity: number;
  /** All resting orders by age, an order that lost its place being young again. */
  #byAge: NaiveOrder[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  play(row: ArrayLike<number>): void {
    const [verb, id, owner, side, price, quantity, terms, display] = Array.from(row) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    switch (verb) {
      case BookCommand.ENTER:
        this.#enter({ id, owner, side, price, shown: quantity, terms, display });
        break;
      case BookCommand.CANCEL: {
        const order = this.#find(id);
        if (order === undefined) this.#refuse(id, 0, 1);
        else this.#cancel(order, 8);
        break;
      }
      case BookCommand.REPLACE:
        this.#replace(id, owner, price, quantity);
        break;
      case BookCommand.REDUCE:
        this.#reduce(id, quantity);
        break;
      case BookCommand.MASS_CANCEL:
        for (const order of this.#byAge.filter((each) => each.owner === owner))
          if (side === -1 || order.side === side) this.#cancel(order, 12);
        break;
      case BookCommand.DISCONNECT:
        for (const order of this.#byAge.filter((each) => each.owner === owner))
          if (order.force !== 'gtc') this.#cancel(order, 13);
        break;
      case BookCommand.END_DAY: {
        const isMarket = (order: NaiveOrder) => Math.abs(order.price) === Infinity;
        const all = [...this.bids, ...this.asks];
        for (const order of [
          ...all.filter((each) => isMarket(each)),
          ...all.filter((each) => !isMarket(each)),
        ])
          if (order.force !== 'gtc') this.#cancel(order, 14);
        break;
      }
      case BookCommand.HALT:
        this.#stop(HALTED);
        break;
      case BookCommand.PAUSE:
        this.#stop(AUCTION);
        break;
      case BookCommand.OPEN:
        this.#open(price);
        break;
    }
  }

  /** The orders of a side by priority, as `readQueue` has them. */
  queue(side: number): object[] {
    return this.#side(side).map((order) => ({
      id: order.id,
      owner: order.owner,
      side: order.side,
      priceTicks: shownPrice(order),
      shown: order.shown,
      reserve: order.reserve,
      isUntilCancelled: order.force === 'gtc',
    }));
  }

  /** The levels of a side, best first: price, shown quantity, orders. */
  depth(side: number): number[][] {
    const levels: number[][] = [];
    for (const { price, shown } of this.#side(side)) {
      if (Math.abs(price) === Infinity) continue;
      const last = levels.at(-1);
      if (last?.[0] === price) {
        last[1]! += shown;
        last[2]! += 1;
      } else levels.push([price, shown, 1]);
    }
    return levels;
  }

  #side(side: number): NaiveOrder[] {
    return side === BUY ? this.bids : this.asks;
  }

  #find(id: number): NaiveOrder | undefined {
    return this.#byAge.find((order) => order.id === id);
  }

  #tell(kind: number, reason: number, side: number, ...words: number[]): void {
    const row = [kind | (reason << 8) | (side << 16), ...words];
    this.events.push([...row, ...Array(8 - row.length).fill(0)]);
  }

  #refuse(id: number, newId: number, reason: number): void {
    this.#tell(REFUSED!, reason, 0, id, newId, NONE);
  }

  #enter(given: {
    id: number;
    owner: number;
    side: number;
    price: number;
    shown: number;
    terms: number;
    display: number;
  }): unknown {
    const { id, owner, side, terms, display, shown } = given;
    const isMarket = (terms & 4) !== 0;
    const order: NaiveOrder = {
      id,
      owner,
      side,
      price: isMarket ? (side === BUY ? Infinity : -Infinity) : given.price,
      shown,
      reserve: 0,
      display,
      force: (['day', 'gtc', 'ioc', 'fok'] as const)[terms & 3]!,
      isPostOnly: (terms & 8) !== 0,
      prevention: (['none', 'newest', 'oldest', 'both', 'decrement'] as const)[terms >> 4]!,
    };
    const isImmediate = order.force === 'ioc' || order.force === 'fok';
    if (this.phase === HALTED) return this.#refuse(id, 0, 4);
    if (this.phase === AUCTION && (isImmediate || order.isPostOnly)) return this.#refuse(id, 0, 4);
    if (this.#find(id) !== undefined) return this.#refuse(id, 0, 2);
    if (order.isPostOnly && this.#meets(order) !== undefined) return this.#refuse(id, 0, 5);
    const rests = !isImmediate && (!isMarket || this.phase === AUCTION);
    if (rests && this.#byAge.length === this.#capacity) return this.#refuse(id, 0, 3);

    this.#tell(ACCEPTED!, 0, side, id, 0, shownPrice(order), shown, shown, 0, owner);
    if (this.phase === CONTINUOUS) {
      if (order.force === 'fok' && !this.#canFill(order)) return this.#dropTaker(order, 10);
      this.#take(order);
      if (order.shown > 0 && (isImmediate || isMarket)) return this.#dropTaker(order, 9);
    }
    if (order.shown > 0) this.#rest(order);
  }

  /** The resting order that this one would trade with, if there is one. */
  #meets(taker: NaiveOrder): NaiveOrder | undefined {
    const maker = this.#side(1 - taker.side)[0];
    if (maker === undefined) return undefined;
    const crosses = taker.side === BUY ? maker.price <= taker.price : maker.price >= taker.price;
    return crosses ? maker : undefined;
  }

  #take(taker: NaiveOrder): void {
    for (let maker = this.#meets(taker); maker !== undefined; maker = this.#meets(taker)) {
      if (taker.shown === 0) return;
      const isOwn = taker.owner !== 0 && maker.owner === taker.owner && taker.prevention !== 'none';
      if (isOwn && taker.prevention !== 'decrement') {
        if (taker.prevention !== 'newest') this.#cancel(maker, 11);
        if (taker.prevention === 'oldest') continue;
        this.#dropTaker(taker, 11);
        taker.shown = 0;
        return;
      }
      const traded = Math.min(taker.shown, maker.shown);
      taker.shown -= traded;
      const leaves = maker.shown + maker.reserve - traded;
      const kind = isOwn ? REDUCED! : EXECUTED!;
      const { price } = maker;
      this.#tell(
        kind,
        0,
        taker.side,
        maker.id,
        taker.id,
        price,
        traded,
        leaves,
        taker.shown,
        maker.owner,
      );
      if (!isOwn) this.last = price;
      this.#consume(maker, traded);
    }
  }

  #consume(order: NaiveOrder, quantity: number): unknown {
    order.shown -= quantity;
    if (order.shown > 0) return;
    if (order.reserve === 0) return this.#remove(order);
    order.shown = Math.min(order.display, order.reserve);
    order.reserve -= order.shown;
    const side = this.#side(order.side);
    side.splice(side.indexOf(order), 1);
    this.#place(order);
    const leaves = order.shown + order.reserve;
    const price = shownPrice(order);
    this.#tell(REFRESHED!, 0, order.side, order.id, 0, price, order.shown, leaves, 0, order.owner);
  }

  /** Plays the taker on copies of the makers, to see whether it executes whole. */
  #canFill(taker: NaiveOrder): boolean {
    const copy = new NaiveBook(Number.POSITIVE_INFINITY);
    for (const order of this.bids) copy.bids.push({ ...order });
    for (const order of this.asks) copy.asks.push({ ...order });
    copy.#byAge = [...copy.bids, ...copy.asks];
    copy.#take({ ...taker });
    const executed = copy.events
      .filter(([what]) => (what! & 255) === EXECUTED)
      .reduce((sum, row) => sum + row[4]!, 0);
    return executed === taker.shown;
  }

  #rest(order: NaiveOrder): void {
    if (order.display > 0 && order.display < order.shown) {
      order.reserve = order.shown - order.display;
      order.shown = order.display;
    }
    this.#place(order);
    this.#byAge.push(order);
  }

  /** Puts an order behind all that are as good or better. */
  #place(order: NaiveOrder): void {
    const side = this.#side(order.side);
    const worse = side.findIndex((each) =>
      order.side === BUY ? each.price < order.price : each.price > order.price,
    );
    side.splice(worse < 0 ? side.length : worse, 0, order);
  }

  #remove(order: NaiveOrder): void {
    const side = this.#side(order.side);
    side.splice(side.indexOf(order), 1);
    this.#byAge.splice(this.#byAge.indexOf(order), 1);
  }

  #cancel(order: NaiveOrder, reason: number): void {
    const left = order.shown + order.reserve;
    this.#tell(
      CANCELLED!,
      reason,
      order.side,
      order.id,
      0,
      shownPrice(order),
      left,
      0,
      0,
      order.owner,
    );
    this.#remove(order);
  }

  #dropTaker({ side, id, owner, shown }: NaiveOrder, reason: number): void {
    this.#tell(CANCELLED!, reason, side, id, 0, NONE, shown, 0, 0, owner);
  }

  #reduce(id: number, quantity: number): unknown {
    const order = this.#find(id);
    if (order === undefined) return this.#refuse(id, 0, 1);
    const leaves = order.shown + order.reserve - quantity;
    if (leaves <= 0) return this.#cancel(order, 8);
    const price = shownPrice(order);
    this.#tell(CANCELLED!, 8, order.side, id, 0, price, quantity, leaves, 0, order.owner);
    lower(order, leaves);
  }

  #replace(id: number, newId: number, price: number, quantity: number): unknown {
    if (this.phase === HALTED) return this.#refuse(id, newId, 4);
    const order = this.#find(id);
    if (order === undefined) return this.#refuse(id, newId, 1);
    if (newId !== id && this.#find(newId) !== undefined) return this.#refuse(id, newId, 2);
    if (Math.abs(order.price) === Infinity) return this.#refuse(id, newId, 6);
    const keeps = price === order.price && quantity <= order.shown + order.reserve;
    const wouldTake = this.#meets({ ...order, price }) !== undefined;
    if (!keeps && order.isPostOnly && this.phase === CONTINUOUS && wouldTake)
      return this.#refuse(id, newId, 5);
    const { side, owner } = order;
    this.#tell(REPLACED!, 0, side, newId, id, price, quantity, quantity, keeps ? 1 : 0, owner);
    order.id = newId;
    if (keeps) return lower(order, quantity);
    this.#remove(order);
    order.price = price;
    order.shown = quantity;
    order.reserve = 0;
    if (this.phase === CONTINUOUS) this.#take(order);
    if (order.shown > 0) this.#rest(order);
  }

  #stop(phase: number): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.#tell(PHASE!, 0, 0, 0, 0, NONE, phase);
  }

  #open(reference: number): void {
    if (this.phase === CONTINUOUS) return;
    const wanted = reference === NONE ? this.last : reference;
    const { price, volume } = naiveAuction(this.bids, this.asks, wanted);
    for (let left = volume; left > 0; ) {
      const [buyer, seller] = [this.bids[0]!, this.asks[0]!];
      const traded = Math.min(buyer.shown, seller.shown, left);
      const [buyLeaves, sellLeaves] = [buyer, seller].map(
        (each) => each.shown + each.reserve - traded,
      );
      this.#tell(
        EXECUTED!,
        0,
        2,
        buyer.id,
        seller.id,
        price,
        traded,
        buyLeaves!,
        sellLeaves!,
        buyer.owner,
      );
      this.#consume(buyer, traded);
      this.#consume(seller, traded);
      this.last = price;
      left -= traded;
    }
    for (const side of [this.bids, this.asks])
      for (const order of [...side].filter((each) => Math.abs(each.price) === Infinity))
        this.#cancel(order, 15);
    this.phase = CONTINUOUS;
    this.#tell(PHASE!, 0, 0, 0, 0, price, CONTINUOUS);
  }
}

function shownPrice({ price }: NaiveOrder): number {
  return Math.abs(price) === Infinity ? NONE : price;
}

function lower(order: NaiveOrder, leaves: number): void {
  order.shown = Math.min(order.shown, leaves);
  order.reserve = leaves - order.shown;
}
