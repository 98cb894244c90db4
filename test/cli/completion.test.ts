import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { SHELLS } from '../../src/report/completion.js';
import { smars } from '../support/command.js';

const folder = mkdtempSync(join(tmpdir(), 'smars-test-'));
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('smars completion', () => {
  test.each(SHELLS)('for %s names every command and flag', async (shell) => {
    const { code, out, err } = await smars('completion', shell);
    expect([code, err]).toEqual([0, '']);
    for (const [name, { load }] of Object.entries(COMMANDS)) {
      expect(out).toContain(name);
      for (const flag of Object.keys((await load()).flags))
        expect(out).toContain(shell === 'fish' ? `-l ${flag}` : `--${flag}`);
    }
  });

  test.each(SHELLS.filter(has))('for %s is a valid script', async (shell) => {
    const path = join(folder, `smars.${shell}`);
    writeFileSync(path, (await smars('completion', shell)).out);
    const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  /** Returns bash's completions at the end of a line. */
  async function offers(...line: string[]): Promise<string[]> {
    const path = join(folder, 'smars.bash');
    writeFileSync(path, (await smars('completion', 'bash')).out);
    const words = ['smars', ...line].map((word) => `'${word}'`).join(' ');
    const script =
      `. '${path}'; COMP_WORDS=(${words}); COMP_CWORD=${line.length}; _smars; ` +
      `printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: folder });
    return stdout.split('\n').filter((text) => text !== '');
  }

  test('completes words in bash by their position', async () => {
    expect(await offers('wh')).toEqual(['whatif']);
    expect(await offers('run', 'knight-2012-r')).toEqual(['knight-2012-rollback']);
    expect(await offers('run', '--see')).toEqual(expect.arrayContaining(['--seed', '--seeds']));
    expect(await offers('load', '--profile', 'deep')).toEqual(['deep-market', 'deep-queue']);
    expect(await offers('load', '--venues', 'i')).toEqual(['inline']);
    expect(await offers('run', '--out', 'smars.b')).toEqual(['smars.bash']);
  });

  test('lists the shells when given none or an unknown one', async () => {
    expect(await smars('completion')).toMatchObject({
      code: 2,
      out: '',
      err: 'smars completion: a shell is missing; one of bash, zsh, fish\n',
    });
    expect(await smars('completion', 'bsh')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('did you mean'),
    });
  });
});

test('-h equals --help for smars and for a command', async () => {
  expect((await smars('-h')).out).toBe((await smars('--help')).out);
  expect((await smars('run', '-h')).out).toBe((await smars('run', '--help')).out);
});
