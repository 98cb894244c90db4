import { InputError } from '../base/input-error.js';
import { parseNats } from '../remote/bus.js';
import { daysOnThreads, type RunTasks } from '../session/session-pool.js';
import { parseShard } from '../sweep/tasks.js';
import {
  EXIT,
  type Flag,
  type FlagValues,
  integerFlag,
  listFlag,
  type Terminal,
  textFlag,
} from './command.js';
import { DayShard, daysFrom } from './day-shards.js';
import { thisProgram } from './program.js';
import { Progress } from './progress.js';

export const NATS_FLAG: Flag = {
  type: 'string',
  value: 'URL',
  about: 'run the days on the workers of a NATS server, nats://TOKEN@HOST:PORT',
};

/** The flags of commands whose days can be run elsewhere. */
export const DAY_FLAGS: Readonly<Record<'nats' | 'shard' | 'from', Flag>> = {
  nats: NATS_FLAG,
  shard: {
    type: 'string',
    value: 'I/N',
    about: 'only run the I-th of N parts of the days, and leave them in the folder of --out',
  },
  from: {
    type: 'string',
    value: 'DIR',
    multiple: true,
    about: 'answer from the folders of all parts: one each, or one that has them in it',
  },
};

/** Reads --nats and --threads: where days run. Throws an InputError if both are given. */
export function readRunTasks(flags: FlagValues, terminal: Terminal): RunTasks {
  const address = textFlag(flags, 'nats');
  const threads = integerFlag(flags, 'threads', 1, 256);
  if (address === undefined) return daysOnThreads({ threads, signal: terminal.interrupted });
  parseNats(address);
  if (threads !== undefined)
    throw new InputError(
      '--threads and --nats: give one of them; workers have threads of their own',
    );
  return async function* run(tasks) {
    const { runRemote } = await import('../remote/coordinator.js');
    yield* runRemote(address, thisProgram(), tasks, {
      signal: terminal.interrupted,
      tell: (text) => terminal.tell(`${text}\n`),
    });
  };
}

/** Where the days of a command run. */
export interface DayRunner {
  readonly run: RunTasks;
  /** The part of the days that this command is to run, without an answer; undefined for all. */
  readonly shard: DayShard | undefined;
  /** The progress of all days; that of a part is told by itself. */
  progress(): Progress;
}

/**
 * Reads --nats, --threads, --shard and --from of a command. Throws an InputError if they contradict
 * each other, or if one of `idle`, the flags of the answer, is given with --shard.
 */
export function readDayRunner(
  command: string,
  flags: FlagValues,
  idle: readonly string[],
  terminal: Terminal,
): DayRunner {
  const run = readRunTasks(flags, terminal);
  const shardText = textFlag(flags, 'shard');
  const folders = listFlag(flags, 'from');
  refuseChecks(flags);
  if (shardText === undefined)
    return {
      run: folders.length === 0 ? run : daysFrom(folders, command, thisProgram(), run),
      shard: undefined,
      progress: () => new Progress(terminal),
    };
  const number = parseShard(shardText);
  const out = textFlag(flags, 'out');
  if (out === undefined) throw new InputError('--shard goes with --out DIR, for the days');
  for (const other of ['from', ...idle])
    if (flags[other] !== undefined)
      throw new InputError(
        `--shard and --${other}: give one of them` +
          (other === 'from' ? '' : '; a part has no answer, so give it with --from'),
      );
  const given = { command, program: thisProgram(), shard: number };
  const shard = new DayShard(given, out, run, terminal);
  return {
    run: (tasks, tasksMax) => shard.run(tasks, tasksMax),
    shard,
    progress: () => new Progress(undefined),
  };
}

/** Tells what a part has done, and returns the exit code. */
export function endShard(shard: DayShard, terminal: Terminal): number {
  if (terminal.interrupted.aborted) {
    terminal.tell(`${shard.tell()}; the same command goes on\n`);
    return EXIT.INTERRUPTED;
  }
  shard.finish();
  terminal.tell(`${shard.tell()}; --from answers when all parts are there\n`);
  return EXIT.GOOD;
}

function refuseChecks(flags: FlagValues): void {
  const away = ['nats', 'shard', 'from'].find((flag) => flags[flag] !== undefined);
  if (away !== undefined && flags.check !== undefined)
    throw new InputError(`--check and --${away}: give one of them; a module is of one machine`);
}
