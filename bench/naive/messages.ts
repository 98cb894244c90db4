import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
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
import { type Play, refill, TURN_NS, type Work, type WorkOrder } from './work.js';

/** The message to the venue's thread for each order, and its answer. */
interface Sent {
  readonly sequence: number;
  readonly symbol: number;
  readonly side: 0 | 1;
  readonly venue: number;
  readonly quantity: number;
  readonly epoch: number;
}
interface Answer {
  readonly sequence: number;
  readonly executed: number;
}

/**
 * The work by objects, with the venues on a thread and a message for each order and each answer.
 */
export class MessagesDesk {
  readonly #worker: Worker;
  readonly #gate: PlainGate;
  readonly #parts: ReturnType<typeof createSplitter>;
  readonly #books = new PlainBooks();
  readonly #open: OpenOrder[] = [];
  readonly #underWay = new Map<number, OpenChild>();
  #fresh: OpenOrder[] = [];
  #sequence = 0;
  #answered: () => void = () => undefined;
  /** Called with every answered or refused child, if set. */
  onChild: ((child: OpenChild) => void) | undefined;

  constructor(work: Work, gate: PlainGate) {
    this.#gate = gate;
    this.#parts = createSplitter(work);
    this.#worker = new Worker(new URL(import.meta.url), { workerData: { lots: this.#parts.lots } });
    this.#worker.on('message', (reply: Answer) => this.#settle(reply));
  }

  openOrders(): number {
    return this.#open.length;
  }

  take(order: WorkOrder, nowNs: number): void {
    const opened = this.#parts.openOrder(order, nowNs);
    this.#open.push(opened);
    this.#fresh.push(opened);
  }

  /** Plays turns, each of which waits for all its answers. Returns the children. */
  async play(play: Play, turns: number): Promise<number> {
    let children = 0;
    for (let turn = 0; turn < turns; turn++) {
      play.epoch++;
      refill(play, this);
      children += await this.#turn(play.epoch * TURN_NS, play.epoch);
    }
    return children;
  }

  async #turn(nowNs: number, epoch: number): Promise<number> {
    const children = [...this.#fresh, ...this.#open].flatMap((order) =>
      this.#parts.split(order, nowNs, epoch).map(
        (part): OpenChild => ({
          sequence: ++this.#sequence,
          order,
          ...part,
          verdict: '',
          executed: 0,
        }),
      ),
    );
    this.#fresh = [];
    for (const child of children) child.verdict = this.#gate.judge(child, nowNs);
    for (const { order, verdict } of children) if (verdict !== ADMITTED) refuse(order, nowNs);
    for (const child of children) {
      if (child.verdict !== ADMITTED) continue;
      const { sequence, order, venue, quantity } = child;
      this.#underWay.set(sequence, child);
      this.#worker.postMessage({
        sequence,
        symbol: order.symbol,
        side: order.side,
        venue,
        quantity,
        epoch,
      } satisfies Sent);
    }
    if (this.#underWay.size > 0) {
      await new Promise<void>((resolve) => {
        this.#answered = resolve;
      });
    }
    if (this.onChild !== undefined) for (const child of children) this.onChild(child);
    return children.length;
  }

  #settle({ sequence, executed }: Answer): void {
    const child = this.#underWay.get(sequence)!;
    this.#underWay.delete(sequence);
    const { order, quantity } = child;
    child.executed = executed;
    this.#gate.release(child, quantity - executed);
    if (executed > 0) this.#books.book(child, executed);
    if (answer(order, quantity, executed)) removeOrder(this.#open, order);
    if (this.#underWay.size === 0) this.#answered();
  }

  async close(): Promise<void> {
    this.#worker.postMessage(undefined);
    await once(this.#worker, 'exit');
  }
}

if (!isMainThread && (workerData as { lots?: Uint16Array } | null)?.lots !== undefined) {
  const { fill } = createVenue((workerData as { lots: Uint16Array }).lots);
  parentPort!.on('message', (sent: Sent | undefined) => {
    if (sent === undefined) {
      parentPort!.close();
      return;
    }
    const { sequence, symbol, side, venue, quantity, epoch } = sent;
    const child = { order: { symbol, side }, venue, quantity } as OpenChild;
    parentPort!.postMessage({ sequence, executed: fill(child, epoch) } satisfies Answer);
  });
}
