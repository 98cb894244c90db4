import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import {
  allocateRing,
  available,
  claim,
  closeRing,
  failRing,
  openConsumer,
  openProducer,
  openRing,
  publish,
  RingWord,
  release,
  ringPressure,
} from '../../src/memory/ring.js';
import {
  allocateSleepers,
  announce,
  chooseWaiting,
  createConsumerWaiter,
  createProducerWaiter,
  openSleeper,
  WAITING_NAMES,
  type Waiting,
  waitForRecords,
  waitForRoom,
  waitUntil,
  waitWhile,
  wakeConsumer,
  wakeProducer,
} from '../../src/memory/waiting.js';

/** A wait this long means a lost wake-up, which the tests below count. */
const LOST_MS = 20_000;

/** Runs a role of ring-threads.mjs on a thread of its own and returns what it reports. */
function runThread(data: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./ring-threads.mjs', import.meta.url), {
      workerData: { idleMs: LOST_MS, ...data },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the thread ended with ${code} before it reported`)),
    );
  });
}

/**
 * A ring in one thread with a simulated clock: each read passes a microsecond and calls `happen`.
 */
function openWorld(waiting: Waiting, happen: (tick: number) => void = () => {}) {
  const buffer = allocateRing(1, 256);
  const producer = openProducer(buffer, 1);
  const consumer = openConsumer(buffer, 1);
  let tick = 0;
  const nowMs = () => {
    happen(++tick);
    return tick / 1000;
  };
  return {
    producer,
    consumer,
    options: { waiting, sleeper: openSleeper(allocateSleepers(1), 0), nowMs },
    ticks: () => tick,
  };
}

describe('the way to wait', () => {
  test.each([
    [1, 1, 'block'],
    [1, 2, 'spin'],
    [2, 2, 'spin'],
    [3, 2, 'block'],
    [8, 8, 'spin'],
    [9, 8, 'block'],
  ])('is, for %i threads on %i cores, to %s', (threads, cores, waiting) => {
    expect(chooseWaiting(threads, cores)).toBe(waiting);
  });
});

describe('a sleeper', () => {
  test('has a word for each thread, 128 bytes from the next', () => {
    const buffer = allocateSleepers(3);
    expect([0, 1, 2].map((thread) => openSleeper(buffer, thread).index)).toEqual([0, 32, 64]);
    expect(() => openSleeper(buffer, 3)).toThrow('memory/waiting: thread must be 0 to 2, was 3');
    expect(() => allocateSleepers(0)).toThrow(
      'memory/waiting: threads must be a positive integer, was 0',
    );
  });

  test('is woken when enough records wait or are free', () => {
    const { producer, consumer } = openWorld('block');
    const sleeper = openSleeper(allocateSleepers(1), 0);
    sleeper.words[0] = 1;
    producer.control[RingWord.RECORDS_WANTED] = 4;
    publish(producer, claim(producer, 3));
    wakeConsumer(producer, sleeper);
    expect(sleeper.words[0]).toBe(1);
    publish(producer, claim(producer, 1));
    wakeConsumer(producer, sleeper);
    expect(sleeper.words[0]).toBe(0);

    sleeper.words[0] = 1;
    consumer.control[RingWord.ROOM_WANTED] = 254;
    release(consumer, available(consumer, 1));
    wakeProducer(consumer, sleeper);
    expect(sleeper.words[0]).toBe(1);
    release(consumer, available(consumer, 1));
    wakeProducer(consumer, sleeper);
    expect(sleeper.words[0]).toBe(0);
  });
});

describe('a wait', () => {
  test.each(WAITING_NAMES)('by %s ends at its bound when nothing happens', (waiting) => {
    const { consumer, producer, options } = openWorld(waiting);
    const real = { ...options, nowMs: () => performance.now(), idleMs: 5 };
    const begin = performance.now();
    expect(waitForRecords(createConsumerWaiter(consumer, real))).toBe(0);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(4.9);
    publish(producer, claim(producer, 256));
    expect(waitForRoom(createProducerWaiter(producer, real), 1)).toBe(0);
    expect(options.sleeper.words[0]).toBe(0);
  });

  test.each(WAITING_NAMES)('by %s does not begin when there is work', (waiting) => {
    const { consumer, producer, options, ticks } = openWorld(waiting);
    publish(producer, claim(producer, 3));
    expect(waitForRecords(createConsumerWaiter(consumer, { ...options, idleMs: 1e6 }))).toBe(3);
    expect(waitForRoom(createProducerWaiter(producer, { ...options, idleMs: 1e6 }), 253)).toBe(253);
    expect(ticks()).toBe(0);
  });

  test('ends when the ring is closed or has failed', () => {
    for (const stop of ['close', 'fail'] as const) {
      const world = openWorld('spin', (tick) => {
        if (tick !== 50) return;
        if (stop === 'close') closeRing(world.producer);
        else failRing(world.producer, 3);
      });
      expect(
        waitForRecords(createConsumerWaiter(world.consumer, { ...world.options, idleMs: 1e6 })),
      ).toBe(0);
      expect(world.ticks()).toBe(50);
    }
  });

  test('for room ends when enough is free', () => {
    const world = openWorld('spin', (tick) => {
      if (tick > 10) release(world.consumer, available(world.consumer, 1));
    });
    publish(world.producer, claim(world.producer, 256));
    expect(
      waitForRoom(createProducerWaiter(world.producer, { ...world.options, idleMs: 1e6 }), 8),
    ).toBe(8);
    expect(world.ticks()).toBe(18);
    expect(() =>
      waitForRoom(createProducerWaiter(world.producer, { ...world.options, idleMs: 1 }), 257),
    ).toThrow('memory/waiting: room must be 1 to 256 records, was 257');
  });
});

describe('a lazy consumer', () => {
  const publishOne = (world: ReturnType<typeof openWorld>) =>
    publish(world.producer, claim(world.producer, 1));

  test('waits for its minimum, and looks at the cursor only four times while it lingers', () => {
    const seen = new Set<number>();
    const world = openWorld('spin', () => {
      publishOne(world);
      seen.add(world.consumer.writeSeen);
    });
    const waiter = createConsumerWaiter(world.consumer, {
      ...world.options,
      idleMs: 1e6,
      minimum: 200,
      lingerMs: 0.24,
    });
    const ready = waitForRecords(waiter);
    expect(ready).toBeGreaterThanOrEqual(200);
    expect(seen.size).toBeLessThanOrEqual(6);
  });

  test('takes the records that wait after its linger', () => {
    const world = openWorld('spin', (tick) => {
      if (tick % 10 === 0) publishOne(world);
    });
    const waiter = createConsumerWaiter(world.consumer, {
      ...world.options,
      idleMs: 1e6,
      minimum: 64,
      lingerMs: 0.1,
    });
    expect(waitForRecords(waiter)).toBe(11);
    expect(world.consumer.control[RingWord.RECORDS_WANTED]).toBe(1);
  });

  test('does not read the cursor when it has already seen its minimum', () => {
    const { producer, consumer, options } = openWorld('spin');
    publish(producer, claim(producer, 10));
    expect(available(consumer, 10)).toBe(10);
    publish(producer, claim(producer, 10));
    expect(
      waitForRecords(
        createConsumerWaiter(consumer, { ...options, idleMs: 1, minimum: 8, lingerMs: 1 }),
      ),
    ).toBe(10);
  });

  test('does not linger when the ring is closed or has failed', () => {
    const { producer, consumer, options, ticks } = openWorld('spin');
    publish(producer, claim(producer, 3));
    closeRing(producer);
    expect(
      waitForRecords(
        createConsumerWaiter(consumer, { ...options, idleMs: 1, minimum: 8, lingerMs: 1e6 }),
      ),
    ).toBe(3);
    expect(ticks()).toBe(0);
  });

  test('refuses a minimum that the ring cannot hold', () => {
    const { consumer, options } = openWorld('spin');
    expect(() => createConsumerWaiter(consumer, { ...options, idleMs: 1, minimum: 257 })).toThrow(
      'memory/waiting: minimum must be 1 to 256 records, was 257',
    );
  });
});

describe('two threads', () => {
  test.each(WAITING_NAMES)('that %s hand over every record once and in order', async (waiting) => {
    const ring = allocateRing(3, 64);
    const data = { waiting, sleepers: allocateSleepers(2) };
    const producing = runThread({
      ...data,
      role: 'produce',
      me: 1,
      peer: 0,
      ring: 0,
      buffer: ring,
      records: 100_000,
      batchMax: 61,
    });
    while (ringPressure(openRing(ring, 3)).timesFull === 0) await setTimeout(1);
    const consuming = runThread({
      ...data,
      role: 'consume',
      me: 0,
      rings: [ring],
      peers: [1],
      minimum: 1,
      lingerMs: 0,
    });
    expect(await consuming).toEqual({ records: [100_000], faults: 0, timeouts: 0 });
    expect(await producing).toEqual({ timeouts: 0 });
  });

  test('that block hand over every record with a lazy consumer', async () => {
    const ring = allocateRing(3, 256);
    const data = { waiting: 'block', sleepers: allocateSleepers(2) };
    const reports = await Promise.all([
      runThread({
        ...data,
        role: 'consume',
        me: 0,
        rings: [ring],
        peers: [1],
        minimum: 128,
        lingerMs: 1,
      }),
      runThread({
        ...data,
        role: 'produce',
        me: 1,
        peer: 0,
        ring: 0,
        buffer: ring,
        records: 100_000,
        batchMax: 61,
      }),
    ]);
    expect(reports).toEqual([{ records: [100_000], faults: 0, timeouts: 0 }, { timeouts: 0 }]);
  });

  test('that block never miss a wake-up in 20,000 volleys', async () => {
    const [there, back] = [allocateRing(3, 4), allocateRing(3, 4)];
    const data = {
      role: 'volley',
      waiting: 'block',
      sleepers: allocateSleepers(2),
      rounds: 20_000,
    };
    const reports = await Promise.all([
      runThread({ ...data, me: 0, peer: 1, outbox: there, inbox: back, begins: true }),
      runThread({ ...data, me: 1, peer: 0, outbox: back, inbox: there, begins: false }),
    ]);
    expect(reports).toEqual([
      { faults: 0, timeouts: 0 },
      { faults: 0, timeouts: 0 },
    ]);
  });

  test('see a word that a third thread announces', async () => {
    const words = new SharedArrayBuffer(8);
    const cells = new Int32Array(words);
    const sleepers = allocateSleepers(2);
    const threads = [0, 1].map((me) =>
      runThread({ role: 'acknowledge', waiting: 'block', sleepers, me, words }),
    );
    announce(cells, 0, 41);
    expect(await Promise.all(threads)).toEqual([{ seen: 41 }, { seen: 41 }]);
    expect(waitWhile(cells, 1, 0, LOST_MS)).toBe(42);
  });
});

describe('one thread with two rings', () => {
  test.each(['back-off', 'block'] as const)(
    'that waits for either by %s gets every record of both',
    async (waiting) => {
      const rings = [allocateRing(3, 64), allocateRing(3, 64)];
      const data = { waiting, sleepers: allocateSleepers(3) };
      const reports = await Promise.all([
        runThread({
          ...data,
          role: 'consume',
          me: 0,
          rings,
          peers: [1, 2],
          minimum: 1,
          lingerMs: 0,
        }),
        runThread({
          ...data,
          role: 'produce',
          me: 1,
          peer: 0,
          ring: 0,
          buffer: rings[0],
          records: 50_000,
          batchMax: 61,
        }),
        runThread({
          ...data,
          role: 'produce',
          me: 2,
          peer: 0,
          ring: 1,
          buffer: rings[1],
          records: 30_000,
          batchMax: 7,
        }),
      ]);
      expect(reports).toEqual([
        { records: [50_000, 30_000], faults: 0, timeouts: 0 },
        { timeouts: 0 },
        { timeouts: 0 },
      ]);
    },
  );

  test('asks its own condition until that holds or the bound has passed', () => {
    const { options, ticks } = openWorld('spin');
    expect(waitUntil(options, () => ticks() >= 7, 1)).toBe(true);
    expect(waitUntil(options, () => false, 0.02)).toBe(false);
    expect(ticks()).toBe(28);
  });
});
