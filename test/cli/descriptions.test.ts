import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { CommandDescription } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { DIST, MAIN } from '../support/command.js';

/** Tells the address of each module that a program loads on its standard error. */
const HOOKS = `
import { writeSync } from 'node:fs';
export const load = (url, context, next) => {
  if (url.startsWith('file:')) writeSync(2, url + '\\n');
  return next(url, context);
};`;
const asModule = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const ADDRESS = JSON.stringify(asModule(HOOKS));
const REGISTER = `import { register } from 'node:module'; register(${ADDRESS});`;

/** Returns the modules that a command line loads, from `dist`. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', asModule(REGISTER), MAIN, ...args]);
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  child.stdout.resume();
  await new Promise((resolve) => child.once('close', resolve));
  return told
    .trim()
    .split('\n')
    .map((url) => relative(DIST, fileURLToPath(url)))
    .sort();
}

test('help of a command loads no command, no schema and no package', async () => {
  const names = Object.keys(COMMANDS);
  const loaded = await Promise.all(names.map((name) => loadedBy(name, '--help')));
  const few = [
    'src/base/input-error.js',
    'src/base/printable.js',
    'src/bundle/main.js',
    'src/main.js',
  ];
  expect(names.map((name, place) => [name, loaded[place]])).toEqual(
    names.map((name) => [name, few]),
  );
});

test('descriptions are those of the commands', async () => {
  const built = pathToFileURL(join(DIST, 'src', 'cli', 'descriptions.js')).href;
  const { readDescription } = (await import(built)) as {
    readDescription: (name: string) => CommandDescription;
  };
  for (const [name, { load }] of Object.entries(COMMANDS)) {
    const { run: _run, ...command } = await load();
    expect(readDescription(name)).toEqual(command);
  }
});
