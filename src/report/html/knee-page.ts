import { count } from '../format.js';
import { compareKnees, curveOf, KNEE_METHOD, tellKnee, tellOpen } from '../knee-comparison.js';
import { LOAD_METRICS } from '../load-metrics.js';
import { LIMIT_NAMES } from '../load-steadiness.js';
import { countCell, tableOf, textCell } from './cells.js';
import { tableOfDifferences } from './compare-page.js';
import { differencesOfKnees } from './folder-differences.js';
import type { KneeFolder } from './knee-form.js';
import { metricText } from './load-page.js';
import type { Cell, Chart, Page, Section, Unit } from './model.js';
import { toneAt } from './run-charts.js';

/** The page of a search for the highest rate, or of several searches for one bound. */
export function kneePage(folders: readonly KneeFolder[]): Page {
  const [first] = folders;
  const names = folders.map(({ name }) => name);
  const isOne = folders.length === 1;
  const many = `${folders.length} searches`;
  const sections = [
    ...(isOne ? [] : [comparedSection(folders)]),
    curveSection(folders),
    ...(isOne ? [] : [tableOfDifferences(differencesOfKnees(folders), names)]),
    ...folders.map((folder, index) => attemptSection(folder, index, isOne)),
    conditionsOf(folders),
  ];
  return {
    kicker: `smars load --find-knee · ${isOne ? first!.knee.profile : many}`,
    title: isOne ? first!.story.title : names.join(' · '),
    lead: `The highest rate of parents at which ${first!.knee.bound}.`,
    figures: folders.map(({ name, knee: { heldPerSecond, breachedPerSecond } }) => ({
      name: isOne ? 'parents a second' : name,
      value: heldPerSecond === null ? 'none' : count(heldPerSecond),
      note:
        breachedPerSecond === null
          ? 'no rate was found to breach it'
          : `it did not hold at ${count(breachedPerSecond)}`,
      tone: 'main',
    })),
    sections,
    marks: [],
    foot: 'Made by smars from knee.json. A breach was tried twice.',
  };
}

const UNITS = { time: 'latency', rate: 'rate', share: 'percent', count: 'count' } as const;

/** The metric of the bound at each rate, and what the servers took and completed. */
function curveSection(folders: readonly KneeFolder[]): Section {
  const [{ knee }] = folders as [KneeFolder];
  const kind = LOAD_METRICS[knee.metric]!;
  const curves = folders.map((folder) => curveOf(folder.knee));
  const x = [...new Set(curves.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b);
  const over = { axis: 'perSecond', linked: false, x } as const;
  const chart = (
    title: string,
    about: string,
    unit: Unit,
    pick: (attempt: KneeFolder['knee']['attempts'][number]) => number | undefined,
  ): Chart => ({
    ...over,
    title,
    about,
    unit,
    isLog: unit === 'latency',
    series: curves.map((curve, index) => ({
      label: folders[index]!.name,
      tone: toneAt(index),
      values: x.map((perSecond) => {
        const attempt = curve.get(perSecond);
        return attempt === undefined ? null : (pick(attempt) ?? null);
      }),
    })),
  });
  const charts = [
    chart(knee.metric, 'at each rate that was tried', UNITS[kind], ({ value }) => value),
    chart(
      'Parents completed',
      'a second, at each rate that was tried; below the rate where open parents pile up',
      'rate',
      ({ completedPerSecond }) => completedPerSecond,
    ),
  ];
  return {
    id: 'curve',
    title: 'The curve',
    lead: 'Across: parents a second, as they were meant to arrive.',
    blocks: [{ kind: 'charts', layout: 'stack', charts }],
  };
}

function attemptSection({ name, knee }: KneeFolder, index: number, isOne: boolean): Section {
  const rows = [...knee.attempts]
    .sort((a, b) => a.perSecond - b.perSecond)
    .map(
      ({
        perSecond,
        seconds,
        value,
        takenPerSecond,
        completedPerSecond,
        failed,
        limit,
      }): Cell[] => [
        countCell(perSecond),
        textCell(`${seconds.toFixed(0)} s`),
        countCell(takenPerSecond),
        countCell(completedPerSecond),
        { text: metricText(knee.metric, value), sort: value },
        { text: failed ?? 'held', tone: failed === null ? 'good' : 'alarm' },
        textCell(failed === null || limit === null ? '' : LIMIT_NAMES[limit]),
      ],
    );
  const names = [
    '>parents a second',
    '>for',
    '>taken a second',
    '>completed a second',
    `>${knee.metric}`,
    'outcome',
    'the limit',
  ];
  const title = isOne ? 'The attempts' : `The attempts of ${name}`;
  const table = tableOf('Lowest rate first', names, rows, true);
  const id = `attempts-${index + 1}`;
  return { id, title, lead: '', blocks: [{ kind: 'table', table }] };
}

/** Each search beside the first. */
function comparedSection(folders: readonly KneeFolder[]): Section {
  const [first, ...others] = folders;
  const rows = others.map(({ name, knee }) => {
    const comparison = compareKnees(first!.knee, knee);
    const { a, b, ratio, verdict } = comparison;
    return [
      name,
      tellKnee(a),
      tellKnee(b),
      ratio === null ? '–' : ratio.toFixed(3),
      tellOpen(comparison),
      verdict,
    ].map(textCell);
  });
  const names = ['B', `>A: ${first!.name}`, '>B', '>B ÷ A', '>interval', ''];
  return {
    id: 'compared',
    title: 'The knees',
    lead: KNEE_METHOD,
    blocks: [{ kind: 'table', table: tableOf('Highest parents a second', names, rows) }],
  };
}

function conditionsOf(folders: readonly KneeFolder[]): Section {
  const facts = folders.flatMap(({ name, knee: { conditions, invocation } }) => {
    const { cpu, cores, memoryGiB, platform, node } = conditions;
    const machine = [
      cpu,
      cores === undefined ? undefined : `${cores} cores`,
      memoryGiB === undefined ? undefined : `${memoryGiB} GiB`,
      platform,
      node === undefined ? undefined : `Node ${node}`,
    ].filter((part) => part !== undefined);
    const of = folders.length === 1 ? '' : ` of ${name}`;
    return [
      [`machine${of}`, machine.join(', ')] as const,
      ...(invocation === undefined ? [] : [[`started with${of}`, invocation] as const]),
    ];
  });
  return { id: 'conditions', title: 'Conditions', lead: '', blocks: [{ kind: 'facts', facts }] };
}
