import { largestNs, percentileNs, totalCount } from '../metrics/histogram.js';
import { formatLatency, percentileTable } from '../metrics/histogram-files.js';
import type { TargetResult } from '../target/result.js';
import { count, table, wrap } from './format.js';
import { showKind } from './metric.js';
import { describeBothEnds } from './oracle-text.js';
import {
  TARGET_METRICS,
  TARGET_POINTS,
  type TargetOutcome,
  targetLatencies,
} from './target-metrics.js';
import type { ThresholdOutcome } from './thresholds.js';

/** The outcome of a load on a target as text of at most 80 columns. */

const WIDTH = 80;
const LEGEND =
  'response: intended time → first report; service: handed over → first report; fill: intended ' +
  'time → first execution; cancel, replace: intended time → done; lag: intended time → left the ' +
  'socket.';
const SEEN_LEGEND = ' arrival: intended time → at the venue; transit: handed over → at the venue.';

interface TargetStory {
  /** Who was loaded, as whom. */
  readonly target: string;
  /** What was sent, in words. */
  readonly flow: string;
  /** The machine, Node and the revision, one line each. */
  readonly conditions: readonly string[];
  readonly thresholds: readonly ThresholdOutcome[];
  /** The limits of the oracle in words; undefined without one. */
  readonly limits?: string | undefined;
  /** All verdicts, those on the target too. */
  readonly verdicts: readonly StoryVerdict[];
}

interface StoryVerdict {
  readonly name: keyof typeof VERDICT_NAMES;
  readonly isGood: boolean;
  readonly reason: string;
}

const VERDICT_NAMES = {
  complete: 'complete',
  rate: 'rate kept',
  tool: 'smars kept up',
  followed: 'followed to the venue',
  leaks: 'no leaks',
} as const;

/** Describes a load on a target. */
export function describeTargetLoad(story: TargetStory, result: TargetOutcome): string {
  const { ends } = result;
  const parts = [
    [`load on ${story.target}`, ...story.conditions, story.flow]
      .map((line) => wrap(line, WIDTH))
      .join('\n'),
    describeIssued(result),
    describeVerdicts(story),
    ...(ends === undefined ? [] : describeBothEnds(ends, story.limits)),
    describeLatencies(result),
    describeAnswers(result),
    describeReasons(result),
    describeDrain(result),
    describeUnmatched(result),
    describeBounds(story.thresholds, result),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function describeIssued({ issued, seconds, endedBy, lag }: TargetResult): string {
  const rate = (n: number): string => (seconds > 0 ? count(n / seconds) : '–');
  const rows = [
    ['asked for', count(issued.asked), rate(issued.asked)],
    ['handed to the socket', count(issued.handed), rate(issued.handed)],
    ['left the socket', count(issued.left), rate(issued.left)],
  ];
  const ended = endedBy === 'done' ? '' : `, ${endedBy}`;
  const late =
    totalCount(lag) === 0
      ? ''
      : `\nleft after the intended time: p50 ${formatLatency(percentileNs(lag, 50))}, ` +
        `p99 ${formatLatency(percentileNs(lag, 99))}, longest ${formatLatency(largestNs(lag))}`;
  const text = table(['messages', 'count', 'a second'], rows, ['left', 'right', 'right']);
  return `Sent for ${seconds.toFixed(2)} s${ended}\n${text}${late}`;
}

function describeVerdicts({ verdicts }: TargetStory): string {
  return verdicts
    .map(
      ({ name, isGood, reason }) => `${VERDICT_NAMES[name]}: ${isGood ? 'yes' : 'NO'}, ${reason}`,
    )
    .map((line) => wrap(line, WIDTH))
    .join('\n');
}

function describeLatencies(result: TargetOutcome): string {
  const all = targetLatencies(result);
  const measured = TARGET_POINTS.filter((point) => all[point] && totalCount(all[point]) > 0);
  if (measured.length === 0) return '';
  const legend = result.ends === undefined ? LEGEND : LEGEND + SEEN_LEGEND;
  const shown = Object.fromEntries(measured.map((point) => [point, all[point]!]));
  return `${percentileTable(shown).trimEnd()}\n${wrap(legend, WIDTH)}`;
}

function describeAnswers({ counts, orders, cancels, replaces, unanswered }: TargetResult): string {
  const rows: [string, number][] = [
    ['orders', orders],
    ['  accepted', counts.accepted],
    ['  refused', counts.refused],
    ['  with an execution', counts.filled],
    ['  ended without a cancel of their own', counts.endedUnasked],
    ['executions', counts.fills],
    ['  shares', counts.shares],
    ['cancels', cancels],
    ['replaces', replaces],
    ['  replaced', counts.replaced],
    ['cancels and replaces refused', counts.changesRefused],
    ['not understood (3, j)', counts.rejected],
    ['busts and corrections', counts.busts],
    ['answers on another session', counts.elsewhere],
    ['answers that came again', counts.duplicates],
    ['messages that belong to nothing', counts.unmatched],
    ['without an answer', unanswered],
  ];
  const always = new Set(['orders', '  accepted', '  refused', 'without an answer']);
  const shown = rows.filter(([name, n]) => n > 0 || always.has(name));
  return table(
    ['answers', 'count'],
    shown.map(([name, n]) => [name, count(n)]),
    ['left', 'right'],
  );
}

function describeReasons({ reasons }: TargetResult): string {
  if (reasons.size === 0) return '';
  const most = [...reasons].sort(([, a], [, b]) => b - a).slice(0, 10);
  return table(
    ['times', 'reason given (58)'],
    most.map(([text, times]) => [count(times), text.slice(0, WIDTH - 12)]),
    ['right', 'left'],
  );
}

function describeDrain({ drain, lost }: TargetResult): string {
  const { open, cancels, outstanding } = drain;
  const ended =
    outstanding === 0
      ? 'Nothing was left behind'
      : `${count(outstanding)} ORDERS MAY STILL BE OPEN at the target`;
  const gone = lost.length === 0 ? '' : ` The connection of ${lost.join(', ')} ended early.`;
  return wrap(
    `${ended}: ${count(open)} orders were open at the end, ${count(cancels)} cancels were sent ` +
      `for them.${gone}`,
    WIDTH,
  );
}

function describeUnmatched({ unmatched }: TargetResult): string {
  if (unmatched.length === 0) return '';
  const lines = unmatched.map((wire) => `  ${wire}`);
  return ['The first messages that belong to nothing:', ...lines].join('\n');
}

function describeBounds(outcomes: readonly ThresholdOutcome[], { endedBy }: TargetResult): string {
  if (outcomes.length === 0) return '';
  const rows = outcomes.map(({ threshold: { text, kind, bound }, value, held }) => [
    held ? (endedBy === 'done' ? 'held' : 'held until then') : 'BREACHED',
    text,
    showKind(kind, value, bound),
  ]);
  return table(['threshold', '', 'measured'], rows, ['left', 'left', 'right']);
}

/** A measured number of a load on a target in the unit of its metric. */
export const showTargetMetric = (
  metric: string,
  value: number | undefined,
  bound?: number,
): string => showKind(TARGET_METRICS[metric] ?? 'count', value, bound);
