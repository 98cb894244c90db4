import { availableParallelism } from 'node:os';
import { InputError } from '../base/input-error.js';
import { serveTasks, type WorkerCounts } from '../remote/worker.js';
import { count } from '../report/format.js';
import { type Command, EXIT, integerFlag, textFlag } from './command.js';
import { NATS_FLAG } from './day-flags.js';
import { durationFlag } from './load-arrivals.js';
import { thisProgram } from './program.js';
import { Progress } from './progress.js';

/** The longest --idle: a week. */
const IDLE_SECONDS_MAX = 604_800;

export const WORKER: Command = {
  name: 'worker',
  about:
    'Runs days of smars sweep, run --seeds, whatif and tune for other machines, which share a ' +
    'NATS server with JetStream. It ends at Ctrl-C, when its days in hand are done.',
  operands: '',
  operandsMax: 0,
  flags: {
    nats: NATS_FLAG,
    threads: { type: 'string', value: 'N', about: 'worker threads (default: the cores)' },
    idle: { type: 'string', value: 'TIME', about: 'end after so long without a task' },
    json: { type: 'boolean', about: 'the counts as JSON' },
  },
  examples: [
    'smars worker --nats nats://127.0.0.1:4222 --idle 1s',
    'smars worker --nats tls://TOKEN@queue.example:4222 --threads 16',
  ],

  async run(flags, _operands, terminal) {
    const address = textFlag(flags, 'nats');
    if (address === undefined) throw new InputError('smars worker: give --nats URL');
    const progress = new Progress(terminal);
    let counts: WorkerCounts;
    try {
      counts = await serveTasks(address, thisProgram(), {
        threads: integerFlag(flags, 'threads', 1, 256) ?? availableParallelism(),
        idleSeconds: durationFlag(flags, 'idle', 0.1, IDLE_SECONDS_MAX),
        signal: terminal.interrupted,
        tell: (text) => terminal.tell(`${text}\n`),
        done: (now) => progress.show(1, tellCounts(now)),
      });
    } finally {
      progress.end();
    }
    terminal.answer(
      flags.json === true
        ? `${JSON.stringify({ version: 1, command: 'worker', ...counts }, null, 2)}\n`
        : `${tellCounts(counts)}\n`,
    );
    // Days on which two machines disagree are for a person to look at.
    return counts.conflicts > 0 ? EXIT.FAILURE : EXIT.GOOD;
  },
};

function tellCounts({ ran, known, failed, conflicts }: WorkerCounts): string {
  return (
    `${count(ran)} days  ${count(known)} known already  ${count(failed)} failed tries  ` +
    `${count(conflicts)} conflicts`
  );
}
