/** `smars/metrics`: logs and histograms in columns on shared memory. */
export {
  allocateHistograms,
  formatHgrm,
  formatLogHead,
  formatLogInterval,
  openHistograms,
  percentileChart,
  percentileNs,
  sampleStalls,
} from './embed/metrics.js';
export { EVENT_COUNT_SCHEMA, EVENT_SCHEMA, type EventLog, logEvent } from './metrics/events.js';
export {
  BUCKET_COUNT,
  COUNTER_COUNT,
  clearHistogram,
  copyHistogram,
  counterEnd,
  counterOf,
  createHistogram,
  deviationNs,
  HIGHEST_TRACKABLE_NS,
  highestOf,
  type LatencyHistogram,
  LOWEST_DISCERNIBLE_NS,
  largestNs,
  lowestOf,
  meanNs,
  mergeHistogram,
  overflowCount,
  recordLatency,
  recordLatencyTimes,
  refusedCount,
  SIGNIFICANT_DIGITS,
  takeInterval,
  totalCount,
} from './metrics/histogram.js';
export {
  encodeHistogram,
  formatLatency,
  percentileTable,
  TABLE_PERCENTILES,
  toHdr,
} from './metrics/histogram-files.js';
export {
  createStallCounts,
  noteGap,
  type StallCounts,
  type StallRates,
  stallRates,
} from './metrics/stalls.js';
