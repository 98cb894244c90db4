import { RandomStream } from '../../src/base/random.js';
import { BookCommand, COMMAND_WORDS, listenTo, OrderBook, OrderTerms } from '../../src/book.js';
import { Side } from '../../src/core.js';

/** A flow of commands that leaves the book empty, so that it can run again and again. */
export interface BookFlow {
  readonly name: string;
  readonly rows: Int32Array;
  readonly messages: number;
  /** Executions, and the most orders that rest at once. */
  readonly executions: number;
  readonly mostResting: number;
}

/** Orders that every flow leaves room for, and the window in which it runs. */
export const FLOW_ORDERS = 65_536;
const SEED = 1;
const MIDDLE = 100_000;

/**
 * Writes a flow beside a book that plays it, so that cancels name orders that rest and prices lie
 * about the touch.
 */
class FlowWriter {
  readonly random: RandomStream;
  readonly book: OrderBook;
  /** Identifiers of resting orders, in no order. */
  readonly live: number[] = [];
  readonly #placeOf = new Map<number, number>();
  readonly #words: number[] = [];
  readonly #row = new Int32Array(COMMAND_WORDS);
  #id = 0;
  #executions = 0;
  #mostResting = 0;

  constructor(name: string) {
    this.random = new RandomStream(SEED, `bench/book ${name}`);
    const sink = listenTo({
      executed: (maker, _taker, _ticks, _quantity, makerLeaves) => {
        this.#executions++;
        if (makerLeaves === 0) this.#forget(maker);
      },
      cancelled: (order) => this.#forget(order),
      refused: (order, _newOrder, reason) => {
        throw new Error(`bench/book: ${name}: order ${order} was refused for reason ${reason}`);
      },
    });
    this.book = new OrderBook({ orders: FLOW_ORDERS }, sink);
  }

  get messages(): number {
    return this.#words.length / COMMAND_WORDS;
  }

  /** The best price of a side, or a price beside the middle of all flows. */
  touch(side: number): number {
    return (side === Side.BUY ? this.book.bestBid : this.book.bestAsk) ?? MIDDLE + side;
  }

  /** Enters an order; what rests of it can be cancelled later. */
  enter(side: number, ticks: number, quantity: number, terms: number = OrderTerms.DAY): void {
    const id = ++this.#id;
    this.#write(BookCommand.ENTER, id, side, ticks, quantity, terms);
    if (this.book.order(id) === undefined) return;
    this.#placeOf.set(id, this.live.length);
    this.live.push(id);
    this.#mostResting = Math.max(this.#mostResting, this.live.length);
  }

  /** Cancels an order that rests, drawn at random. */
  cancel(): void {
    const id = this.live[this.random.below(this.live.length)];
    if (id !== undefined) this.#write(BookCommand.CANCEL, id);
  }

  /** Cancels all that rests, in random order, and returns the flow. */
  finish(name: string): BookFlow {
    for (const id of this.random.shuffle([...this.live])) this.#write(BookCommand.CANCEL, id);
    const { messages } = this;
    const rows = Int32Array.from(this.#words);
    const [executions, mostResting] = [this.#executions, this.#mostResting];
    return { name, rows, messages, executions, mostResting };
  }

  #write(verb: number, id: number, side = 0, ticks = 0, quantity = 0, terms = 0): void {
    this.#row.set([verb, id, 0, side, ticks, quantity, terms, 0]);
    for (const word of this.#row) this.#words.push(word);
    this.book.play(this.#row);
  }

  #forget(id: number): void {
    const place = this.#placeOf.get(id);
    if (place === undefined) return;
    this.#placeOf.delete(id);
    const last = this.live.pop()!;
    if (last === id) return;
    this.live[place] = last;
    this.#placeOf.set(last, place);
  }
}

/** 1 to 10 round lots. */
const lots = (random: RandomStream): number => 100 * (1 + random.below(10));

/** A passive price: `away` ticks behind the other side's touch. */
function behind(writer: FlowWriter, side: number, away: number): number {
  const other = writer.touch(1 - side);
  return side === Side.BUY ? other - 1 - away : other + 1 + away;
}

/** Ticks behind the touch, of which few are large. */
function powerLaw(random: RandomStream): number {
  return Math.min(2000, Math.floor(3 / (random.fraction() + 0.0015) - 3));
}

/** Some 2,000 orders near the touch: limits, cancels, and one message in ten that takes. */
function normal(writer: FlowWriter): void {
  const { random, live } = writer;
  const side = random.below(2);
  const draw = random.fraction();
  if (draw < 0.1) {
    const terms = draw < 0.07 ? OrderTerms.IOC : OrderTerms.DAY;
    writer.enter(side, writer.touch(1 - side), lots(random), terms);
  } else if (draw < 0.1 + 0.44 * Math.min(2, live.length / 2000)) writer.cancel();
  else writer.enter(side, behind(writer, side, powerLaw(random)), lots(random));
}

/** Some 40,000 orders on all of 5,000 prices of each side. */
function deep(writer: FlowWriter): void {
  const { random, live } = writer;
  const side = random.below(2);
  if (live.length > 1000 && random.below(50) === 0)
    writer.enter(side, writer.touch(1 - side), lots(random), OrderTerms.IOC);
  else if (random.fraction() < 0.5 * Math.min(1.5, live.length / 40_000)) writer.cancel();
  else writer.enter(side, MIDDLE + (2 * side - 1) * (1 + random.below(5000)), lots(random));
}

/** Bursts of 5,000 orders at ten prices, each of which is cancelled, in random order. */
function cancelStorm(writer: FlowWriter): void {
  const { random } = writer;
  for (let n = 0; n < 5000; n++) {
    const side = random.below(2);
    writer.enter(side, MIDDLE + (2 * side - 1) * (1 + random.below(10)), lots(random));
  }
  while (writer.live.length > 0) writer.cancel();
}

/** Orders on 300 prices of each side, and takers that walk all of them. */
function wideSweep(writer: FlowWriter): void {
  const { random } = writer;
  for (let n = 0; n < 600; n++) {
    const side = random.below(2);
    writer.enter(side, MIDDLE + (2 * side - 1) * (1 + random.below(300)), lots(random));
  }
  const side = random.below(2);
  writer.enter(side, MIDDLE + (1 - 2 * side) * 300, 2 ** 30, OrderTerms.IOC);
}

/** The touch falls by thousands of ticks over thin prices, and is elsewhere after each fall. */
function flashCrash(writer: FlowWriter): void {
  const { random } = writer;
  const middle = MIDDLE + random.below(40_000) - 20_000;
  for (const side of [Side.BUY, Side.SELL]) {
    const other = writer.touch(1 - side);
    // What stands in the way of the new touch is swept.
    const isCrossed = side === Side.BUY ? other <= middle : other >= middle;
    if (isCrossed) writer.enter(side, middle, 2 ** 30, OrderTerms.IOC);
  }
  for (let n = 0; n < 60; n++) {
    const side = random.below(2);
    const away = 1 + random.below(random.below(8) === 0 ? 20_000 : 400);
    writer.enter(side, middle + (2 * side - 1) * away, lots(random));
    if (random.below(3) === 0) writer.cancel();
  }
}

const KINDS = {
  normal,
  deep,
  'cancel storm': cancelStorm,
  'wide sweep': wideSweep,
  'flash crash': flashCrash,
} as const;

/** The five flows, of at least `messages` messages each. */
export function writeFlows(messages: number): BookFlow[] {
  return Object.entries(KINDS).map(([name, step]) => {
    const writer = new FlowWriter(name);
    while (writer.messages < messages) step(writer);
    return writer.finish(name);
  });
}
