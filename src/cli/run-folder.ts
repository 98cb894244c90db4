import { type TimelineRows, writeTimelineCsv } from '../report/timeline-csv.js';
import type { Scenario } from '../scenarios/schema.js';
import type { Day } from '../session/day/day.js';
import type { DayPaths } from '../session/result/paths.js';
import type { DayResult } from '../session/result/result.js';
import { sampleNow } from '../session/stages.js';
import { writeFolder } from './output.js';

/** The contents of a run's folder. */
interface RunRecord {
  readonly summary: { readonly result: DayResult };
  readonly scenario: Scenario;
  readonly day: Day;
  readonly paths: DayPaths;
  /**
   * Files of children and fills: their names in the folder and where they are now. Undefined if
   * events are not kept; otherwise the log of the day's events is also written.
   */
  readonly events: readonly (readonly [string, string])[] | undefined;
}

/** Writes the folder completely or not at all. */
export async function writeRunFolder(
  path: string,
  { summary, scenario, day, paths, events }: RunRecord,
): Promise<void> {
  const files: [string, string][] = [
    ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
    ['scenario.json', `${JSON.stringify(scenario, null, 2)}\n`],
    ['timeline.csv', timelineOf(day)],
    ['paths.json', `${JSON.stringify(paths)}\n`],
  ];
  if (events !== undefined) {
    const { writeEventsNdjson } = await import('../report/events-ndjson.js');
    files.push(['events.ndjson', writeEventsNdjson(summary.result.events)]);
  }
  const { pageOfFiles } = await import('./report-page.js');
  files.push(['report.html', pageOfFiles(path, files)]);
  writeFolder(path, files, events);
}

/** The seconds of a day. If the day has begun, a last row shows its end. */
function timelineOf(day: Day): string {
  const rows = day.cursor.seconds[0]!;
  const seconds: TimelineRows = {
    timeline: day.timeline,
    serverTimeline: day.serverTimeline,
    rows,
  };
  return writeTimelineCsv(
    day.servers.length,
    rows === 0 ? [seconds] : [seconds, { ...sampleNow(day), rows: 1 }],
  );
}
