import { count, fixed } from '../format.js';
import { actWord, countStops } from '../load-kills.js';
import { LOAD_METRICS } from '../load-metrics.js';
import { describeDepthUse, describeSteadiness } from '../load-steadiness.js';
import { showKind } from '../metric.js';
import { countCell, tableOf, textCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import type { Folder } from './folder.js';
import { STAGE_TITLES } from './latency.js';
import { heatSection, latencySection } from './load-latency.js';
import { describeScope, markLoad } from './load-marks.js';
import type { Block, Cell, Chart, Figure, Happening, Page, Section } from './model.js';
import { plural } from './narrative.js';
import { toneAt } from './run-charts.js';
import type { LoadSummary } from './summary-form.js';
import { showLatency } from './units.js';

type LoadFolder = Folder<LoadSummary>;

/** The page of a load. */
export function loadPage(folder: LoadFolder): Page {
  const { summary, story } = folder;
  const { happenings, marks } = markLoad(summary);
  const sections = [
    pointSection(summary),
    latencySection([folder]),
    heatSection(folder),
    timeSection(folder, happenings),
    serverSection(summary),
    killSection(summary),
    thresholdSection([folder]),
    conditionsSection(folder, loadFacts(folder), 'smars load profile.json'),
  ];
  return {
    kicker: `smars load · ${summary.profile}`,
    title: story.title,
    lead: story.description,
    figures: headline(summary),
    sections: sections.filter((section) => section !== undefined),
    marks,
    foot:
      'Made by smars from the files beside this page. ' +
      'Latency is measured from the intended time of each order; ' +
      'the machine’s own stalls are in the conditions.',
  };
}

/** The conditions of a load, without the machine. */
export function loadFacts({ summary }: LoadFolder): [string, string][] {
  const known = summary.conditions as Readonly<Record<string, unknown>>;
  const told = (name: string): string =>
    typeof known[name] === 'string' || typeof known[name] === 'number'
      ? String(known[name])
      : 'an unknown number of';
  const stalls = summary.stalls.threads.reduce((sum, { over1ms }) => sum + over1ms, 0);
  const longest = Math.max(0, ...summary.stalls.threads.map(({ largestNs }) => largestNs));
  return [
    ['profile', summary.profile],
    ['seed', typeof known.seed === 'number' ? String(known.seed) : ''],
    ['arrivals', summary.arrivals],
    [
      'measured',
      `${fixed(summary.seconds, 2)} s after ${told('warmupSeconds')} s of warm-up, ` +
        `ended by ${summary.endedBy}`,
    ],
    [
      'threads',
      `${told('servers')} servers on ` +
        (known.threads === 0
          ? 'the main thread'
          : `${told('threads')} thread${known.threads === 1 ? '' : 's'}`),
    ],
    ...(['venues', 'waiting'] as const).flatMap((name): [string, string][] =>
      typeof known[name] === 'string' ? [[name, known[name]]] : [],
    ),
    [
      'stalls',
      `${count(stalls)} above 1 ms seen by idle threads, the longest ${showLatency(longest)}`,
    ],
  ];
}

/** The figures at the head of a load’s page. */
export function headline({ metrics, thresholds }: LoadSummary): Figure[] {
  const stage = metrics['response.p99'] === undefined ? 'roundTrip' : 'response';
  const [title, about] = STAGE_TITLES[stage]!;
  const latency = (percentile: string): string => showLatency(metrics[`${stage}.${percentile}`]);
  const held = thresholds.filter((threshold) => threshold.held).length;
  return [
    {
      name: 'children a second',
      value: metricText('throughput', metrics.throughput),
      note:
        metrics['parents.rate'] === undefined
          ? ''
          : `${plural(metrics['parents.rate'], 'parent')} a second`,
      tone: 'main',
    },
    { name: `${title}, half within`, value: latency('p50'), note: about, tone: 'main' },
    {
      name: '99 % within',
      value: latency('p99'),
      note: `99.9 % within ${latency('p99.9')}`,
      tone: 'main',
    },
    thresholds.length === 0
      ? {
          name: 'refused by the gates',
          value: metricText('rejected.rate', metrics['rejected.rate']),
          note: 'of the children',
          tone: 'main',
        }
      : {
          name: 'thresholds held',
          value: `${held} of ${thresholds.length}`,
          note: '',
          tone: held === thresholds.length ? 'good' : 'alarm',
        },
  ];
}

function pointSection({
  metrics,
  accounts,
  stalls,
  thresholds,
  kills,
  steadiness,
  measured,
}: LoadSummary): Section {
  const points: string[] =
    steadiness === undefined || measured === undefined
      ? []
      : [describeSteadiness({ steadiness, measured }), describeDepthUse(steadiness)].filter(
          (point) => point !== '',
        );
  const late = metrics['late.rate'] ?? 0;
  if (late > 0.01)
    points.push(
      `${fixed(100 * late, 0)} % of the parents were taken late. ` +
        'They waited before a server had time for them, ' +
        'so response counts more than decision does.',
    );
  const [decision, response] = [metrics['decision.p99'], metrics['response.p99']];
  if (decision !== undefined && response !== undefined && response > 2 * decision)
    points.push(
      'At the 99th percentile an order waits longer than it is worked on: ' +
        `response ${showLatency(response)}, decision ${showLatency(decision)}.`,
    );
  const longest = Math.max(0, ...stalls.threads.map(({ largestNs }) => largestNs));
  const most = metrics['response.max'] ?? metrics['roundTrip.max'] ?? 0;
  if (longest > most / 2 && longest > 1e6)
    points.push(
      `A thread that had nothing to do lost ${showLatency(longest)} at a stretch. ` +
        'The machine, not the router, has a part in the highest latencies.',
    );
  for (const { threshold, held } of thresholds)
    if (!held) points.push(`The threshold ${threshold} did not hold.`);
  const engaged = kills.filter((act) => act.engaged);
  if (engaged.length > 0) {
    const after = Math.max(
      0,
      ...engaged.flatMap(({ answers }) =>
        answers.filter(({ isConcerned }) => isConcerned).map(({ sentAfter }) => sentAfter),
      ),
    );
    points.push(
      `${countStops(engaged)}; ` +
        `at most ${count(after)} children left a server between request and barrier, ` +
        `and ${count(accounts.venues.behindBarrier)} reached a venue behind one.`,
    );
  }
  const { shares, cash, fees } = accounts.reconciliation;
  points.push(
    shares === 0 && cash === 0 && fees === 0
      ? 'The firm’s books and the venues’ agree exactly.'
      : 'The firm’s books and the venues’ DIFFER.',
  );
  return { id: 'points', title: 'Takeaways', lead: '', blocks: [{ kind: 'points', points }] };
}

/** The events of a load, and its rates where it was long enough to have an interval. */
function timeSection({ timeline, summary }: LoadFolder, happenings: readonly Happening[]): Section {
  const ends = timeline?.get('seconds');
  const list: Block = { kind: 'happenings', happenings };
  if (timeline === undefined || ends === undefined || ends.length === 0)
    return { id: 'time', title: 'What happened', lead: '', blocks: [list] };
  // The axis spans the whole measured time, whatever the intervals. A rate belongs to the interval
  // before its place.
  const rest = summary.seconds > ends.at(-1)! ? [summary.seconds] : [];
  const x = [0, ...ends, ...rest];
  const column = (name: string): (number | null)[] => [
    null,
    ...(timeline.get(name) ?? ends.map(() => null)),
    ...rest.map(() => null),
  ];
  const rate = (name: string): (number | null)[] =>
    column(name).with(0, timeline.get(name)?.[0] ?? null);
  const over = { axis: 'seconds', isLog: false, linked: true, x } as const;
  const charts: Chart[] = [
    {
      ...over,
      title: 'Rates',
      about: 'over all servers, of each interval',
      isStepped: true,
      unit: 'rate',
      series: ['children', 'refused', 'executions', 'parents'].map((name, index) => ({
        label: name,
        tone: toneAt(index),
        values: rate(name),
      })),
    },
    {
      ...over,
      title: 'Waiting',
      about: 'parents in the inboxes, children without an answer, at the end of each interval',
      unit: 'count',
      series: [
        { label: 'parents queued', tone: 's1', values: column('queued') },
        { label: 'children in flight', tone: 's2', values: column('in_flight') },
      ],
    },
  ];
  return {
    id: 'time',
    title: 'Rates over time',
    lead: 'Numbers on the charts are those of this list.',
    blocks: [list, { kind: 'zoom', axis: 'seconds' }, { kind: 'charts', layout: 'stack', charts }],
  };
}

function serverSection({ accounts }: LoadSummary): Section {
  const most = Math.max(1, ...accounts.servers.map(({ children }) => children));
  const rows = accounts.servers.map((s): Cell[] => [
    { text: `server ${s.server}`, sort: s.server },
    textCell(String(s.build)),
    countCell(s.accepted),
    {
      ...countCell(s.children),
      bar: s.children / most,
      tone: s.unmatchedExecutions > 0 ? 'alarm' : 'main',
    },
    countCell(s.refusedChildren),
    countCell(s.executions),
    countCell(s.unmatchedExecutions),
    countCell(s.openParents),
    countCell(s.largestQueue),
  ]);
  const names = [
    'server',
    '>build',
    '>parents',
    '>children',
    '>refused',
    '>executions',
    '>unmatched',
    '>open',
    '>longest queue',
  ];
  return {
    id: 'servers',
    title: 'The servers',
    lead: '',
    blocks: [
      {
        kind: 'table',
        table: tableOf('Since the start, warm-up and draining included', names, rows, true),
      },
    ],
  };
}

/** The most kills with a row of their own. */
const KILLS_TOLD = 20;

/** The word for an act before its scope; a kill goes without saying. */
function nameAct(act: LoadSummary['kills'][number]): string {
  const word = actWord(act);
  return word === 'kill' ? '' : `${word} `;
}

function killSection({ kills, accounts }: LoadSummary): Section | undefined {
  const engaged = kills.filter((act) => act.engaged);
  if (engaged.length === 0) return undefined;
  const rows = engaged.slice(0, KILLS_TOLD).flatMap((stop, act) =>
    stop.answers
      .filter(({ isConcerned }) => isConcerned)
      .map(({ server, ackNs, lastOutNs, sentAfter, recalled }): Cell[] => [
        {
          text: `${act + 1}: ${nameAct(stop)}${describeScope(stop.scope)}`,
          sort: act,
        },
        { text: `server ${server}`, sort: server },
        lastOutCell(lastOutNs),
        { text: showLatency(ackNs), sort: ackNs },
        countCell(sentAfter),
        countCell(recalled),
      ]),
  );
  const lead =
    `${countStops(engaged)}. ` +
    `Children that reached a venue behind a barrier: ${count(accounts.venues.behindBarrier)}.`;
  const table = tableOf(
    'From request to barrier',
    [
      'kill',
      'server',
      '>last child out',
      '>acknowledged after',
      '>children sent after',
      '>taken back',
    ],
    rows,
    true,
  );
  return { id: 'kills', title: 'The kill switch', lead, blocks: [{ kind: 'table', table }] };
}

/** When a server's last child of a killed scope was out, after the request. */
function lastOutCell(lastOutNs: number | null | undefined): Cell {
  if (lastOutNs === null || lastOutNs === undefined) return { text: '–', sort: -1 };
  if (lastOutNs <= 0) return { text: 'before', sort: 0 };
  return { text: showLatency(lastOutNs), sort: lastOutNs };
}

/** The thresholds, with whether each held. */
export function thresholdSection(folders: readonly LoadFolder[]): Section | undefined {
  const heldText = ({ endedBy }: LoadSummary): string =>
    endedBy === 'duration' ? 'held' : 'held so far';
  const rows = folders.flatMap(({ name, summary }) =>
    summary.thresholds.map(({ threshold, value, held }): Cell[] => [
      textCell(threshold),
      ...(folders.length === 1 ? [] : [textCell(name)]),
      { text: held ? heldText(summary) : 'breached', tone: held ? 'good' : 'alarm' },
      { text: metricText(metricOf(threshold), value), sort: value },
    ]),
  );
  if (rows.length === 0) return undefined;
  const names = ['threshold', ...(folders.length === 1 ? [] : ['load']), 'outcome', '>measured'];
  return {
    id: 'thresholds',
    title: 'Thresholds',
    lead: '',
    blocks: [{ kind: 'table', table: tableOf('What was demanded', names, rows, true) }],
  };
}

/** The metric that the text of a threshold names. */
const metricOf = (threshold: string): string => /^\s*([\w.-]*)/.exec(threshold)![1]!;

/** A metric's value as text, in its unit. */
export function metricText(metric: string, value: number | undefined): string {
  const kind = LOAD_METRICS[metric] ?? 'count';
  return kind === 'time' ? showLatency(value) : showKind(kind, value);
}
