import type { FleetResult, FleetSnapshot } from '../fleet/result.js';
import { totalCount } from '../metrics/histogram.js';
import { formatHgrm, formatLogHead, formatLogInterval } from '../metrics/histogram-files.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { checkRunFolder, writeFolder } from './run-folder.js';

/** The folder of a load: gathers the intervals of the log while it runs, and writes everything whole at its end. */
export class LoadFolder {
  readonly #path: string;
  readonly #startedMs = Date.now();
  #log = '';

  /** Throws an InputError when the folder cannot be made. */
  constructor(path: string) {
    checkRunFolder(path);
    this.#path = path;
  }

  /** Adds the histograms of an interval, a tag for each stage. */
  addInterval({ latency, atSeconds, seconds }: FleetSnapshot): void {
    for (const [stage, histogram] of Object.entries(latency)) {
      if (totalCount(histogram) > 0) this.#log += formatLogInterval(stage, histogram, atSeconds - seconds, atSeconds);
    }
  }

  /** Writes summary.json, profile.json, latency/<stage>.hgrm over all servers and by server, and latency/intervals.hlog; takes `moved` in, files of children and fills. */
  async finish(
    summary: object,
    profile: LoadProfile,
    result: FleetResult,
    moved: readonly (readonly [string, string])[] = [],
  ): Promise<void> {
    const files: [string, string][] = [
      ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
      ['profile.json', `${JSON.stringify(profile, null, 2)}\n`],
      ['latency/intervals.hlog', formatLogHead(this.#startedMs, [`smars load ${profile.name}, latencies in ns`]) + this.#log],
    ];
    const add = (name: string, stages: FleetResult['latency']['merged']): void => {
      for (const [stage, histogram] of Object.entries(stages)) {
        if (totalCount(histogram) > 0) files.push([`latency/${name}${stage}.hgrm`, formatHgrm(histogram)]);
      }
    };
    add('', result.latency.merged);
    result.latency.servers.forEach((stages, index) => {
      add(`server-${index + 1}-`, stages);
    });
    writeFolder(this.#path, files, moved);
  }
}
