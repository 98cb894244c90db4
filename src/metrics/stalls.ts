/**
 * The stalls of the machine: how long the scheduler, the hypervisor or an interrupt kept an idle
 * thread from reading the clock. They are the floor of every latency tail measured at the same
 * time, and are printed with it.
 */
export interface StallCounts {
  /** The sampled time, ns. */
  sampledNs: number;
  /** Gaps between two reads of the clock. A gap above 1 ms counts in all three. */
  over10us: number;
  over100us: number;
  over1ms: number;
  largestNs: number;
}

/** Returns counts that are all 0. */
export function createStallCounts(): StallCounts {
  return { sampledNs: 0, over10us: 0, over100us: 0, over1ms: 0, largestNs: 0 };
}

/**
 * Steps of arithmetic between two reads, about a microsecond. A read of performance.now leaves 16
 * bytes of garbage. Without a pause, the sampler would collect garbage three hundred times a second
 * and report that as stalls of the machine; with it, some ten times.
 */
const PAUSE_STEPS = 1000;

/**
 * Reads the clock for `durationMs` and adds the gaps to `counts`. A thread that must watch a word
 * calls it repeatedly, for a slice of time each; the time between two calls is no gap. `nowMs` is a
 * clock in milliseconds with fractions.
 */
export function sampleStalls(
  counts: StallCounts,
  durationMs: number,
  nowMs: () => number = () => performance.now(),
): void {
  const begin = nowMs();
  const end = begin + durationMs;
  let before = begin;
  let noise = 1;
  while (before < end) {
    // The number of steps depends on their result, so that the compiler cannot remove them.
    for (let step = noise & 1; step < PAUSE_STEPS; step++)
      noise = (Math.imul(noise, 1664525) + 1) | 0;
    const now = nowMs();
    const gapMs = now - before;
    if (gapMs > 0.01) noteGap(counts, gapMs * 1e6);
    before = now;
  }
  counts.sampledNs += (before - begin) * 1e6;
}

/** Counts one gap above 10 µs that another reader of the clock saw, such as an idle thread. */
export function noteGap(counts: StallCounts, gapNs: number): void {
  counts.over10us++;
  if (gapNs > 100e3) counts.over100us++;
  if (gapNs > 1e6) counts.over1ms++;
  if (gapNs > counts.largestNs) counts.largestNs = gapNs;
}

/** Stalls a second, and the largest stall. */
interface StallRates {
  seconds: number;
  over10usPerSecond: number;
  over100usPerSecond: number;
  over1msPerSecond: number;
  largestNs: number;
}

/** Returns the counts per second; all 0 if nothing was sampled. */
export function stallRates({
  sampledNs,
  over10us,
  over100us,
  over1ms,
  largestNs,
}: StallCounts): StallRates {
  const seconds = sampledNs / 1e9;
  const perSecond = (count: number) => (seconds === 0 ? 0 : count / seconds);
  return {
    seconds,
    over10usPerSecond: perSecond(over10us),
    over100usPerSecond: perSecond(over100us),
    over1msPerSecond: perSecond(over1ms),
    largestNs,
  };
}
