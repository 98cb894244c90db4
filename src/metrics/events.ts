import type { Table } from '../memory/table.js';

/**
 * A log of rare events in columns: the time, the owner's code for the kind, the server (0 for
 * none), and two numbers that the kind explains.
 */
export const EVENT_SCHEMA = {
  timeNs: 'f64',
  kind: 'u8',
  server: 'u8',
  first: 'f64',
  second: 'f64',
} as const;
/**
 * Row 0 of `count` is the number of logged events; row 0 of `dropped` is the number that found the
 * log full.
 */
export const EVENT_COUNT_SCHEMA = { count: 'i32', dropped: 'i32' } as const;

/** A bounded log in columns. Events that find it full are counted in `dropped`. */
export interface EventLog {
  readonly rows: Table<typeof EVENT_SCHEMA>;
  readonly counts: Table<typeof EVENT_COUNT_SCHEMA>;
}

/** Adds an event at a time, ns since the bell; counts it as dropped if the log is full. */
export function logEvent(
  log: EventLog,
  timeNs: number,
  kind: number,
  server: number,
  first: number,
  second: number,
): void {
  const { rows, counts } = log;
  const row = counts.count[0]!;
  if (row === rows.capacity) {
    counts.dropped[0] = counts.dropped[0]! + 1;
    return;
  }
  rows.timeNs[row] = timeNs;
  rows.kind[row] = kind;
  rows.server[row] = server;
  rows.first[row] = first;
  rows.second[row] = second;
  counts.count[0] = row + 1;
}
