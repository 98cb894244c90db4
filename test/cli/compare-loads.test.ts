import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand } from '../../src/cli/command.js';
import { COMPARE } from '../../src/cli/compare.js';
import { scratchFolder } from '../support/command.js';
import { KNEE, LOAD, RUNAWAY_FILES, runsFiles } from '../support/folders.js';
import { SILENT } from '../support/terminal.js';

const { path: scratch, remove } = scratchFolder();
afterAll(remove);

function leave(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    const path = join(scratch, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return join(scratch, name);
}

const times = (factor: number) =>
  [300, 310, 290, 320].map((throughput) => ({ throughput: factor * throughput }));
const before = leave('before', runsFiles(times(1)));
const slow = leave('slow', runsFiles(times(0.5)));
const single = leave('single', { 'summary.json': JSON.stringify(LOAD) });
const knee = leave('knee', { 'knee.json': JSON.stringify(KNEE) });
const lower = { ...KNEE, heldPerSecond: 500, breachedPerSecond: 520 };
const low = leave('low', { 'knee.json': JSON.stringify(lower) });
const run = leave('run', RUNAWAY_FILES);

async function compare(...args: string[]): Promise<{ code: number; out: string; told: string }> {
  const { flags, operands } = parseCommand(COMPARE, args);
  let [out, told] = ['', ''];
  const terminal = {
    ...SILENT,
    answer: (text: string) => (out += text),
    tell: (text: string) => (told += text),
  };
  const code = await COMPARE.run(flags, operands, terminal as never);
  return { code, out, told };
}

describe('smars compare of folders', () => {
  test('ends with 99 when a judged figure of the second load is worse', async () => {
    expect((await compare(before, before)).code).toBe(0);
    const { code, out } = await compare(before, slow);
    expect(code).toBe(99);
    expect(out).toMatch(/throughput .*0\.453–0\.552 +worse/);
    expect(out).toContain('Stalls of the machine: A 8 above 1 ms, the longest 2.00ms;');
    expect((await compare(slow, before)).code).toBe(0);
    expect((await compare(before, slow, '--judge', 'response.p50')).code).toBe(0);
  });

  test('gives the same as JSON', async () => {
    const { code, out } = await compare(before, slow, '--json');
    expect(code).toBe(99);
    expect(JSON.parse(out)).toMatchObject({
      command: 'compare',
      kind: 'loads',
      runs: [4, 4],
      stalls: [{ over1ms: 8 }, { over1ms: 8 }],
      differences: [],
    });
  });

  test('tells the ratios of single loads, and ends with 2 since it judges nothing', async () => {
    const { code, out, told } = await compare(single, before);
    expect([code, told]).toEqual([2, expect.stringContaining('nothing was judged')]);
    expect(out).toContain('throughput');
  });

  test('ends with 99 when the knee of the second search lies below', async () => {
    expect((await compare(knee, low)).code).toBe(99);
    expect((await compare(low, knee)).code).toBe(0);
    const stopped = leave('stopped', {
      'knee.json': JSON.stringify({ ...KNEE, interrupted: true }),
    });
    expect((await compare(knee, stopped)).code).toBe(2);
  });

  test.each([
    [[before, knee], 'give folders of one kind'],
    [[before, run], 'is of smars run; smars compare takes folders of smars load'],
    [[before, join(before, 'runs.json')], 'is a folder and'],
    [[knee, low, '--judge', 'throughput'], '--judge goes with folders of loads'],
    [[before, slow, '--judge', 'speed'], "--judge 'speed': is not compared"],
    [[join(scratch, 'none'), join(scratch, 'none')], 'there is no such file'],
    [[before], 'two folders of smars load'],
  ])('refuses %j with the reason', async (args, reason) => {
    await expect(compare(...args)).rejects.toThrow(InputError);
    await expect(compare(...args)).rejects.toThrow(reason);
  });
});
