import { InputError } from '../base/input-error.js';
import { type Comparison, comparePairs, describeComparison } from '../report/bench-comparison.js';
import { describeBenchmark } from '../report/bench-text.js';
import type { BenchFile, Benchmark } from '../report/benchmark.js';
import { checkNames, listBenchmarks, mergeRuns, runBenchmark } from './bench-process.js';
import { buildRevision } from './bench-revision.js';
import { RISK_TABLE, runRiskTable } from './bench-risk.js';
import {
  type Command,
  EXIT,
  integerFlag,
  interruptName,
  type Terminal,
  textFlag,
} from './command.js';
import { comparisonExit } from './compare.js';
import { describeConditions, readConditions, readInvocation } from './conditions.js';
import { checkPlaces, Outputs, placesOf, writeWhole } from './output.js';
import { Progress } from './progress.js';

/**
 * Processes of each benchmark: one for a look, five for a saved file. A comparison takes as many
 * pairs as a 95 % interval of the median needs, and one spare.
 */
const ROUNDS = { look: 1, save: 5, against: 7 } as const;
const ROUNDS_MAX = 1000;

export const BENCH: Command = {
  name: 'bench',
  about:
    'Runs benchmarks of a clone, each in a process of its own: all, or those named. ' +
    `"${RISK_TABLE}" is a table of the gate's checks: what each costs an order, and when it ` +
    'acts in knight-2012.',
  operands: '[NAME…]',
  operandsMax: 64,
  flags: {
    save: { type: 'string', value: 'FILE', about: 'keep the figures as JSON, for smars compare' },
    against: {
      type: 'string',
      value: 'REV',
      about: 'compare with another revision, built beside this tree, in turn: A B A B …',
    },
    rounds: {
      type: 'string',
      value: 'N',
      about:
        `processes of each benchmark (default ${ROUNDS.look}; with --save ${ROUNDS.save}; ` +
        `with --against ${ROUNDS.against} pairs)`,
    },
    json: { type: 'boolean', about: 'the figures, or the comparison, as JSON' },
  },
  examples: [
    'smars bench ring histogram',
    'smars bench --save before.json',
    'smars bench session --against HEAD~1',
    'smars bench risk',
  ],

  async run(flags, operands, terminal) {
    const names = listBenchmarks();
    checkNames(operands, [...names, RISK_TABLE]);
    const save = textFlag(flags, 'save');
    const against = textFlag(flags, 'against');
    const rounds = integerFlag(flags, 'rounds', 1, ROUNDS_MAX);
    const json = flags.json === true;
    if (operands.includes(RISK_TABLE)) {
      if (
        operands.length > 1 ||
        save !== undefined ||
        against !== undefined ||
        rounds !== undefined
      )
        throw new InputError(
          `smars bench ${RISK_TABLE}: is a table of its own; it goes with --json alone`,
        );
      return runRiskTable(json, terminal);
    }
    const chosen = operands.length === 0 ? names : [...new Set(operands)];
    if (against !== undefined) {
      if (save !== undefined) throw new InputError('--save and --against: give one of them');
      return compareRevision(against, chosen, rounds ?? ROUNDS.against, json, terminal);
    }
    checkPlaces(placesOf(flags, { save: 'file' }), terminal);
    return measure(
      chosen,
      rounds ?? (save === undefined ? ROUNDS.look : ROUNDS.save),
      { save, json },
      terminal,
    );
  },
};

async function measure(
  names: readonly string[],
  rounds: number,
  { save, json }: { save: string | undefined; json: boolean },
  terminal: Terminal,
): Promise<number> {
  const progress = new Progress(terminal);
  const conditions = readConditions();
  const benchmarks: Benchmark[] = [];
  let failed = 0;
  if (!json) terminal.answer(`${describeConditions(conditions).join('\n')}\n`);
  for (const [place, name] of names.entries()) {
    const runs: Benchmark[] = [];
    for (let round = 0; round < rounds && !terminal.interrupted.aborted; round++) {
      progress.show(
        (place + round / rounds) / names.length,
        `${name}${rounds === 1 ? '' : `, process ${round + 1} of ${rounds}`}`,
      );
      try {
        const run = await runBenchmark(name, terminal.interrupted);
        if (run !== undefined) runs.push(run);
      } catch (error) {
        // A failed benchmark is reported, and the others still run.
        progress.end();
        terminal.tell(`${(error as Error).message}\n`);
        failed++;
        break;
      }
    }
    if (terminal.interrupted.aborted && runs.length === 0) break;
    if (runs.length === 0) continue;
    const benchmark = mergeRuns(runs);
    benchmarks.push(benchmark);
    progress.end();
    if (!json) terminal.answer(`\n${describeBenchmark(benchmark)}\n`);
  }
  progress.end();
  const file: BenchFile = {
    version: 1,
    command: 'bench',
    invocation: readInvocation(),
    conditions: { ...conditions },
    benchmarks,
  };
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (json) terminal.answer(text);
  if (terminal.interrupted.aborted) {
    const left =
      save === undefined ? 'the measurements so far are above' : `${save} was not written`;
    terminal.tell(`ended by ${interruptName(terminal)}; ${left}\n`);
    return EXIT.INTERRUPTED;
  }
  if (failed > 0) return EXIT.FAILURE;
  const outputs = new Outputs();
  if (save !== undefined) await outputs.attempt(() => writeWhole(save, '--save', text));
  return outputs.end(EXIT.GOOD, terminal);
}

/** Alternates A B A B …: each benchmark in the other revision, then in this tree. */
async function compareRevision(
  revision: string,
  names: readonly string[],
  rounds: number,
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const other = await buildRevision(revision, names, terminal);
  if (other === undefined) return EXIT.INTERRUPTED;
  const progress = new Progress(terminal);
  const [a, b]: [Benchmark[], Benchmark[]] = [[], []];
  try {
    for (const [place, name] of names.entries()) {
      const pairs: { before: Benchmark; after: Benchmark }[] = [];
      for (let round = 0; round < rounds; round++) {
        progress.show(
          (place + round / rounds) / names.length,
          `${name}, pair ${round + 1} of ${rounds}`,
        );
        const before = await runBenchmark(name, terminal.interrupted, other.folder);
        const after = await runBenchmark(name, terminal.interrupted);
        if (before === undefined || after === undefined) break;
        pairs.push({ before, after });
      }
      if (pairs.length === 0) break;
      a.push(mergeRuns(pairs.map(({ before }) => before)));
      b.push(mergeRuns(pairs.map(({ after }) => after)));
    }
  } finally {
    progress.end();
    other.remove();
  }
  const comparison: Comparison = comparePairs(a, b);
  const called = { a: `${revision}, commit ${other.commit}`, b: 'this tree, as it was built' };
  const conditions = readConditions();
  if (json) {
    const answer = { version: 1, command: 'bench', against: other.commit, conditions };
    terminal.answer(`${JSON.stringify({ ...answer, ...comparison }, null, 2)}\n`);
  } else
    terminal.answer(
      `${describeConditions(conditions).join('\n')}\n\n${describeComparison(comparison, called)}\n`,
    );
  if (terminal.interrupted.aborted) {
    terminal.tell(`ended by ${interruptName(terminal)}; the complete pairs are above\n`);
    return EXIT.INTERRUPTED;
  }
  return comparisonExit('smars bench --against', comparison, terminal);
}
