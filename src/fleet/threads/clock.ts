/**
 * The fleet's clock: ns since the start of the run, whole, the same on every thread, by the
 * machine's monotonic clock. Taken from the process once and by itself, `hrtime` costs 36 ns and
 * leaves no garbage; `performance.now()` costs 52 and leaves 16 bytes, which at some million reads
 * a second are fifteen collections.
 */
const { hrtime } = process;

export interface FleetClock {
  /** The start of the run, whole seconds and the rest. */
  readonly startSeconds: number;
  readonly startNs: number;
  /**
   * Row 0: the time at which the current pass began. A cell, because a number that is handed from
   * function to function would be garbage every time.
   */
  readonly passNs: Float64Array;
}

/**
 * The machine's monotonic clock, ns. Exact while the machine is up for less than a hundred days,
 * and then to 2 ns.
 */
export function monotonicNs(): number {
  const [seconds, ns] = hrtime();
  return seconds * 1e9 + ns;
}

/** The clock of a run that starts at `startNs` of the monotonic clock. */
export function openClock(startNs: number): FleetClock {
  const startSeconds = Math.floor(startNs / 1e9);
  return { startSeconds, startNs: startNs - startSeconds * 1e9, passNs: new Float64Array(1) };
}

/** The time, ns since the start. */
export function readClock({ startSeconds, startNs }: FleetClock): number {
  const [seconds, ns] = hrtime();
  return (seconds - startSeconds) * 1e9 + (ns - startNs);
}

/** A time of the run, ns since its start, on this thread's performance.now, ms. */
export function performanceMs(clock: FleetClock, runNs: number): number {
  return performance.now() - (readClock(clock) - runNs) / 1e6;
}

/**
 * Begins a pass: notes the time, ns since the start, as `readClock` reads it, whose answer would be
 * garbage for each pass.
 */
export function beginPass({ startSeconds, startNs, passNs }: FleetClock): void {
  const [seconds, ns] = hrtime();
  passNs[0] = (seconds - startSeconds) * 1e9 + (ns - startNs);
}
