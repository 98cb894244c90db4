import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStoredEvent } from '../../src/fix/store.js';
import { openFileStore } from '../../src/wire/file-store.js';
import { scratchFolder } from '../support/command.js';
import { bytesOf } from '../support/fix-talk.js';

const folder = scratchFolder();

test.each([false, true])('a store in a file goes on where it ended, with sync %s', (sync) => {
  const path = join(folder.path, `store-${sync}.log`);
  const store = openFileStore(path, { sync });
  store.keep(1, 0x44, 5, bytesOf('11=A|'), 0, 5);
  store.setNextTarget(7);
  store.close();
  appendFileSync(path, 'torn');
  const again = openFileStore(path);
  const event = createStoredEvent();
  expect([again.nextSender, again.nextTarget, again.cutBytes]).toEqual([2, 7, 4]);
  expect(again.read(1, event)).toBe(true);
  expect(event.bytes.slice(event.start, event.end)).toEqual(bytesOf('11=A|'));
  again.reset();
  again.close();
  expect(statSync(path).size).toBe(0);
});

test('a path that cannot be opened is refused with its reason', () => {
  const path = join(folder.path, 'none', 'store.log');
  expect(() => openFileStore(path)).toThrow(/store\.log: cannot be opened to append: ENOENT/);
});
