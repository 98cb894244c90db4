import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { FileParts } from '../../src/wire/file-parts.js';
import { scratchFolder } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])('gives all of %i bytes, in parts', (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, n) => (n * 31) % 251));
  writeFileSync(at('file'), bytes);
  const file = new FileParts(at('file'), 'recording');
  const parts: Buffer[] = [];
  for (let part = file.next(); part !== undefined; part = file.next())
    parts.push(Buffer.from(part));
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  expect(parts.length).toBe(Math.ceil(length / 65_536));
  file.close();
  expect(file.next()).toBeUndefined();
});

test('a file that is not there, or is a folder, is named with the reason', () => {
  mkdirSync(at('inner'));
  expect(() => new FileParts(at('none'), 'recording')).toThrow(
    new InputError(
      `recording ${at('none')}: cannot be read (ENOENT: no such file or directory, ` +
        `open '${at('none')}')`,
    ),
  );
  const inner = new FileParts(at('inner'), 'recording');
  expect(() => inner.next()).toThrow(/^recording .*inner: cannot be read \(EISDIR/);
  inner.close();
});
