import { InputError } from '../base/input-error.js';
import { parseForm, type ZodForm } from '../forms/form.js';
import {
  type Comparison,
  compareFiles,
  describeComparison,
  isRegression,
  judgedCases,
} from '../report/bench-comparison.js';
import { BENCH_FILE, type BenchFile } from '../report/benchmark.js';
import { differencesOf, tellDifferences } from '../report/differences.js';
import { type Command, EXIT, type Terminal } from './command.js';
import { isFolder, readText } from './file-text.js';

/** A larger file cannot come from smars bench. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

const BENCH: ZodForm<BenchFile> = { what: 'file of smars bench --save', schema: BENCH_FILE };

export const COMPARE: Command = {
  name: 'compare',
  about:
    'Compares two files that smars bench --save left: the ratio of each case with a 95 % ' +
    'interval, and whether the second is faster, slower or the same. Ends with 99 when a ' +
    'case is slower, with 2 when there is none to judge.',
  operands: 'A.json B.json',
  operandsMax: 2,
  flags: { json: { type: 'boolean', about: 'the comparison as JSON' } },
  examples: ['smars bench ring --save before.json', 'smars compare before.json after.json'],

  async run(flags, [before, after], terminal) {
    if (before === undefined || after === undefined)
      throw new InputError('smars compare: give two files of smars bench --save, A.json B.json');
    const [a, b] = [readBenchFile(before), readBenchFile(after)];
    const comparison = compareFiles(a, b);
    if (comparison.rows.length === 0)
      throw new InputError(`smars compare: ${before} and ${after} have no case in common`);
    const differences = differencesOf([a.conditions, b.conditions]);
    if (flags.json === true) {
      const answer = { version: 1, command: 'compare', files: [before, after] };
      terminal.answer(`${JSON.stringify({ ...answer, ...comparison, differences }, null, 2)}\n`);
    } else {
      const compared = describeComparison(comparison, { a: before, b: after });
      terminal.answer(`${compared}\n${tellDifferences(differences)}\n`);
    }
    return comparisonExit('smars compare', comparison, terminal);
  },
};

/** Returns the exit code of a comparison. An empty comparison is an error, and says so. */
export function comparisonExit(
  command: string,
  comparison: Comparison,
  terminal: Terminal,
): number {
  if (judgedCases(comparison) > 0) return isRegression(comparison) ? EXIT.BREACH : EXIT.GOOD;
  terminal.tell(
    `${command}: nothing was judged: the files share only floors, which measure the machine\n`,
  );
  return EXIT.USAGE;
}

function readBenchFile(path: string): BenchFile {
  if (isFolder(path))
    throw new InputError(
      `${path}: is a folder; smars compare takes files of smars bench --save, smars report ` +
        'compares loads',
    );
  return parseForm(BENCH, readText(path, 'a file of smars bench --save', FILE_BYTES_MAX), path)
    .value;
}
