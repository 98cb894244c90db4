import { InputError } from '../base/assert.js';

/**
 * An error as data. Threads hand errors over as copies that lose name and code, and cannot hand
 * over every value that may be thrown.
 */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | number | undefined;
  readonly stack?: string | undefined;
  readonly cause?: CarriedError | undefined;
}

/** How a task of a thread ended: with a result, or with what was thrown. */
export type Answer<T> =
  | { readonly smarsAnswer: 'result'; readonly result: T }
  | { readonly smarsAnswer: 'failure'; readonly error: CarriedError };

/** How many causes of an error are carried along. */
const CAUSES_MAX = 8;

/**
 * Makes a function of a thread's entry one that always answers: with its result, or with whatever
 * it throws. An answer within is passed on.
 */
export function answering<A, R>(
  task: (argument: A) => R,
): (argument: A) => Promise<Answer<Awaited<R>>> {
  return async (argument) => {
    try {
      const result = await task(argument);
      return isAnswer(result) ? (result as Answer<Awaited<R>>) : { smarsAnswer: 'result', result };
    } catch (error) {
      return { smarsAnswer: 'failure', error: carryError(error) };
    }
  };
}

/** What the pool asks a thread first: the thread answers once it has loaded its file. */
export const isReady = answering(() => true);

export function isAnswer(value: unknown): value is Answer<unknown> {
  return typeof value === 'object' && value !== null && 'smarsAnswer' in value;
}

/** Anything that was thrown, as data. */
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

/**
 * The error again, with its name, code, stack and cause. A fault of the user's input is an
 * InputError here too.
 */
export function reviveError({ name, message, code, stack, cause }: CarriedError): Error {
  const options = cause === undefined ? undefined : { cause: reviveError(cause) };
  if (code === 'SMARS_INPUT') return new InputError(message, options);
  const error = new Error(message, options);
  Object.defineProperty(error, 'name', { value: name, configurable: true });
  if (code !== undefined) Object.assign(error, { code });
  if (stack !== undefined) error.stack = stack;
  return error;
}
