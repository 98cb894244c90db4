import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { linesWider, MAIN, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

/**
 * `script` of util-linux gives a command a terminal; other systems have another one of that name,
 * or none.
 */
const hasTerminal = spawnSync('script', ['-qec', 'true', `${folder.path}/typescript`]).status === 0;

/** What a run prints on a terminal of so many columns. */
function runOnTerminal(columns: number, environment: Record<string, string>): string {
  const command = `stty cols ${columns}; exec "${process.execPath}" "${MAIN}" run "${small}" 2>/dev/null`;
  const env = { PATH: process.env.PATH ?? '', TERM: 'xterm', ...environment };
  return spawnSync('script', ['-qec', command, `${folder.path}/typescript`], {
    encoding: 'utf8',
    env,
  }).stdout.replaceAll('\r\n', '\n');
}

test('a run has no picture when it is piped', async () => {
  const { out } = await smars('run', small);
  expect(out).not.toMatch(/^P&L marked/m);
  expect(out).not.toMatch(/[▁-█]/);
  expect(out).not.toContain('\u001b');
});

test.skipIf(!hasTerminal)(
  'a run has a picture on a terminal, in blocks and colours where there are some',
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
  'of a narrow terminal without UTF-8 or colours, it is ASCII and fits',
  () => {
    const out = runOnTerminal(60, { LANG: 'C', NO_COLOR: '1' });
    const [picture = ''] = out.slice(out.search(/^ +09:30:00 +09:34:59$/m)).split('\n\n');
    expect(picture.split('\n').length).toBe(6);
    expect(picture).toMatch(/^[\n -~]+$/);
    expect(linesWider(picture, 60)).toEqual([]);
  },
);
