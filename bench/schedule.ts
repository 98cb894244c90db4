/**
 * Question: how much does it cost to compute the next due time, by the kind of schedule? The floor
 * writes evenly spaced times by addition alone, which drifts.
 *
 *   schedule ──► 4,096 due times a round
 */
import { createSchedule, fillArrivals, type ScheduleSpec } from '../src/flow/schedule.js';
import { Suite } from './harness/suite.js';

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

const suite = new Suite({
  question: 'what does it cost to know when the next arrival is due, by the kind of schedule?',
  unit: 'arrival',
  work:
    `${BATCH.toLocaleString('en-US')} due times a batch, seed ${SEED}; ` +
    'the floor adds, which drifts',
});
suite.floor('add up', BATCH, () => {
  let dueNs = lastNs;
  for (let i = 0; i < BATCH; i++) due[i] = dueNs += 333;
  lastNs = dueNs;
  sum += due[BATCH - 1]!;
});
for (const spec of SPECS) {
  const schedule = createSchedule(spec, SEED);
  suite.add(spec.kind, BATCH, () => {
    fillArrivals(schedule, due, 0, BATCH);
    sum += due[BATCH - 1]!;
  });
}
suite.finish(() => [`sink: ${sum}`]);
