/**
 * The fleet's clock: ns since the start of the run, whole, the same on every thread. Each thread's `performance.now()` counts from its own beginning, so each finds
 * out once by how much that differs from the machine's monotonic clock, which all threads share.
 */
export interface FleetClock {
  /** What is added to performance.now() in ns. */
  readonly offsetNs: number;
  /** Row 0: the time at which the current pass began. A cell, because a number that is handed from function to function would be garbage every time. */
  readonly passNs: Float64Array;
}

/** Pairs of readings, of which the tightest counts. */
const TRIES = 64;

/** The machine's monotonic clock, ns. Exact to some ns while the machine is up for less than some years. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint());
}

/** Opens this thread's clock of a run that starts at `startNs` of the monotonic clock. */
export function openClock(startNs: number): FleetClock {
  let tightestNs = Number.POSITIVE_INFINITY;
  let offsetNs = 0;
  for (let n = 0; n < TRIES; n++) {
    const before = monotonicNs();
    const ownNs = performance.now() * 1e6;
    const widthNs = monotonicNs() - before;
    if (widthNs >= tightestNs) continue;
    tightestNs = widthNs;
    offsetNs = before + widthNs / 2 - startNs - ownNs;
  }
  return { offsetNs, passNs: new Float64Array(1) };
}

/** The time, ns since the start. */
export function readClock(clock: FleetClock): number {
  return Math.floor(performance.now() * 1e6 + clock.offsetNs);
}

/** Begins a pass: notes the time, ns since the start. */
export function beginPass(clock: FleetClock): void {
  clock.passNs[0] = readClock(clock);
}
