import { type CaptureMemory, openCaptureCells } from '../capture/memory.js';
import { CAPTURE_WORDS } from '../capture/record.js';
import {
  claim,
  openProducer,
  publish,
  type Ring,
  type RingProducer,
  slotOf,
} from '../memory/ring.js';

/**
 * Copies blocks of children out of the rings that a gateway reads into those of a writer of event
 * files. A block for which a ring has no room is dropped and counted.
 */
export class ChildCopies {
  readonly #rings: readonly RingProducer[];
  readonly #cells: ReturnType<typeof openCaptureCells>['cells'];
  readonly #pending: Int32Array;

  constructor(memory: CaptureMemory) {
    this.#rings = memory.rings.map((ring) => openProducer(ring, CAPTURE_WORDS));
    this.#cells = openCaptureCells(memory).cells;
    this.#pending = new Int32Array(memory.rings.length);
  }

  /** Copies the block of `rows` children at a position of the ring of server `index`. */
  copy(index: number, from: Ring, position: number, rows: number): void {
    const to = this.#rings[index]!;
    const pending = this.#pending[index]!;
    const records = rows + 1;
    const { children, dropped, fullTimes } = this.#cells;
    if (claim(to, pending + records) < pending + records) {
      dropped[index] = dropped[index]! + rows;
      fullTimes[index] = fullTimes[index]! + 1;
      return;
    }
    for (let n = 0; n < records; n++) {
      const source = slotOf(from, (position + n) | 0);
      const target = slotOf(to, (to.position + pending + n) | 0);
      for (let word = 0; word < CAPTURE_WORDS; word++)
        to.words[target + word] = from.words[source + word]!;
    }
    this.#pending[index] = pending + records;
    children[index] = children[index]! + rows;
  }

  /** Hands the copied blocks to the writer. */
  publish(): void {
    for (let index = 0; index < this.#rings.length; index++) {
      if (this.#pending[index] === 0) continue;
      publish(this.#rings[index]!, this.#pending[index]!);
      this.#pending[index] = 0;
    }
  }
}
