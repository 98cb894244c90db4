import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../base/input-error.js';
import type { DayResult } from '../session/result/result.js';

/** Where the line of a day is. */
interface LinePlace {
  readonly path: string;
  readonly handle: number;
  readonly start: number;
  readonly bytes: number;
}

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;
/** A line begins with its key: `{"key":"…64 digits…"`. */
const KEY_START = 8;
const KEY_LENGTH = 64;

/**
 * Days in files of a line each, `{"key":…,"result":…}`. It knows where each line is, and reads one
 * when it is asked for: thousands of days take no memory.
 */
export class DayStore {
  readonly #places = new Map<string, LinePlace>();
  readonly #handles: number[] = [];

  /**
   * Adds the whole lines of a file, and returns how many bytes they are. What follows them was
   * being written when a process died. Throws an InputError if a day differs from one of another
   * file.
   */
  addFile(path: string): number {
    const handle = openSync(path, 'r');
    this.#handles.push(handle);
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let read = 0;
    let start = 0;
    for (;;) {
      const bytes = readSync(handle, chunk, 0, CHUNK_BYTES, read);
      if (bytes === 0) return start;
      for (let at = chunk.indexOf(NEWLINE); at !== -1 && at < bytes; ) {
        const end = read + at + 1;
        this.#addLine({ path, handle, start, bytes: end - start });
        start = end;
        at = chunk.indexOf(NEWLINE, at + 1);
      }
      read += bytes;
    }
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** Reads a day that the store has. Throws an InputError if its line is damaged. */
  get(key: string): DayResult {
    return readDay(this.#places.get(key)!);
  }

  close(): void {
    for (const handle of this.#handles.splice(0)) closeSync(handle);
  }

  #addLine(place: LinePlace): void {
    const head = readBytes(place, Math.min(place.bytes, KEY_START + KEY_LENGTH));
    const key = head.slice(KEY_START);
    if (!/^[0-9a-f]{64}$/.test(key)) throw damaged(place);
    const known = this.#places.get(key);
    if (known === undefined) this.#places.set(key, place);
    else {
      const [first, second] = [readDay(known), readDay(place)];
      if (first.digest !== second.digest)
        throw new InputError(
          `key ${key}: ${known.path} has digest ${first.digest}, and ${place.path} has ` +
            `${second.digest}; a key must give the same day everywhere`,
        );
    }
  }
}

function readBytes({ handle, start }: LinePlace, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.toString('utf8', 0, readSync(handle, bytes, 0, length, start));
}

function readDay(place: LinePlace): DayResult {
  try {
    const { result } = JSON.parse(readBytes(place, place.bytes)) as { result: DayResult };
    if (typeof result.digest === 'string') return result;
  } catch {
    // It is told below.
  }
  throw damaged(place);
}

const damaged = ({ path, start }: LinePlace): InputError =>
  new InputError(`${path}: byte ${start}: is not a day as --shard writes it`);
