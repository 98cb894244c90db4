import { assert, FaultError } from '../base/input-error.js';
import { allocateRegion, bufferOf, type Region } from './arena.js';

/**
 * A ring of fixed-size records from one producer thread to one consumer thread.
 *
 *   byte 0            128                256                384              512
 *   ┌─────────────────┬──────────────────┬──────────────────┬────────────────┬──────────┬──────────┬───
 *   │ header          │ producer's words │ consumer's words │ either's words │ record 0 │ record 1 │ …
 *   └─────────────────┴──────────────────┴──────────────────┴────────────────┴──────────┴──────────┴───
 *   header            0 magic, 1 version, 2 words of a record, 3 capacity in records, 4 bytes
 *   producer's words  32 write cursor, 33 largest depth it saw, 34 times full, 35 room wanted
 *   consumer's words  64 read cursor, 65 largest depth it saw, 66 records wanted
 *   either's words    96 closed, 97 failure
 *
 * A cursor counts records and wraps at 32 bits; a position has its record at `position & mask`. The
 * words that one side writes lie 128 bytes from the other side's: two cache lines, because
 * processors fetch lines in pairs. Each side keeps a copy of the other's cursor and reads it again
 * only when the copy says full or empty, because a read takes the cache line away from the writer.
 */
export const RingWord = {
  MAGIC: 0,
  VERSION: 1,
  RECORD_WORDS: 2,
  CAPACITY: 3,
  BYTES: 4,
  WRITE: 32,
  PRODUCER_DEPTH: 33,
  TIMES_FULL: 34,
  ROOM_WANTED: 35,
  READ: 64,
  CONSUMER_DEPTH: 65,
  RECORDS_WANTED: 66,
  CLOSED: 96,
  FAILURE: 97,
} as const;

const RING_MAGIC = 0x534d5247;
const RING_VERSION = 1;
const RECORDS_AT_BYTE = 512;
/** A gigabyte of records. The index of a word stays a small integer. */
const RING_WORDS_MAX = 2 ** 28;

/**
 * The part that both sides of a ring have. A record has the words `words[slot]` …
 * `words[slot + recordWords - 1]`, with slot from `slotOf`.
 */
export interface Ring {
  /** The words before the records, indexed by `RingWord`. */
  readonly control: Int32Array;
  readonly words: Int32Array;
  /** The same bytes, for times: the double at `doubles[slot >> 1]`, if `recordWords` is even. */
  readonly doubles: Float64Array;
  readonly recordWords: number;
  readonly capacity: number;
  /** capacity − 1. */
  readonly mask: number;
}

/** The writing side. Only one thread has it. */
export interface RingProducer extends Ring {
  /** The cursor of the next record to write. */
  position: number;
  /** The consumer's cursor as last read. */
  readSeen: number;
  /** Whether the last claim was cut short and nothing has been published since. */
  wasFull: boolean;
}

/** The reading side. Only one thread has it. */
export interface RingConsumer extends Ring {
  /** The cursor of the next record to read. */
  position: number;
  /** The producer's cursor as last read. */
  writeSeen: number;
}

/**
 * Allocates an empty ring of `capacity` records of `recordWords` Int32 words each. The capacity is
 * a power of two ≥ 2. Throws on other sizes.
 */
export function allocateRing(recordWords: number, capacity: number): Region {
  const isWhole = Number.isInteger(recordWords) && recordWords > 0;
  assert(isWhole, `memory/ring: words of a record must be a positive integer, was ${recordWords}`);
  const isPower =
    Number.isInteger(capacity) && capacity >= 2 && Number.isInteger(Math.log2(capacity));
  assert(isPower, `memory/ring: capacity must be a power of two from 2 on, was ${capacity}`);
  const size = `${capacity} records of ${recordWords} words`;
  assert(
    recordWords * capacity <= RING_WORDS_MAX,
    `memory/ring: ${size} are more than ${RING_WORDS_MAX} words`,
  );

  const region = allocateRegion(RECORDS_AT_BYTE + Math.ceil((recordWords * capacity) / 2) * 8);
  new Int32Array(bufferOf(region), region.base, 5).set([
    RING_MAGIC,
    RING_VERSION,
    recordWords,
    capacity,
    region.byteLength,
  ]);
  return region;
}

/**
 * Opens the writing side of a ring that `allocateRing` made, at its cursor. Throws when the region
 * is not such a ring.
 */
export function openProducer(region: Region, recordWords: number): RingProducer {
  const { control, words, doubles, capacity, mask } = openRing(region, recordWords);
  const position = Atomics.load(control, RingWord.WRITE);
  const readSeen = Atomics.load(control, RingWord.READ);
  // Lists each property, because V8 gives every copy that a spread makes a shape of its own and
  // then discards the code compiled for the previous ring.
  return {
    control,
    words,
    doubles,
    recordWords,
    capacity,
    mask,
    position,
    readSeen,
    wasFull: false,
  };
}

/**
 * Opens the reading side of a ring that `allocateRing` made, at its cursor. Throws when the region
 * is not such a ring.
 */
export function openConsumer(region: Region, recordWords: number): RingConsumer {
  const { control, words, doubles, capacity, mask } = openRing(region, recordWords);
  const position = Atomics.load(control, RingWord.READ);
  return { control, words, doubles, recordWords, capacity, mask, position, writeSeen: position };
}

/** Opens a ring for a third thread, to read its counters and its end. Throws as the sides do. */
export function openRing(region: Region, recordWords: number): Ring {
  assert(
    region.byteLength >= RECORDS_AT_BYTE,
    `memory/ring: ${RECORDS_AT_BYTE} bytes or more expected, was ${region.byteLength}`,
  );
  const buffer = bufferOf(region);
  const control = new Int32Array(buffer, region.base, RECORDS_AT_BYTE / 4);
  const [magic, version, words, capacity, bytes] = control;
  assert(magic === RING_MAGIC, `memory/ring: magic ${RING_MAGIC} expected, was ${magic}`);
  assert(version === RING_VERSION, `memory/ring: version ${RING_VERSION} expected, was ${version}`);
  assert(
    words === recordWords,
    `memory/ring: records of ${recordWords} words expected, the region has ${words}`,
  );
  assert(
    bytes === region.byteLength,
    `memory/ring: ${bytes} bytes in the header, ${region.byteLength} in the region`,
  );
  return {
    control,
    words: new Int32Array(buffer, region.base + RECORDS_AT_BYTE, recordWords * capacity!),
    doubles: new Float64Array(
      buffer,
      region.base + RECORDS_AT_BYTE,
      (region.byteLength - RECORDS_AT_BYTE) / 8,
    ),
    recordWords,
    capacity: capacity!,
    mask: capacity! - 1,
  };
}

/** Returns the index in `words` of the first word of the record at a position. */
export function slotOf(ring: Ring, position: number): number {
  return Math.imul(position & ring.mask, ring.recordWords);
}

/**
 * Returns how many records, at most `count`, the producer may write from `producer.position` on: 0
 * when the ring is full. A claim reserves nothing: unpublished records may be claimed again. A
 * claim that is cut short counts once as back-pressure until something is published.
 */
export function claim(producer: RingProducer, count: number): number {
  let room = producer.capacity - ((producer.position - producer.readSeen) | 0);
  if (room >= count) return count;
  room = writable(producer);
  if (room >= count) return count;
  countFull(producer);
  return room;
}

/** Counts a claim, or its equivalent, that was cut short: once until something is published. */
export function countFull(producer: RingProducer): void {
  if (producer.wasFull) return;
  producer.wasFull = true;
  producer.control[RingWord.TIMES_FULL] = producer.control[RingWord.TIMES_FULL]! + 1;
}

/** Returns the number of free records. Reads the consumer's cursor. */
export function writable(producer: RingProducer): number {
  const { control, position, capacity } = producer;
  const read = Atomics.load(control, RingWord.READ);
  producer.readSeen = read;
  const depth = (position - read) | 0;
  if (depth > control[RingWord.PRODUCER_DEPTH]!) control[RingWord.PRODUCER_DEPTH] = depth;
  return capacity - depth;
}

/**
 * Hands over the next `count` records, which are claimed and written. Throws when fewer were free.
 */
export function publish(producer: RingProducer, count: number): void {
  const position = (producer.position + count) | 0;
  if (((position - producer.readSeen) | 0) > producer.capacity)
    refuseCursor('published', count, 'claimed');
  producer.position = position;
  producer.wasFull = false;
  Atomics.store(producer.control, RingWord.WRITE, position);
}

/**
 * Returns how many records, at most `max`, the consumer may read from `consumer.position` on: 0
 * when the ring is empty.
 */
export function available(consumer: RingConsumer, max: number): number {
  let ready = (consumer.writeSeen - consumer.position) | 0;
  if (ready === 0) ready = readable(consumer);
  return Math.min(ready, max);
}

/** Returns the number of waiting records. Reads the producer's cursor. */
export function readable(consumer: RingConsumer): number {
  const { control, position } = consumer;
  const write = Atomics.load(control, RingWord.WRITE);
  consumer.writeSeen = write;
  const depth = (write - position) | 0;
  if (depth > control[RingWord.CONSUMER_DEPTH]!) control[RingWord.CONSUMER_DEPTH] = depth;
  return depth;
}

/**
 * Returns the next `count` records to the producer, which may then overwrite them. Throws when
 * fewer were available.
 */
export function release(consumer: RingConsumer, count: number): void {
  if (count > ((consumer.writeSeen - consumer.position) | 0))
    refuseCursor('released', count, 'available');
  const position = (consumer.position + count) | 0;
  consumer.position = position;
  Atomics.store(consumer.control, RingWord.READ, position);
}

/** Closes the ring: no record follows the published ones. */
export function closeRing(producer: RingProducer): void {
  Atomics.store(producer.control, RingWord.CLOSED, 1);
}

/** Returns whether the producer has closed the ring. Records may still wait in it. */
export function isClosed(ring: Ring): boolean {
  return Atomics.load(ring.control, RingWord.CLOSED) !== 0;
}

/** Returns whether the ring is closed and its last record released. */
export function isEnded(consumer: RingConsumer): boolean {
  return isClosed(consumer) && readable(consumer) === 0;
}

/** Reports that this side has failed, with a code ≠ 0 of the caller's. The first code stays. */
export function failRing(ring: Ring, code: number): void {
  Atomics.compareExchange(ring.control, RingWord.FAILURE, 0, code);
}

/** Returns the failure code that either side has reported, or 0. */
export function failureOf(ring: Ring): number {
  return Atomics.load(ring.control, RingWord.FAILURE);
}

/**
 * The depth of a ring, present and past. `largestDepth` is the largest that either side read; it is
 * exact if the ring was full.
 */
interface RingPressure {
  capacity: number;
  depth: number;
  largestDepth: number;
  /** Claims that were cut short. */
  timesFull: number;
}

/** Returns the pressure on a ring, from any thread. */
export function ringPressure(ring: Ring): RingPressure {
  const { control, capacity } = ring;
  const read = Atomics.load(control, RingWord.READ);
  const depth = (Atomics.load(control, RingWord.WRITE) - read) | 0;
  const largestDepth = Math.max(
    Atomics.load(control, RingWord.PRODUCER_DEPTH),
    Atomics.load(control, RingWord.CONSUMER_DEPTH),
  );
  return {
    capacity,
    depth,
    largestDepth,
    timesFull: Atomics.load(control, RingWord.TIMES_FULL) >>> 0,
  };
}

function refuseCursor(done: string, count: number, before: string): never {
  throw new FaultError(`memory/ring: ${count} records ${done}, more than were ${before}`);
}
