import type { ColumnSpec } from '../base/columns.js';
import { dollars, formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import type { ServerTimeline, Timeline } from '../session/day/timeline.js';

/** The columns of a run's timeline. */
export function timelineColumns(servers: number): ColumnSpec[] {
  return [
    { name: 'time', kind: 'clock' },
    { name: 'children', kind: 'long' },
    { name: 'executions', kind: 'long' },
    { name: 'error_gross_usd', kind: 'dollars' },
    { name: 'long_usd', kind: 'dollars' },
    { name: 'short_usd', kind: 'dollars' },
    { name: 'pnl_at_mid_usd', kind: 'dollars' },
    { name: 'loss_usd', kind: 'dollars' },
    ...Array.from(
      { length: servers },
      (_, n): ColumnSpec => ({ name: `children_server_${n + 1}`, kind: 'long' }),
    ),
  ];
}

/** Rows of a timeline, with the children of each server by row. */
export interface TimelineRows {
  readonly timeline: Timeline;
  readonly serverTimeline: ServerTimeline;
  readonly rows: number;
}

/**
 * Writes timelines one after the other as CSV: time of day, counts since the start, dollars, and a
 * column for each server. A day has a row for each second and one at its end.
 */
export function writeTimelineCsv(servers: number, parts: readonly TimelineRows[]): string {
  const lines = [
    timelineColumns(servers)
      .map(({ name }) => name)
      .join(','),
  ];
  for (const { timeline, serverTimeline, rows } of parts) {
    for (let row = 0; row < rows; row++) {
      const cells: (string | number)[] = [
        clock(timeline.timeNs[row]!),
        timeline.children[row]!,
        timeline.executions[row]!,
      ];
      const { errorGross, long, short, pnlAtMid, loss } = timeline;
      for (const column of [errorGross, long, short, pnlAtMid, loss])
        cells.push(dollars(column[row]!).toFixed(2));
      for (let server = 0; server < servers; server++)
        cells.push(serverTimeline.children[row * servers + server]!);
      lines.push(cells.join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A time of day, with milliseconds where it lies between two seconds. */
const clock = (ns: number): string => formatTimeOfDay(ns, ns % NS_PER_SECOND === 0 ? 0 : 3);
