import { readFileSync } from 'node:fs';
import { InputError } from '../base/assert.js';
import type { ServerJournal } from '../fleet/replay.js';
import { writeWhole } from './run-folder.js';

/**
 * A file of journals, one for each server:
 *
 *   8 bytes "SMARSREC" │ Uint32 version │ Uint32 bytes of the head │ head: JSON, padded to 4 bytes │ words of server 1 │ words of server 2 │ …
 *
 * The head has for each server everything of its journal but the records, and how many words these are. Little-endian.
 */
const MAGIC = 'SMARSREC';
const VERSION = 2;
const HEAD_AT = 16;

/** Writes the journals of a run. */
export function writeRecordFile(path: string, journals: readonly ServerJournal[]): void {
  const heads = journals.map(({ records, ...rest }) => ({ ...rest, words: records.length }));
  const json = Buffer.from(JSON.stringify(heads));
  const head = Buffer.alloc(Math.ceil(json.length / 4) * 4, ' ');
  json.copy(head);
  const start = Buffer.alloc(HEAD_AT);
  start.write(MAGIC, 'latin1');
  start.writeUint32LE(VERSION, 8);
  start.writeUint32LE(head.length, 12);
  const bodies = journals.map(({ records }) => Buffer.from(records.buffer, records.byteOffset, records.byteLength));
  writeWhole(path, '--record', Buffer.concat([start, head, ...bodies]));
}

/** Reads the journals of a file. An InputError says what is wrong with one that is not whole. */
export function readRecordFile(path: string): ServerJournal[] {
  const bytes = readBytes(path);
  if (bytes.length < HEAD_AT || bytes.toString('latin1', 0, 8) !== MAGIC) throw new InputError(`${path}: is not a record of smars load`);
  const version = bytes.readUint32LE(8);
  if (version !== VERSION) throw new InputError(`${path}: version ${VERSION} expected, was ${version}`);
  const headEnd = HEAD_AT + bytes.readUint32LE(12);
  let heads: (Omit<ServerJournal, 'records'> & { words: number })[];
  try {
    heads = JSON.parse(bytes.toString('utf8', HEAD_AT, headEnd)) as typeof heads;
  } catch {
    throw new InputError(`${path}: its head cannot be read; the file is damaged`);
  }
  const expected = headEnd + 4 * heads.reduce((sum, { words }) => sum + words, 0);
  if (expected !== bytes.length)
    throw new InputError(`${path}: has ${bytes.length} bytes, its head tells of ${expected}; the file is cut off or damaged`);
  let at = headEnd;
  return heads.map(({ words, ...rest }) => {
    const records = new Int32Array(words);
    Buffer.from(records.buffer).set(bytes.subarray(at, at + 4 * words));
    at += 4 * words;
    return { ...rest, records };
  });
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
