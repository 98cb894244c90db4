import type { Outstanding } from './outstanding.js';
import type { Parents } from './parents.js';

/**
 * Cancels that gates ask of one server's resting children, by row of `Outstanding`. They are taken
 * over after the servers' turn, before the venues fill.
 */
export interface CancelRequests {
  /** By row: shares to cancel, 0 for none. */
  readonly shares: Int32Array;
  /** One cell: 1 while any row has some. */
  readonly pending: Uint8Array;
  /** One cell: 1 while the server's connection is lost, so that no cancel arrives. */
  readonly isCut: Uint8Array;
}

/** The resting children of one server as gates see them. */
export interface RestingChildren {
  readonly server: number;
  readonly outstanding: Outstanding;
  /** One cell: the rows in use. */
  readonly rows: Int32Array;
  readonly parents: Parents;
  readonly requests: CancelRequests;
}

/** Allocates the cancel requests of a server with so many rows of outstanding children. */
export function allocateRequests(rows: number): CancelRequests {
  return {
    shares: new Int32Array(rows),
    pending: new Uint8Array(1),
    isCut: new Uint8Array(1),
  };
}

/** Returns the shares of a row that no gate has asked to cancel. */
export function unaskedShares({ outstanding, requests }: RestingChildren, row: number): number {
  const shares = outstanding.shares[row]! - requests.shares[row]!;
  return shares > 0 ? shares : 0;
}
