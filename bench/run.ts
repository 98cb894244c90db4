/**
 * Runs benchmarks, each in a process of its own, so that none warms up or spoils the call sites of another: `npm run bench` for all, `npm run bench -- ring session` for
 * some.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { suggest } from '../src/base/assert.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.js') && file !== 'run.js')
  .map((file) => file.slice(0, -3))
  .sort();
const chosen = process.argv.length > 2 ? process.argv.slice(2) : names;

for (const name of chosen) {
  if (names.includes(name)) continue;
  console.error(`bench: '${name}' is not a benchmark; ${suggest(name, names)}`);
  process.exit(2);
}

console.log(`${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}`);
for (const name of chosen) {
  console.log(`\n── ${name} ──`);
  const { status } = spawnSync(process.execPath, [`${folder}${name}.js`], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
