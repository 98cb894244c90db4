import type { ColumnSpec } from '../base/columns.js';
import { dollars, formatTimeOfDay } from '../base/units.js';
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
    { name: 'pnl_usd', kind: 'dollars' },
    ...Array.from({ length: servers }, (_, n): ColumnSpec => ({ name: `children_server_${n + 1}`, kind: 'long' })),
  ];
}

/** The timeline as CSV, a line a second: time of day, counts since the start, dollars. `rows` are in use; servers have a column each. */
export function writeTimelineCsv(timeline: Timeline, perServer: ServerTimeline, servers: number, rows: number): string {
  const lines = [
    timelineColumns(servers)
      .map(({ name }) => name)
      .join(','),
  ];
  for (let row = 0; row < rows; row++) {
    const cells: (string | number)[] = [formatTimeOfDay(timeline.timeNs[row]!), timeline.children[row]!, timeline.executions[row]!];
    for (const column of [timeline.errorGross, timeline.long, timeline.short, timeline.pnl]) cells.push(dollars(column[row]!).toFixed(2));
    for (let server = 0; server < servers; server++) cells.push(perServer.children[row * servers + server]!);
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}
