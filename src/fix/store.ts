import { demand, fields, optional, whole } from '../base/forms.js';

/**
 * What a session must not forget: its two sequence numbers, and the events that it sent. An event
 * is an application message without header and trailer, since a second sending changes both.
 */

/** An event of a store. `bytes` from `start` to `end` are the fields of its body. */
export interface StoredEvent {
  /** Code of the message type. */
  type: number;
  /** When it was sent first, ms since 1970. */
  sentMs: number;
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** The memory of one session. */
export interface SessionStore {
  /** Whether it outlives the process. A session that continues its numbers needs such a store. */
  readonly isDurable: boolean;
  /** The sequence number of the next message that is sent. */
  readonly nextSender: number;
  /** The sequence number that is expected next. */
  readonly nextTarget: number;
  setNextSender(sequence: number): void;
  setNextTarget(sequence: number): void;
  /** Keeps an event, and sets `nextSender` to the number after its own. */
  keep(
    sequence: number,
    type: number,
    sentMs: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void;
  /** Reads an event; false when there is none with this number, as of administrative messages. */
  read(sequence: number, into: StoredEvent): boolean;
  /** Forgets all events, and begins both numbers at 1. */
  reset(): void;
  /** Makes what was kept so far outlive the process. */
  flush(): void;
}

/** Returns an event to read into. */
export function createStoredEvent(): StoredEvent {
  return { type: 0, sentMs: 0, bytes: new Uint8Array(0), start: 0, end: 0 };
}

const optionsForm = fields({
  bytesMax: optional(whole(1, 2 ** 30)),
  eventsMax: optional(whole(1, 2 ** 26)),
});
const BYTES_MAX = 64 * 2 ** 20;
const EVENTS_MAX = 2 ** 20;
const BYTES_AT_FIRST = 2 ** 16;
const EVENTS_AT_FIRST = 2 ** 8;

/** How much a memory store keeps. */
export interface MemoryStoreOptions {
  /** Bytes of bodies, by default 64 MB. The oldest events make room; a gap fill replaces them. */
  readonly bytesMax?: number | undefined;
  /** Events, by default 1,048,576; rounded up to a power of two. */
  readonly eventsMax?: number | undefined;
}

/**
 * A store in memory. Events lie in a ring of bytes, and their places in a ring of rows; both grow
 * to their bound and then forget the oldest.
 */
export class MemoryStore implements SessionStore {
  /** Whether it outlives the process. */
  readonly isDurable = false;
  /** The sequence number of the next message that is sent. */
  nextSender = 1;
  /** The sequence number that is expected next. */
  nextTarget = 1;
  readonly #bytesMax: number;
  readonly #eventsMax: number;
  #bytes = new Uint8Array(BYTES_AT_FIRST);
  #words = new DataView(this.#bytes.buffer);
  /** The bytes of which the last body came, to be read by words. */
  #source = this.#bytes as Uint8Array;
  #sourceWords: DataView = this.#words;
  /** Rows by sequence number modulo their count. */
  #sequences = new Float64Array(EVENTS_AT_FIRST);
  #sentMs = new Float64Array(EVENTS_AT_FIRST);
  #types = new Int32Array(EVENTS_AT_FIRST);
  /** Where a body begins, counted over the whole life of the ring. */
  #starts = new Float64Array(EVENTS_AT_FIRST);
  #lengths = new Int32Array(EVENTS_AT_FIRST);
  /** Bytes over the whole life of the ring, those left free at its end included. */
  #written = 0;
  /** Where the next body comes. */
  #at = 0;

  /** Makes an empty store. Throws an InputError for wrong options. */
  constructor(options: MemoryStoreOptions = {}) {
    demand(optionsForm, options, 'MemoryStore');
    const { bytesMax = BYTES_MAX, eventsMax = EVENTS_MAX } = options;
    this.#bytesMax = bytesMax;
    this.#eventsMax = eventsMax;
  }

  /** Sets the number of the next message that is sent. */
  setNextSender(sequence: number): void {
    this.nextSender = sequence;
  }

  /** Sets the number that is expected next. */
  setNextTarget(sequence: number): void {
    this.nextTarget = sequence;
  }

  /** Keeps an event, and sets `nextSender` to the number after its own. */
  keep(
    sequence: number,
    type: number,
    sentMs: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    this.nextSender = sequence + 1;
    const length = end - start;
    if (length > this.#bytesMax) return;
    const row = this.#row(sequence);
    const at = this.#place(length);
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceWords = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    copyBytes(this.#sourceWords, start, this.#words, at, length);
    this.#sequences[row] = sequence;
    this.#sentMs[row] = sentMs;
    this.#types[row] = type;
    this.#starts[row] = this.#written;
    this.#lengths[row] = length;
    this.#written += length;
  }

  /** Reads an event; false when there is none with this number. */
  read(sequence: number, into: StoredEvent): boolean {
    const row = sequence & (this.#sequences.length - 1);
    if (sequence < 1 || this.#sequences[row] !== sequence) return false;
    // The ring has been written over since.
    if (this.#written - this.#starts[row]! > this.#bytes.length) return false;
    into.type = this.#types[row]!;
    into.sentMs = this.#sentMs[row]!;
    into.bytes = this.#bytes;
    into.start = this.#starts[row]! % this.#bytes.length;
    into.end = into.start + this.#lengths[row]!;
    return true;
  }

  /** Forgets all events, and begins both numbers at 1. */
  reset(): void {
    this.nextSender = 1;
    this.nextTarget = 1;
    this.#sequences.fill(0);
  }

  /** Does nothing: what is in memory is kept already. */
  flush(): void {}

  /** The row of a sequence number. A row in use by another event is given up at the bound only. */
  #row(sequence: number): number {
    for (;;) {
      // The count of rows is a power of two.
      const row = sequence & (this.#sequences.length - 1);
      const held = this.#sequences[row]!;
      if (held === 0 || held === sequence || this.#sequences.length >= this.#eventsMax) return row;
      this.#growRows();
    }
  }

  #growRows(): void {
    const old = [this.#sequences, this.#sentMs, this.#types, this.#starts, this.#lengths];
    const size = this.#sequences.length * 2;
    const [sequences] = old as [Float64Array];
    this.#sequences = new Float64Array(size);
    this.#sentMs = new Float64Array(size);
    this.#types = new Int32Array(size);
    this.#starts = new Float64Array(size);
    this.#lengths = new Int32Array(size);
    const grown = [this.#sequences, this.#sentMs, this.#types, this.#starts, this.#lengths];
    for (let row = 0; row < sequences.length; row++) {
      if (sequences[row] === 0) continue;
      const to = sequences[row]! & (size - 1);
      for (let column = 0; column < old.length; column++) grown[column]![to] = old[column]![row]!;
    }
  }

  /** A place for a body, whole: it does not go round the end. Grows the ring up to its bound. */
  #place(length: number): number {
    if (this.#at + length > this.#bytes.length) {
      if (this.#written === this.#at) this.#growBytes(length);
      if (this.#at + length > this.#bytes.length) {
        this.#written += this.#bytes.length - this.#at;
        this.#at = 0;
      }
    }
    const at = this.#at;
    this.#at = at + length;
    return at;
  }

  /** Makes room for so many bytes after those that are there, or as much as the bound allows. */
  #growBytes(length: number): void {
    let size = this.#bytes.length;
    while (this.#at + length > size && size < this.#bytesMax) size *= 2;
    size = Math.min(size, this.#bytesMax);
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(size);
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#words = new DataView(grown.buffer);
  }
}

/** Copies bytes, four at a time. A copy of 150 bytes is too short for a call of `set`. */
function copyBytes(from: DataView, start: number, to: DataView, at: number, length: number): void {
  let done = 0;
  for (; done + 4 <= length; done += 4)
    to.setInt32(at + done, from.getInt32(start + done, true), true);
  for (; done < length; done++) to.setUint8(at + done, from.getUint8(start + done));
}
