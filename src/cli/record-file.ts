import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { InputError } from '../base/input-error.js';
import type { ServerJournal } from '../fleet/replay.js';
import { writeWhole } from './output.js';

/**
 * A file of journals, one for each server. Every byte is under a checksum (CRC-32), so that damage
 * is found before anything is played:
 *
 *   0   8 bytes "SMARSREC"
 *   8   Uint32   version
 *   12  Uint32   bytes of the table
 *   16  Float64  bytes of the whole file
 *   24  Uint32   checksum of the table
 *   28  Uint32   checksum of bytes 0 to 27
 *   32  table: JSON, padded to 4 bytes │ words of server 1 │ words of server 2 │ …
 *
 * For each server the table has its journal without the records, the number of record words, and a
 * checksum of each BLOCK_BYTES of them. Numbers are little-endian.
 */
const MAGIC = 'SMARSREC';
const VERSION = 4;
const SUM_AT = 28;
const TABLE_AT = 32;
const BLOCK_BYTES = 65_536;

/** Most records of a server's journal, 32 bytes each. */
export const RECORDS_MAX = 2 ** 22;

type Entry = Omit<ServerJournal, 'records'> & {
  readonly words: number;
  readonly sums: readonly number[];
};

/** Writes the journals of a run. */
export function writeRecordFile(path: string, journals: readonly ServerJournal[]): void {
  writeWhole(path, '--record', packRecord(journals));
}

/** Reads the journals of a file. An InputError says how and where the file is damaged. */
export function readRecordFile(path: string): ServerJournal[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return unpackRecord(bytes, path);
}

/** Packs journals into the bytes of a record. */
export function packRecord(journals: readonly ServerJournal[]): Buffer {
  const bodies = journals.map(({ records }) =>
    Buffer.from(records.buffer, records.byteOffset, records.byteLength),
  );
  const entries = journals.map(
    ({ records, ...rest }, n): Entry => ({
      ...rest,
      words: records.length,
      sums: sumsOf(bodies[n]!),
    }),
  );
  const json = Buffer.from(JSON.stringify(entries));
  const table = Buffer.alloc(Math.ceil(json.length / 4) * 4, ' ');
  json.copy(table);
  const head = Buffer.alloc(TABLE_AT);
  head.write(MAGIC, 'latin1');
  head.writeUint32LE(VERSION, 8);
  head.writeUint32LE(table.length, 12);
  head.writeDoubleLE(
    bodies.reduce((sum, { length }) => sum + length, TABLE_AT + table.length),
    16,
  );
  head.writeUint32LE(crc32(table), 24);
  head.writeUint32LE(crc32(head.subarray(0, SUM_AT)), SUM_AT);
  return Buffer.concat([head, table, ...bodies]);
}

const sumsOf = (body: Buffer): number[] =>
  Array.from({ length: Math.ceil(body.length / BLOCK_BYTES) }, (_, n) =>
    crc32(body.subarray(n * BLOCK_BYTES, (n + 1) * BLOCK_BYTES)),
  );

/** Unpacks the journals of a record. Messages begin with `source`. */
export function unpackRecord(bytes: Buffer, source: string): ServerJournal[] {
  const tableEnd = checkHead(bytes, source);
  const refuse = (reason: string): never => {
    throw new InputError(`${source}: ${reason}`);
  };
  const length = bytes.readDoubleLE(16);
  const damaged = (begin: number, end: number, what: string): never =>
    bytes.length < end
      ? refuse(`is cut off at byte ${bytes.length} of ${length}, in ${what}`)
      : refuse(`is damaged between bytes ${begin} and ${end - 1}, in ${what}`);
  if (
    bytes.length < tableEnd ||
    crc32(bytes.subarray(TABLE_AT, tableEnd)) !== bytes.readUint32LE(24)
  )
    damaged(TABLE_AT, tableEnd, 'the table of its servers');
  const entries = JSON.parse(bytes.toString('utf8', TABLE_AT, tableEnd)) as Entry[];
  let at = tableEnd;
  const journals = entries.map(({ words, sums, ...rest }) => {
    const begin = at;
    at += 4 * words;
    sums.forEach((sum, n) => {
      const from = begin + n * BLOCK_BYTES;
      const to = Math.min(from + BLOCK_BYTES, at);
      if (bytes.length < to || crc32(bytes.subarray(from, to)) !== sum)
        damaged(from, to, `the journal of server ${rest.server}`);
    });
    const records = new Int32Array(words);
    Buffer.from(records.buffer).set(bytes.subarray(begin, at));
    return { ...rest, records };
  });
  if (bytes.length > length)
    refuse(`has ${bytes.length - length} bytes behind its end at byte ${length}`);
  return journals;
}

/**
 * Refuses files that are not records, records of another version, and damaged heads. Returns where
 * the table ends.
 */
function checkHead(bytes: Buffer, source: string): number {
  const head = Buffer.from(bytes.subarray(0, TABLE_AT));
  const magic = head.toString('latin1', 0, MAGIC.length);
  if (magic === MAGIC.slice(0, magic.length) && head.length > 0 && head.length < TABLE_AT)
    throw new InputError(
      `${source}: is cut off at byte ${head.length}, in its head of ${TABLE_AT} bytes`,
    );
  const isSound =
    head.length === TABLE_AT && crc32(head.subarray(0, SUM_AT)) === head.readUint32LE(SUM_AT);
  if (isSound && magic === MAGIC && head.readUint32LE(8) === VERSION)
    return TABLE_AT + head.readUint32LE(12);
  // A flipped bit in the magic or version is damage, not another kind of file: the checksum shows
  // it.
  if (head.length === TABLE_AT && isHeadOf(head))
    throw new InputError(`${source}: is damaged between bytes 0 and ${TABLE_AT - 1}, in its head`);
  if (magic !== MAGIC) throw new InputError(`${source}: is not a record of smars load`);
  const version = head.readUint32LE(8);
  if (version === VERSION)
    throw new InputError(`${source}: is damaged between bytes 0 and ${TABLE_AT - 1}, in its head`);
  throw new InputError(
    `${source}: is a record of version ${version}, and this smars plays version ${VERSION}; ` +
      'record the load again',
  );
}

/** Whether the checksum fits a head with this version's magic and version. */
function isHeadOf(head: Buffer): boolean {
  const repaired = Buffer.from(head);
  repaired.write(MAGIC, 'latin1');
  repaired.writeUint32LE(VERSION, 8);
  return crc32(repaired.subarray(0, SUM_AT)) === repaired.readUint32LE(SUM_AT);
}
