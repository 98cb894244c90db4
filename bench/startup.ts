/**
 * Question: how long does the command line take to start, beside Node by itself?
 *
 *   node -e 0, smars --help, smars run --help, smars list, smars run to the first minute, and the
 *   whole morning, in turn, each a process
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Suite } from './harness/suite.js';

const ROUNDS = 11;
const WARM_UP_ROUNDS = 3;
const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const STARTS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['node -e 0', ['-e', '0']],
  ['smars --help', [MAIN, '--help']],
  ['smars run --help', [MAIN, 'run', '--help']],
  ['smars list', [MAIN, 'list']],
  ['smars run to 08:01', [MAIN, 'run', '--set', 'clock.end=08:01']],
  ['smars run', [MAIN, 'run']],
];

const took: number[][] = STARTS.map(() => []);
for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
  for (const [place, [name, args]] of STARTS.entries()) {
    const begin = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`bench/startup: ${name} ended with code ${status}`);
    if (round >= 0) took[place]!.push((performance.now() - begin) * 1e6);
  }
}

const suite = new Suite({
  question: 'how long does the command line take to start, beside Node by itself?',
  unit: 'start',
  work: `processes in turn, ${ROUNDS} of each`,
});
suite.floorMeasured(STARTS[0]![0], took[0]!);
for (const [place, [name]] of STARTS.entries())
  if (place > 0) suite.addMeasured(name, took[place]!);
suite.finish(() => []);
