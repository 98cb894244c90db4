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
import { type Command, EXIT, listFlag, type Terminal } from './command.js';
import { isFolder, readText } from './file-text.js';

/** A larger file cannot come from smars bench. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

const BENCH: ZodForm<BenchFile> = { what: 'file of smars bench --save', schema: BENCH_FILE };

export const COMPARE: Command = {
  name: 'compare',
  about:
    'Compares two files that smars bench --save left, or two folders of smars load: the ratio of ' +
    'each figure with a 95 % interval, whether the second is better, worse or the same, and what ' +
    'differed. Ends with 99 when a judged figure is worse, with 2 when there is none to judge.',
  operands: 'A B',
  operandsMax: 2,
  flags: {
    judge: {
      type: 'string',
      value: 'METRIC',
      multiple: true,
      about:
        'with folders of loads: judge these figures (default throughput, and p50, p99 and p99.9 ' +
        'of response, in a closed loop of roundTrip)',
    },
    json: { type: 'boolean', about: 'the comparison as JSON' },
  },
  examples: [
    'smars bench ring --save before.json',
    'smars compare before.json after.json',
    'smars compare runs/before runs/after --judge response.p99',
  ],

  async run(flags, [before, after], terminal) {
    if (before === undefined || after === undefined)
      throw new InputError(
        'smars compare: give two files of smars bench --save, A.json B.json, or two folders of ' +
          'smars load',
      );
    const [isA, isB] = [isFolder(before), isFolder(after)];
    const judged = listFlag(flags, 'judge');
    const json = flags.json === true;
    if (isA && isB) {
      const { compareLoadFolders } = await import('./compare-loads.js');
      return compareLoadFolders({ paths: [before, after], judged, json }, terminal);
    }
    if (isA !== isB)
      throw new InputError(
        `smars compare: ${isA ? before : after} is a folder and ${isA ? after : before} is not; ` +
          'give two files of smars bench --save or two folders of smars load',
      );
    if (judged.length > 0) throw new InputError('--judge goes with two folders of smars load');
    const [a, b] = [readBenchFile(before), readBenchFile(after)];
    const comparison = compareFiles(a, b);
    if (comparison.rows.length === 0)
      throw new InputError(`smars compare: ${before} and ${after} have no case in common`);
    const differences = differencesOf([a.conditions, b.conditions]);
    if (json) {
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
  return parseForm(BENCH, readText(path, 'a file of smars bench --save', FILE_BYTES_MAX), path)
    .value;
}
