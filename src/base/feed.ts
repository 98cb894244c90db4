/**
 * A queue of values for one reader: the producer pushes, the reader takes with `for await`. Holds
 * up to `max` values. Beyond that it drops the oldest and counts it in `missed`.
 */
export class Feed<T> implements AsyncIterable<T> {
  readonly #max: number;
  readonly #closed: () => void;
  #waiting: T[] = [];
  #missed = 0;
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;
  #wake = (): void => undefined;

  /**
   * `closed` is called once, when the reader leaves or the feed ends. Aborting `signal` ends the
   * feed, and the reader still gets the queued values. If `signal` is aborted already, the feed has
   * ended from the start, and `closed` is not called.
   */
  constructor(
    options: {
      readonly max?: number;
      readonly signal?: AbortSignal | undefined;
      readonly closed?: () => void;
    } = {},
  ) {
    const { max = Number.POSITIVE_INFINITY, signal, closed = () => undefined } = options;
    const end = (): void => this.end();
    this.#max = max;
    this.#closed = () => {
      signal?.removeEventListener('abort', end);
      closed();
    };
    this.#isOver = signal?.aborted === true;
    signal?.addEventListener('abort', end);
  }

  /** Counts values dropped because the reader was too slow. */
  get missed(): number {
    return this.#missed;
  }

  /** Adds a value; a no-op after the end. */
  push(value: T): void {
    if (this.#isOver) return;
    if (this.#waiting.length >= this.#max) {
      this.#waiting.shift();
      this.#missed++;
    }
    this.#waiting.push(value);
    this.#wake();
  }

  /**
   * Ends the feed once the reader has taken the queued values. A failure is thrown to the reader
   * last.
   */
  end(failure?: { readonly error: unknown }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#closed();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const taken = this.#waiting;
        this.#waiting = [];
        yield* taken;
        if (this.#waiting.length > 0) continue;
        if (this.#failure !== undefined) throw this.#failure.error;
        if (this.#isOver) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.end();
      this.#waiting = [];
    }
  }
}
