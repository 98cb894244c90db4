import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateRegion, bufferOf, type Region } from '../../src/memory/arena.js';
import {
  allocateRing,
  available,
  claim,
  closeRing,
  failRing,
  failureOf,
  isClosed,
  isEnded,
  openConsumer,
  openProducer,
  openRing,
  publish,
  type RingConsumer,
  type RingProducer,
  RingWord,
  readable,
  release,
  ringPressure,
  slotOf,
  writable,
} from '../../src/memory/ring.js';

/** The words of a region. */
const wordsOf = (region: Region) => new Int32Array(bufferOf(region), region.base);

/** Opens both sides of a ring whose cursors start at a position. */
function openSides(
  recordWords: number,
  capacity: number,
  start = 0,
): { producer: RingProducer; consumer: RingConsumer } {
  const buffer = allocateRing(recordWords, capacity);
  const control = wordsOf(buffer);
  control[RingWord.WRITE] = start;
  control[RingWord.READ] = start;
  return {
    producer: openProducer(buffer, recordWords),
    consumer: openConsumer(buffer, recordWords),
  };
}

function writeRecords(producer: RingProducer, first: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const slot = slotOf(producer, producer.position + i);
    for (let word = 0; word < producer.recordWords; word++)
      producer.words[slot + word] = (first + i) * 31 + word;
  }
}

function readRecords(consumer: RingConsumer, count: number): number[] {
  const records: number[] = [];
  for (let i = 0; i < count; i++) {
    const slot = slotOf(consumer, consumer.position + i);
    const words = [...consumer.words.subarray(slot, slot + consumer.recordWords)];
    const record = words[0]! / 31;
    expect(words).toEqual(words.map((_, word) => record * 31 + word));
    records.push(record);
  }
  return records;
}

describe('a ring', () => {
  test('refuses invalid sizes', () => {
    expect(() => allocateRing(0, 8)).toThrow(
      'memory/ring: words of a record must be a positive integer, was 0',
    );
    expect(() => allocateRing(1.5, 8)).toThrow(
      'words of a record must be a positive integer, was 1.5',
    );
    for (const capacity of [0, 1, 3, 12, -4, 2.5]) {
      expect(() => allocateRing(2, capacity)).toThrow(
        `memory/ring: capacity must be a power of two from 2 on, was ${capacity}`,
      );
    }
    expect(() => allocateRing(2 ** 20, 2 ** 9)).toThrow(
      'memory/ring: 512 records of 1048576 words are more than 268435456 words',
    );
  });

  test('keeps the words of its two sides 128 bytes apart', () => {
    expect((RingWord.READ - RingWord.WRITE) * 4).toBe(128);
    expect(RingWord.ROOM_WANTED * 4).toBeLessThan(RingWord.READ * 4 - 64);
    expect((RingWord.CLOSED - RingWord.READ) * 4).toBe(128);
  });

  test('refuses a buffer that is not this kind of ring', () => {
    expect(() => openProducer(allocateRegion(64), 2)).toThrow(
      'memory/ring: 512 bytes or more expected, was 64',
    );
    expect(() => openConsumer(allocateRegion(1024), 2)).toThrow(
      'memory/ring: magic 1397576263 expected, was 0',
    );
    const buffer = allocateRing(3, 8);
    expect(() => openRing(buffer, 4)).toThrow(
      'memory/ring: records of 4 words expected, the region has 3',
    );
    wordsOf(buffer)[RingWord.VERSION] = 2;
    expect(() => openRing(buffer, 3)).toThrow('memory/ring: version 1 expected, was 2');
    wordsOf(buffer)[RingWord.VERSION] = 1;
    wordsOf(buffer)[RingWord.BYTES] = 99;
    expect(() => openRing(buffer, 3)).toThrow(
      `memory/ring: 99 bytes in the header, ${buffer.byteLength} in the region`,
    );
  });

  test('lets the consumer read the published records only', () => {
    const { producer, consumer } = openSides(2, 8);
    expect(claim(producer, 3)).toBe(3);
    writeRecords(producer, 10, 3);
    expect(available(consumer, 8)).toBe(0);
    publish(producer, 2);
    expect(available(consumer, 8)).toBe(2);
    expect(readRecords(consumer, 2)).toEqual([10, 11]);
    release(consumer, 2);
    publish(producer, 1);
    expect(available(consumer, 8)).toBe(1);
    expect(readRecords(consumer, 1)).toEqual([12]);
  });

  test('rereads the producer’s cursor only after all seen records are read', () => {
    const { producer, consumer } = openSides(1, 8);
    publish(producer, claim(producer, 2));
    expect(available(consumer, 8)).toBe(2);
    publish(producer, claim(producer, 3));
    expect(available(consumer, 8)).toBe(2);
    release(consumer, 2);
    expect(available(consumer, 8)).toBe(3);
  });

  test('rereads the consumer’s cursor only when it seems too full', () => {
    const { producer, consumer } = openSides(1, 8);
    publish(producer, claim(producer, 4));
    release(consumer, available(consumer, 4));
    expect(claim(producer, 4)).toBe(4);
    expect(producer.readSeen).toBe(0);
    expect(claim(producer, 5)).toBe(5);
    expect(producer.readSeen).toBe(4);
  });

  test('counts a claim that was cut short once until the next publish', () => {
    const { producer, consumer } = openSides(1, 4);
    publish(producer, claim(producer, 3));
    expect([claim(producer, 2), claim(producer, 2), claim(producer, 4)]).toEqual([1, 1, 1]);
    expect(ringPressure(producer).timesFull).toBe(1);
    publish(producer, 1);
    expect(claim(producer, 1)).toBe(0);
    expect(ringPressure(consumer)).toEqual({
      capacity: 4,
      depth: 4,
      largestDepth: 4,
      timesFull: 2,
    });
    release(consumer, available(consumer, 4));
    expect(ringPressure(consumer)).toEqual({
      capacity: 4,
      depth: 0,
      largestDepth: 4,
      timesFull: 2,
    });
  });

  test('refuses to publish more than was claimed, and to release more than was available', () => {
    const { producer, consumer } = openSides(1, 4);
    expect(() => publish(producer, 5)).toThrow(
      'memory/ring: 5 records published, more than were claimed',
    );
    publish(producer, 4);
    expect(() => release(consumer, 1)).toThrow(
      'memory/ring: 1 records released, more than were available',
    );
    expect(available(consumer, 3)).toBe(3);
    expect(() => release(consumer, 5)).toThrow(
      'memory/ring: 5 records released, more than were available',
    );
  });

  test('ends when it is closed and its last record is released', () => {
    const { producer, consumer } = openSides(1, 4);
    publish(producer, claim(producer, 1));
    expect(isClosed(consumer)).toBe(false);
    closeRing(producer);
    expect([isClosed(consumer), isEnded(consumer)]).toEqual([true, false]);
    release(consumer, available(consumer, 1));
    expect(isEnded(consumer)).toBe(true);
  });

  test('reports the first failure of either side', () => {
    const { producer, consumer } = openSides(1, 4);
    expect(failureOf(producer)).toBe(0);
    failRing(consumer, 7);
    failRing(producer, 9);
    expect([failureOf(producer), failureOf(consumer)]).toEqual([7, 7]);
  });

  test('holds times in two of its words', () => {
    const { producer, consumer } = openSides(4, 2);
    for (const nanoseconds of [1e12 + 1, 2 ** 53 - 1, -5]) {
      claim(producer, 1);
      producer.doubles[slotOf(producer, producer.position) >> 1] = nanoseconds;
      publish(producer, 1);
      available(consumer, 1);
      expect(consumer.doubles[slotOf(consumer, consumer.position) >> 1]).toBe(nanoseconds);
      release(consumer, 1);
    }
  });

  test('continues at its cursor when a side is opened again', () => {
    const buffer = allocateRing(1, 4);
    const first = openProducer(buffer, 1);
    writeRecords(first, 1, claim(first, 3));
    publish(first, 3);
    const second = openProducer(buffer, 1);
    expect(claim(second, 4)).toBe(1);
    writeRecords(second, 4, 1);
    publish(second, 1);
    const consumer = openConsumer(buffer, 1);
    expect(readRecords(consumer, available(consumer, 4))).toEqual([1, 2, 3, 4]);
  });

  const step = fc.record({
    side: fc.constantFrom('produce', 'consume'),
    ask: fc.nat(20),
    part: fc.nat(20),
  });
  const start = fc.oneof(fc.constantFrom(0, 2 ** 31 - 5, -(2 ** 31), -3), fc.integer());

  test('works as a queue in any order of steps, also where cursors wrap at 2^31 and 2^32', () => {
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 1, max: 5 }),
        fc.array(step, { maxLength: 200 }),
        (position, recordWords, steps) => {
          const { producer, consumer } = openSides(recordWords, 8, position);
          const queue: number[] = [];
          let next = 0;
          let deepest = 0;
          let full = false;
          for (const { side, ask, part } of steps) {
            if (side === 'produce') {
              const room = claim(producer, ask);
              expect(room).toBe(Math.min(ask, 8 - queue.length));
              full ||= room < ask;
              const count = Math.min(room, part);
              writeRecords(producer, next, count);
              publish(producer, count);
              for (let i = 0; i < count; i++) queue.push(next++);
              deepest = Math.max(deepest, queue.length);
            } else {
              const ready = available(consumer, ask);
              expect(ready).toBeLessThanOrEqual(Math.min(ask, queue.length));
              if (queue.length > 0 && ask > 0) expect(ready).toBeGreaterThan(0);
              const count = Math.min(ready, part);
              expect(readRecords(consumer, count)).toEqual(queue.splice(0, count));
              release(consumer, count);
            }
          }
          expect([readable(consumer), writable(producer)]).toEqual([
            queue.length,
            8 - queue.length,
          ]);
          const { depth, largestDepth, timesFull } = ringPressure(producer);
          expect(depth).toBe(queue.length);
          expect(largestDepth).toBeGreaterThanOrEqual(queue.length);
          expect(largestDepth).toBeLessThanOrEqual(deepest);
          expect(timesFull > 0).toBe(full);
        },
      ),
      { numRuns: 300 },
    );
  });
});
