/**
 * What threads hand over of an error that is no Error: nothing. They do so when a result has a part
 * that cannot be copied.
 */
const UNCOPIED = 'what it returned cannot be copied between threads';

/** A task that a thread did not do: which thread and task, and why. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
  /** What programs tell it by. */
  readonly code = 'SMARS_THREAD';
  /** The name of the pool. */
  readonly thread: string;
  /** What the task was, in words; undefined when a thread failed that had none. */
  readonly task: string | undefined;
  /** Why, in words; `cause` is the error itself. */
  readonly reason: string;

  constructor(thread: string, task: string | undefined, failure: unknown) {
    const cause =
      failure instanceof Error
        ? failure
        : new Error(typeof failure === 'string' ? failure : UNCOPIED);
    const reason = cause.message;
    super(`${thread}: ${task === undefined ? 'a thread' : task} failed: ${reason}`, { cause });
    this.thread = thread;
    this.task = task;
    this.reason = reason;
  }
}

/**
 * What is behind the failure of a start. An entry that is not there is most often one that a
 * bundler has not moved along: `option` says where to give it.
 */
export function explainStart(error: unknown, option: string): unknown {
  const cause = error instanceof ThreadError ? error.cause : error;
  if (!(cause instanceof Error) || (cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND')
    return cause;
  return new Error(`${cause.message}; where a bundler has moved the library, give its ${option}`, {
    cause,
  });
}
