import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { packRecord, unpackRecord } from '../../src/cli/record-file.js';
import type { ServerJournal } from '../../src/fleet/replay.js';

const plan = { seed: 7, name: 'small' } as unknown as ServerJournal['plan'];

function journal(server: number, words: number): ServerJournal {
  const records = Int32Array.from({ length: words }, (_, n) => Math.imul(n + server, 0x9e3779b1));
  return {
    server,
    plan,
    records,
    acts: [],
    isFull: false,
    sequence: words,
    tape: [server, -server],
  };
}

const JOURNALS = [journal(1, 16), journal(2, 8), journal(3, 0)];
const RECORD = packRecord(JOURNALS);

/** Returns the fault of some bytes; undefined for a record. */
function faultOf(bytes: Buffer): string | undefined {
  try {
    unpackRecord(bytes, 'x.rec');
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
}

/** Returns the first and last byte that a message names. */
function placeOf(message: string): [number, number] {
  const [, begin, end] = /is damaged between bytes (\d+) and (\d+)/.exec(message) ?? [];
  return [Number(begin), Number(end)];
}

describe('a record of a load', () => {
  test('reads back as written', () => {
    expect(unpackRecord(RECORD, 'x.rec')).toEqual(JOURNALS);
  });

  test('says where it is damaged for every flipped bit', () => {
    const bytes = Buffer.from(RECORD);
    const parts = new Set<string>();
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const at = bit >> 3;
      bytes[at] = bytes[at]! ^ (1 << (bit & 7));
      const message = faultOf(bytes) ?? '';
      bytes[at] = RECORD[at]!;
      expect(message, `bit ${bit}`).toMatch(/^x\.rec: is damaged between bytes \d+ and \d+, in /);
      expect(message, `bit ${bit}`).toMatch(/, in (its head|the table|the journal of server)/);
      const [begin, end] = placeOf(message);
      expect([begin <= at, at <= end], `bit ${bit}`).toEqual([true, true]);
      parts.add(message.replace(/^.*, in /, ''));
    }
    expect([...parts]).toEqual([
      'its head',
      'the table of its servers',
      'the journal of server 1',
      'the journal of server 2',
    ]);
  });

  test('says where it is cut off at every length', () => {
    expect(faultOf(Buffer.alloc(0))).toBe('x.rec: is not a record of smars load');
    for (let length = 1; length < RECORD.length; length++)
      expect(faultOf(RECORD.subarray(0, length)), `${length} bytes`).toMatch(
        new RegExp(`^x\\.rec: is cut off at byte ${length}(?: of|, in)`),
      );
  });

  test('says how much too long it is', () => {
    expect(faultOf(Buffer.concat([RECORD, Buffer.alloc(3)]))).toBe(
      `x.rec: has 3 bytes behind its end at byte ${RECORD.length}`,
    );
  });

  test('of an earlier version is named as such', () => {
    const old = Buffer.concat([
      Buffer.from('SMARSREC\u0002\0\0\0\u0002\0\0\0[]', 'latin1'),
      Buffer.alloc(40),
    ]);
    expect(faultOf(old)).toBe(
      'x.rec: is a record of version 2, and this smars plays version 4; record the load again',
    );
  });

  test('has a checksum for each block of a long journal', () => {
    const long = packRecord([journal(1, 40_000)]);
    const at = long.length - 10;
    long[at] = long[at]! ^ 1;
    const [begin, end] = placeOf(faultOf(long)!);
    expect([end, end - begin < 65_536, begin <= at]).toEqual([long.length - 1, true, true]);
  });
});
