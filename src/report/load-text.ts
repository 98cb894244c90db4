import type { FleetResult } from '../fleet/result.js';
import { totalCount } from '../metrics/histogram.js';
import { formatLatency, percentileChart, percentileTable } from '../metrics/histogram-files.js';
import { stallRates } from '../metrics/stalls.js';
import { count, table, wrap } from './format.js';
import { describeChecks, fleetUsd } from './load-checks.js';
import { describeKills } from './load-kills.js';
import { showMetric } from './load-metrics.js';
import { describeDepthUse, describeSteadiness } from './load-steadiness.js';
import { describeOwnChecks } from './own-checks.js';
import { describeImmediate } from './run-text.js';
import type { Screen } from './sparkline.js';
import type { ThresholdOutcome } from './thresholds.js';

const WIDTH = 80;

/** The input of a load report, in addition to the result. */
interface LoadStory {
  readonly title: string;
  readonly description: string;
  /** The machine, Node and the revision of the code, one line each. */
  readonly conditions: readonly string[];
  /** The arrivals of parents, in words. */
  readonly arrivals: string;
  readonly thresholds: readonly ThresholdOutcome[];
  /** False where the load was interrupted, so that no threshold has held to its end. */
  readonly isWhole: boolean;
  /** The terminal that the report goes to. With a screen, the report has a chart. */
  readonly screen?: Screen | undefined;
}

/** The outcome of a load as text of at most 80 columns. */
export function describeLoad(story: LoadStory, result: FleetResult): string {
  const parts = [
    `${wrap(story.title, WIDTH)}\n${wrap(story.description, WIDTH)}`,
    describeConditions(story, result),
    describeRates(result),
    wrap(describeSteadiness(result), WIDTH),
    wrap(describeDepthUse(result.steadiness), WIDTH),
    describeLatency(result.latency.merged, story.screen),
    describeServers(result),
    describeImmediate(result.accounts.immediate),
    describeChecks(result),
    describeOwnChecks(result.ownChecks),
    describeKills(result, WIDTH),
    describeLimits(result),
    describeBooks(result),
    describeThresholds(story.thresholds, story.isWhole),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function describeConditions(
  { conditions, arrivals }: LoadStory,
  { conditions: run, stalls, garbage, residentBytes }: FleetResult,
): string {
  const quiet = stallRates(stalls.quiet);
  const seen = stalls.threads.reduce((sum, { over1ms }) => sum + over1ms, 0);
  const longest = Math.max(
    stalls.quiet.largestNs,
    ...stalls.threads.map(({ largestNs }) => largestNs),
  );
  const lines = [
    ...conditions,
    describeThreads(run),
    `batch ${count(run.childrenMax)} children a turn; rings of ${count(run.ringRecords)}; ` +
      `lazy consumer: ${run.lazy.minimum} records or ${run.lazy.lingerMicros} µs`,
    `arrivals: ${arrivals}; seed ${run.seed}; ${run.warmupSeconds} s of warm-up left out`,
    `stalls of the machine: ${quiet.over10usPerSecond.toFixed(0)} above 10 µs and ` +
      `${quiet.over1msPerSecond.toFixed(1)} above 1 ms a second with nothing running; ` +
      `${count(seen)} above 1 ms seen by idle threads in the run; ` +
      `longest ${formatLatency(longest)}`,
    `garbage: ${describeGarbage(garbage)}; ` +
      `memory ${mega(residentBytes.begin)} MB when the measured time began, ` +
      `${mega(residentBytes.end)} MB when it ended`,
    'one clock read a turn and a parent; ' +
      `gate timed one turn in ${run.gateSampledTurns}, by its children; no network, no disk`,
  ];
  return lines.map((line) => wrap(line, WIDTH)).join('\n');
}

/** The threads of a fleet, and why they are so where no setting says it. */
function describeThreads(run: FleetResult['conditions']): string {
  const { servers, threads, venues, venuesBy, waiting, waitingBy, allThreads, cores } = run;
  if (threads === 0)
    return `${servers} servers and their venues on the main thread; ${many(cores, 'core')}`;
  const isInline = venues === 'inline';
  const place = isInline ? 'venues inline with them' : 'venues on one thread more';
  const placeWhy = {
    setting: '',
    lazy: ', for a lazy consumer',
    latency: ', for their latency',
    cores: isInline ? ', since a thread of theirs would have no core' : ', which has a core',
  }[venuesBy];
  const blockWhy =
    waitingBy === 'cores' && waiting === 'block'
      ? `, since ${allThreads} threads with the main one share ${many(cores, 'core')}`
      : '';
  return (
    `${servers} servers on ${many(threads, 'thread')}, ${place}${placeWhy}; ` +
    `${many(cores, 'core')}; waiting: ${waiting}${blockWhy}`
  );
}

const many = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** The garbage collections of the fleet's threads: in the measured time, and since the start. */
function describeGarbage(garbage: FleetResult['garbage']): string {
  const sum = (pick: (thread: FleetResult['garbage'][number]) => number): number =>
    garbage.reduce((total, thread) => total + pick(thread), 0);
  const longest = Math.max(0, ...garbage.map(({ longestMs }) => longestMs));
  const all = sum(({ collections }) => collections);
  const major = sum(({ majorMeasured }) => majorMeasured);
  const measured = sum(({ measured: own }) => own);
  return (
    `${count(measured)} collection${measured === 1 ? '' : 's'} in the measured time, ` +
    `${count(major)} of them major; ${count(all)} since the start, ` +
    `${sum(({ totalMs }) => totalMs).toFixed(1)} ms in all, the longest ${longest.toFixed(1)} ms`
  );
}

const mega = (bytes: number): string => count(bytes / 1e6);

function describeRates({ measured, seconds, endedBy }: FleetResult): string {
  const rate = (n: number): string => (seconds > 0 ? count(n / seconds) : '–');
  const share = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`;
  const rows = [
    ['parents taken', count(measured.parents), rate(measured.parents), ''],
    [
      '  late starts',
      count(measured.lateStarts),
      rate(measured.lateStarts),
      `${share(measured.lateStarts, measured.parents)} of them`,
    ],
    ['children decided', count(measured.children), rate(measured.children), ''],
    [
      '  refused by the gate',
      count(measured.children - measured.admitted),
      rate(measured.children - measured.admitted),
      `${share(measured.children - measured.admitted, measured.children)} of them`,
    ],
    [
      '  counted by the venues',
      count(measured.arrived),
      rate(measured.arrived),
      `batches of ${measured.batches === 0 ? '–' : count(measured.arrived / measured.batches)}`,
    ],
    [
      'executions',
      count(measured.executions),
      rate(measured.executions),
      `${share(measured.executions, measured.arrived)} of the children`,
    ],
  ];
  const ended = endedBy === 'duration' ? '' : `, ended by ${endedBy}`;
  const rates = table(['', 'count', 'a second', ''], rows, ['left', 'right', 'right', 'left']);
  return `Measured for ${seconds.toFixed(2)} s${ended}\n${rates}`;
}

/** The names of the latency points in a report. */
const STAGE_NAMES = {
  accepted: 'accepted',
  decision: 'decision',
  response: 'response',
  gate: 'gate',
  roundTrip: 'round trip',
  kill: 'kill',
} as const;
const STAGE_LEGEND =
  'accepted: intended arrival → taken; decision: taken → its children out (service time); ' +
  'response: intended arrival → its children out; gate: a child; ' +
  'round trip: child out → answer; kill: request → acknowledged by a server of its scope.';

/** The percentiles of each latency point that has any, with a chart for a screen. */
export function describeLatency(
  merged: FleetResult['latency']['merged'],
  screen: Screen | undefined,
): string {
  const shown = Object.entries(STAGE_NAMES).filter(
    ([stage]) => totalCount(merged[stage as keyof typeof STAGE_NAMES]) > 0,
  );
  if (shown.length === 0) return '';
  const rows = Object.fromEntries(
    shown.map(([stage, name]) => [name, merged[stage as keyof typeof STAGE_NAMES]]),
  );
  const isDrawn = screen !== undefined && totalCount(merged.roundTrip) > 0;
  const chart = isDrawn
    ? `\n\nround trip\n${percentileChart(merged.roundTrip, screen.columns - 2).trimEnd()}`
    : '';
  const percentiles = withoutCounts(percentileTable(rows));
  return `Latency, all servers\n${percentiles}\n${wrap(STAGE_LEGEND, WIDTH)}${chart}`;
}

/** Shortens the counts in a table of percentiles, so that it fits. */
function withoutCounts(text: string): string {
  return text
    .trimEnd()
    .replaceAll(/ *\b\d{7,}(?=\s)/g, (text) => ` ${(Number(text) / 1e6).toFixed(1)}M`.padStart(7));
}

function describeServers({ accounts }: FleetResult): string {
  const rows = accounts.servers.map((s) => [
    String(s.server),
    String(s.build),
    count(s.accepted),
    count(s.openParents),
    count(s.sent),
    count(s.refusedChildren),
    count(s.unmatchedExecutions),
    count(s.largestQueue),
    count(s.backPressure),
  ]);
  const head = [
    'srv',
    'build',
    'parents',
    'open',
    'sent',
    'refused',
    'unmatched',
    'queue',
    'no room',
  ];
  return `Since the start, warm-up and draining included\n${table(
    head,
    rows,
    head.map(() => 'right' as const),
  )}`;
}

function describeLimits(result: FleetResult): string {
  return [describeGross(result), describeNet(result)].filter((part) => part !== '').join('\n');
}

function describeNet({ accounts }: FleetResult): string {
  const net = accounts.checks.find(({ name }) => name === 'net-exposure');
  if (net === undefined || net.mode === 'off') return '';
  const [buys, sells] = accounts.venues.peakNetMoney!;
  const [buysLeft, sellsLeft] = accounts.netCreditLeftMoney;
  const text =
    `Net exposure of the firm: at most ${fleetUsd(buys)} to buy and ` +
    `${fleetUsd(sells)} to sell by the venues’ own count; ` +
    `${fleetUsd(buysLeft)} and ${fleetUsd(sellsLeft)} left at the end.`;
  return wrap(text, WIDTH);
}

function describeGross({ accounts }: FleetResult): string {
  const leased = accounts.servers.reduce((sum, { unspentMoney }) => sum + unspentMoney, 0);
  const held = accounts.servers.reduce((sum, { exposureMoney }) => sum + exposureMoney, 0);
  if (accounts.checks.find(({ name }) => name === 'gross-exposure')!.mode === 'off') return '';
  // A check that only warns lets the servers spend what they have not leased.
  const credit =
    leased < 0
      ? `${fleetUsd(-leased)} spent beyond what was leased`
      : `${fleetUsd(leased)} leased and unspent`;
  const text =
    `Gross exposure of the firm: ${fleetUsd(held)} working or executed at the end, ` +
    `at most ${fleetUsd(accounts.venues.peakExposureMoney!)} by the venues’ own count; ` +
    `${credit}, ${fleetUsd(accounts.firmCreditLeftMoney)} never leased.`;
  return wrap(text, WIDTH);
}

function describeBooks({ accounts }: FleetResult): string {
  const { shares, cash, fees } = accounts.reconciliation;
  const over = (pick: (server: FleetResult['accounts']['servers'][number]) => number): number =>
    accounts.servers.reduce((sum, server) => sum + pick(server), 0);
  const handed =
    `parents: ${count(over((s) => s.fed))} handed over = ` +
    `${count(over((s) => s.accepted))} taken + ${count(over((s) => s.refusedParents))} refused + ` +
    `${count(over((s) => s.queued))} queued; ` +
    `${count(over((s) => s.held + s.turnedAway))} never handed over${describeLater(accounts)}`;
  const sent =
    `children: ${count(over((s) => s.sent))} sent = ` +
    `${count(over((s) => s.answered))} answered + ${count(over((s) => s.inFlight))} in flight`;
  const even = shares === 0 && cash === 0 && fees === 0;
  const books = even
    ? 'the firm’s books and the venues’ agree exactly'
    : `BOOKS DIFFER: ${shares} shares, ${cash} cash, ${fees} fees`;
  return wrap(`Accounts: ${handed}; ${sent}; ${books}.`, WIDTH);
}

/** The orders of a file that were due after the end of the run. */
function describeLater({ dueAfterEnd }: FleetResult['accounts']): string {
  if (dueAfterEnd === 0) return '';
  const orders = dueAfterEnd === 1 ? 'order of the file was' : 'orders of the file were';
  return `; ${count(dueAfterEnd)} ${orders} due after the end`;
}

/** The thresholds, with whether each held. */
function describeThresholds(outcomes: readonly ThresholdOutcome[], isWhole = true): string {
  if (outcomes.length === 0) return '';
  const rows = outcomes.map(({ threshold, value, held }) => [
    held ? (isWhole ? 'held' : 'held so far') : 'BREACHED',
    threshold.text,
    showMetric(threshold.metric, value, threshold.bound),
  ]);
  return table(['', 'threshold', 'measured'], rows, ['left', 'left', 'right']);
}
