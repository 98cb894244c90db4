/**
 * Counts the instructions of the hot loops by callgrind and compares them with the baseline beside
 * this file: `npm run bench:instructions`; `-- --write` writes a new baseline. The counts do not
 * depend on how busy the machine is, and repeat to within 0.1 %. It ends with 99 when a loop takes
 * 2 % more instructions. Without valgrind, or without a baseline for this Node, valgrind and
 * processor, it says so and ends with 0.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Baseline,
  type Count,
  type CountedPasses,
  compareCounts,
  countOperations,
  describeCounts,
  readDump,
} from './counts.js';

const BASELINE = fileURLToPath(
  new URL('../../../bench/instructions/baseline.json', import.meta.url),
);
const COUNT = fileURLToPath(new URL('count.js', import.meta.url));
/** One thread and no random numbers: the same instructions every time. */
const NODE_FLAGS = ['--single-threaded', '--predictable', '--hash-seed=1', '--random-seed=1'];

/**
 * The key of a baseline. Another patch of Node has another compiler, and another valgrind shows it
 * another processor.
 */
const key = `node-${process.versions.node}-${arch()}-${valgrindVersion() ?? 'no-valgrind'}`;

/** `valgrind-3.19.0`, or undefined without valgrind. */
function valgrindVersion(): string | undefined {
  const { status, stdout } = spawnSync('valgrind', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs the loops under callgrind. */
function countLoops(): Count[] {
  const scratch = mkdtempSync(join(tmpdir(), 'smars-instructions-'));
  try {
    const dumps = join(scratch, 'dump');
    const args = [
      '--tool=callgrind',
      `--callgrind-out-file=${dumps}`,
      '--dump-before=umask',
      process.execPath,
      ...NODE_FLAGS,
      COUNT,
    ];
    const { status, stdout, stderr } = spawnSync('valgrind', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`callgrind ended with code ${status}:\n${stderr}`);
    const loops = JSON.parse(stdout) as CountedPasses[];
    // The process writes its last dump, without a number, when it ends.
    const count = readdirSync(scratch).filter((file) => /\.\d+$/.test(file)).length;
    const read = (number: number): number => readDump(readFileSync(`${dumps}.${number}`, 'utf8'));
    return countOperations(
      loops,
      Array.from({ length: count }, (_, n) => read(n + 1)),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const baseline = JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline;
const write = process.argv.includes('--write');
const known = baseline[key];
if (valgrindVersion() === undefined)
  console.log('instructions: NOT CHECKED: there is no valgrind here');
else if (!write && known === undefined) {
  console.log(
    `instructions: NOT CHECKED: the baseline has ${Object.keys(baseline).join(', ')}, not ${key}`,
  );
} else {
  const counts = countLoops();
  if (write) {
    baseline[key] = {
      node: process.version,
      instructions: Object.fromEntries(
        counts.map((one) => [one.name, Math.round(100 * one.instructions) / 100]),
      ),
    };
    writeFileSync(BASELINE, `${JSON.stringify(baseline, null, 2)}\n`);
    console.log(
      describeCounts(
        compareCounts(counts, baseline[key]!),
        `written for ${key}, Node ${process.version}`,
      ),
    );
  } else {
    const rows = compareCounts(counts, known!);
    console.log(
      describeCounts(rows, `${key}: Node ${process.version} against a baseline of ${known!.node}`),
    );
    if (rows.some(({ verdict }) => verdict === 'more')) process.exitCode = 99;
  }
}
