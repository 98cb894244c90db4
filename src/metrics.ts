/** `smars/metrics`: logs and histograms in columns on shared memory. */
export * from './metrics/events.js';
