import { parentPort, workerData } from 'node:worker_threads';
import {
  available,
  claim,
  closeRing,
  isEnded,
  openConsumer,
  openProducer,
  publish,
  release,
  slotOf,
} from '../../dist/src/memory/ring.js';
import {
  announce,
  createConsumerWaiter,
  createProducerWaiter,
  openSleeper,
  waitForRecords,
  waitForRoom,
  waitUntil,
  waitWhile,
  wake,
  wakeConsumer,
  wakeProducer,
} from '../../dist/src/memory/waiting.js';

/** Records of three words: the ring, the record, and a word made of both. */
const RECORD_WORDS = 3;
const nowMs = () => performance.now();
const { role, waiting, sleepers, me, idleMs } = workerData;
const sleeper = openSleeper(sleepers, me);
const waiter = { waiting, sleeper, nowMs, idleMs };

function checkWord(ring, record) {
  return Math.imul(record + 1, 0x9e3779b1) ^ ring;
}

/** Writes `records` records in batches of 1 to `batchMax`, then closes the ring. */
function produce({ ring, buffer, records, batchMax, peer }) {
  const producer = openProducer(buffer, RECORD_WORDS);
  const roomWaiter = createProducerWaiter(producer, waiter);
  const consumerSleeper = openSleeper(sleepers, peer);
  let timeouts = 0;
  let batch = 1;
  for (let record = 0; record < records; ) {
    batch = (batch * 5 + 3) % batchMax;
    const wanted = Math.min(batch + 1, records - record);
    if (claim(producer, wanted) < wanted && waitForRoom(roomWaiter, wanted) < wanted) timeouts++;
    const count = claim(producer, wanted);
    for (let i = 0; i < count; i++) {
      const slot = slotOf(producer, producer.position + i);
      producer.words[slot] = ring;
      producer.words[slot + 1] = record;
      producer.words[slot + 2] = checkWord(ring, record);
      record++;
    }
    publish(producer, count);
    wakeConsumer(producer, consumerSleeper);
  }
  closeRing(producer);
  wake(consumerSleeper);
  return { timeouts };
}

/** Reads one ring to its end, or several by one sleeper; `faults` counts unexpected records. */
function consume({ rings, peers, minimum, lingerMs }) {
  const consumers = rings.map((buffer) => openConsumer(buffer, RECORD_WORDS));
  const producers = peers.map((peer) => openSleeper(sleepers, peer));
  const expected = consumers.map(() => 0);
  const single = createConsumerWaiter(consumers[0], { ...waiter, minimum, lingerMs });
  const hasAny = () =>
    consumers.some((consumer) => available(consumer, 1) > 0) || consumers.every(isEnded);
  let faults = 0;
  let timeouts = 0;
  while (!consumers.every(isEnded)) {
    const ready =
      consumers.length === 1
        ? waitForRecords(single) > 0 || isEnded(consumers[0])
        : waitUntil(waiter, hasAny, idleMs);
    if (!ready) timeouts++;
    consumers.forEach((consumer, ring) => {
      const count = available(consumer, 64);
      for (let i = 0; i < count; i++) {
        const slot = slotOf(consumer, consumer.position + i);
        const record = expected[ring]++;
        const { words } = consumer;
        if (
          words[slot] !== ring ||
          words[slot + 1] !== record ||
          words[slot + 2] !== checkWord(ring, record)
        )
          faults++;
      }
      if (count === 0) return;
      release(consumer, count);
      wakeProducer(consumer, producers[ring]);
    });
  }
  return { records: expected, faults, timeouts };
}

/**
 * Sends a record and waits for its answer, `rounds` times. The side that does not begin answers.
 */
function volley({ outbox, inbox, peer, rounds, begins }) {
  const producer = openProducer(outbox, RECORD_WORDS);
  const consumer = openConsumer(inbox, RECORD_WORDS);
  const recordWaiter = createConsumerWaiter(consumer, waiter);
  const other = openSleeper(sleepers, peer);
  let faults = 0;
  let timeouts = 0;
  for (let round = 0; round < rounds; round++) {
    if (begins) send(round);
    if (waitForRecords(recordWaiter) === 0) timeouts++;
    if (consumer.words[slotOf(consumer, consumer.position)] !== round) faults++;
    release(consumer, available(consumer, 1));
    if (!begins) send(round);
  }
  return { faults, timeouts };

  function send(round) {
    claim(producer, 1);
    producer.words[slotOf(producer, producer.position)] = round;
    publish(producer, 1);
    wakeConsumer(producer, other);
  }
}

/** Waits until a word is not 0, then announces that in the next word. */
function acknowledge({ words }) {
  const cells = new Int32Array(words);
  const seen = waitWhile(cells, 0, 0, idleMs);
  announce(cells, 1, seen + 1);
  return { seen };
}

parentPort.postMessage({ produce, consume, volley, acknowledge }[role](workerData));
