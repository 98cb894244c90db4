import { InputError } from '../base/input-error.js';
import type { RunTasks, SessionTask } from '../session/session-pool.js';
import { recordOf, SweepResults } from '../sweep/results.js';
import {
  expandTasks,
  parseShard,
  type Shard,
  type SweepTask,
  tasksOfShard,
} from '../sweep/tasks.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  interruptName,
  type Terminal,
  textFlag,
} from './command.js';
import { NATS_FLAG, readRunTasks } from './day-flags.js';
import { thisProgram } from './program.js';
import { Progress } from './progress.js';
import { type ReadPlan, readPlan } from './sweep-cells.js';
import { type SweepHead, SweepJournal } from './sweep-folder.js';
import { mergeShards } from './sweep-merge.js';
import { finishFolder } from './sweep-tables.js';

export const SWEEP: Command = {
  name: 'sweep',
  about:
    'Runs every day of a plan: scenarios, settings, controls or limits, orders and seeds. A day ' +
    'is known by its content, so a sweep goes on where it was, and parts of it can be merged.',
  operands: 'PLAN.json | merge DIR…',
  operandsMax: 10_000,
  flags: {
    out: { type: 'string', value: 'DIR', about: 'the folder of the sweep: new, or begun before' },
    shard: {
      type: 'string',
      value: 'I/N',
      about: 'run only the I-th of N parts; smars sweep merge joins their folders',
    },
    threads: { type: 'string', value: 'N', about: 'worker threads (default: the cores)' },
    nats: NATS_FLAG,
    json: { type: 'boolean', about: 'the summary as JSON' },
  },
  examples: [
    'smars sweep plan.json --out sweeps/first',
    'smars sweep plan.json --shard 1/2 --out part-1',
    'smars sweep plan.json --shard 2/2 --out part-2',
    'smars sweep merge part-1 part-2 --out sweeps/whole',
  ],

  async run(flags, operands, terminal) {
    const [first, ...folders] = operands;
    const out = textFlag(flags, 'out');
    if (out === undefined) throw new InputError('smars sweep: give --out DIR, for its results');
    if (first === undefined) throw new InputError('smars sweep: give a plan, or merge DIR…');
    if (first === 'merge') {
      refuseForMerge(flags);
      return mergeShards(folders, out, flags.json === true, terminal);
    }
    if (folders.length > 0)
      throw new InputError(
        `smars sweep: '${folders[0]}' is one argument too many: give one plan, or merge DIR…`,
      );
    const runDays = readRunTasks(flags, terminal);
    const shardText = textFlag(flags, 'shard');
    const shard = shardText === undefined ? undefined : parseShard(shardText);
    const sweep = await openSweep(first, shard, terminal);
    const results = new SweepResults();
    const journal = SweepJournal.open(out, sweep.head, sweep.plan.text, results);
    let isWhole: boolean;
    try {
      isWhole = await runMissing(sweep, results, journal, runDays, terminal);
    } finally {
      journal.close();
    }
    if (!isWhole) {
      terminal.tell(
        `ended by ${interruptName(terminal)} after ${results.size} of ${sweep.tasks.length} ` +
          `days; the same command goes on\n`,
      );
      return EXIT.INTERRUPTED;
    }
    if (shard === undefined)
      terminal.answer(await finishFolder(out, sweep, results, flags.json === true));
    else
      terminal.tell(
        `shard ${shard.number}/${shard.of}: ${results.size} days in ${out}; ` +
          'smars sweep merge joins the shards\n',
      );
    return EXIT.GOOD;
  },
};

/** A plan with its tasks: all of them, or those of a shard. */
interface OpenSweep {
  readonly plan: ReadPlan;
  readonly head: SweepHead;
  readonly tasks: readonly SweepTask[];
}

async function openSweep(
  path: string,
  shard: Shard | undefined,
  terminal: Terminal,
): Promise<OpenSweep> {
  const plan = await readPlan(path, terminal);
  const program = thisProgram();
  const cells = plan.cells.map(({ cell }) => cell);
  const all = expandTasks(program, cells, plan.plan.seeds);
  return {
    plan,
    tasks: shard === undefined ? all : tasksOfShard(all, shard),
    head: {
      format: 'smars sweep',
      version: 1,
      title: plan.plan.title ?? '',
      program,
      seeds: plan.plan.seeds,
      cells,
      shard: shard ?? null,
    },
  };
}

/** Runs the tasks without a result; false if an interrupt ended it. */
async function runMissing(
  { plan, tasks }: OpenSweep,
  results: SweepResults,
  journal: SweepJournal,
  runDays: RunTasks,
  terminal: Terminal,
): Promise<boolean> {
  const missing = results.missing(tasks);
  const days = missing.map(({ cell, seed }): SessionTask => {
    const { spec, orders } = plan.cells[cell]!;
    return { spec, seed, orders };
  });
  const progress = new Progress(terminal);
  try {
    for await (const { task, result } of runDays(days, days.length)) {
      const record = recordOf(missing[task]!.key, result);
      results.add(record, 'this run');
      journal.append(record);
      progress.showDone(results.size, tasks.length, 'days');
    }
  } finally {
    progress.end();
  }
  return results.missing(tasks).length === 0;
}

/** Refuses flags that a merge has no use for. */
function refuseForMerge(flags: FlagValues): void {
  const idle = ['shard', 'threads', 'nats'].find((flag) => flags[flag] !== undefined);
  if (idle !== undefined) throw new InputError(`--${idle} goes with a plan: a merge runs nothing`);
}
