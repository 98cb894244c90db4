import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { MAIN, ROOT, scratchFolder } from '../support/command.js';
import { isForm, readmeBlocks, readmeCommands } from '../support/readme.js';

/**
 * What is shortened where README's commands are run, and nothing else is: how long a load is measured, when a day ends, how often something is repeated. All else is as it
 * stands: every flag, every file, every name. Whole mornings are what `knight.test.ts` is about.
 */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/(smars load\b[^\n&]*?) --duration \S+/g, '$1'],
  [/smars load\b/g, 'smars load --duration 0.3s --warmup 0.1s'],
  [/--kill-at \S+/g, '--kill-at 0.2s'],
  [/--kills \d+/g, '--kills 10'],
  [/smars (run|whatif)\b/g, 'smars $1 --set clock.end=09:30:05'],
  [/--seeds \d+/g, '--seeds 2'],
  // Two controls are in the matrix where a command has all of them.
  [/(smars whatif\b(?![^\n]*--(?:only|short|sensitivity)))/g, '$1 --only parent-quantity,unmatched-account'],
];

/** What a test within `npm cit` cannot run without taking its own tree away, what fetches, and what measures for minutes; names, flags and files are checked. */
const NOT_RUN =
  /^(?:smars (?:bench|compare)\b|smars load --find-knee|npm ci\b|npm cit\b|npm install\b|npm run (?:build|bench|profile)\b|node dist\/bench\/)/;

const commands = readmeCommands();
const folder = scratchFolder();
afterAll(folder.remove);
const bin = join(folder.path, '.bin');
mkdirSync(bin);
symlinkSync(MAIN, join(bin, 'smars'));
// The reader's own orders are those that README shows.
writeFileSync(join(folder.path, 'my-orders.csv'), readmeBlocks('csv')[0]!);
// Programs of the reader's own find the library as an installed package.
mkdirSync(join(folder.path, 'node_modules'));
symlinkSync(ROOT, join(folder.path, 'node_modules', 'smars'));

async function run(text: string): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const child = spawn('bash', ['-o', 'pipefail', '-c', text], { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

const shorten = (text: string): string => SHORTER.reduce((short, [from, to]) => short.replace(from, to), text);
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

describe('README.md', () => {
  test('has commands, and each of their names and flags is there', async () => {
    expect(commands.length).toBeGreaterThan(30);
    for (const { text, line } of commands) {
      for (const [, name, rest] of text.replaceAll('…', '').matchAll(/(?:^|&& |npx )smars ([a-z|]+)([^&]*)/g)) {
        for (const each of name!.split('|')) {
          expect(Object.keys(COMMANDS), `README.md:${line}`).toContain(each);
          const { flags } = await COMMANDS[each]!.load();
          for (const [, flag] of rest!.matchAll(/(?<=\s|\[)--([a-z][\w-]*)/g))
            expect([...Object.keys(flags), 'help'], `README.md:${line}`).toContain(flag);
        }
      }
    }
  });

  test('names scripts and files that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const { text, line } of commands) {
      for (const [, script] of text.matchAll(/npm run (?:-s )?([\w-]+)/g))
        expect(Object.keys(scripts), `README.md:${line}`).toContain(script);
      for (const [, path] of text.matchAll(/node (dist\/\S+)/g))
        expect(existsSync(join(ROOT, path!)), `README.md:${line}: ${path}`).toBe(true);
    }
    for (const part of scripts.start!.replaceAll('node dist/src/main.js', 'smars').split(' && '))
      expect(part).toMatch(/^smars (?:run|whatif) /);
  });

  const toRun = unique(commands.filter((command) => !isForm(command) && !NOT_RUN.test(command.text)).map(({ text }) => text));
  // One after the other: a folder that one leaves is what a later one asks.
  test.each(toRun)(
    '%s',
    async (text) => {
      const { code, err } = await run(shorten(text));
      // A threshold may be breached where the machine is busy: that is its answer.
      expect(text.includes('--threshold') ? [0, 99] : [0], `${shorten(text)}\n${err}`).toContain(code);
    },
    240_000,
  );

  test('shows what a run prints, to the letter', async () => {
    const { out } = await run('smars run knight-2012');
    expect(readmeBlocks('')).toContain(out);
  });

  test.each(readmeBlocks('js|ts').map((text, n) => [n + 1, text] as const))('has a program %i that runs as it stands', async (n, text) => {
    writeFileSync(join(folder.path, `program${n}.mjs`), text);
    const { code, err } = await run(
      text.includes('export default') ? `smars run --set clock.end=09:30:05 --check ./program${n}.mjs` : `node program${n}.mjs`,
    );
    expect([code, err]).toEqual([0, expect.not.stringContaining('Error')]);
  });
});
