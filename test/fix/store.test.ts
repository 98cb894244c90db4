import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogStore } from '../../src/fix/log-store.js';
import { createStoredEvent, MemoryStore, type SessionStore } from '../../src/fix/store.js';
import { FileInMemory } from '../support/fix-file.js';
import { bytesOf } from '../support/fix-talk.js';

const keep = (store: SessionStore, sequence: number, body: string): void => {
  const bytes = bytesOf(`..${body}..`);
  store.keep(sequence, 0x44, 1000 + sequence, bytes, 2, 2 + body.length);
};
const read = (store: SessionStore, sequence: number): string | undefined => {
  const event = createStoredEvent();
  if (!store.read(sequence, event)) return undefined;
  expect([event.type, event.sentMs]).toEqual([0x44, 1000 + sequence]);
  return String.fromCharCode(...event.bytes.subarray(event.start, event.end));
};

describe.each<[string, () => SessionStore]>([
  ['in memory', () => new MemoryStore()],
  ['on a file', () => new LogStore(new FileInMemory())],
])('a store %s', (_, make) => {
  test('gives every event back, and nothing for other numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 60 }), (bodies) => {
        const store = make();
        const plain = new Map<number, string>();
        for (const body of bodies) {
          const ascii = body.replace(/[^\x20-\x7b]/g, '.');
          if (body.length % 3 === 0) store.setNextSender(store.nextSender + 1);
          plain.set(store.nextSender, ascii);
          keep(store, store.nextSender, ascii);
        }
        for (let sequence = 0; sequence <= store.nextSender; sequence++)
          expect(read(store, sequence)).toBe(plain.get(sequence));
      }),
      { numRuns: 50 },
    );
  });

  test('begins again after a reset', () => {
    const store = make();
    keep(store, 1, 'a');
    store.setNextTarget(9);
    store.reset();
    expect([store.nextSender, store.nextTarget, read(store, 1)]).toEqual([1, 1, undefined]);
    keep(store, 1, 'b');
    expect(read(store, 1)).toBe('b');
  });
});

test('a store in memory gives the oldest events up at its bounds', () => {
  const store = new MemoryStore({ bytesMax: 1000, eventsMax: 2 ** 20 });
  for (let sequence = 1; sequence <= 500; sequence++)
    keep(store, sequence, `body ${sequence}`.padEnd(90));
  const held = Array.from({ length: 501 }, (_, sequence) => read(store, sequence)).flatMap(
    (body, sequence) => (body === undefined ? [] : [[sequence, body.trim()]]),
  );
  expect(held.length).toBeGreaterThan(5);
  expect(held).toEqual(
    held.map((_, n) => [501 - held.length + n, `body ${501 - held.length + n}`]),
  );
  const few = new MemoryStore({ eventsMax: 256 });
  for (let sequence = 1; sequence <= 1000; sequence++) keep(few, sequence, 'x');
  expect([read(few, 744), read(few, 745), read(few, 1000)]).toEqual([undefined, 'x', 'x']);
});

test('a ring of bytes that grew gives back what it still holds, whatever the lengths', () => {
  const lengths = fc.array(fc.nat(9000), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 9000, max: 200_000 }), (all, bytesMax) => {
      const store = new MemoryStore({ bytesMax });
      const bodies = all.map((length, n) => String.fromCharCode(33 + n).repeat(length));
      for (const [n, body] of bodies.entries()) keep(store, n + 1, body);
      const held = bodies.map((_, n) => read(store, n + 1));
      const first = held.findIndex((body) => body !== undefined);
      expect(held.slice(first)).toEqual(bodies.slice(first));
      const heldBytes = all.slice(first).reduce((sum, length) => sum + length, 0);
      const size = Math.max(bytesMax, 2 ** 16);
      // At the end of the ring less than the longest body is left free.
      const before = all.slice(0, first);
      if (before.length > 0) expect(heldBytes + before.at(-1)!).toBeGreaterThan(size - 2 * 9000);
    }),
    { numRuns: 30 },
  );
});
