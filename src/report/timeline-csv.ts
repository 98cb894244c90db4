import { dollars, formatTimeOfDay } from '../base/units.js';
import type { ServerTimeline, Timeline } from '../session/timeline.js';

/** The timeline as CSV, a line a second: time of day, counts since the start, dollars. `rows` are in use; servers have a column each. */
export function writeTimelineCsv(timeline: Timeline, perServer: ServerTimeline, servers: number, rows: number): string {
  const head = ['time', 'children', 'executions', 'error_gross_usd', 'long_usd', 'short_usd', 'pnl_usd'];
  for (let server = 1; server <= servers; server++) head.push(`children_server_${server}`);
  const lines = [head.join(',')];
  for (let row = 0; row < rows; row++) {
    const cells: (string | number)[] = [formatTimeOfDay(timeline.timeNs[row]!), timeline.children[row]!, timeline.executions[row]!];
    for (const column of [timeline.errorGross, timeline.long, timeline.short, timeline.pnl]) cells.push(dollars(column[row]!).toFixed(2));
    for (let server = 0; server < servers; server++) cells.push(perServer.children[row * servers + server]!);
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}
