import { count, usd } from '../format.js';
import { showTargetMetric } from '../target-text.js';
import { countCell, tableOf, textCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import { latencyCurves, percentileCells, percentileNames } from './load-latency.js';
import type { Block, Cell, Chart, Figure, Page, Section } from './model.js';
import { plural } from './narrative.js';
import { toneAt } from './run-charts.js';
import { leakSection, venueSection } from './target-ends.js';
import type { TargetFolder, TargetSummary } from './target-form.js';
import { showLatency } from './units.js';

/** The page of a load on somebody's own gateway. */

/** The title of each latency of such a load, and what it measures. */
const POINT_TITLES: Readonly<Record<string, readonly [title: string, about: string]>> = {
  response: ['Response', 'intended time to the first report'],
  service: ['Service', 'handed over to the first report'],
  arrival: ['Arrival', 'intended time to the venue'],
  transit: ['Transit', 'handed over to the venue'],
  fill: ['Fill', 'intended time to the first execution'],
  cancel: ['Cancel', 'intended time to cancelled'],
  replace: ['Replace', 'intended time to replaced'],
  lag: ['Lag', 'intended time to left the socket'],
};

const VERDICT_TITLES: Readonly<Record<string, string>> = {
  complete: 'Complete',
  rate: 'Rate kept',
  tool: 'smars kept up',
  followed: 'Followed to the venue',
  leaks: 'No leaks',
};

/** Returns the page of a load on a target. */
export function targetPage(folder: TargetFolder): Page {
  const { summary } = folder;
  const sections = [
    verdictSection(summary),
    leakSection(summary),
    venueSection(summary),
    issuedSection(summary),
    latencySection(folder),
    timeSection(folder),
    answerSection(summary),
    thresholdSection(summary),
    conditionsSection(folder, facts(summary), undefined),
  ];
  return {
    kicker: 'smars load --target',
    title: `Load on ${summary.target}`,
    lead: `${summary.flow}.`.replace(/^flow: /, 'Flow: '),
    figures: headline(summary),
    sections: sections.filter((section) => section !== undefined),
    marks: [],
    foot:
      'Made by smars from the files beside this page. Latency is measured from the intended time ' +
      'of each message, but for service and transit.',
  };
}

function facts({ seconds, endedBy, lost }: TargetSummary): [string, string][] {
  return [
    ['sent for', `${seconds.toFixed(2)} s, ended by ${endedBy}`],
    ['connections that ended early', lost.join(', ')],
  ];
}

function headline({
  metrics,
  issued,
  counts,
  oracle,
  thresholds,
  verdicts,
}: TargetSummary): Figure[] {
  const bad = verdicts.filter(({ isGood }) => !isGood).length;
  const held = thresholds.filter((threshold) => threshold.held).length;
  const told = thresholds.length === 0 ? '' : `${held} of ${thresholds.length} thresholds held`;
  return [
    {
      name: 'messages a second',
      value: metrics.throughput === undefined ? count(issued.left) : count(metrics.throughput),
      note: `${count(issued.left)} left the socket`,
      tone: 'main',
    },
    {
      name: 'Response, 99 % within',
      value: showLatency(metrics['response.p99']),
      note: `half within ${showLatency(metrics['response.p50'])}`,
      tone: 'main',
    },
    oracle === undefined
      ? {
          name: 'orders refused',
          value: count(counts.refused ?? 0),
          note: `${count(counts.accepted ?? 0)} accepted`,
          tone: 'main',
        }
      : {
          name: 'leaks',
          value: count(oracle.leaks),
          note:
            oracle.leaks === 0
              ? `of ${count(oracle.letThrough)} orders let through`
              : `${usd(oracle.overshoot.dollars)} of orders that the limits refuse`,
          tone: oracle.leaks === 0 ? 'good' : 'alarm',
        },
    {
      name: 'verdicts',
      value: bad === 0 ? `${verdicts.length} good` : `${bad} of ${verdicts.length} bad`,
      note: told,
      tone: bad === 0 && held === thresholds.length ? 'good' : 'alarm',
    },
  ];
}

function verdictSection({ verdicts }: TargetSummary): Section {
  const rows = verdicts.map(({ name, isGood, reason }): Cell[] => [
    textCell(VERDICT_TITLES[name] ?? name),
    { text: isGood ? 'yes' : 'no', tone: isGood ? 'good' : 'alarm' },
    textCell(reason),
  ]);
  return {
    id: 'verdicts',
    title: 'Verdicts',
    lead: '',
    blocks: [
      {
        kind: 'table',
        table: tableOf('Whether the load is valid', ['verdict', 'holds', 'reason'], rows),
      },
    ],
  };
}

function issuedSection(summary: TargetSummary): Section {
  const { issued, seconds, metrics, lateByTarget, lateByTool } = summary;
  const row = (name: string, n: number): Cell[] => [
    textCell(name),
    countCell(n),
    seconds > 0 ? countCell(n / seconds) : textCell('–'),
  ];
  const rows = [
    row('asked for', issued.asked),
    row('handed to the socket', issued.handed),
    row('left the socket', issued.left),
  ];
  const late =
    `Half left within ${showLatency(metrics['lag.p50'])} of the intended time, 99 % within ` +
    `${showLatency(metrics['lag.p99'])}, the last within ${showLatency(metrics['lag.max'])}. ` +
    `${plural(lateByTool, 'message')} more than 10 ms late by smars itself, ` +
    `${count(lateByTarget)} since the target did not read.`;
  const names = ['messages', '>count', '>a second'];
  return {
    id: 'issued',
    title: 'What was sent',
    lead: metrics['lag.p50'] === undefined ? '' : late,
    blocks: [{ kind: 'table', table: tableOf('The three counts', names, rows) }],
  };
}

function latencySection({ name, latency, summary }: TargetFolder): Section | undefined {
  const points = Object.keys(POINT_TITLES).filter((point) => latency.has(point));
  if (points.length === 0) return undefined;
  const curves = points.map((point, index) => ({
    label: POINT_TITLES[point]![0],
    tone: toneAt(index),
    file: `${name}/latency/${point}.hgrm`,
    text: latency.get(point),
  }));
  const rows = points.map((point): Cell[] => [
    ...POINT_TITLES[point]!.map(textCell),
    ...percentileCells(point, summary.metrics),
  ]);
  const table = tableOf('Percentiles', percentileNames('latency', 'from … to'), rows, true);
  return {
    id: 'latency',
    title: 'Latency',
    lead: '',
    blocks: [
      { kind: 'charts', layout: 'stack', charts: [latencyCurves(curves)] },
      { kind: 'table', table },
    ],
  };
}

function timeSection({ timeline }: TargetFolder): Section | undefined {
  const ends = timeline?.get('atSeconds') ?? [];
  if (ends.length === 0) return undefined;
  const x = [0, ...ends];
  const column = (name: string): number[] => [0, ...timeline!.get(name)!];
  const rate = (name: string): (number | null)[] => {
    const sums = column(name);
    const rates = ends.map((end, row) => {
      const seconds = end - x[row]!;
      return seconds > 0 ? (sums[row + 1]! - sums[row]!) / seconds : null;
    });
    return [rates[0]!, ...rates];
  };
  const less = (name: string, other: string): number[] => {
    const others = column(other);
    return column(name).map((n, row) => Math.max(0, n - others[row]!));
  };
  const over = { axis: 'seconds', isLog: false, linked: true, x } as const;
  const charts: Chart[] = [
    {
      ...over,
      title: 'Rates',
      about: 'messages of each second; orders refused',
      isStepped: true,
      unit: 'rate',
      series: [
        { label: 'asked for', tone: 's1', dash: 2, values: rate('asked') },
        { label: 'left the socket', tone: 's2', values: rate('left') },
        { label: 'answered', tone: 's3', values: rate('answered') },
        { label: 'refused', tone: 'alarm', values: rate('refused') },
      ],
    },
    {
      ...over,
      title: 'Waiting',
      about: 'messages due and not out, and out without an answer, at the end of each second',
      unit: 'count',
      series: [
        { label: 'not out', tone: 's1', values: less('asked', 'left') },
        { label: 'without an answer', tone: 's2', values: less('left', 'answered') },
      ],
    },
    {
      ...over,
      title: 'Response, 99 % within',
      about: 'of the load so far',
      unit: 'latency',
      series: [
        {
          label: 'response p99',
          tone: 's1',
          values: column('p99Ns').map((ns) => (ns > 0 ? ns : null)),
        },
      ],
    },
  ];
  return {
    id: 'time',
    title: 'Over time',
    lead: '',
    blocks: [
      { kind: 'zoom', axis: 'seconds' },
      { kind: 'charts', layout: 'stack', charts },
    ],
  };
}

/** The counts of what came back, by the names of the summary. */
const ANSWERS: readonly (readonly [name: string, title: string])[] = [
  ['accepted', 'orders accepted'],
  ['refused', 'orders refused'],
  ['filled', 'orders with an execution'],
  ['endedUnasked', 'orders that ended without a cancel of their own'],
  ['fills', 'executions'],
  ['shares', 'shares of these'],
  ['cancelled', 'cancelled'],
  ['replaced', 'replaced'],
  ['changesRefused', 'cancels and replaces refused'],
  ['rejected', 'not understood (3, j)'],
  ['busts', 'busts and corrections'],
  ['elsewhere', 'answers on another session'],
  ['duplicates', 'answers that came again'],
  ['unmatched', 'messages that belong to nothing'],
];

function answerSection(summary: TargetSummary): Section {
  const { counts, orders, cancels, replaces, unanswered, drain, unmatched } = summary;
  const sent: [string, number][] = [
    ['orders', orders],
    ['cancels', cancels],
    ['replaces', replaces],
  ];
  const told = ANSWERS.map(([name, title]): [string, number] => [title, counts[name] ?? 0]);
  const rows = [...sent, ...told, ['without an answer', unanswered] as const]
    .filter(([title, n], row) => n > 0 || row === 0 || title === 'without an answer')
    .map(([title, n]): Cell[] => [textCell(title), countCell(n)]);
  const blocks: Block[] = [
    { kind: 'table', table: tableOf('Counts', ['answers', '>count'], rows) },
  ];
  const reasons = Object.entries(summary.reasons).sort(([, a], [, b]) => b - a);
  if (reasons.length > 0) {
    const cells = reasons.map(([text, times]): Cell[] => [textCell(text), countCell(times)]);
    const table = tableOf('Reasons that the target gave', ['text (58)', '>times'], cells, true);
    blocks.push({ kind: 'table', table });
  }
  for (const wire of unmatched)
    blocks.push({ kind: 'command', about: 'A message that belongs to nothing', command: wire });
  const left =
    drain.outstanding === 0
      ? 'Nothing was left behind'
      : `${plural(drain.outstanding, 'order')} may still be open at the target`;
  return {
    id: 'answers',
    title: 'What came back',
    lead:
      `${left}: ${plural(drain.open, 'order')} open at the end, ` +
      `${plural(drain.cancels, 'cancel')} sent for them.`,
    blocks,
  };
}

function thresholdSection({ thresholds, endedBy }: TargetSummary): Section | undefined {
  if (thresholds.length === 0) return undefined;
  const held = endedBy === 'done' ? 'held' : 'held so far';
  const rows = thresholds.map((threshold): Cell[] => [
    textCell(threshold.threshold),
    { text: threshold.held ? held : 'breached', tone: threshold.held ? 'good' : 'alarm' },
    { text: shown(threshold), sort: threshold.value },
  ]);
  const table = tableOf('What was demanded', ['threshold', 'outcome', '>measured'], rows, true);
  return { id: 'thresholds', title: 'Thresholds', lead: '', blocks: [{ kind: 'table', table }] };
}

function shown({ threshold, value }: TargetSummary['thresholds'][number]): string {
  return showTargetMetric(/^\s*([\w.-]*)/.exec(threshold)![1]!, value);
}
