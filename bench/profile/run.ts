/**
 * Writes CPU profiles, one a thread, and prints where the time goes: `npm run profile` for the
 * morning of knight-2012, `npm run profile -- fleet` for a saturated fleet with venues inline.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '../../src/report/format.js';
import { type CpuProfile, placeInDist, selfShares } from './shares.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const BUNDLE = fileURLToPath(new URL('../../src/bundle/hot-path.js', import.meta.url));
const RUNS = fileURLToPath(new URL('../../../runs', import.meta.url));
const SAMPLE_MICROS = 200;
const SHOWN = 15;
const WORK: Readonly<Record<string, readonly string[]>> = {
  session: ['run', 'knight-2012', '--json'],
  fleet: [
    'load',
    '--profile',
    'runaway-after-rollback',
    '--max',
    '--venues',
    'inline',
    '--threads',
    '2',
    '--warmup',
    '1s',
    '--duration',
    '5s',
    '--json',
  ],
};

const name = process.argv[2] ?? 'session';
const args = WORK[name];
if (args === undefined || process.argv.length > 3) {
  const given = process.argv.slice(2).join(' ');
  console.error(`profile: '${given}' is unknown; one of ${Object.keys(WORK).join(', ')}`);
  process.exit(2);
}
mkdirSync(RUNS, { recursive: true });
const folder = mkdtempSync(join(RUNS, `profile-${name}-`));
const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${SAMPLE_MICROS}`];
const { status, stderr } = spawnSync(process.execPath, [...flags, MAIN, ...args], {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
if (status !== 0) {
  console.error(`profile: smars ${args.join(' ')} ended with code ${status}:\n${stderr}`);
  process.exit(1);
}
const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
const profiles = files.map(
  (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile,
);
const map = new SourceMap(
  JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0],
);
/** The place in the source; for functions of the bundle, by its source map. */
const placeOf = (frame: CpuProfile['nodes'][number]['callFrame']): string => {
  if (!frame.url.endsWith('/bundle/hot-path.js')) return placeInDist(frame);
  const entry = map.findEntry(frame.lineNumber, frame.columnNumber);
  if (!('originalSource' in entry)) return placeInDist(frame);
  return placeInDist({
    url: entry.originalSource.replace(/^.*(?=\/src\/)/, '/dist').replace('.ts', '.js'),
    lineNumber: entry.originalLine,
  });
};
const rows = selfShares(profiles, placeOf)
  .slice(0, SHOWN)
  .map(({ name: title, place, share }) => [`${(100 * share).toFixed(1)} %`, title, place]);
console.log(
  `smars ${args.join(' ')}, a sample each ${SAMPLE_MICROS} us; self time, idle left out\n`,
);
console.log(table(['share', 'function', 'where'], rows, ['right', 'left', 'left']));
console.log(
  `\n${files.map((file) => join('runs', folder.slice(RUNS.length + 1), file)).join('\n')}`,
);
console.log(
  'Open a file in Chrome (DevTools, Performance, Load profile), VS Code or speedscope.app.',
);
