import { existsSync, readFileSync, statSync } from 'node:fs';
import { InputError } from '../base/assert.js';

/** A file beyond this is none that people write. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** The text of a small file; an InputError says why it cannot be had. `what` is what it should be: 'a scenario file'. */
export function readText(path: string, what = 'a scenario file'): string {
  if (!existsSync(path)) throw new InputError(`${path}: there is no such file`);
  const { size } = statSync(path);
  if (statSync(path).isDirectory()) throw new InputError(`${path}: is a directory, not ${what}`);
  if (size > FILE_BYTES_MAX) {
    const [has, most] = [size, FILE_BYTES_MAX].map((bytes) => bytes.toLocaleString('en-US'));
    throw new InputError(`${path}: has ${has} bytes; ${what.replace(/^a file of/, 'one of')} has at most ${most}`);
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
