import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { scratchFolder, startSmars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

describe.concurrent('a reader that has gone away', () => {
  // The reader is gone before the first byte: what `| head -1` does to a command that is still writing, without its luck.
  test.each([
    [['run', small]],
    [['run', small, '--json']],
    [['run', small, '--seeds', '2']],
    [['whatif', small, '--only', 'fleet-audit']],
    [['list']],
    [['schema']],
    [['run', '--help']],
  ])('ends %j well, and without a word', async (args) => {
    const { child, ended } = startSmars(args);
    child.stdout!.destroy();
    expect(await ended).toEqual({ code: 0, signal: null, out: '', err: '' });
  });

  test('after the first line ends a long answer well', async () => {
    const { child, ended } = startSmars(['schema']);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, '']);
  });

  test('from standard error alone does not keep the answer from standard output', async () => {
    const args = [
      'run',
      small,
      '--set',
      'clock.end=10:10',
      '--set',
      'router.pegChildrenPerSecond=2000',
      '--set',
      'clock.tickMs=10',
      '--json',
    ];
    const { child, ended } = startSmars(args);
    child.stderr!.destroy();
    const { code, out } = await ended;
    expect([code, JSON.parse(out).finished]).toEqual([0, true]);
  });

  test('from standard error does not change the code of a refusal', async () => {
    const { child, ended } = startSmars(['rnu']);
    child.stderr!.destroy();
    expect(await ended).toMatchObject({ code: 2, out: '' });
  });
});
