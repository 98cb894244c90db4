/**
 * The fleet's clock: whole ns since the start of the run, the same on every thread, by the
 * machine's monotonic clock. A direct reference to `hrtime` costs 36 ns a call and leaves no
 * garbage. `performance.now()` costs 52 ns and leaves 16 bytes, which makes fifteen collections a
 * second at some million reads.
 */
const { hrtime } = process;

export interface FleetClock {
  /** The start of the run: whole seconds, and the rest. */
  readonly startSeconds: number;
  readonly startNs: number;
  /**
   * Row 0: the time at which the current pass began. A cell, because V8 allocates a number that is
   * handed from function to function.
   */
  readonly passNs: Float64Array;
}

/**
 * Reads the machine's monotonic clock, ns. It is exact while the machine has been up for less than
 * a hundred days, and then to 2 ns.
 */
export function monotonicNs(): number {
  const [seconds, ns] = hrtime();
  return seconds * 1e9 + ns;
}

/** Opens the clock of a run that starts at `startNs` of the monotonic clock. */
export function openClock(startNs: number): FleetClock {
  const startSeconds = Math.floor(startNs / 1e9);
  return { startSeconds, startNs: startNs - startSeconds * 1e9, passNs: new Float64Array(1) };
}

/** Reads the time, ns since the start. */
export function readClock({ startSeconds, startNs }: FleetClock): number {
  const [seconds, ns] = hrtime();
  return (seconds - startSeconds) * 1e9 + (ns - startNs);
}

/** Converts a time of the run, ns since its start, into this thread's performance.now, ms. */
export function performanceMs(clock: FleetClock, runNs: number): number {
  return performance.now() - (readClock(clock) - runNs) / 1e6;
}

/** Begins a pass: notes the time in the cell, which saves an allocated number a pass. */
export function beginPass({ startSeconds, startNs, passNs }: FleetClock): void {
  const [seconds, ns] = hrtime();
  passNs[0] = (seconds - startSeconds) * 1e9 + (ns - startNs);
}
