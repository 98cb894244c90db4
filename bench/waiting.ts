/**
 * Question: how long does a record take to wake the other thread, by the way of waiting? The figure
 * is half of the time from a record to its answer.
 *
 *   this thread ──► ring ──► other thread ──► ring ──► this thread        one record at a time
 *
 * Volleys run back to back, while the other thread still polls, and after a pause of 300 us, when
 * it may have gone to sleep. tinybench is not used: a volley is a latency with a tail, and goes
 * into a histogram. The stalls of the machine are sampled before, to judge the tail.
 */

import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Region } from '../src/memory/arena.js';
import {
  allocateRing,
  claim,
  closeRing,
  isEnded,
  openConsumer,
  openProducer,
  publish,
  release,
} from '../src/memory/ring.js';
import {
  allocateSleepers,
  createConsumerWaiter,
  openSleeper,
  WAITING_NAMES,
  type Waiting,
  waitForRecords,
  wake,
  wakeConsumer,
} from '../src/memory/waiting.js';
import { createHistogram, recordLatency } from '../src/metrics/histogram.js';
import { percentileTable } from '../src/metrics/histogram-files.js';
import { createStallCounts, sampleStalls, stallRates } from '../src/metrics/stalls.js';
import { median } from '../src/report/format.js';
import { Suite } from './harness/suite.js';

const VOLLEYS = 20_000;
const VOLLEYS_AFTER_PAUSE = 4000;
const PAUSE_MS = 0.3;
const WARM_UP = 2000;
const ROUNDS = 10;
const IDLE_MS = 100;

interface Court {
  there: Region;
  back: Region;
  sleepers: SharedArrayBuffer;
  waiting: Waiting;
}

/** The two rings as thread `me` sees them, with its waiter and the other thread's sleeper. */
function openCourt({ there, back, sleepers, waiting }: Court, me: 0 | 1) {
  const producer = openProducer(me === 0 ? there : back, 1);
  const consumer = openConsumer(me === 0 ? back : there, 1);
  const sleeper = openSleeper(sleepers, me);
  const waiter = createConsumerWaiter(consumer, {
    waiting,
    sleeper,
    nowMs: () => performance.now(),
    idleMs: IDLE_MS,
  });
  return { producer, consumer, waiter, other: openSleeper(sleepers, 1 - me) };
}

function answer(court: Court): void {
  const { producer, consumer, waiter, other } = openCourt(court, 1);
  while (!isEnded(consumer)) {
    const count = waitForRecords(waiter);
    if (count === 0) continue;
    release(consumer, count);
    publish(producer, claim(producer, count));
    wakeConsumer(producer, other);
  }
}

interface Played {
  readonly histogram: ReturnType<typeof createHistogram>;
  /** The p50 of each of ROUNDS equal parts of the volleys, ns. */
  readonly roundsNs: readonly number[];
}

async function play(waiting: Waiting, volleys: number, pauseMs: number): Promise<Played> {
  const court: Court = {
    there: allocateRing(1, 4),
    back: allocateRing(1, 4),
    sleepers: allocateSleepers(2),
    waiting,
  };
  const { producer, consumer, waiter, other } = openCourt(court, 0);
  const worker = new Worker(new URL(import.meta.url), { workerData: court });
  await once(worker, 'message');
  const histogram = createHistogram();
  const tookNs = new Float64Array(volleys);
  for (let volley = -WARM_UP; volley < volleys; volley++) {
    let begin = performance.now();
    for (const playAt = begin + pauseMs; begin < playAt; ) begin = performance.now();
    publish(producer, claim(producer, 1));
    wakeConsumer(producer, other);
    let count = 0;
    while (count === 0) count = waitForRecords(waiter);
    release(consumer, count);
    if (volley >= 0) tookNs[volley] = ((performance.now() - begin) * 1e6) / 2;
  }
  closeRing(producer);
  wake(other);
  await once(worker, 'exit');
  for (const ns of tookNs) recordLatency(histogram, ns);
  const part = Math.floor(volleys / ROUNDS);
  return {
    histogram,
    roundsNs: Array.from({ length: ROUNDS }, (_, n) =>
      median([...tookNs.subarray(n * part, (n + 1) * part)]),
    ),
  };
}

if (isMainThread) {
  const stalls = createStallCounts();
  sampleStalls(stalls, 1000);
  const { over10usPerSecond, over1msPerSecond, largestNs } = stallRates(stalls);
  const seen =
    `${over10usPerSecond.toFixed(0)} above 10 us, ${over1msPerSecond.toFixed(0)} above 1 ms, ` +
    `largest ${(largestNs / 1e6).toFixed(1)} ms`;
  const suite = new Suite({
    question: 'how long does a record take to wake the other thread, by the way of waiting?',
    unit: 'record one way',
    work:
      `one record at a time, there and back, halved: ${VOLLEYS.toLocaleString('en-US')} back to ` +
      `back, ${VOLLEYS_AFTER_PAUSE.toLocaleString('en-US')} after a pause of ${PAUSE_MS * 1000} us`,
  });
  const histograms: Record<string, ReturnType<typeof createHistogram>> = {};
  for (const waiting of WAITING_NAMES) {
    for (const [name, volleys, pauseMs] of [
      [waiting, VOLLEYS, 0],
      [`${waiting}, after a pause`, VOLLEYS_AFTER_PAUSE, PAUSE_MS],
    ] as const) {
      const { histogram, roundsNs } = await play(waiting, volleys, pauseMs);
      suite.addMeasured(name, roundsNs);
      histograms[name] = histogram;
    }
  }
  suite.finish(() => [`stalls of the machine a second: ${seen}`, percentileTable(histograms)]);
} else {
  parentPort!.postMessage('ready');
  answer(workerData as Court);
}
