import { ThreadError } from '../threads/failure.js';
import type { FleetTally } from './main-thread/tally.js';

/** Why a fleet ended before it was asked to. */
export type FleetFault = 'worker' | 'start' | 'drain';

/** A fleet that could not go on: which thread and servers, why, and what they had been handed. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  /** What programs tell it by. */
  readonly code = 'SMARS_FLEET';
  /**
   * A thread ended by itself (`worker`), did not come up (`start`), or did not empty its rings
   * (`drain`).
   */
  readonly fault: FleetFault;
  /** The thread as its pool is named: `servers 1` …, or `venues`. */
  readonly thread: string;
  /** Numbers of the servers that the thread hosted; all of them where it was the venues'. */
  readonly servers: readonly number[];
  /** What the thread, or its pool, said. */
  readonly reason: string;
  /** Undefined when the fleet had not started. */
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
