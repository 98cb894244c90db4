/**
 * Question: how much does it cost to hand a record from one thread to another, by the records of a
 * publish, for an eager and a lazy consumer?
 *
 *   producer thread ──► ring of 4,096 records of 32 bytes ──► this thread        each word is written there and added up here
 *
 * The floor is one thread that copies the same bytes. The way of waiting depends on threads and
 * cores, or is given: `node bench/ring.js block`.
 */

import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Region } from '../src/memory/arena.js';
import {
  allocateRing,
  claim,
  failRing,
  failureOf,
  openConsumer,
  openProducer,
  publish,
  release,
  ringPressure,
} from '../src/memory/ring.js';
import {
  allocateSleepers,
  chooseWaiting,
  createConsumerWaiter,
  createProducerWaiter,
  openSleeper,
  WAITING_NAMES,
  type Waiting,
  waitForRecords,
  waitForRoom,
  wake,
  wakeConsumer,
  wakeProducer,
} from '../src/memory/waiting.js';
import { Suite } from './harness/suite.js';

const RECORD_WORDS = 8;
const CAPACITY = 4096;
const BATCH = 2 ** 18;
const LAZY = { minimum: 256, lingerMs: 0.05 };
const EAGER = { minimum: 1, lingerMs: 0 };
const IDLE_MS = 100;
const PRODUCER = 0;
const CONSUMER = 1;

interface Sides {
  ring: Region;
  sleepers: SharedArrayBuffer;
  waiting: Waiting;
  publishCount: number;
}
const nowMs = () => performance.now();

/** Fills the ring until the consumer reports a failure, which is how it ends the run. */
function produce({ ring, sleepers, waiting, publishCount }: Sides): void {
  const producer = openProducer(ring, RECORD_WORDS);
  const waiter = createProducerWaiter(producer, {
    waiting,
    sleeper: openSleeper(sleepers, PRODUCER),
    nowMs,
    idleMs: IDLE_MS,
  });
  const consumerSleeper = openSleeper(sleepers, CONSUMER);
  const { words, mask } = producer;
  let record = 0;
  while (true) {
    const { position } = producer;
    if (claim(producer, publishCount) < publishCount) {
      if (failureOf(producer) !== 0) return;
      waitForRoom(waiter, publishCount);
      continue;
    }
    for (let i = 0; i < publishCount; i++) {
      const slot = ((position + i) & mask) * RECORD_WORDS;
      for (let word = 0; word < RECORD_WORDS; word++) words[slot + word] = record + word;
      record = (record + 1) | 0;
    }
    publish(producer, publishCount);
    wakeConsumer(producer, consumerSleeper);
  }
}

let sum = 0;

/** Measures one pair of threads; returns a note on the ring's depth. */
async function measureRing(
  suite: Suite,
  publishCount: number,
  kind: 'eager' | 'lazy',
  waiting: Waiting,
): Promise<string> {
  const sides: Sides = {
    ring: allocateRing(RECORD_WORDS, CAPACITY),
    sleepers: allocateSleepers(2),
    waiting,
    publishCount,
  };
  const consumer = openConsumer(sides.ring, RECORD_WORDS);
  const producerSleeper = openSleeper(sides.sleepers, PRODUCER);
  const sleeper = openSleeper(sides.sleepers, CONSUMER);
  const options = { waiting, sleeper, nowMs, idleMs: IDLE_MS, ...(kind === 'lazy' ? LAZY : EAGER) };
  const waiter = createConsumerWaiter(consumer, options);
  const { words, mask } = consumer;
  const worker = new Worker(new URL(import.meta.url), { workerData: sides });
  await once(worker, 'message');

  const consume = () => {
    let batchSum = 0;
    for (let left = BATCH; left > 0; ) {
      const count = Math.min(waitForRecords(waiter), left, 256);
      const { position } = consumer;
      for (let i = 0; i < count; i++) {
        const slot = ((position + i) & mask) * RECORD_WORDS;
        for (let word = 0; word < RECORD_WORDS; word++)
          batchSum = (batchSum + words[slot + word]!) | 0;
      }
      release(consumer, count);
      wakeProducer(consumer, producerSleeper);
      left -= count;
    }
    sum = (sum + batchSum) | 0;
  };
  const name = `publish ${publishCount}, ${kind}`;
  suite.measureAlone(name, BATCH, consume);
  const { largestDepth, timesFull } = ringPressure(consumer);
  failRing(consumer, 1);
  wake(producerSleeper);
  await once(worker, 'exit');
  return `${name}: largest depth ${largestDepth}, ${timesFull.toLocaleString('en-US')} times full`;
}

if (isMainThread) {
  const asked = WAITING_NAMES.find((name) => name === process.argv[2]);
  const waiting = asked ?? chooseWaiting(2, availableParallelism());
  const lazy = `lazy is ${LAZY.minimum} records or ${LAZY.lingerMs * 1000} us`;
  const suite = new Suite({
    question:
      'what does it cost to hand a record from one thread to another, by the records of a publish?',
    unit: 'record of 32 bytes',
    work:
      `${BATCH.toLocaleString('en-US')} records a batch through a ring of ` +
      `${CAPACITY.toLocaleString('en-US')}; waiting: ${waiting}; ${lazy}`,
  });
  const [from, to] = [
    new Int32Array(new SharedArrayBuffer(BATCH * 32)),
    new Int32Array(new SharedArrayBuffer(BATCH * 32)),
  ];
  from.forEach((_, i) => {
    from[i] = i;
  });
  suite.floor('copy 8 MB, one thread', BATCH, () => to.set(from));
  const depths: string[] = [];
  for (const kind of ['eager', 'lazy'] as const)
    for (const publishCount of [1, 16, 256])
      depths.push(await measureRing(suite, publishCount, kind, waiting));
  suite.finish(() => [...depths, `sink: ${sum + to[BATCH]!}`]);
} else {
  parentPort!.postMessage('ready');
  produce(workerData as Sides);
}
