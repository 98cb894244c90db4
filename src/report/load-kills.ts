import type { KillReport } from '../fleet/main-thread/kills.js';
import type { FleetResult } from '../fleet/result.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { quantile } from './comparison.js';
import { count, table, wrap } from './format.js';

/** Kills that are listed one by one; more are summed up. */
const ACTS_TOLD = 4;

/** Acts by the words that reports have for them, one and several. */
const ACT_WORDS: Readonly<Record<KillReport['act'], readonly [one: string, several: string]>> = {
  kill: ['kill', 'kills'],
  halt: ['halt', 'halts'],
  reduce: ['reduce-only', 'reduce-only'],
  're-arm': ['re-arm', 're-arms'],
};

type Told = { readonly act?: KillReport['act'] | undefined; readonly engaged: boolean };

/** Returns the word for an act. A summary of an earlier version tells kills from re-arms alone. */
export const actWord = ({ act, engaged }: Told): string =>
  ACT_WORDS[act ?? (engaged ? 'kill' : 're-arm')][0];

/** How many stops of each kind there were: `2 kills, 1 halt`. */
export function countStops(stops: readonly Told[]): string {
  return Object.values(ACT_WORDS)
    .flatMap(([one, several]) => {
      const many = stops.filter((stop) => actWord(stop) === one).length;
      return many === 0 ? [] : [`${count(many)} ${many === 1 ? one : several}`];
    })
    .join(', ');
}

/** What came of the stops of a load, as text; empty without one. */
export function describeKills({ kills, accounts }: FleetResult, width: number): string {
  const engaged = kills.filter((act) => act.engaged);
  if (engaged.length === 0) return '';
  const told = engaged.length > ACTS_TOLD ? [] : engaged.map(describeKill);
  const none = engaged.filter(({ lastOutNs }) => lastOutNs === 0).length;
  const most = engaged.reduce((max, { sentAfter }) => Math.max(max, sentAfter), 0);
  const times = killTimes(engaged);
  const sum =
    `${countStops(engaged)}, ${count(kills.length - engaged.length)} re-arms. ` +
    `From a request until the last child of the scope was out of its servers: ` +
    `${showTimes(times.lastOut)}; none left after the request in ${count(none)} of them, ` +
    `at most ${count(most)} in one. ` +
    `Acknowledged by the servers of the scope: ${showTimes(times.own)}` +
    (times.others.length === 0 ? '. ' : `; by the others: ${showTimes(times.others)}. `) +
    'Children that reached a venue behind a barrier: ' +
    `${count(accounts.venues.behindBarrier)}.`;
  return [...told, wrap(sum, width)].join('\n\n');
}

/** Times of stops, ns, each list sorted. */
interface KillTimes {
  /** By kill: request → last child of the scope out of its servers; 0 when none left after it. */
  readonly lastOut: readonly number[];
  /** By kill and server: request → acknowledged, of the scope's own servers and of the others. */
  readonly own: readonly number[];
  readonly others: readonly number[];
}

/** Returns the times of stops, apart from re-arms. */
export function killTimes(kills: readonly KillReport[]): KillTimes {
  const engaged = kills.filter((act) => act.engaged);
  const answers = engaged.flatMap((kill) => kill.answers);
  const ackNs = (isConcerned: boolean): number[] =>
    ascending(answers.filter((one) => one.isConcerned === isConcerned).map((one) => one.ackNs));
  return {
    lastOut: ascending(engaged.map(({ lastOutNs }) => lastOutNs)),
    own: ackNs(true),
    others: ackNs(false),
  };
}

const ascending = (times: number[]): number[] => times.sort((a, b) => a - b);

function showTimes(sorted: readonly number[]): string {
  if (sorted.length === 0) return '–';
  const at = (q: number): string => formatLatency(Math.round(quantile(sorted, q)));
  return sorted.length === 1 ? at(1) : `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`;
}

function describeKill({ act, engaged, scope, answers }: KillReport): string {
  const rows = answers
    .filter(({ isConcerned }) => isConcerned)
    .map((answer) => [
      String(answer.server),
      Number.isNaN(answer.lastOutNs)
        ? '–'
        : answer.lastOutNs <= 0
          ? 'before'
          : formatLatency(answer.lastOutNs),
      formatLatency(answer.ackNs),
      count(answer.sentAfter),
      count(answer.recalled),
      count(answer.sequence),
    ]);
  const head = ['server', 'last child out', 'acknowledged', 'sent after', 'recalled', 'barrier'];
  const about = scope.kind === 'firm' ? 'firm' : `${scope.kind}:${Object.values(scope)[1]}`;
  const word = actWord({ act, engaged });
  return `${word[0]!.toUpperCase()}${word.slice(1)} of ${about}, from the request\n${table(
    head,
    rows,
    head.map(() => 'right' as const),
  )}`;
}
