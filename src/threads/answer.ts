import { InputError } from '../base/input-error.js';

/**
 * An error as data. Structured clone loses the name and code of an error, and cannot copy every
 * thrown value.
 */
interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | number | undefined;
  readonly stack?: string | undefined;
  readonly cause?: CarriedError | undefined;
}

/** The end of a thread's task: a result, or the thrown error. */
export type TaskAnswer<T> =
  | { readonly smarsAnswer: 'result'; readonly result: T }
  | { readonly smarsAnswer: 'failure'; readonly error: CarriedError };

/** The longest chain of causes that an error carries. */
const CAUSES_MAX = 8;

/**
 * Wraps a function of a thread's entry so that it always answers: with its result, or with what it
 * throws. It passes on an answer that the function itself returns.
 */
export function answering<A, R>(
  task: (argument: A) => R,
): (argument: A) => Promise<TaskAnswer<Awaited<R>>> {
  return async (argument) => {
    try {
      const result = await task(argument);
      return isAnswer(result)
        ? (result as TaskAnswer<Awaited<R>>)
        : { smarsAnswer: 'result', result };
    } catch (error) {
      return { smarsAnswer: 'failure', error: carryError(error) };
    }
  };
}

/** The first task of a pool: a thread answers it once it has loaded its file. */
export const isReady = answering(() => true);

export function isAnswer(value: unknown): value is TaskAnswer<unknown> {
  return typeof value === 'object' && value !== null && 'smarsAnswer' in value;
}

/** Converts any thrown value into data. */
export function carryError(thrown: unknown, depth = 0): CarriedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: describeValue(thrown) };
  const { name, message, stack, cause } = thrown;
  const { code } = thrown as { code?: unknown };
  return {
    name: String(name),
    message: String(message),
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    stack: typeof stack === 'string' ? stack : undefined,
    cause: cause === undefined || depth === CAUSES_MAX ? undefined : carryError(cause, depth + 1),
  };
}

function describeValue(value: unknown): string {
  try {
    return `${typeof value} ${String(value)} was thrown`;
  } catch {
    return `a value of type ${typeof value} was thrown`;
  }
}

/** Restores an error with its name, code, stack and cause. An InputError stays one. */
export function reviveError({ name, message, code, stack, cause }: CarriedError): Error {
  const options = cause === undefined ? undefined : { cause: reviveError(cause) };
  if (code === 'SMARS_INPUT') return new InputError(message, options);
  const error = new Error(message, options);
  Object.defineProperty(error, 'name', { value: name, configurable: true });
  if (code !== undefined) Object.assign(error, { code });
  if (stack !== undefined) error.stack = stack;
  return error;
}
