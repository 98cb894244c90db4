/**
 * Question: how much does it cost to record a latency? Ours against hdr-histogram-js, both its
 * JavaScript and its WebAssembly. The floor is a loop that only sums the same latencies.
 *
 *   latencies ──► record ──► counters        65,536 a batch, seeded: most some microseconds, one in a hundred up to milliseconds
 */
import { build, Float64Histogram, initWebAssemblySync } from 'hdr-histogram-js';
import { naturalLog } from '../src/base/numerics.js';
import { RandomStream } from '../src/base/random.js';
import {
  createHistogram,
  HIGHEST_TRACKABLE_NS,
  percentileNs,
  recordLatency,
  totalCount,
} from '../src/metrics/histogram.js';
import { Suite } from './harness/suite.js';

const BATCH = 65_536;
const SEED = 1;

const random = new RandomStream(SEED, 'latencies');
const latencies = Float64Array.from({ length: BATCH }, () => {
  const meanNs = random.below(100) === 0 ? 500_000 : 2000;
  return Math.floor(200 - naturalLog(1 - random.fraction()) * meanNs);
});

const ours = createHistogram();
const javaScript = new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
initWebAssemblySync();
const webAssembly = build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: HIGHEST_TRACKABLE_NS,
  useWebAssembly: true,
});
let sum = 0;

const suite = new Suite({
  question: 'what does it cost to record a latency?',
  unit: 'latency',
  work:
    `${BATCH.toLocaleString('en-US')} latencies a batch, most some microseconds, ` +
    `one in a hundred up to milliseconds, seed ${SEED}`,
});
suite.floor('add them up', BATCH, () => {
  let batchSum = 0;
  for (let i = 0; i < BATCH; i++) batchSum += latencies[i]!;
  sum += batchSum;
});
suite.add('ours', BATCH, () => {
  for (let i = 0; i < BATCH; i++) recordLatency(ours, latencies[i]!);
});
suite.add('hdr-histogram-js, JavaScript', BATCH, () => {
  for (let i = 0; i < BATCH; i++) javaScript.recordValue(latencies[i]!);
});
suite.add('hdr-histogram-js, WebAssembly', BATCH, () => {
  for (let i = 0; i < BATCH; i++) webAssembly.recordValue(latencies[i]!);
});
suite.finish(() => {
  const p999 = [
    percentileNs(ours, 99.9),
    javaScript.getValueAtPercentile(99.9),
    webAssembly.getValueAtPercentile(99.9),
  ];
  const counted = [totalCount(ours), javaScript.totalCount, webAssembly.totalCount];
  return [`sink: sum ${sum}, counted ${counted.join(', ')}, p99.9 ${p999.join(', ')}`];
});
