import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startWithFiles } from '../../src/wire/new-files.js';
import { scratchFolder } from '../support/command.js';

const folder = scratchFolder();

test('a start that fails takes the files that it made with it, and no other', async () => {
  const [made, kept, never] = ['made', 'kept', 'never'].map((name) => join(folder.path, name));
  writeFileSync(kept!, 'was here');
  const failing = startWithFiles([made, kept, never, undefined], async () => {
    for (const path of [made, kept]) writeFileSync(path!, ' more', { flag: 'a' });
    throw new Error('the port is taken');
  });
  await expect(failing).rejects.toThrow('the port is taken');
  expect([existsSync(made!), readFileSync(kept!, 'utf8')]).toEqual([false, 'was here more']);
  const started = await startWithFiles([made], async () => {
    writeFileSync(made!, 'made');
    return 7;
  });
  expect([started, readFileSync(made!, 'utf8')]).toEqual([7, 'made']);
});
