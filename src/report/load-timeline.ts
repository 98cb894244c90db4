import type { ColumnSpec } from '../base/columns.js';
import type { FleetSnapshot } from '../fleet/main-thread/snapshot.js';

/** A second of a load, without the histograms, which the next second overwrites. */
export type LoadSecond = Omit<FleetSnapshot, 'latency'>;

/** The columns of a load's timeline. */
export const LOAD_TIMELINE_COLUMNS: readonly ColumnSpec[] = [
  { name: 'seconds', kind: 'number' },
  { name: 'parents', kind: 'number' },
  { name: 'children', kind: 'number' },
  { name: 'refused', kind: 'number' },
  { name: 'executions', kind: 'number' },
  { name: 'queued', kind: 'long' },
  { name: 'held', kind: 'long' },
  { name: 'in_flight', kind: 'long' },
  { name: 'open', kind: 'long' },
  { name: 'due', kind: 'long' },
  { name: 'resident_bytes', kind: 'long' },
];

/** The seconds of a load as CSV: the rates of each second, and the queues at its end. */
export function writeLoadTimeline(rows: readonly LoadSecond[]): string {
  const lines = rows.map((row) => {
    const {
      atSeconds,
      seconds,
      counts,
      queued,
      held,
      inFlight,
      openParents,
      dueParents,
      residentBytes,
    } = row;
    const rates = [
      counts.parents,
      counts.children,
      counts.children - counts.admitted,
      counts.executions,
    ].map((n) => (n / seconds).toFixed(1));
    return [
      atSeconds.toFixed(3),
      ...rates,
      queued,
      held,
      inFlight,
      openParents,
      dueParents,
      residentBytes,
    ].join(',');
  });
  return `${[LOAD_TIMELINE_COLUMNS.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}
