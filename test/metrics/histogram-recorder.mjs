import { parentPort, workerData } from 'node:worker_threads';
import { openHistograms, recordLatency } from '../../dist/src/metrics/histogram.js';

/** Records `records` latencies from some ns to two seconds, and reports the largest. */
const { buffer, records } = workerData;
const [histogram] = openHistograms(buffer);
let word = 1;
let largest = 0;
for (let i = 0; i < records; i++) {
  word = (Math.imul(word, 1664525) + 1013904223) | 0;
  const latencyNs = (word >>> 0) % 2 ** ((word >>> 24) & 31);
  if (latencyNs > largest) largest = latencyNs;
  recordLatency(histogram, latencyNs);
}
parentPort.postMessage({ largest });
