import { isFalling, isRising, trendOf } from '../../metrics/trend.js';
import type { BacklogSample, FleetCounts } from './counts.js';

/**
 * The verdict on whether a load was steady in its measured time. Percentiles mean something only if
 * it was.
 */
export interface Steadiness {
  /** Null if it is unknown: the measured time was too short, or nothing happened in it. */
  readonly isSteady: boolean | null;
  /** The measure: the backlog in an open loop, the rate of children where the servers saturate. */
  readonly by: 'backlog' | 'rate';
  /**
   * The measure in the first third of the measured time and in the last: parents that wait or are
   * open, or children a second.
   */
  readonly first: number;
  readonly last: number;
  /** The share of the arrived parents that was added to the backlog; null if it is not measured. */
  readonly backlogGrowth: number | null;
  /** What the limit was, where the load was not steady. */
  readonly limit: /** A kill or a stop: what is killed or halted keeps its parents. */
    | 'stop'
    /** The gates refuse most children, or the firm's order rate holds them back. */
    | 'gate'
    /** Most children find no displayed size. */
    | 'depth'
    /**
     * Most executions match no parent: the router does not count them, and its parents never end.
     */
    | 'router'
    /** The servers take parents more slowly than they arrive. */
    | 'servers'
    /** The rings to the venues have no room. */
    | 'venues'
    /** Parents were handed over after their time: the load was not what it was meant to be. */
    | 'feeder'
    /** More threads than cores, or something else runs on them. */
    | 'machine'
    /**
     * The rate still rises, or what waited before the measured time is still worked off: it began
     * too early.
     */
    | 'warm-up'
    | null;
  /** How the displayed sizes of the market were used; null without children at them. */
  readonly depth: DepthUse | null;
}

/** How a load used the displayed sizes of the market. */
export interface DepthUse {
  /**
   * Whether the market's depth, not the router, was the limit: most children found no size left,
   * and open parents grew, or the loop is closed.
   */
  readonly isLimit: boolean;
  /** Children that reached a venue that displays sizes, and the share that found no size left. */
  readonly children: number;
  readonly unfilledShare: number;
  /**
   * Of the sizes that children reached in an epoch, the share that was taken empty: the mean over
   * the samples. Null without samples, and where venues are order books.
   */
  readonly emptyShare: number | null;
  /** Open parents in the first sample and in the last. */
  readonly openFirst: number;
  readonly openLast: number;
}

/** What kept a load from being steady. */
export type LoadLimit = NonNullable<Steadiness['limit']>;

/** What else is known of the measured time. */
export interface LoadFacts {
  readonly isOpenLoop: boolean;
  readonly counts: FleetCounts;
  /** Executions since the start: those that matched no parent, and all. */
  readonly unmatched: number;
  readonly executions: number;
  /** Whether a kill or a check's stop is in force at the end. */
  readonly isStopped: boolean;
  /**
   * Turns delayed by the firm's order rate, and turns delayed because the ring to the venues was
   * full.
   */
  readonly throttled: number;
  readonly noRoom: number;
  /** Time by which the feeder was late, in all. */
  readonly feederLateSeconds: number;
  readonly seconds: number;
  /** Threads that need a core each, and cores. */
  readonly threads: number;
  readonly cores: number;
  /** Stalls of the machine above 1 ms, a second, while nothing runs. */
  readonly stallsPerSecond: number;
}

/**
 * A steady backlog grows by less than this share of the arriving parents, or by fewer parents than
 * this.
 */
const GROWTH_SHARE = 0.01;
const GROWTH_PARENTS = 16;
/** A rate that moves by less than this is steady. */
const RATE_DRIFT = 0.25;
const HALF = 0.5;
const FEEDER_LATE_SHARE = 0.05;
const STALLS_PER_SECOND = 20;

/** Judges a load by samples of its backlog. */
export function judgeSteadiness(samples: readonly BacklogSample[], facts: LoadFacts): Steadiness {
  const isSaturated = !facts.isOpenLoop || isRunaway(facts);
  const judged = isSaturated ? judgeRate(samples, facts) : judgeBacklog(samples, facts);
  return { ...judged, depth: depthUse(samples, facts, judged) };
}

type Judged = Omit<Steadiness, 'depth'>;

function depthUse(
  samples: readonly BacklogSample[],
  facts: LoadFacts,
  { isSteady, limit }: Judged,
): DepthUse | null {
  const { shownChildren, shownExecutions } = facts.counts;
  const [begin, end] = [samples[0], samples.at(-1)];
  if (begin === undefined || end === undefined || !(shownChildren > 0)) return null;
  const shares = samples
    .filter(({ sizesReached }) => sizesReached > 0)
    .map(({ sizesReached, sizesEmpty }) => sizesEmpty / sizesReached);
  const isClosed = !facts.isOpenLoop && isSteady === true && !facts.isStopped;
  return {
    isLimit: limit === 'depth' || (isClosed && isOfDepth(facts)),
    children: shownChildren,
    unfilledShare: Math.max(0, 1 - shownExecutions / shownChildren),
    emptyShare:
      shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length,
    openFirst: begin.openParents,
    openLast: end.openParents,
  };
}

/** Whether most children at displayed sizes found none left. */
const isOfDepth = ({ counts: { shownChildren, shownExecutions } }: LoadFacts): boolean =>
  shownExecutions < HALF * shownChildren;

const isRunaway = ({ unmatched, executions }: LoadFacts): boolean =>
  executions > 0 && unmatched >= HALF * executions;

const unknown = (by: Steadiness['by']): Judged => ({
  isSteady: null,
  by,
  first: 0,
  last: 0,
  backlogGrowth: null,
  limit: null,
});

function judgeBacklog(samples: readonly BacklogSample[], facts: LoadFacts): Judged {
  const [begin, end] = [samples[0], samples.at(-1)];
  const waiting = samples.map(
    ({ openParents, dueParents, turnedAway }) =>
      openParents + dueParents + turnedAway - begin!.turnedAway,
  );
  const times = samples.map(({ atSeconds }) => atSeconds);
  const trend = trendOf(times, waiting);
  if (trend === undefined) return unknown('backlog');
  const due = end!.dueParents - begin!.dueParents + end!.turnedAway - begin!.turnedAway;
  const arrivals = facts.counts.parents + Math.max(0, due);
  if (arrivals === 0) return unknown('backlog');
  const isMuch = Math.abs(trend.change) > Math.max(GROWTH_PARENTS, GROWTH_SHARE * arrivals);
  const [isGrowing, isShrinking] = [isMuch && isRising(trend), isMuch && isFalling(trend)];
  const open = end!.openParents - begin!.openParents;
  const [first, , last] = trend.thirds;
  return {
    isSteady: !isGrowing && !isShrinking,
    by: 'backlog',
    first,
    last,
    backlogGrowth: Math.min(1, Math.max(0, trend.change) / arrivals),
    limit: isGrowing ? limitOf(facts, due > open) : isShrinking ? 'warm-up' : null,
  };
}

function judgeRate(samples: readonly BacklogSample[], facts: LoadFacts): Judged {
  const rates = samples.slice(1).map((sample, n) => {
    const before = samples[n]!;
    return (sample.arrived - before.arrived) / (sample.atSeconds - before.atSeconds);
  });
  const times = samples.slice(1).map(({ atSeconds }) => atSeconds);
  const trend = trendOf(times, rates);
  if (trend === undefined || samples.at(-1)!.arrived === samples[0]!.arrived)
    return unknown('rate');
  const [first, , last] = trend.thirds;
  const drifts = Math.abs(trend.change) > RATE_DRIFT * Math.max(first, last);
  // A single rate covers few turns and scatters widely. The line through all of them does not.
  const line = { ...trend, noise: trend.noise / 2 };
  const [rises, falls] = [drifts && isRising(line), drifts && isFalling(line)];
  return {
    isSteady: !rises && !falls,
    by: 'rate',
    first,
    last,
    backlogGrowth: null,
    limit: rises ? 'warm-up' : falls ? limitOf(facts, true) : null,
  };
}

/** Returns the limit of a load whose parents are taken and do not end, or are not taken in time. */
function limitOf(facts: LoadFacts, isNotTaken: boolean): LoadLimit {
  const { counts, throttled, noRoom, feederLateSeconds, seconds, threads, cores, stallsPerSecond } =
    facts;
  if (facts.isStopped) return 'stop';
  if (counts.children - counts.admitted >= HALF * counts.children && counts.children > 0)
    return 'gate';
  if (throttled > counts.turns) return 'gate';
  if (feederLateSeconds > FEEDER_LATE_SHARE * seconds) return 'feeder';
  if (isRunaway(facts)) return 'router';
  if (isOfDepth(facts)) return 'depth';
  if (isNotTaken && (threads > cores || stallsPerSecond > STALLS_PER_SECOND)) return 'machine';
  return noRoom > counts.turns ? 'venues' : 'servers';
}
