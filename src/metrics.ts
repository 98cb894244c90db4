/** `smars/metrics`: latency histograms on shared memory, their figures, and their files. */

export {
  allocateHistograms,
  formatHgrm,
  formatLogHead,
  formatLogInterval,
  openHistograms,
  percentileNs,
} from './embed/metrics.js';
export {
  clearHistogram,
  createHistogram,
  deviationNs,
  type LatencyHistogram,
  largestNs,
  meanNs,
  mergeHistogram,
  overflowCount,
  recordLatency,
  recordLatencyTimes,
  takeInterval,
  totalCount,
} from './metrics/histogram.js';
export { encodeHistogram, formatLatency, percentileTable } from './metrics/histogram-files.js';
export type { StallCounts } from './metrics/stalls.js';
