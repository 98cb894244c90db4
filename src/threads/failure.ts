/** A pool reports a result that cannot be copied without an error. */
const UNCOPIED = 'what it returned cannot be copied between threads';

/** The error of a task that a thread did not finish: which thread, which task, and why. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
  /** Identifies this error to programs. */
  readonly code = 'SMARS_THREAD';
  /** The name of the pool. */
  readonly thread: string;
  /** The task in words; undefined when a thread failed without one. */
  readonly task: string | undefined;
  /** The reason in words; `cause` is the error itself. */
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
 * Returns the cause of a failed start. A missing entry is most often one that a bundler has not
 * moved along, so its message names the `option` that sets the entry.
 */
export function explainStart(error: unknown, option: string): unknown {
  const cause = error instanceof ThreadError ? error.cause : error;
  if (!(cause instanceof Error) || (cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND')
    return cause;
  return new Error(`${cause.message}; where a bundler has moved the library, give its ${option}`, {
    cause,
  });
}
