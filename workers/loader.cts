import type { Answer } from '../src/threads/answer.js';

/**
 * What a pool hands to a thread: the entry to import, which of its exports to call, and with what.
 */
interface LoadedTask {
  readonly file: string;
  readonly name: string;
  readonly task: unknown;
}

/** Imports an entry and does one of its tasks. */
async function runTask({ file, name, task }: LoadedTask): Promise<Answer<unknown>> {
  const { answering } = await import('../src/threads/answer.js');
  return answering(async () => {
    const entry = (await import(file)) as Record<string, (argument: unknown) => unknown>;
    return entry[name]!(task);
  })(undefined);
}

exports.runTask = runTask;
