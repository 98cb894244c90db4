import { PerformanceObserver } from 'node:perf_hooks';

/** The garbage collections of one thread during its task. */
export interface GarbageReport {
  readonly collections: number;
  readonly totalMs: number;
  readonly longestMs: number;
}

/**
 * Watches this thread's garbage collector from now on. The entries wait while the thread is busy in one long task; `report` lets them be delivered, and ends the
 * watch.
 */
export function watchGarbage(): { report(): Promise<GarbageReport> } {
  let collections = 0;
  let totalMs = 0;
  let longestMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      collections++;
      totalMs += duration;
      longestMs = Math.max(longestMs, duration);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async report() {
      // Once for the collector's own callbacks, and once for the observer, which is told by them.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      observer.disconnect();
      return { collections, totalMs, longestMs };
    },
  };
}
