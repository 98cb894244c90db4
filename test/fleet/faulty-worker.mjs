/**
 * A thread's entry that works until its clock has been read often enough, then fails in the way
 * that the environment names.
 */
const { SMARS_FAULT: how, SMARS_WORKERS: workers } = process.env;
if (how === 'cannot load') throw new Error('a fault of the file');

const READS = 20_000;
const hoard = [];
const FAULTS = {
  throws: () => {
    throw new Error('a fault of the worker');
  },
  exits: () => process.exit(7),
  hoards: () => {
    for (;;) hoard.push(new Array(100_000).fill(hoard.length + 0.5));
  },
};

export const isReady = () => true;

export async function runThread(task) {
  if (how === 'ends') return { thread: task.thread };
  const { hrtime } = process;
  let reads = 0;
  const failing = () => {
    if (++reads > READS) FAULTS[how]();
    return hrtime();
  };
  // Precedes the import: the clock takes its function from the process once.
  process.hrtime = Object.assign(failing, { bigint: hrtime.bigint });
  const { runThread: run } = await import(
    new URL(task.thread === task.plan.threads ? 'venues.js' : 'servers.js', workers).href
  );
  return run(task);
}
