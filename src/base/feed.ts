/**
 * Values that one side pushes when it has them and another takes with `for await`, each at its own
 * pace. Holds up to `max` values that nobody has taken; beyond that the oldest is dropped and
 * counted in `missed`. It is for one reader.
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
   * `closed` is called once, when the reader has left or the feed has ended. An aborted `signal`
   * ends it, and what waits is still given out; with one that is aborted already it has ended from
   * the start, and `closed` is not called.
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

  /** How many values were dropped because the reader was too slow. */
  get missed(): number {
    return this.#missed;
  }

  /** Adds a value; none after the end. */
  push(value: T): void {
    if (this.#isOver) return;
    if (this.#waiting.length >= this.#max) {
      this.#waiting.shift();
      this.#missed++;
    }
    this.#waiting.push(value);
    this.#wake();
  }

  /** Ends the feed once what waits has been taken; with a failure, the reader gets that last. */
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
