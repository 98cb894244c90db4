import { ThreadError } from '../threads/failure.js';
import type { FleetTally } from './main-thread/tally.js';

/** The reason for which a fleet ended before it was asked to. */
export type FleetFault = 'worker' | 'start' | 'drain';

/**
 * The error of a fleet that could not go on: which thread and servers, why, and the tally by then.
 */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  /** Identifies this error to programs. */
  readonly code = 'SMARS_FLEET';
  /**
   * `worker`: a thread ended by itself. `start`: it did not start. `drain`: it did not empty its
   * rings.
   */
  readonly fault: FleetFault;
  /** The name of the thread's pool: `servers 1` …, or `venues`. */
  readonly thread: string;
  /** The numbers of the servers that the thread hosted; all servers for the venue thread. */
  readonly servers: readonly number[];
  /** The message of the thread or its pool. */
  readonly reason: string;
  /**
   * What the servers had been handed and what became of it; undefined when the fleet had not
   * started.
   */
  readonly accounts: FleetTally | undefined;

  constructor(
    fault: FleetFault,
    thread: string,
    servers: readonly number[],
    failure: unknown,
    accounts: FleetTally | undefined,
  ) {
    const cause = failure instanceof ThreadError ? failure.cause : failure;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hosted =
      servers.length === 0
        ? ''
        : ` (server${servers.length === 1 ? '' : 's'} ${servers.join(', ')})`;
    super(`fleet: thread '${thread}'${hosted} ${SAID[fault]}: ${reason}`, { cause });
    this.fault = fault;
    this.thread = thread;
    this.servers = servers;
    this.reason = reason;
    this.accounts = accounts;
  }
}

const SAID: Readonly<Record<FleetFault, string>> = {
  worker: 'ended',
  start: 'did not start',
  drain: 'did not drain',
};
