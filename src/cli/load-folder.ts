import type { FleetSnapshot } from '../fleet/main-thread/snapshot.js';
import type { FleetResult } from '../fleet/result.js';
import { formatExposition, type MetricFamily } from '../metrics/exposition.js';
import { type LatencyHistogram, totalCount } from '../metrics/histogram.js';
import { formatHgrm, formatLogHead, formatLogInterval } from '../metrics/histogram-files.js';
import { type LoadSecond, writeLoadTimeline } from '../report/load-timeline.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { writeFolder } from './output.js';

/** What a load's folder has beside what was measured. */
interface LoadExtras {
  /** Event files to move into the folder, as name and path. */
  readonly moved: readonly (readonly [string, string])[];
  readonly metrics: readonly MetricFamily[];
  /** More latencies, by the names of their files. */
  readonly latency?: readonly (readonly [string, LatencyHistogram])[];
}

/**
 * The folder of a load. It collects the log's intervals during the run, and writes all files at the
 * end.
 */
export class LoadFolder {
  readonly #path: string;
  #log = '';
  readonly #seconds: LoadSecond[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds an interval's histograms, with a tag for each latency point. */
  addInterval({ latency, ...interval }: FleetSnapshot): void {
    const { atSeconds, seconds } = interval;
    this.#seconds.push(interval);
    for (const [stage, histogram] of Object.entries(latency)) {
      if (totalCount(histogram) > 0)
        this.#log += formatLogInterval(stage, histogram, atSeconds - seconds, atSeconds);
    }
  }

  /** Writes the files of `filesOf`. Moves the event files `moved` into the folder. */
  async finish(
    summary: object,
    profile: LoadProfile,
    result: FleetResult,
    { moved, ...extras }: LoadExtras,
  ): Promise<void> {
    writeFolder(this.#path, await this.filesOf(summary, profile, result, extras), moved);
  }

  /**
   * The files by name: report.html, summary.json, profile.json, timeline.csv, metrics.prom and the
   * latency files: latency/<point>.hgrm for all servers and for each, and latency/intervals.hlog.
   */
  async filesOf(
    summary: object,
    profile: LoadProfile,
    result: FleetResult,
    { metrics, latency = [] }: Omit<LoadExtras, 'moved'>,
  ): Promise<[name: string, text: string][]> {
    const files: [string, string][] = [
      ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
      ['profile.json', `${JSON.stringify(profile, null, 2)}\n`],
      [
        'latency/intervals.hlog',
        formatLogHead(result.measuredFromMs, [
          `smars load ${profile.name}: latencies in ns, Interval_Max in ms; times in s`,
        ]) + this.#log,
      ],
      ['timeline.csv', writeLoadTimeline(this.#seconds)],
      // The form that node_exporter's textfile collector reads.
      ['metrics.prom', formatExposition(metrics, 'prometheus')],
    ];
    files.push(...latencyFiles('', result.latency.merged));
    result.latency.servers.forEach((stages, index) => {
      files.push(...latencyFiles(`server-${index + 1}-`, stages));
    });
    for (const [name, histogram] of latency)
      if (totalCount(histogram) > 0) files.push([`latency/${name}.hgrm`, formatHgrm(histogram)]);
    const { pageOfFiles } = await import('./report-page.js');
    files.push(['report.html', pageOfFiles(this.#path, files)]);
    return files;
  }
}

/** The percentile files of the latency points that have any. */
export function latencyFiles(
  prefix: string,
  stages: FleetResult['latency']['merged'],
): [name: string, text: string][] {
  return Object.entries(stages).flatMap(([stage, histogram]): [string, string][] =>
    totalCount(histogram) === 0 ? [] : [[`latency/${prefix}${stage}.hgrm`, formatHgrm(histogram)]],
  );
}
