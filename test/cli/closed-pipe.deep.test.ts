import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { MAIN, scratchFolder, startSmars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

/** A slow machine prints progress before the run ends. */
const PROGRESS = /^(?: {0,2}\d+ % {2}.*\n)*$/;

describe.concurrent('a closed pipe', () => {
  // The reader is gone before the first byte. `| head -1` causes the same, but only by chance.
  test.each([
    [['run', small, '--json']],
    [['whatif', small, '--only', 'fleet-audit']],
    [['list']],
    [['run', '--help']],
  ])('ends %j with 0 and without a stack trace', async (args) => {
    const { child, ended } = startSmars(args);
    child.stdout!.destroy();
    expect(await ended).toEqual({
      code: 0,
      signal: null,
      out: '',
      err: expect.stringMatching(PROGRESS),
    });
  });

  test('after the first line ends a long answer with 0', async () => {
    const { child, ended } = startSmars(['schema']);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, '']);
  });

  test('of standard error does not change the exit code', async () => {
    const { child, ended } = startSmars(['rnu']);
    child.stderr!.destroy();
    expect(await ended).toMatchObject({ code: 2, out: '' });
  });
});

// This device behaves like a full disk.
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
