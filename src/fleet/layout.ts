import { availableParallelism } from 'node:os';
import type { MarketSpec } from '../market/market.js';
import { hasLatency } from '../market/venues.js';
import { chooseWaiting, type Waiting } from '../memory/waiting.js';

/** The threads of a fleet, and why they are so. */
export interface ThreadLayout {
  /** Threads that host servers; 1 when the main thread does. */
  readonly threads: number;
  /** Whether the main thread hosts them, between its other work. */
  readonly onMain: boolean;
  readonly venues: 'thread' | 'inline';
  /** `auto` if each thread has a core: spin while no other process uses it, block otherwise. */
  readonly waiting: Waiting | 'auto';
  /** Why the venues are there: a setting says so or needs a thread, or the cores decide. */
  readonly venuesBy: 'setting' | 'lazy' | 'latency' | 'cores';
  readonly waitingBy: 'setting' | 'cores';
  /** All threads that want a core: the main one, servers, venues, and others. */
  readonly allThreads: number;
}

/** What a fleet's specification says of its threads. */
interface LayoutTerms {
  readonly servers: number;
  /** 0 puts them on the main thread. */
  readonly threads?: number | undefined;
  readonly venues?: 'thread' | 'inline' | 'auto' | undefined;
  readonly waiting?: Waiting | 'auto' | undefined;
  readonly otherThreads?: number | undefined;
  readonly lazy?: { readonly minimum: number } | undefined;
  readonly market: MarketSpec;
}

/**
 * Lays out the threads of a fleet on `cores` cores.
 *
 * Venues get a thread where it has a core beside the main thread, those of the servers and others;
 * so there must be three cores. Two threads that pass children back and forth on two cores lose to
 * the main thread and to each other: inline on one thread they take as many children at a
 * thirteenth of the round trip (`docs/benchmarks.md`, "Live load").
 *
 * Threads spin only while each of them and the main one has a core. The main thread sleeps most of
 * the time, but spinning threads keep it from the core when it feeds or kills.
 */
export function layThreads(terms: LayoutTerms, cores: number): ThreadLayout {
  const { servers, waiting: askedWaiting = 'auto' } = terms;
  const onMain = terms.threads === 0;
  const others = 1 + (terms.otherThreads ?? 0);
  const hasRoom = (terms.threads ?? 1) + 1 + others <= cores;
  const venuesBy = whoDecides(terms);
  const isThread =
    venuesBy === 'setting'
      ? terms.venues === 'thread'
      : venuesBy === 'cores'
        ? hasRoom && !onMain
        : true;
  const venueThreads = isThread ? 1 : 0;
  const left = cores - venueThreads - others;
  const threads = onMain ? 1 : (terms.threads ?? Math.max(1, Math.min(servers, left)));
  const allThreads = (onMain ? 0 : threads) + venueThreads + others;
  return {
    threads,
    onMain,
    venues: isThread ? 'thread' : 'inline',
    waiting: askedWaiting === 'auto' ? autoWaiting(allThreads, cores) : askedWaiting,
    venuesBy,
    waitingBy: askedWaiting === 'auto' ? 'cores' : 'setting',
    allThreads,
  };
}

/** On so few cores clients and servers share them all. */
const FEW_CORES = 2;

/**
 * Threads for servers whose orders come live, where nothing says it: 0, the main thread, when a
 * thread of theirs would share its core with the main one or with the clients. Each order would
 * wait for that thread to be woken (`docs/internals/optimisation-log.md`).
 */
export function liveThreads(
  terms: LayoutTerms,
  cores = availableParallelism(),
): number | undefined {
  const { threads, waiting = 'auto', venues } = terms;
  const venuesMayBeInline = venues !== 'thread' && whoDecides(terms) !== 'lazy';
  const mayBeOnMain = waiting === 'auto' && venuesMayBeInline && !hasLatency(terms.market.venues);
  return threads === undefined && mayBeOnMain && cores <= FEW_CORES ? 0 : threads;
}

function whoDecides({ venues = 'auto', lazy, market }: LayoutTerms): ThreadLayout['venuesBy'] {
  if (venues !== 'auto') return 'setting';
  // A consumer that waits for one record is not lazy.
  if (lazy !== undefined && lazy.minimum > 1) return 'lazy';
  return hasLatency(market.venues) ? 'latency' : 'cores';
}

/**
 * Threads with a core each spin until another process uses it. Unconditional spinning needs to be
 * asked for.
 */
const autoWaiting = (threads: number, cores: number): ThreadLayout['waiting'] =>
  chooseWaiting(threads, cores) === 'spin' ? 'auto' : 'block';
