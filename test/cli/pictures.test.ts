import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { linesWider, MAIN, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

/**
 * `script` of util-linux runs a command on a terminal. Other systems have a different `script` or
 * none.
 */
const hasTerminal = spawnSync('script', ['-qec', 'true', `${folder.path}/typescript`]).status === 0;

/** Returns what a run prints on a terminal of `columns` columns. */
function runOnTerminal(columns: number, environment: Record<string, string>): string {
  const run = `"${process.execPath}" "${MAIN}" run "${small}"`;
  const command = `stty cols ${columns}; exec ${run} 2>/dev/null`;
  const env = { PATH: process.env.PATH ?? '', TERM: 'xterm', ...environment };
  return spawnSync('script', ['-qec', command, `${folder.path}/typescript`], {
    encoding: 'utf8',
    env,
  }).stdout.replaceAll('\r\n', '\n');
}

test('a piped run has no picture', async () => {
  const { out } = await smars('run', small);
  expect(out).not.toMatch(/^P&L marked/m);
  expect(out).not.toMatch(/[▁-█]/);
  expect(out).not.toContain('\u001b');
});

test.skipIf(!hasTerminal)(
  'a run on a terminal has a picture, in blocks and colours if supported',
  () => {
    const out = runOnTerminal(80, { LANG: 'C.UTF-8' });
    expect(out).toContain('orders/s   \u001b[36m');
    expect(out.replaceAll('\u001b[36m', '').replaceAll('\u001b[0m', '')).toMatch(
      /^orders\/s {3}[ ▁-█]{51} {2}peak [\d,]+$/m,
    );
    expect(out).toMatch(/^P&L marked .*[▁-█]/m);
  },
);

test.skipIf(!hasTerminal)(
  'the picture fits a narrow terminal and is ASCII without UTF-8 or colours',
  () => {
    const out = runOnTerminal(60, { LANG: 'C', NO_COLOR: '1' });
    const [picture = ''] = out.slice(out.search(/^ +09:30:00 +09:34:59$/m)).split('\n\n');
    expect(picture.split('\n').length).toBe(8);
    expect(picture).toMatch(/^[\n -~]+$/);
    expect(linesWider(picture, 60)).toEqual([]);
  },
);
