import { assert } from '../base/input-error.js';
import {
  failureOf,
  isClosed,
  type RingConsumer,
  type RingProducer,
  RingWord,
  readable,
  writable,
} from './ring.js';

/**
 * All waiting of the project: how a thread waits for another, and every Atomics.wait and notify.
 *
 *   spin      polls. The shortest wait, but only while every runnable thread has a core: a thread
 *             that spins on the core of its peer delays the peer by a time slice, milliseconds
 *             instead of nanoseconds.
 *   back-off  polls for a while, then sleeps for 50 µs, 100 µs … 1 ms. It needs no wake-up.
 *   block     polls briefly, then sleeps until it is woken or a bound has passed.
 *
 * No wake-up is lost. A thread announces that it sleeps, looks once more, and sleeps unless its
 * word says that it was woken since. Its peer publishes, then reads that word. Both operations are
 * sequentially consistent, so one of the two threads sees the other's. Every wait is bounded
 * nevertheless, so that a thread sees the words that stop it.
 */
export const WAITING_NAMES = ['spin', 'back-off', 'block'] as const satisfies readonly Waiting[];
/** How a thread waits for another. */
export type Waiting = 'spin' | 'back-off' | 'block';

/**
 * Returns how to wait when `threads` threads share `cores` cores: spin if each has a core, else
 * block. Count every thread that works or spins, including the one that feeds the load, but not a
 * thread that only prints once a second.
 */
export function chooseWaiting(threads: number, cores: number): Waiting {
  return cores > 1 && threads <= cores ? 'spin' : 'block';
}

/** Polls between two reads of the clock. A read costs as much as some ten polls. */
const POLLS_PER_CLOCK_READ = 32;
/**
 * Polls before a thread goes to sleep. They take some microseconds, as long as falling asleep and
 * waking up.
 */
const POLLS_BEFORE_SLEEP = 100;
/**
 * A lazy consumer lingers awake this long before it sleeps. A ring fills in less time than a sleep
 * takes.
 */
const LINGER_BEFORE_SLEEP_MS = 0.02;
const BACK_OFF_FIRST_MS = 0.05;
const BACK_OFF_LAST_MS = 1;
/** How often a lazy consumer reads the producer's cursor while it lingers. */
const LOOKS_PER_LINGER = 4;

const AWAKE = 0;
const ASLEEP = 1;
/** Words between the sleepers of two threads: 128 bytes, as between the cursors of a ring. */
const SLEEPER_WORDS = 32;

/**
 * The words by which one thread announces its sleep. Word `index` is AWAKE or ASLEEP. The next word
 * never changes; it serves sleeps that no thread ends.
 */
export interface Sleeper {
  readonly words: Int32Array;
  readonly index: number;
}

/** Allocates the sleepers of `threads` threads. */
export function allocateSleepers(threads: number): SharedArrayBuffer {
  assert(
    Number.isInteger(threads) && threads > 0,
    `memory/waiting: threads must be a positive integer, was ${threads}`,
  );
  return new SharedArrayBuffer(threads * SLEEPER_WORDS * 4);
}

/**
 * Opens the sleeper of one thread. That thread sleeps by it; all others wake it. Throws when the
 * memory has no such thread.
 */
export function openSleeper(buffer: SharedArrayBuffer, thread: number): Sleeper {
  const threads = buffer.byteLength / (SLEEPER_WORDS * 4);
  assert(
    Number.isInteger(thread) && thread >= 0 && thread < threads,
    `memory/waiting: thread must be 0 to ${threads - 1}, was ${thread}`,
  );
  return { words: new Int32Array(buffer), index: thread * SLEEPER_WORDS };
}

/**
 * Wakes the thread if it sleeps; costs one load if it does not. Store whatever it waits for before
 * the call.
 */
export function wake(sleeper: Sleeper): void {
  const { words, index } = sleeper;
  if (Atomics.load(words, index) === AWAKE) return;
  if (Atomics.compareExchange(words, index, ASLEEP, AWAKE) === ASLEEP)
    Atomics.notify(words, index, 1);
}

/**
 * Wakes the consumer's thread if it sleeps and as many records wait as it wants. Call it after a
 * publish.
 */
export function wakeConsumer(producer: RingProducer, sleeper: Sleeper): void {
  if (Atomics.load(sleeper.words, sleeper.index) === AWAKE) return;
  const { control, position } = producer;
  const wanted = Atomics.load(control, RingWord.RECORDS_WANTED);
  if (((position - Atomics.load(control, RingWord.READ)) | 0) < wanted) return;
  wake(sleeper);
}

/**
 * Wakes the producer's thread if it sleeps and as many records are free as it wants. Call it after
 * a release.
 */
export function wakeProducer(consumer: RingConsumer, sleeper: Sleeper): void {
  if (Atomics.load(sleeper.words, sleeper.index) === AWAKE) return;
  const { control, position, capacity } = consumer;
  const wanted = Atomics.load(control, RingWord.ROOM_WANTED);
  if (capacity - ((Atomics.load(control, RingWord.WRITE) - position) | 0) < wanted) return;
  wake(sleeper);
}

/** The way in which one thread waits. */
export interface Waiter {
  readonly waiting: Waiting;
  readonly sleeper: Sleeper;
  /**
   * A clock in milliseconds with fractions, such as performance.now. This room reads no clock of
   * its own.
   */
  readonly nowMs: () => number;
}

/**
 * Waits until `isReady` returns true or `boundMs` has passed; returns its last answer. Create
 * `isReady` once, not for each wait. A spinning thread asks it every `pollEveryMs` if that is above
 * 0. This wait is for a thread with several rings; a single ring has waits of its own below.
 */
export function waitUntil(
  waiter: Waiter,
  isReady: () => boolean,
  boundMs: number,
  pollEveryMs = 0,
): boolean {
  if (isReady()) return true;
  const untilMs = waiter.nowMs() + boundMs;
  if (waiter.waiting === 'spin') return spin(waiter, isReady, untilMs, pollEveryMs);
  if (pollEveryMs > 0) {
    const sleepAtMs = untilMs - boundMs + Math.min(boundMs, LINGER_BEFORE_SLEEP_MS);
    if (spin(waiter, isReady, sleepAtMs, pollEveryMs)) return true;
  } else for (let poll = 0; poll < POLLS_BEFORE_SLEEP; poll++) if (isReady()) return true;
  return waiter.waiting === 'block'
    ? block(waiter, isReady, untilMs)
    : backOff(waiter, isReady, untilMs);
}

function spin(
  { nowMs }: Waiter,
  isReady: () => boolean,
  untilMs: number,
  pollEveryMs: number,
): boolean {
  for (let now = nowMs(); now < untilMs; ) {
    if (pollEveryMs > 0) {
      const pollAt = Math.min(now + pollEveryMs, untilMs);
      while (now < pollAt) now = nowMs();
      if (isReady()) return true;
    } else {
      for (let poll = 0; poll < POLLS_PER_CLOCK_READ; poll++) if (isReady()) return true;
      now = nowMs();
    }
  }
  return isReady();
}

function backOff(
  { sleeper: { words, index }, nowMs }: Waiter,
  isReady: () => boolean,
  untilMs: number,
): boolean {
  let sleepMs = BACK_OFF_FIRST_MS;
  for (let now = nowMs(); now < untilMs; now = nowMs()) {
    Atomics.wait(words, index + 1, 0, Math.min(sleepMs, untilMs - now));
    if (isReady()) return true;
    sleepMs = Math.min(2 * sleepMs, BACK_OFF_LAST_MS);
  }
  return isReady();
}

function block(
  { sleeper: { words, index }, nowMs }: Waiter,
  isReady: () => boolean,
  untilMs: number,
): boolean {
  for (let now = nowMs(); now < untilMs; now = nowMs()) {
    Atomics.store(words, index, ASLEEP);
    const ready = isReady();
    if (!ready) Atomics.wait(words, index, ASLEEP, untilMs - now);
    Atomics.store(words, index, AWAKE);
    if (ready || isReady()) return true;
  }
  return isReady();
}

/**
 * The way in which a consumer waits. With `minimum` above 1 it is lazy: after the first record it
 * does not read the producer's cursor until `minimum` records wait or `lingerMs` has passed. That
 * trades latency for throughput. A minimum above a quarter of the capacity makes the two sides take
 * turns instead of working in parallel.
 */
interface ConsumerWaiter extends Waiter {
  readonly consumer: RingConsumer;
  /** The longest wait for a first record, after which the caller reads its stop words. */
  readonly idleMs: number;
  readonly minimum: number;
  readonly lingerMs: number;
  readonly hasAny: () => boolean;
  readonly hasEnough: () => boolean;
}

/**
 * Creates a waiter; `minimum` defaults to 1 and `lingerMs` to 0. Throws when `minimum` is not
 * within 1 … capacity.
 */
export function createConsumerWaiter(
  consumer: RingConsumer,
  options: Waiter & { idleMs: number; minimum?: number; lingerMs?: number },
): ConsumerWaiter {
  const { minimum = 1, lingerMs = 0 } = options;
  assertWithin('minimum', minimum, consumer.capacity);
  const hasAny = () => readable(consumer) > 0 || isStopped(consumer);
  const hasEnough = () => readable(consumer) >= minimum || isStopped(consumer);
  return { ...options, consumer, minimum, lingerMs, hasAny, hasEnough };
}

/**
 * Waits for records and returns how many wait: 0 when `idleMs` has passed, or when the ring is
 * empty and was closed or failed. A lazy consumer may get fewer than its minimum after its linger,
 * or when the ring was closed or failed.
 */
export function waitForRecords(waiter: ConsumerWaiter): number {
  const { consumer, minimum } = waiter;
  const seen = (consumer.writeSeen - consumer.position) | 0;
  if (seen >= minimum) return seen;
  if (seen === 0 && !waitUntil(waiter, waiter.hasAny, waiter.idleMs)) return 0;
  if (minimum > 1 && !isStopped(consumer)) {
    Atomics.store(consumer.control, RingWord.RECORDS_WANTED, minimum);
    waitUntil(waiter, waiter.hasEnough, waiter.lingerMs, waiter.lingerMs / LOOKS_PER_LINGER);
    Atomics.store(consumer.control, RingWord.RECORDS_WANTED, 1);
  }
  return readable(consumer);
}

/** The way in which a producer waits for room. */
export interface ProducerWaiter extends Waiter {
  readonly producer: RingProducer;
  readonly idleMs: number;
  readonly hasRoom: () => boolean;
}

/** Creates a waiter for a full ring. */
export function createProducerWaiter(
  producer: RingProducer,
  options: Waiter & { idleMs: number },
): ProducerWaiter {
  const { control } = producer;
  const hasRoom = () => writable(producer) >= control[RingWord.ROOM_WANTED]! || isStopped(producer);
  return { ...options, producer, hasRoom };
}

/**
 * Waits until `count` records are free; returns how many are. They are fewer when `idleMs` has
 * passed or the ring has failed.
 */
export function waitForRoom(waiter: ProducerWaiter, count: number): number {
  const { producer } = waiter;
  assertWithin('room', count, producer.capacity);
  Atomics.store(producer.control, RingWord.ROOM_WANTED, count);
  waitUntil(waiter, waiter.hasRoom, waiter.idleMs);
  Atomics.store(producer.control, RingWord.ROOM_WANTED, 1);
  return writable(producer);
}

function isStopped(ring: RingConsumer | RingProducer): boolean {
  return isClosed(ring) || failureOf(ring) !== 0;
}

function assertWithin(name: string, records: number, capacity: number): void {
  const isWithin = Number.isInteger(records) && records >= 1 && records <= capacity;
  assert(isWithin, `memory/waiting: ${name} must be 1 to ${capacity} records, was ${records}`);
}

/**
 * Waits while a word holds `value`, at most `timeoutMs`; returns its last value. It serves starts
 * and acknowledgements.
 */
export function waitWhile(
  words: Int32Array,
  index: number,
  value: number,
  timeoutMs: number,
): number {
  Atomics.wait(words, index, value, timeoutMs);
  return Atomics.load(words, index);
}

/** Stores a word and wakes every thread that waits on it in `waitWhile`. */
export function announce(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value);
  Atomics.notify(words, index);
}
