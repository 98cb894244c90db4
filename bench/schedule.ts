/**
 * Question: what does it cost to know when the next arrival is due, by the kind of schedule? The floor writes evenly spaced times by addition
 * alone, which drifts.
 *
 *   schedule ──► 4,096 due times a round
 */
import { cpus } from 'node:os';
import { Bench } from 'tinybench';
import { createSchedule, fillArrivals, type ScheduleSpec } from '../src/flow/schedule.js';

const BATCH = 4096;
const SEED = 1;

const SPECS: readonly ScheduleSpec[] = [
  { kind: 'constant', perSecond: 3e6 },
  { kind: 'ramp', fromPerSecond: 1e6, toPerSecond: 2e6, seconds: 86_400 },
  {
    kind: 'steps',
    steps: [
      { perSecond: 3e6, seconds: 10 },
      { perSecond: 7e6, seconds: 10 },
    ],
  },
  { kind: 'spike', perSecond: 1e6, spikePerSecond: 1e7, atSeconds: 5, seconds: 5 },
  { kind: 'microburst', perSecond: 1e6, burst: 256, periodSeconds: 1e-3, gapNs: 10 },
  { kind: 'poisson', perSecond: 3e6 },
];

const due = new Float64Array(BATCH);
let lastNs = 0;
let sum = 0;

/** One sample: the time of a batch, shared out. */
function timed(fill: () => void) {
  return () => {
    const begin = performance.now();
    fill();
    const elapsed = performance.now() - begin;
    sum += due[BATCH - 1]!;
    return { overriddenDuration: elapsed / BATCH, overriddenIterationCost: elapsed };
  };
}

const bench = new Bench({ time: 500, warmupTime: 200 });
bench.add(
  'floor: add up',
  timed(() => {
    let dueNs = lastNs;
    for (let i = 0; i < BATCH; i++) due[i] = dueNs += 333;
    lastNs = dueNs;
  }),
);
for (const spec of SPECS) {
  const schedule = createSchedule(spec, SEED);
  bench.add(
    spec.kind,
    timed(() => fillArrivals(schedule, due, 0, BATCH)),
  );
}
bench.runSync();

console.log(`node ${process.version}, ${cpus()[0]?.model.trim()}, batch ${BATCH}, seed ${SEED}; ns an arrival`);
for (const { name, result } of bench.tasks) {
  if (!('latency' in result)) throw new Error(`bench/schedule: '${name}' did not complete`);
  const { p50, min, samplesCount } = result.latency;
  console.log(
    `${name.padEnd(16)} p50 ${(p50 * 1e6).toFixed(2).padStart(6)}  min ${(min * 1e6).toFixed(2).padStart(6)}  of ${samplesCount}`,
  );
}
console.log(`sink: ${sum}`);
