import * as core from '../../src/core.js';
import * as metrics from '../../src/metrics.js';
import { SMALL } from '../support/scenarios.js';
import { type DoorCase, of } from './door-kit.js';
import { made } from './spoiled-values.js';

export const OF_CORE: readonly DoorCase[] = [
  of(
    'generateUniverse',
    () => [{ ...SMALL.universe, stocks: 5 }, 1],
    (spec, seed) => core.generateUniverse(spec, seed),
  ),
  of(
    'createOrderFlow',
    () => [5],
    (capacity) => core.createOrderFlow(capacity),
  ),
  of(
    'mergeFlows',
    () => [[made(core.createOrderFlow(2))]],
    (flows) => core.mergeFlows(flows),
  ),
];

export const OF_METRICS: readonly DoorCase[] = [
  of(
    'allocateHistograms',
    () => [2],
    (count) => metrics.allocateHistograms(count),
  ),
  of(
    'openHistograms',
    () => [metrics.allocateHistograms(2)],
    (buffer) => metrics.openHistograms(buffer),
  ),
  of(
    'percentileNs',
    () => [made(metrics.createHistogram()), 50],
    (histogram, percentile) => metrics.percentileNs(histogram, percentile),
  ),
  of(
    'formatHgrm',
    () => [made(metrics.createHistogram()), 1000, 5],
    (histogram, unitNs, ticks) => metrics.formatHgrm(histogram, unitNs, ticks),
  ),
  of(
    'formatLogHead',
    () => [0, ['mine']],
    (startedMs, comments) => metrics.formatLogHead(startedMs, comments),
  ),
  of(
    'formatLogInterval',
    () => ['tag', made(metrics.createHistogram()), 0, 1],
    (tag, histogram, begin, end) => metrics.formatLogInterval(tag, histogram, begin, end),
  ),
];
