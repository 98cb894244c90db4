/**
 * Tunes the limits at which the matrix stands, on whole days of normal-day-knight, and writes them
 * as src/scenarios/tuned-knight.ts. `npm run tuned` does it after a build: some minutes of all
 * cores a day. With a file, it takes the answer of `smars tune --json` from there.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const DAYS = 5;
const SEED = 3001;
const COMMAND = ['tune', '--normal', 'normal-day-knight', '--json'];

const load = (path) => import(pathToFileURL(join(root, 'dist', 'src', path)).href);

/**
 * SHA-256 of the training day, as far as it concerns some checks. Names and choices that have their
 * default are left out, so that a check may learn a new one.
 */
export async function digestInputs(checks) {
  const { NORMAL_DAY_KNIGHT } = await load('scenarios/normal-days.js');
  const { measuringDay, tunableChecks } = await load('session/tune/training.js');
  const rows = tunableChecks(checks);
  const { risk, ...day } = measuringDay(NORMAL_DAY_KNIGHT, rows);
  const settings = rows.map(({ name, field, parameters }) => [
    name,
    parameters
      .map((parameter) => [parameter, risk[field][parameter.name]])
      .filter(([known, value]) => typeof value === 'number' || value !== known.default)
      .map(([known, value]) => [known.name, value]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([day, settings]))
    .digest('hex');
}

async function write(path) {
  const flags = ['--seed', `${SEED}`, '--days', `${DAYS}`];
  const text =
    path === undefined
      ? execFileSync(process.execPath, [join(root, 'dist/src/main.js'), ...COMMAND, ...flags], {
          encoding: 'utf8',
          maxBuffer: 2 ** 30,
          stdio: ['ignore', 'pipe', 'inherit'],
        })
      : readFileSync(path, 'utf8');
  const { normal, seeds, tolerance, margin, bounds, finished } = JSON.parse(text);
  if (normal !== 'normal-day-knight' || !finished)
    throw new Error('not the answer of a finished smars tune --normal normal-day-knight --json');
  // Where a normal day has nothing of what a check measures, it does not tell where the limit is.
  const found = bounds.filter(({ bound, largest }) => bound !== null && largest > 0);
  const inputs = await digestInputs(found.map(({ check }) => check));
  const told = found.map(({ check, bound, largest, inSample, outOfSample, isUnstable }) => [
    check,
    { bound, largest, inSample, outOfSample, isUnstable },
  ]);
  const data = { normal, seeds, tolerance, margin, inputs, bounds: Object.fromEntries(told) };
  const file = join(root, 'src/scenarios/tuned-knight.ts');
  writeFileSync(
    file,
    [
      "import type { TrainedBounds } from './tuned-limits.js';",
      '',
      '/** Bounds that let whole days of normal-day-knight through. Written by `npm run tuned`. */',
      `export const TUNED_KNIGHT: TrainedBounds = ${JSON.stringify(data)};`,
      '',
    ].join('\n'),
  );
  execFileSync('npx', ['biome', 'check', '--write', file], { cwd: root, stdio: 'inherit' });
}

if (process.argv[1] === import.meta.filename) await write(process.argv[2]);
