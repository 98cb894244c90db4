import {
  clearHistogram,
  copyHistogram,
  createHistogram,
  type LatencyHistogram,
  mergeHistogram,
  openHistograms,
  takeInterval,
} from '../../metrics/histogram.js';
import { STAGES, type Stage } from '../memory/stages.js';
import type { FleetMemory } from '../memory/tables.js';

/** One histogram a stage of an order's way, ns. */
export type StageHistograms = Readonly<Record<Stage, LatencyHistogram>>;

/** Reads the servers' live histograms from the main thread: by interval over all servers, and at the end by server since the warm-up. */
export interface Meter {
  readonly live: readonly StageHistograms[];
  /** What had been counted when the measured time began, by server. */
  readonly warmup: readonly StageHistograms[];
  /** The sum over servers now, at the interval before, and their difference. */
  readonly sum: StageHistograms;
  readonly before: StageHistograms;
  readonly interval: StageHistograms;
}

export function openMeter({ servers }: FleetMemory): Meter {
  return {
    live: servers.map(({ histograms }) => {
      const opened = openHistograms(histograms);
      return byStage((_, index) => opened[index]!);
    }),
    warmup: servers.map(() => emptyStages()),
    sum: emptyStages(),
    before: emptyStages(),
    interval: emptyStages(),
  };
}

/** One empty histogram a stage. */
export function emptyStages(): StageHistograms {
  return byStage(() => createHistogram());
}

/** A copy that the next interval does not write over. */
export function copyStages(from: StageHistograms): StageHistograms {
  return byStage((stage) => {
    const copy = createHistogram();
    copyHistogram(from[stage], copy);
    return copy;
  });
}

function byStage(of: (stage: Stage, index: number) => LatencyHistogram): StageHistograms {
  return Object.fromEntries(STAGES.map((stage, index) => [stage, of(stage, index)])) as Record<Stage, LatencyHistogram>;
}

/** Begins the measured time: what was counted until now is warm-up. */
export function startMeter(meter: Meter): void {
  for (const stage of STAGES) {
    meter.live.forEach((own, index) => {
      const counted = meter.warmup[index]![stage];
      mergeHistogram(counted, own[stage]);
      // From what was read, not from a second look: servers count on meanwhile, and the intervals are to add up to the whole.
      mergeHistogram(meter.before[stage], counted);
    });
  }
}

/** Makes `meter.interval` what all servers counted since the call before. */
export function takeMeter({ live, sum, before, interval }: Meter): StageHistograms {
  for (const stage of STAGES) {
    clearHistogram(sum[stage]);
    for (const own of live) mergeHistogram(sum[stage], own[stage]);
    takeInterval(sum[stage], before[stage], interval[stage]);
  }
  return interval;
}

/** What was counted in the measured time: by server, and merged. */
export function readMeter({ live, warmup }: Meter): { servers: StageHistograms[]; merged: StageHistograms } {
  const merged = emptyStages();
  const servers = live.map((own, index) => {
    const measured = emptyStages();
    for (const stage of STAGES) {
      takeInterval(own[stage], warmup[index]![stage], measured[stage]);
      mergeHistogram(merged[stage], measured[stage]);
    }
    return measured;
  });
  return { servers, merged };
}
