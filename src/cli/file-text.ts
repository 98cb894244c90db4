import { existsSync, readFileSync, statSync } from 'node:fs';
import { InputError } from '../base/input-error.js';
import { describeOtherFile } from '../forms/form.js';

/** The largest accepted size of a hand-written file. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Reads a UTF-8 file of at most `bytesMax` bytes. An InputError says why it cannot be read; `what`
 * is its kind, such as 'a scenario file'.
 */
export function readText(
  path: string,
  what = 'a scenario file',
  bytesMax = FILE_BYTES_MAX,
): string {
  if (!existsSync(path)) throw new InputError(`${path}: there is no such file`);
  const stat = statSync(path);
  if (stat.isDirectory()) throw new InputError(`${path}: is a directory, not ${what}`);
  if (stat.size > bytesMax) {
    const [has, most] = [stat.size, bytesMax].map((bytes) => bytes.toLocaleString('en-US'));
    throw new InputError(`${path}: has ${has} bytes; ${what} has ` + `at most ${most}`);
  }
  return decode(path, readBytes(path));
}

export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/**
 * Refuses a file of another kind than `asked`, naming the command that takes it. Files of unknown
 * kind pass.
 */
export function refuseOtherKind(path: string, asked: string): void {
  if (!existsSync(path) || !statSync(path).isFile() || statSync(path).size > FILE_BYTES_MAX) return;
  const other = describeOtherFile(Buffer.from(readBytes(path)).toString('utf8'), asked);
  if (other !== undefined) throw new InputError(`${path}: ${other}`);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function decode(path: string, bytes: Uint8Array): string {
  if (Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'SMARSREC')
    return new TextDecoder('latin1').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`${path}: must be UTF-8`);
  }
}
