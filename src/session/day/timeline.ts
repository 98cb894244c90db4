import type { Table } from '../../memory/table.js';

/**
 * One row a second from the bell on. Money is in ticks × shares; `children` counts since the start
 * of the day.
 */
export const TIMELINE_SCHEMA = {
  timeNs: 'f64',
  children: 'f64',
  executions: 'f64',
  errorGross: 'f64',
  long: 'f64',
  short: 'f64',
  /** Profit of the error account at the middle of the quotes, which its own orders have moved. */
  pnlAtMid: 'f64',
  /** What the error account would have lost, unwound as after the day, had it stopped then. */
  loss: 'f64',
} as const;
export type Timeline = Table<typeof TIMELINE_SCHEMA>;
/**
 * Children since the start of the day, by second and server: row = second × servers + server index.
 */
export const SERVER_TIMELINE_SCHEMA = { children: 'f64' } as const;
export type ServerTimeline = Table<typeof SERVER_TIMELINE_SCHEMA>;
