import {
  createHistogram,
  type LatencyHistogram,
  recordLatency,
} from '../../src/metrics/histogram.js';
import type { targetFamilies } from '../../src/report/target-exposition.js';

/** A load on a target whose counts all differ, so that none can stand for another. */

export const BUILD = { version: '1.2.3', command: 'load --target' };

export function histogramOf(ns: number): LatencyHistogram {
  const histogram = createHistogram();
  recordLatency(histogram, ns);
  return histogram;
}

const ANSWERS = {
  ...{ reports: 10, accepted: 11, refused: 12, filled: 13, fills: 14, shares: 15, cancelled: 16 },
  ...{ replaced: 17, changesRefused: 18, rejected: 19, endedUnasked: 20, elsewhere: 21 },
  ...{ duplicates: 22, busts: 23, unmatched: 24 },
};
const ARRIVALS = {
  ...{ arrived: 31, byTag: 32, byTerms: 33, ambiguous: 34, again: 35, strangers: 36 },
  ...{ cancels: 37, replaces: 38, refused: 39 },
};

/** What the metrics of such a load are made from; `arrival` is in place of a histogram of one. */
export function targetSource(
  { arrival }: { arrival: LatencyHistogram } = { arrival: histogramOf(100) },
): Parameters<typeof targetFamilies>[0] {
  const one = histogramOf(1000);
  return {
    load: {
      issued: { asked: 1, handed: 2, left: 3 },
      answered: 4,
      ...{ lateByTarget: 5, lateByTool: 6, counts: ANSWERS, lag: one },
      latencies: { response: one, service: one, fill: one, cancel: one, replace: one },
    },
    venue: { counts: ARRIVALS, arrival, transit: histogramOf(200) },
    oracle: {
      ...{ leaks: 41, undecidedLeaks: 42, trueRefusals: 43, falseRefusals: 44 },
      overshoot: { dollars: 45 },
    },
  };
}
