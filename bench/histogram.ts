/**
 * Question: what does it cost to record a latency? Ours against hdr-histogram-js (its JavaScript and its WebAssembly); the floor is a loop
 * over the same latencies that only adds them up.
 *
 *   latencies ──► record ──► counters        65,536 a round, seeded: most some microseconds, one in a hundred up to milliseconds
 */
import { cpus } from 'node:os';
import { build, Float64Histogram, initWebAssemblySync } from 'hdr-histogram-js';
import { Bench } from 'tinybench';
import { naturalLog } from '../src/base/numerics.js';
import { RandomStream } from '../src/base/random.js';
import { createHistogram, HIGHEST_TRACKABLE_NS, percentileNs, recordLatency, totalCount } from '../src/metrics/histogram.js';

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
const webAssembly = build({ lowestDiscernibleValue: 1, highestTrackableValue: HIGHEST_TRACKABLE_NS, useWebAssembly: true });
let sum = 0;

/** One sample: the time of a batch, shared out. */
function timed(record: () => void) {
  return () => {
    const begin = performance.now();
    record();
    const elapsed = performance.now() - begin;
    return { overriddenDuration: elapsed / BATCH, overriddenIterationCost: elapsed };
  };
}

const bench = new Bench({ time: 1000, warmupTime: 300 });
bench
  .add(
    'floor: add them up',
    timed(() => {
      let batchSum = 0;
      for (let i = 0; i < BATCH; i++) batchSum += latencies[i]!;
      sum += batchSum;
    }),
  )
  .add(
    'ours',
    timed(() => {
      for (let i = 0; i < BATCH; i++) recordLatency(ours, latencies[i]!);
    }),
  )
  .add(
    'hdr-histogram-js, JavaScript',
    timed(() => {
      for (let i = 0; i < BATCH; i++) javaScript.recordValue(latencies[i]!);
    }),
  )
  .add(
    'hdr-histogram-js, WebAssembly',
    timed(() => {
      for (let i = 0; i < BATCH; i++) webAssembly.recordValue(latencies[i]!);
    }),
  );
bench.runSync();

console.log(`node ${process.version}, ${cpus()[0]?.model.trim()}, batch ${BATCH}, seed ${SEED}; ns a latency`);
for (const { name, result } of bench.tasks) {
  if (!('latency' in result)) throw new Error(`bench/histogram: '${name}' did not complete`);
  const { p50, min, samplesCount } = result.latency;
  console.log(
    `${name.padEnd(30)} p50 ${(p50 * 1e6).toFixed(2).padStart(6)}  min ${(min * 1e6).toFixed(2).padStart(6)}  of ${samplesCount}`,
  );
}
const p999 = [percentileNs(ours, 99.9), javaScript.getValueAtPercentile(99.9), webAssembly.getValueAtPercentile(99.9)];
console.log(`sink: sum ${sum}, counted ${totalCount(ours)}, ${javaScript.totalCount}, ${webAssembly.totalCount}, p99.9 ${p999.join(', ')}`);
