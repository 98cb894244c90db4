/** A thread is woken at once for so many orders; each further time in a turn, for twice as many. */
const FIRST_BATCH = 16;

/**
 * Wakes threads for orders that were handed to them. A wake-up costs more than an order, so the
 * orders of one turn of the loop share some. The more a turn has, the larger their batches grow:
 * the thread has work then, and what it says is read after the turn. The rest of a turn is woken
 * for when its code has run.
 */
export class WakeBatch {
  readonly #wake: (host: number) => void;
  /** By host thread: orders that it has not been woken for, and how many are enough. */
  readonly #unwoken: Int32Array;
  readonly #enough: Int32Array;
  #isEndDue = false;
  readonly #endTurn = (): void => {
    this.#isEndDue = false;
    this.#enough.fill(FIRST_BATCH);
    for (let host = 0; host < this.#unwoken.length; host++) this.#wakeNow(host);
  };

  constructor(threads: number, wake: (host: number) => void) {
    this.#wake = wake;
    this.#unwoken = new Int32Array(threads);
    this.#enough = new Int32Array(threads).fill(FIRST_BATCH);
  }

  /** Notes an order that has been handed to a thread. */
  note(host: number): void {
    const unwoken = this.#unwoken;
    unwoken[host] = unwoken[host]! + 1;
    if (unwoken[host]! >= this.#enough[host]!) {
      this.#enough[host] = this.#enough[host]! * 2;
      this.#wakeNow(host);
    }
    if (this.#isEndDue) return;
    this.#isEndDue = true;
    queueMicrotask(this.#endTurn);
  }

  #wakeNow(host: number): void {
    if (this.#unwoken[host] === 0) return;
    this.#unwoken[host] = 0;
    this.#wake(host);
  }
}
