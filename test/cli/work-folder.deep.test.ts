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

/** Makes a folder; `hidden` lists its names that begin with a dot. */
function newPlace(name: string): { path: string; hidden: () => string[] } {
  const path = join(folder.path, name);
  mkdirSync(path);
  return { path, hidden: () => readdirSync(path).filter((entry) => entry.startsWith('.')) };
}

describe('a working folder', () => {
  test('is removed if its process has ended, and is named if of another machine', () => {
    const { path, hidden } = newPlace('names');
    const own = makeWorkFolder(path).slice(path.length + 1);
    const [machine, pid, start] = own.slice('.smars-'.length).split('-');
    // The id of a process reused by another one, and an id that no system assigns.
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

  test('is not found if the parent does not exist', () => {
    expect(removeLeftovers(join(folder.path, 'nowhere'))).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a working folder left by kill -9', () => {
  test.each([
    ['next to a new folder', false],
    ['in an existing empty folder', true],
  ])('%s is removed by the next command that writes there', async (name, isThere) => {
    const { path, hidden } = newPlace(name);
    const out = join(path, 'run');
    if (isThere) mkdirSync(out);
    const inside = (): string[] =>
      isThere ? readdirSync(out).filter((entry) => entry.startsWith('.')) : hidden();
    const { child, ended } = startSmars(['run', endless, '--out', out, '--events', 'csv']);
    // A folder is made and removed before the run to test the path, so wait for one with files.
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
