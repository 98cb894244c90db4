import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateCapture, countCapture } from '../../src/capture/memory.js';
import { CAPTURE_WORDS, readHead, writeHead } from '../../src/capture/record.js';
import { ChildCopies } from '../../src/gateway/child-copies.js';
import {
  allocateRing,
  openConsumer,
  openProducer,
  readable,
  release,
  slotOf,
} from '../../src/memory/ring.js';

test('a copy has the blocks of its rings word for word, and counts what had no room', () => {
  const shared = allocateCapture(2, 'drop');
  const block = fc.record({ ring: fc.nat(1), rows: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 60 }), fc.nat(9), (blocks, rhythm) => {
      const memory = {
        ...shared,
        rings: [allocateRing(CAPTURE_WORDS, 64), allocateRing(CAPTURE_WORDS, 64)],
      };
      const readers = memory.rings.map((ring) => openConsumer(ring, CAPTURE_WORDS));
      const from = openProducer(allocateRing(CAPTURE_WORDS, 64), CAPTURE_WORDS);
      const copies = new ChildCopies(memory);
      const given: number[][] = [[], []];
      const got: number[][] = [[], []];
      let dropped = countCapture(memory).dropped;
      let position = 0;
      const read = (): void => {
        copies.publish();
        for (const [ring, reader] of readers.entries()) {
          const head = { rows: 0, lineage: 0, sequence: 0, sentNs: 0, answeredNs: 0 };
          while (readable(reader) > 0) {
            readHead(reader, reader.position, head);
            for (let n = 1; n <= head.rows; n++)
              got[ring]!.push(reader.words[slotOf(reader, (reader.position + n) | 0)]!);
            release(reader, head.rows + 1);
          }
        }
      };
      const room = [64, 64];
      for (const [index, { ring, rows }] of blocks.entries()) {
        writeHead(from, position, rows, 7, 1, 2, 3);
        const names = Array.from({ length: rows }, (_, n) => 1000 * index + n);
        for (const [n, name] of names.entries())
          from.words[slotOf(from, (position + 1 + n) | 0)] = name;
        copies.copy(ring, from, position, rows);
        position += rows + 1;
        if (room[ring]! > rows) {
          given[ring]!.push(...names);
          room[ring]! -= rows + 1;
        } else dropped += rows;
        if (index % (rhythm + 1) === 0) {
          read();
          room.fill(64);
        }
      }
      read();
      expect(got).toEqual(given);
      expect(countCapture(memory).dropped).toBe(dropped);
    }),
  );
});
