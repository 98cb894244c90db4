import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { describeCommand } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { showText } from '../../src/report/terminal-text.js';
import { linesWider, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(() => {
  vi.unstubAllEnvs();
  folder.remove();
});
const small = writeScenario(folder.path, SMALL);
const limits = join(folder.path, 'limits.json');
writeFileSync(
  limits,
  JSON.stringify({ version: 1, firm: { position: { mode: 'shadow', dollars: 5000 } } }),
);

/** A short form of every command that prints text, and its help. */
const BRIEF = ['--set', 'clock.end=09:30:05'];
const ANSWERS: readonly (readonly string[])[] = [
  ['--help'],
  ['list'],
  ['run', small, '--limits', limits, ...BRIEF],
  ['run', small, '--seeds', '2', ...BRIEF],
  [
    'whatif',
    small,
    '--only',
    'gross-exposure,duplicate-orders',
    '--skip-normal',
    '--loss-below',
    '1',
    ...BRIEF,
  ],
  ['limits', limits],
  ['limits', limits, '--explain', 'GT', '--server', '2'],
  [
    'load',
    '--duration',
    '0.2s',
    '--warmup',
    '0.1s',
    '--servers',
    '1',
    '--threads',
    '1',
    '--threshold',
    'throughput>1',
  ],
];

const COMMAND = /^ *smars /;

describe('an answer of smars', () => {
  test.each([[40], [80], [200]])(
    'is at most %d columns wide, except commands to copy',
    async (columns) => {
      vi.stubEnv('COLUMNS', String(columns));
      for (const { load } of Object.values(COMMANDS)) {
        const help = showText(describeCommand(await load(), Math.min(80, columns)), {
          columns,
          unicode: true,
        });
        expect(linesWider(help, columns).filter((line) => !COMMAND.test(line))).toEqual([]);
      }
      for (const args of columns === 200 ? ANSWERS.slice(0, 3) : ANSWERS) {
        const { out } = await smars(...args);
        expect(out.length, args.join(' ')).toBeGreaterThan(40);
        expect([
          args.join(' '),
          linesWider(out, columns).filter((line) => !COMMAND.test(line)),
        ]).toEqual([args.join(' '), []]);
      }
    },
  );

  test('is ASCII in an ASCII locale, except data', async () => {
    vi.stubEnv('COLUMNS', '');
    vi.stubEnv('LC_ALL', 'C');
    for (const args of [...ANSWERS.slice(1, 3), ['whatif', '--help']]) {
      const { out, err } = await smars(...args);
      expect([args.join(' '), /^\p{ASCII}+$/u.test(out), /^\p{ASCII}*$/u.test(err)]).toEqual([
        args.join(' '),
        true,
        true,
      ]);
    }
    const { out } = await smars('list', '--json');
    expect(
      (JSON.parse(out) as { scenarios: { title: string }[] }).scenarios
        .map(({ title }) => title)
        .join(),
    ).toContain('’');
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    expect((await smars('list')).out).toContain('─');
  });
});
