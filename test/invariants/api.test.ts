import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT, scratchFolder } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);

test('the API reference is what npm run api prints from the types of the build', () => {
  const path = join(folder.path, 'api.md');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, '.api', 'reference.mjs'), path],
    { encoding: 'utf8', cwd: ROOT },
  );
  expect(status, stderr).toBe(0);
  const written = readFileSync(path, 'utf8');
  expect(readFileSync(join(ROOT, 'docs', 'reference', 'api.md'), 'utf8')).toBe(written);
  for (const name of ['Engine', 'runSession', 'Fleet', 'defineCheck', 'turnServer'])
    expect(written).toContain(`#### ${name}\n`);
});

test('the API reference has an index, and no line of prose is wider than a page', () => {
  const page = readFileSync(join(ROOT, 'docs', 'reference', 'api.md'), 'utf8');
  const [, index] = /\n## Index\n\n(.*?)\n\n## /s.exec(page)!;
  const linked = [...index!.matchAll(/\[(\w+)\]/g)].map(([, name]) => name);
  const described = [...page.matchAll(/^#### (\w+)$/gm)].map(([, name]) => name);
  expect(linked.toSorted()).toEqual(described.toSorted());
  const wide = page.split('\n').filter((line) => line.length > 100 && !line.startsWith('|'));
  expect(wide).toEqual([]);
});
