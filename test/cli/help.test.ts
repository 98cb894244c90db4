import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCommand } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { CONTROLS } from '../../src/scenarios/controls.js';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import { linesWider, ROOT, smars } from '../support/command.js';

describe('help', () => {
  test('of smars names every command and exit code on standard output', async () => {
    const { code, out, err } = await smars('--help');
    expect([code, err, linesWider(out)]).toEqual([0, '', []]);
    for (const [name, { about }] of Object.entries(COMMANDS))
      expect(out).toMatch(new RegExp(`^  ${name} +${about}$`, 'm'));
    for (const exit of [
      '0 good',
      '1 a failure',
      '2 wrong',
      '99 a threshold',
      '130 ended by Ctrl-C',
    ])
      expect(out.replace('\n', ' ')).toContain(exit);
    expect((await smars('help')).out).toBe(out);
  });

  test('goes to standard error with code 2 if no command was given', async () => {
    const { code, out, err } = await smars();
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe((await smars('--help')).out);
  });

  test.each(Object.keys(COMMANDS))('of %s names each flag and shows an example', async (name) => {
    const { code, out, err } = await smars(name, '--help');
    expect([code, err]).toEqual([0, '']);
    const { flags, examples, about } = await COMMANDS[name]!.load();
    const [text, shown] = out.split('\nExamples:\n');
    expect(linesWider(text!)).toEqual([]);
    const plain = text!.replace(/\s+/g, ' ');
    expect(plain.startsWith(`usage: smars ${name} `)).toBe(true);
    expect(plain).toContain(` ${about} `);
    for (const [flag, { value, about: purpose }] of Object.entries(flags))
      expect(plain).toContain(` --${flag}${value === undefined ? '' : ` ${value}`} ${purpose}`);
    expect(out).toMatch(/^ {2}--help +print this and exit$/m);
    expect(examples.length).toBeGreaterThan(0);
    expect(
      shown!
        .trimEnd()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(examples);
    expect(examples.some((example) => example.startsWith(`smars ${name}`))).toBe(true);
  });

  test('fits the terminal’s width, except examples to copy', async () => {
    const load = await COMMANDS.load!.load();
    const [text, examples] = describeCommand(load, 60).split('\nExamples:\n');
    expect(linesWider(text!, 60)).toEqual([]);
    expect(examples!.trimEnd().split('\n')).toEqual(load.examples.map((example) => `  ${example}`));
    expect(text!.replace(/\s+/g, ' ')).toContain(
      ' --set PATH=VALUE change one field of the profile (may be repeated) ',
    );
  });

  test.each(Object.keys(COMMANDS))(
    'of %s gives examples of commands that there are, with flags that these have',
    async (name) => {
      const { examples } = await COMMANDS[name]!.load();
      for (const example of examples) {
        const [, command] = /^smars (\w+)/.exec(example)!;
        const { flags } = await COMMANDS[command!]!.load();
        for (const [, flag] of example.matchAll(/ --([\w-]+)/g))
          expect(Object.keys(flags), example).toContain(flag);
      }
    },
  );
});

test('--version prints the package’s version', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(await smars('--version')).toEqual({ code: 0, signal: null, out: `${version}\n`, err: '' });
});

describe('smars list', () => {
  test('shows scenarios with titles and controls with descriptions in 80 columns', async () => {
    const { code, out, err } = await smars('list');
    expect([code, err, linesWider(out)]).toEqual([0, '', []]);
    for (const { name, title } of SCENARIOS)
      expect(
        out.split('\n').some((line) => line.startsWith(`${name} `) && line.endsWith(` ${title}`)),
      ).toBe(true);
    const plain = out.replace(/\s+/g, ' ');
    for (const { name, about } of CONTROLS) expect(plain).toContain(` ${name} ${about} `);
  });

  test('--json prints them as data, with each control’s settings', async () => {
    const { code, out, err } = await smars('list', '--json');
    const answer = JSON.parse(out) as {
      version: number;
      scenarios: { name: string }[];
      controls: { name: string; settings: string[] }[];
    };
    expect([code, err, answer.version]).toEqual([0, '', 1]);
    expect(answer.scenarios).toEqual(
      SCENARIOS.map(({ name, title, description }) => ({ name, title, description })),
    );
    expect(answer.controls.find(({ name }) => name === 'parent-quantity')!.settings).toEqual([
      'risk.parentQuantity.mode=enforce',
    ]);
  });
});
