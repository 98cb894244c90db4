import type { MetricFamily } from '../metrics/exposition.js';
import { targetFamilies } from '../report/target-exposition.js';
import type { TargetOutcome } from '../report/target-metrics.js';
import type { LoadFrame } from '../target/load.js';
import type { BothEndsPlan } from './target-ends.js';
import { readVersion } from './version.js';

/** A load on a target as its metrics see it: before it begins, while it goes, and once judged. */
export class TargetWatch {
  readonly #ends: BothEndsPlan | undefined;
  #frame: LoadFrame | undefined;
  #outcome: TargetOutcome | undefined;

  constructor(ends: BothEndsPlan | undefined) {
    this.#ends = ends;
  }

  begin(frame: LoadFrame): void {
    this.#frame = frame;
  }

  /** The load is over, and judged. */
  end(outcome: TargetOutcome): void {
    this.#outcome = outcome;
  }

  /** The metrics now. */
  families(): MetricFamily[] {
    return targetFamilies(
      {
        load: this.#frame?.progress(),
        venue: this.#ends?.tape,
        oracle: this.#outcome?.ends?.oracle,
      },
      { version: readVersion(), command: 'load --target' },
      process.memoryUsage.rss(),
    );
  }
}
