import { readFileSync, statSync } from 'node:fs';
import { InputError } from '../base/assert.js';
import { type Comparison, compareFiles, describeComparison, isRegression, judgedCases } from '../report/bench-comparison.js';
import { BENCH_FILE, type BenchFile } from '../report/benchmark.js';
import { type Command, EXIT, type Terminal } from './command.js';

/** What is larger was not left by smars bench. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

export const COMPARE: Command = {
  name: 'compare',
  about:
    'Compares two files that smars bench --save left: the ratio of each case with a 95 % interval, and whether the second is faster, slower or the same. Ends with 99 when a case is slower, with 2 when there is none to judge.',
  operands: 'A.json B.json',
  operandsMax: 2,
  flags: { json: { type: 'boolean', about: 'the comparison as JSON' } },
  examples: ['smars bench ring --save before.json', 'smars compare before.json after.json'],

  async run(flags, [before, after], terminal) {
    if (before === undefined || after === undefined)
      throw new InputError('smars compare: give two files of smars bench --save, A.json B.json');
    const [a, b] = [readBenchFile(before), readBenchFile(after)];
    const comparison = compareFiles(a, b);
    if (comparison.rows.length === 0) throw new InputError(`smars compare: ${before} and ${after} have no case in common`);
    terminal.answer(
      flags.json === true
        ? `${JSON.stringify({ version: 1, command: 'compare', files: [before, after], ...comparison }, null, 2)}\n`
        : `${describeComparison(comparison, { a: before, b: after })}\n`,
    );
    return comparisonExit('smars compare', comparison, terminal);
  },
};

/** The exit code of a comparison; says so when nothing was judged, which is not good. */
export function comparisonExit(command: string, comparison: Comparison, terminal: Terminal): number {
  if (judgedCases(comparison) > 0) return isRegression(comparison) ? EXIT.BREACH : EXIT.GOOD;
  terminal.tell(`${command}: nothing was judged: no case but floors, which tell of the machine, is in both\n`);
  return EXIT.USAGE;
}

function readBenchFile(path: string): BenchFile {
  let text: string;
  try {
    if (statSync(path).isDirectory())
      throw new InputError(`${path}: is a folder; smars compare takes files of smars bench --save, smars report compares loads`);
    if (statSync(path).size > FILE_BYTES_MAX) throw new InputError(`${path}: is too large for a file of smars bench --save`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === 'ENOENT' ? `${path}: there is no such file` : `${path}: cannot be read (${code})`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: is not JSON: ${(error as Error).message}`);
  }
  const parsed = BENCH_FILE.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`${path}: is not a file of smars bench --save: '${issue!.path.join('.')}': ${issue!.message}`);
}
