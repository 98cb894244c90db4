import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { makeWorkFolder, removeLeftovers } from '../../src/cli/work-folder.js';
import { scratchFolder, smars, startSmars, withoutProgress } from '../support/command.js';
import { ENDLESS, SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const inputs = join(folder.path, 'inputs');
mkdirSync(inputs);
const endless = writeScenario(inputs, ENDLESS);
const small = writeScenario(inputs, SMALL);

/** A new folder, and the names in it that begin with a point. */
function newPlace(name: string): { path: string; hidden: () => string[] } {
  const path = join(folder.path, name);
  mkdirSync(path);
  return { path, hidden: () => readdirSync(path).filter((entry) => entry.startsWith('.')) };
}

describe('a working folder', () => {
  test('of a process that runs stays, one of a process that has ended is taken away, one of another machine is named', () => {
    const { path, hidden } = newPlace('names');
    const own = makeWorkFolder(path).slice(path.length + 1);
    const [machine, pid, start] = own.slice('.smars-'.length).split('-');
    // Another process has the same id by now; a process id that no system gives.
    const ended = [
      `.smars-${machine}-${pid}-${start}1-0`,
      `.smars-${machine}-2147483646-${start}-0`,
    ];
    const foreign = `.smars-00000000-${pid}-${start}-0`;
    const others = ['.smars-notes', '.smars-x-1-1-1', `.smars-${machine}-${pid}-${start}`];
    for (const name of [...ended, foreign, ...others]) mkdirSync(join(path, name));
    writeFileSync(join(path, ended[0]!, 'children.csv'), 'time\n');
    expect(removeLeftovers(path)).toEqual([join(path, foreign)]);
    expect(hidden().sort()).toEqual([own, foreign, ...others].sort());
  });

  test('is looked for in vain where there is no folder', () => {
    expect(removeLeftovers(join(folder.path, 'nowhere'))).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('what kill -9 leaves behind', () => {
  test.each([
    ['beside a folder that is made', false],
    ['in an empty folder that was there', true],
  ])('%s is taken away by the next command that writes there', async (name, isThere) => {
    const { path, hidden } = newPlace(name);
    const out = join(path, 'run');
    if (isThere) mkdirSync(out);
    const inside = (): string[] =>
      isThere ? readdirSync(out).filter((entry) => entry.startsWith('.')) : hidden();
    const { child, ended } = startSmars(['run', endless, '--out', out, '--events', 'csv']);
    // The place is tried with a folder of its own before the run: the one to wait for has files.
    const isWritten = (): boolean =>
      inside().some((entry) => existsSync(join(isThere ? out : path, entry, 'children.csv')));
    while (!isWritten() && child.exitCode === null) await setTimeout(5);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(inside()).toEqual([expect.stringMatching(/^\.smars-/)]);
    const next = await smars('run', small, '--out', out);
    expect([next.code, withoutProgress(next.err), hidden(), inside()]).toEqual([0, '', [], []]);
  });
});
