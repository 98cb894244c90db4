import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { MAIN, scratchFolder, startSmars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

/** On a slow machine a run has time to tell how far it is. */
const PROGRESS = /^(?: {0,2}\d+ % {2}.*\n)*$/;

describe.concurrent('a reader that has gone away', () => {
  // The reader is gone before the first byte: what `| head -1` does to a command that is still
  // writing, without its luck.
  test.each([
    [['run', small, '--json']],
    [['whatif', small, '--only', 'fleet-audit']],
    [['list']],
    [['run', '--help']],
  ])('ends %j well, and without a stack', async (args) => {
    const { child, ended } = startSmars(args);
    child.stdout!.destroy();
    expect(await ended).toEqual({
      code: 0,
      signal: null,
      out: '',
      err: expect.stringMatching(PROGRESS),
    });
  });

  test('after the first line ends a long answer well', async () => {
    const { child, ended } = startSmars(['schema']);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, '']);
  });

  test('from standard error does not change how a command ends', async () => {
    const { child, ended } = startSmars(['rnu']);
    child.stderr!.destroy();
    expect(await ended).toMatchObject({ code: 2, out: '' });
  });
});

// The device that a full disk is like.
test.skipIf(!existsSync('/dev/full'))(
  'an answer that finds no room is a failure, and says so',
  () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'list'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, 'smars: standard output cannot be written (ENOSPC)\n']);
  },
);
