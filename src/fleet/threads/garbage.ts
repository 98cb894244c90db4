import { constants, PerformanceObserver } from 'node:perf_hooks';

/** The garbage collections of one thread during its task. */
export interface GarbageReport {
  readonly collections: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** Collections that began in the measured time. */
  readonly measured: number;
  /**
   * Collections of the whole heap that began in the measured time. A hot path without garbage has
   * none.
   */
  readonly majorMeasured: number;
}

/** An entry of the observer; `detail.kind` is one of node's NODE_PERFORMANCE_GC constants. */
interface CollectionEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/**
 * Watches this thread's garbage collector from the call on. Entries wait while the thread is busy
 * in one long task; `report` lets them be delivered and ends the watch. `measuredFromMs` is the
 * start of the measured time on this thread's performance.now.
 */
export function watchGarbage(): { report(measuredFromMs: number): Promise<GarbageReport> } {
  const entries: CollectionEntry[] = [];
  const observer = new PerformanceObserver((list) => {
    entries.push(...(list.getEntries() as CollectionEntry[]));
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async report(measuredFromMs) {
      // The first turn runs the collector's own callbacks, which tell the observer; the second runs
      // the observer.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      observer.disconnect();
      return summarise(entries, measuredFromMs);
    },
  };
}

function summarise(entries: readonly CollectionEntry[], measuredFromMs: number): GarbageReport {
  const durations = entries.map(({ duration }) => duration);
  const measured = entries.filter(({ startTime }) => startTime >= measuredFromMs);
  return {
    collections: entries.length,
    totalMs: durations.reduce((sum, duration) => sum + duration, 0),
    longestMs: Math.max(0, ...durations),
    measured: measured.length,
    majorMeasured: measured.filter(
      ({ detail }) => detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR,
    ).length,
  };
}
