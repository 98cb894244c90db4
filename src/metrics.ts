/** `smars/metrics`: logs and histograms in columns on shared memory. */
export * from './metrics/events.js';
export * from './metrics/histogram.js';
export * from './metrics/histogram-files.js';
export * from './metrics/stalls.js';
