/**
 * The stalls of the machine: how long a thread that has nothing to do but read the clock was kept
 * from reading it, by the scheduler, the hypervisor or an interrupt. They are the floor of every
 * latency tail measured at the same time, and are printed beside it.
 */
export interface StallCounts {
  /** Time sampled, ns. */
  sampledNs: number;
  /** Gaps between two reads of the clock; a gap above 1 ms is counted in all three. */
  over10us: number;
  over100us: number;
  over1ms: number;
  largestNs: number;
}

/** Counts that are all 0. */
export function createStallCounts(): StallCounts {
  return { sampledNs: 0, over10us: 0, over100us: 0, over1ms: 0, largestNs: 0 };
}

/**
 * Steps of arithmetic between two reads, about a microsecond. A read of performance.now leaves 16
 * bytes of garbage: without a pause, the sampler would collect garbage three hundred times a second
 * and report that as stalls of the machine. So it is some ten times.
 */
const PAUSE_STEPS = 1000;

/**
 * Reads the clock for `durationMs` and adds the gaps it saw to `counts`. Call it again and again,
 * for a slice of time each, when the thread has a word to look at between slices: the time between
 * two calls is no gap. `nowMs` is a clock in milliseconds with fractions.
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
    // How many steps there are depends on what they came to before, so that they cannot be left
    // out.
    for (let step = noise & 1; step < PAUSE_STEPS; step++)
      noise = (Math.imul(noise, 1664525) + 1) | 0;
    const now = nowMs();
    const gapMs = now - before;
    if (gapMs > 0.01) noteGap(counts, gapMs * 1e6);
    before = now;
  }
  counts.sampledNs += (before - begin) * 1e6;
}

/**
 * Counts one gap above 10 µs that was seen elsewhere: by a thread that looks at the clock anyway
 * while it has nothing to do.
 */
export function noteGap(counts: StallCounts, gapNs: number): void {
  counts.over10us++;
  if (gapNs > 100e3) counts.over100us++;
  if (gapNs > 1e6) counts.over1ms++;
  if (gapNs > counts.largestNs) counts.largestNs = gapNs;
}

/** Stalls a second, and the largest. */
export interface StallRates {
  seconds: number;
  over10usPerSecond: number;
  over100usPerSecond: number;
  over1msPerSecond: number;
  largestNs: number;
}

/** The counts by the second; all 0 when nothing was sampled. */
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
