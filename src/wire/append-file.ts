import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { InputError } from '../base/input-error.js';
import type { AppendFile } from '../fix/log-store.js';

/** An append-only file on disk. What was appended outlives the process at once. */
export class DiskFile implements AppendFile {
  readonly #descriptor: number;
  readonly #isSynced: boolean;
  #size: number;
  #syncing = false;
  #isDirty = false;
  #isClosed = false;

  /** Opens or makes the file. Throws an InputError when that is not possible. */
  constructor(path: string, isSynced: boolean) {
    try {
      this.#descriptor = openSync(path, 'a+', 0o600);
    } catch (error) {
      throw new InputError(`${path}: cannot be opened to append: ${(error as Error).message}`);
    }
    this.#isSynced = isSynced;
    this.#size = fstatSync(this.#descriptor).size;
  }

  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) at += writeSync(this.#descriptor, bytes, at, end - at);
    this.#size += end - start;
    if (this.#isSynced) this.#sync();
  }

  read(offset: number, into: Uint8Array): number {
    let had = 0;
    while (had < into.length) {
      const count = readSync(this.#descriptor, into, had, into.length - had, offset + had);
      if (count === 0) break;
      had += count;
    }
    return had;
  }

  truncate(size: number): void {
    ftruncateSync(this.#descriptor, size);
    this.#size = size;
  }

  close(): void {
    this.#isClosed = true;
    if (!this.#syncing) closeSync(this.#descriptor);
  }

  /** One sync is under way at a time: what is appended meanwhile shares the next. */
  #sync(): void {
    this.#isDirty = true;
    if (this.#syncing) return;
    this.#syncing = true;
    this.#isDirty = false;
    fdatasync(this.#descriptor, () => {
      this.#syncing = false;
      if (this.#isDirty) this.#sync();
      else if (this.#isClosed) closeSync(this.#descriptor);
    });
  }
}
