import type { CaptureMemory } from '../capture/memory.js';
import { type BlockHead, CAPTURE_WORDS, RowWord, readHead } from '../capture/record.js';
import {
  available,
  openConsumer,
  type RingConsumer,
  readable,
  release,
  slotOf,
} from '../memory/ring.js';
import { instrumentVenue, instrumentVerdict, lineageServer } from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { ChildCopies } from './child-copies.js';

/** What the children of the servers say of their parents. */
export interface ChildEvents {
  /** A child was executed, at a venue, for the order with this id. */
  filled(orderId: number, shares: number, priceTicks: number, venue: number): void;
  /** The gate refused a child. */
  refused(orderId: number, verdict: number, server: number): void;
  /** A child went to a venue, or the server has the order and sends nothing for it yet. */
  sent(orderId: number): void;
  /** A server has done with an order; `why` is a `LiveEnd`. */
  ended(orderId: number, why: number): void;
}

/** What a block of an order that has not ended says. */
const HELD = 3;

/** Reads the capture rings of all servers. */
export class ChildReader {
  readonly #rings: readonly RingConsumer[];
  readonly #head: BlockHead = { rows: 0, lineage: 0, sequence: 0, sentNs: 0, answeredNs: 0 };
  readonly #events: ChildEvents;
  readonly #copies: ChildCopies | undefined;

  /** `copies` get every child too. */
  constructor({ rings }: CaptureMemory, events: ChildEvents, copies?: ChildCopies) {
    this.#rings = rings.map((ring) => openConsumer(ring, CAPTURE_WORDS));
    this.#events = events;
    this.#copies = copies;
  }

  /** Reads all that is there; returns how many blocks. */
  read(): number {
    let blocks = 0;
    for (let index = 0; index < this.#rings.length; index++)
      while (this.#readBlock(index)) blocks++;
    this.#copies?.publish();
    return blocks;
  }

  #readBlock(index: number): boolean {
    const ring = this.#rings[index]!;
    if (available(ring, 1) === 0) return false;
    const head = this.#head;
    readHead(ring, ring.position, head);
    if (((ring.writeSeen - ring.position) | 0) <= head.rows) readable(ring);
    const isNews = Number.isNaN(head.sentNs) && head.sequence === 0;
    if (!isNews) this.#copies?.copy(index, ring, ring.position, head.rows);
    const { words } = ring;
    for (let n = 1; n <= head.rows; n++) {
      const slot = slotOf(ring, (ring.position + n) | 0);
      const id = words[slot + RowWord.ORDER]!;
      if (isNews) {
        const why = words[slot + RowWord.PRICE]!;
        if (why === HELD) this.#events.sent(id);
        else this.#events.ended(id, why);
        continue;
      }
      const instrument = words[slot + RowWord.INSTRUMENT]!;
      const verdict = instrumentVerdict(instrument);
      if (verdict !== Verdict.ADMITTED) {
        this.#events.refused(id, verdict, lineageServer(head.lineage));
        continue;
      }
      this.#events.sent(id);
      const shares = words[slot + RowWord.EXECUTED]!;
      if (shares > 0)
        this.#events.filled(id, shares, words[slot + RowWord.PRICE]!, instrumentVenue(instrument));
    }
    release(ring, head.rows + 1);
    return true;
  }
}
