import type { TaskAnswer } from '../src/threads/answer.js';

/**
 * The task that a pool hands to a thread: the entry to import, the export to call, and its
 * argument.
 */
interface LoadedTask {
  readonly file: string;
  readonly name: string;
  readonly task: unknown;
}

/** Imports an entry and runs one of its tasks. */
async function runTask({ file, name, task }: LoadedTask): Promise<TaskAnswer<unknown>> {
  const { answering } = await import('../src/threads/answer.js');
  return answering(async () => {
    const entry = (await import(file)) as Record<string, (argument: unknown) => unknown>;
    return entry[name]!(task);
  })(undefined);
}

exports.runTask = runTask;
