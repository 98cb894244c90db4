import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../base/input-error.js';

const PART_BYTES = 65_536;

/** A file that is read a part at a time, when it is asked for. */
export class FileParts {
  readonly #path: string;
  readonly #handle: number;
  readonly #part = new Uint8Array(PART_BYTES);
  #isClosed = false;

  /** Throws an InputError for a file that cannot be opened; `what` names it there. */
  constructor(path: string, what: string) {
    this.#path = `${what} ${path}`;
    this.#handle = this.#attempt(() => openSync(path, 'r'));
  }

  /**
   * Returns the next bytes, which are valid until the next call; undefined at the end, and then the
   * file is closed. Throws an InputError for what cannot be read.
   */
  next(): Uint8Array | undefined {
    if (this.#isClosed) return undefined;
    const bytes = this.#attempt(() => readSync(this.#handle, this.#part));
    if (bytes > 0) return this.#part.subarray(0, bytes);
    this.close();
    return undefined;
  }

  /** Closes the file; more than once does no harm. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#handle);
  }

  #attempt(work: () => number): number {
    try {
      return work();
    } catch (error) {
      throw new InputError(`${this.#path}: cannot be read (${(error as Error).message})`);
    }
  }
}
