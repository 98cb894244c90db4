import type { LatencyHistogram } from '../metrics/histogram.js';
import type { AnswerCounts, TargetLatencies } from './answers.js';

/** What a load on a target was, and whether its figures can be believed. */

/** How many messages: each count is at most the one before. */
interface IssuedCounts {
  /** Due by the schedule. */
  readonly asked: number;
  /** Written, and handed to the socket. */
  readonly handed: number;
  /** Taken over by the operating system: only these can have reached the target. */
  readonly left: number;
}

/** A verdict on the load itself, with the reason when it is bad. */
interface LoadVerdict {
  readonly name: 'complete' | 'rate' | 'tool';
  readonly isGood: boolean;
  readonly reason: string;
}

/** One second of a load. */
export interface TargetSecond {
  readonly atSeconds: number;
  readonly asked: number;
  readonly handed: number;
  readonly left: number;
  readonly answered: number;
  /** Orders that were refused. */
  readonly refused: number;
  /** 99th percentile of response, of the load so far, ns. */
  readonly p99Ns: number;
}

/** A load while it goes: counts and latencies so far. */
export interface TargetProgress
  extends Pick<
    TargetResult,
    'issued' | 'counts' | 'latencies' | 'lag' | 'lateByTarget' | 'lateByTool'
  > {
  /** Messages that have an answer. */
  readonly answered: number;
}

export interface TargetResult {
  readonly startedMs: number;
  /** From the first intended time until the last message was handed over. */
  readonly seconds: number;
  readonly endedBy: 'done' | 'interrupted' | 'disconnected' | 'dropped';
  /** When the load cut its connections, ns from its begin; undefined without a drop. */
  readonly droppedNs: number | undefined;
  readonly orders: number;
  readonly cancels: number;
  readonly replaces: number;
  readonly issued: IssuedCounts;
  readonly counts: AnswerCounts;
  /** Messages that left and have no answer. */
  readonly unanswered: number;
  /** How late messages left, from their intended time. */
  readonly lag: LatencyHistogram;
  /** Messages that left late because the target did not read, or because of the tool itself. */
  readonly lateByTarget: number;
  readonly lateByTool: number;
  readonly latencies: TargetLatencies;
  readonly drain: DrainResult;
  readonly reasons: ReadonlyMap<string, number>;
  /** The first messages that belong to no message of the load. */
  readonly unmatched: readonly string[];
  /** Sessions whose connection ended before the load did. */
  readonly lost: readonly string[];
  readonly timeline: readonly TargetSecond[];
  readonly verdicts: readonly LoadVerdict[];
}

/** What was done to leave nothing behind. */
interface DrainResult {
  /** Orders that were open, or of which nothing was known, when all was sent and had settled. */
  readonly open: number;
  /** Cancels that were sent for them. */
  readonly cancels: number;
  /** Orders that may still be open at the target. */
  readonly outstanding: number;
}

/** A message is late from here on. */
export const LATE_NS = 10e6;
/** So much of the messages may be late. */
const LATE_SHARE_MAX = 0.01;

/** Judges a load by its counts. */
export function judgeTargetLoad(
  result: Pick<
    TargetResult,
    'issued' | 'counts' | 'unanswered' | 'lateByTarget' | 'lateByTool' | 'drain' | 'endedBy'
  >,
): LoadVerdict[] {
  const { issued, counts, unanswered, lateByTarget, lateByTool, drain, endedBy } = result;
  // What is under way when the load cuts its own lines can have no answer.
  const isCut = endedBy === 'dropped';
  const faults = [
    endedBy === 'disconnected' ? 'a connection ended' : '',
    issued.left === 0 ? 'nothing was sent' : '',
    issued.left > 0 && counts.rejected >= issued.left ? 'the target understood no message' : '',
    issued.left < issued.handed ? `${issued.handed - issued.left} messages never left` : '',
    unanswered > 0 && !isCut ? `${unanswered} messages have no answer` : '',
    drain.outstanding > 0 ? `${drain.outstanding} orders may still be open` : '',
  ].filter((fault) => fault !== '');
  const whole =
    unanswered === 0
      ? 'every message has its answer'
      : `${unanswered} messages had no answer when the lines were cut`;
  const late = lateByTarget + lateByTool;
  const missed = issued.asked - issued.left;
  const most = Math.floor(issued.asked * LATE_SHARE_MAX);
  return [
    {
      name: 'complete',
      isGood: faults.length === 0,
      reason: faults.length === 0 ? whole : faults.join('; '),
    },
    {
      name: 'rate',
      isGood: late + missed <= most,
      reason:
        late + missed === 0
          ? 'every message left within 10 ms'
          : `${late} messages left more than 10 ms late, ${missed} not at all, ` +
            `of ${issued.asked}`,
    },
    {
      name: 'tool',
      isGood: lateByTool <= most,
      reason:
        lateByTool === 0
          ? 'smars was never late by itself'
          : `${lateByTool} messages were late by smars itself, ${lateByTarget} since the target ` +
            'did not read',
    },
  ];
}
