import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT, scratchFolder } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);

test('the API reference says what the types of the build say; npm run api writes it', () => {
  const path = join(folder.path, 'api.md');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, '.api', 'reference.mjs'), path],
    { encoding: 'utf8', cwd: ROOT },
  );
  expect(status, stderr).toBe(0);
  const written = readFileSync(path, 'utf8');
  expect(readFileSync(join(ROOT, 'docs', 'reference', 'api.md'), 'utf8')).toBe(written);
  for (const name of [
    'Engine',
    'runSession',
    'Fleet',
    'defineCheck',
    'kill',
    'LatencyHistogram',
    'decideChildren',
  ])
    expect(written).toContain(`#### ${name}\n`);
});
