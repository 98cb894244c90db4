import { createStoredEvent, type SessionStore, type StoredEvent } from './store.js';

/**
 * A store as an append-only log. A record is its length, a checksum, and what happened: an event, a
 * number, or a reset. Whoever opens the log reads it to its end and cuts a torn last record, so a
 * process may be killed at any byte.
 */

/** A file that is only appended to, as the driver hands it in. */
export interface AppendFile {
  /** Bytes in the file. */
  readonly size: number;
  /** Appends bytes; they are in the file when this returns. */
  append(bytes: Uint8Array, start: number, end: number): void;
  /** Reads up to `into.length` bytes; returns how many there were. */
  read(offset: number, into: Uint8Array): number;
  /** Cuts the file. */
  truncate(size: number): void;
}

/** Kinds of records. */
const RecordKind = { EVENT: 1, SENDER: 2, TARGET: 3, NOTE: 4 } as const;

/** Length and checksum. */
const HEAD_BYTES = 8;
/** Kind, three bytes of type, sequence, time. */
const MARK_BYTES = 20;
const RECORD_BYTES_MAX = 2 ** 24;
const READ_BYTES = 2 ** 16;
const PENDING_AT_FIRST = 2 ** 16;
/** Unwritten records are written at this size, whatever the turn. */
const PENDING_BYTES_MAX = 2 ** 20;
const INDEX_AT_FIRST = 2 ** 10;

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** CRC-32 (IEEE 802.3), which finds every torn or flipped burst of up to 32 bits. */
function crc32(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  for (let i = start; i < end; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A store on an append-only file. */
export class LogStore implements SessionStore {
  /** Whether it outlives the process. */
  readonly isDurable = true;
  /** The sequence number of the next message that is sent. */
  nextSender = 1;
  /** The sequence number that is expected next. */
  nextTarget = 1;
  /** Bytes of a torn record that were cut when the log was opened. */
  readonly cutBytes: number;
  readonly #file: AppendFile;
  #pending = new Uint8Array(PENDING_AT_FIRST);
  #view: DataView = new DataView(this.#pending.buffer);
  #used = 0;
  /** Where the record of an event begins in the file, plus 1, by sequence number; 0 without one. */
  #index = new Float64Array(INDEX_AT_FIRST);
  #record = new Uint8Array(READ_BYTES);
  #keptTarget = 1;

  /** Reads the log to its end, and cuts a torn record there. */
  constructor(file: AppendFile) {
    this.#file = file;
    const whole = this.#walk((view, offset) => this.#apply(view, offset));
    this.cutBytes = file.size - whole;
    if (this.cutBytes > 0) file.truncate(whole);
    this.#keptTarget = this.nextTarget;
  }

  /** Sets the number of the next message that is sent. */
  setNextSender(sequence: number): void {
    this.nextSender = sequence;
    this.#mark(RecordKind.SENDER, 0, sequence, 0, 0);
  }

  /**
   * Sets the number that is expected next. It goes into the log with the next flush: only the last
   * of a turn counts.
   */
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
    this.#place(sequence, this.#file.size + this.#used);
    this.#append(RecordKind.EVENT, type, sequence, sentMs, bytes, start, end);
  }

  /**
   * Keeps bytes beside the events, such as a message that came in. They are in the log before the
   * number of any message that came after them.
   */
  note(type: number, atMs: number, bytes: Uint8Array, start: number, end: number): void {
    this.#append(RecordKind.NOTE, type, 0, atMs, bytes, start, end);
  }

  /**
   * Goes over all events and notes since the last reset, in the order in which they were kept.
   * `record` is valid during the call.
   */
  history(visit: (isNote: boolean, record: StoredEvent) => void): void {
    this.flush();
    const event = createStoredEvent();
    this.#walk((view, _offset, record) => {
      const kind = view.getUint8(HEAD_BYTES);
      if (kind !== RecordKind.EVENT && kind !== RecordKind.NOTE) return;
      readRecord(view, record, view.getUint32(0, true), event);
      visit(kind === RecordKind.NOTE, event);
    });
  }

  /** Reads an event; false when there is none with this number. */
  read(sequence: number, into: StoredEvent): boolean {
    this.flush();
    const offset = (sequence < this.#index.length ? this.#index[sequence]! : 0) - 1;
    if (offset < 0) return false;
    let record = this.#record;
    this.#file.read(offset, record.subarray(0, HEAD_BYTES));
    const length = viewOf(record).getUint32(0, true);
    if (HEAD_BYTES + length > record.length)
      record = this.#record = new Uint8Array(HEAD_BYTES + length);
    this.#file.read(offset + HEAD_BYTES, record.subarray(HEAD_BYTES, HEAD_BYTES + length));
    readRecord(viewOf(record), record, length, into);
    return true;
  }

  /**
   * Forgets all events. An empty file is a store with both numbers at 1, so a reset is whole at any
   * moment.
   */
  reset(): void {
    this.#used = 0;
    this.#file.truncate(0);
    this.#index.fill(0);
    this.nextSender = 1;
    this.nextTarget = 1;
    this.#keptTarget = 1;
  }

  /** Writes what is pending. */
  flush(): void {
    if (this.nextTarget !== this.#keptTarget) {
      this.#keptTarget = this.nextTarget;
      this.#mark(RecordKind.TARGET, 0, this.nextTarget, 0, 0);
    }
    if (this.#used === 0) return;
    this.#file.append(this.#pending, 0, this.#used);
    this.#used = 0;
  }

  #append(
    kind: number,
    type: number,
    sequence: number,
    ms: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const at = this.#mark(kind, type, sequence, ms, end - start);
    this.#pending.set(bytes.subarray(start, end), at);
    this.#seal(at - MARK_BYTES, MARK_BYTES + end - start);
    if (this.#used > PENDING_BYTES_MAX) this.flush();
  }

  /** Begins a record in the pending bytes; returns where its body goes. Seals it if it has none. */
  #mark(kind: number, type: number, sequence: number, ms: number, bodyBytes: number): number {
    const needed = this.#used + HEAD_BYTES + MARK_BYTES + bodyBytes;
    if (needed > this.#pending.length) {
      const grown = new Uint8Array(Math.max(needed, this.#pending.length * 2));
      grown.set(this.#pending.subarray(0, this.#used));
      this.#pending = grown;
      this.#view = viewOf(grown);
    }
    const at = this.#used + HEAD_BYTES;
    this.#view.setUint32(at, kind | (type << 8), true);
    this.#view.setFloat64(at + 4, sequence, true);
    this.#view.setFloat64(at + 12, ms, true);
    this.#used = needed;
    if (bodyBytes === 0) this.#seal(at, MARK_BYTES);
    return at + MARK_BYTES;
  }

  #seal(at: number, length: number): void {
    this.#view.setUint32(at - HEAD_BYTES, length, true);
    this.#view.setUint32(at - 4, crc32(this.#pending, at, at + length), true);
  }

  /** Notes where an event is. */
  #place(sequence: number, offset: number): void {
    if (sequence >= this.#index.length) {
      const grown = new Float64Array(Math.max(sequence + 1, this.#index.length * 2));
      grown.set(this.#index);
      this.#index = grown;
    }
    this.#index[sequence] = offset + 1;
  }

  /** Calls back with each record; returns where the last whole one ends. */
  #walk(visit: (view: DataView, offset: number, record: Uint8Array) => void): number {
    let offset = 0;
    let record = this.#record;
    for (;;) {
      const had = this.#file.read(offset, record.subarray(0, HEAD_BYTES + MARK_BYTES));
      const length = had < HEAD_BYTES ? 0 : viewOf(record).getUint32(0, true);
      if (length < MARK_BYTES || length > RECORD_BYTES_MAX) return offset;
      const end = HEAD_BYTES + length;
      if (offset + end > this.#file.size) return offset;
      if (end > record.length) record = this.#record = new Uint8Array(end);
      if (this.#file.read(offset, record.subarray(0, end)) < end) return offset;
      const view = viewOf(record);
      if (view.getUint32(4, true) !== crc32(record, HEAD_BYTES, end)) return offset;
      visit(view, offset, record);
      offset += end;
    }
  }

  #apply(view: DataView, offset: number): void {
    const kind = view.getUint8(HEAD_BYTES);
    const sequence = view.getFloat64(HEAD_BYTES + 4, true);
    if (kind === RecordKind.TARGET) this.nextTarget = sequence;
    if (kind === RecordKind.SENDER) this.nextSender = sequence;
    if (kind !== RecordKind.EVENT) return;
    this.#place(sequence, offset);
    this.nextSender = sequence + 1;
  }
}

/** Reads an event or a note; `length` is that of its record without the head. */
function readRecord(view: DataView, record: Uint8Array, length: number, into: StoredEvent): void {
  into.type = view.getUint32(HEAD_BYTES, true) >>> 8;
  into.sentMs = view.getFloat64(HEAD_BYTES + 12, true);
  into.bytes = record;
  into.start = HEAD_BYTES + MARK_BYTES;
  into.end = HEAD_BYTES + length;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
