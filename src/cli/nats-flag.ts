import { InputError } from '../base/input-error.js';
import { parseNats } from '../remote/bus.js';
import { type DayTask, runQueue, type SessionOutcome } from '../session/session-pool.js';
import { type Flag, type FlagValues, integerFlag, type Terminal, textFlag } from './command.js';
import { thisProgram } from './program.js';

export const NATS_FLAG: Flag = {
  type: 'string',
  value: 'URL',
  about: 'run the days on the workers of a NATS server, nats://TOKEN@HOST:PORT',
};

/** Where days run: on threads of this machine, or on the workers of a server. */
export interface DayRunner {
  /** Runs days; the list may grow, up to `tasksMax`, between two outcomes. */
  run(
    tasks: readonly DayTask[],
    tasksMax: number,
    terminal: Terminal,
  ): AsyncGenerator<SessionOutcome>;
}

/** Reads --nats and --threads. Throws an InputError if both are given. */
export function readDayRunner(flags: FlagValues): DayRunner {
  const address = textFlag(flags, 'nats');
  const threads = integerFlag(flags, 'threads', 1, 256);
  if (address === undefined)
    return {
      run: (tasks, tasksMax, { interrupted }) =>
        runQueue(tasks, tasksMax, { threads, signal: interrupted }),
    };
  parseNats(address);
  if (threads !== undefined)
    throw new InputError(
      '--threads and --nats: give one of them; workers have threads of their own',
    );
  return {
    async *run(tasks, _tasksMax, terminal) {
      const { runRemote } = await import('../remote/coordinator.js');
      yield* runRemote(address, thisProgram(), tasks, {
        signal: terminal.interrupted,
        tell: (text) => terminal.tell(`${text}\n`),
      });
    },
  };
}
