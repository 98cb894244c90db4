import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scratchFolder, smars } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const END = ['--set', 'clock.end=09:30:01'];
const SHORT = [...END, '--set', 'universe.stocks=500', '--only', 'parent-quantity,server-rate'];

test.each([
  ['whatif', ['whatif', ...SHORT, '--skip-normal', '--seeds', '2']],
  [
    'stories',
    ['whatif', '--stories', 'knight-2012,knight-2012-rollback', '--skip-normal', ...SHORT],
  ],
  ['tune', ['tune', ...END, '--days', '2', '--only', 'position']],
])('%s answers from the parts of its days as whole', async (name, asked) => {
  const whole = smars(...asked);
  const parts = [1, 2].map((part) =>
    smars(...asked, '--shard', `${part}/2`, '--out', join(folder.path, name, `${part}`)),
  );
  for (const { code, out, err } of await Promise.all(parts))
    expect([code, out, err]).toEqual([0, '', expect.stringContaining('--from answers when all')]);
  const answer = await smars(...asked, '--from', join(folder.path, name));
  expect([answer.code, answer.out]).toEqual([0, (await whole).out]);
});
