import { formatTimeOfDay, NS_PER_SECOND } from '../../base/units.js';
import { tellRatio } from '../differences.js';
import { figuresOf } from '../figures.js';
import { count, showLoss } from '../format.js';
import { compareLoads as compareLoadRuns, rowTexts, tellMethod } from '../load-comparison.js';
import { showKind } from '../metric.js';
import { tableOf, textCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import type { Folder } from './folder.js';
import { differencesOfFolders, type FolderDifference } from './folder-differences.js';
import { latencySection } from './load-latency.js';
import { loadFacts, metricText, thresholdSection } from './load-page.js';
import type { Cell, Chart, Figure, Page, Section } from './model.js';
import { toneAt } from './run-charts.js';
import type { LoadSummary, RunSummary } from './summary-form.js';

/** The page that compares several folders of one kind, in tables and shared charts. */
export function comparePage(folders: readonly Folder[]): Page {
  const isRun = folders[0]!.summary.command === 'run';
  const named = nameApart(folders);
  const sections = isRun
    ? compareRuns(named as Folder<RunSummary>[])
    : compareLoads(named as Folder<LoadSummary>[]);
  return {
    kicker: `smars ${isRun ? 'run' : 'load'} · ${count(folders.length)} beside one another`,
    title: named.map(({ name }) => name).join(' · '),
    lead: [...new Set(named.map(({ story }) => story.title))].join('; '),
    figures: isRun
      ? (named as Folder<RunSummary>[]).map(lossFigure)
      : (named as Folder<LoadSummary>[]).map(rateFigure),
    sections,
    marks: [],
    foot: 'Made by smars from the files of these folders.',
  };
}

/** Shortens the names of folders to the last parts that tell them apart. */
function nameApart(folders: readonly Folder[]): Folder[] {
  const parts = folders.map(({ name }) => name.split(/[\\/]/).filter((part) => part !== ''));
  const deepest = Math.max(...parts.map(({ length }) => length));
  for (let kept = 1; kept <= deepest; kept++) {
    const names = parts.map((part) => part.slice(-kept).join('/'));
    if (new Set(names).size === names.length)
      return folders.map((folder, index) => ({ ...folder, name: names[index]! }));
  }
  return folders.map((folder, index) => ({ ...folder, name: `${folder.name} (${index + 1})` }));
}

function lossFigure({ name, summary: { result } }: Folder<RunSummary>): Figure {
  const { loss, runaway } = result;
  return {
    name,
    value: showLoss(loss.totalDollars),
    note: `${count(runaway.unmatchedExecutions)} executions beyond orders`,
    tone: loss.totalDollars > 0 ? 'alarm' : 'good',
  };
}

function rateFigure({ name, summary: { metrics } }: Folder<LoadSummary>): Figure {
  return {
    name,
    value: showKind('rate', metrics.throughput),
    note: 'children a second',
    tone: 'main',
  };
}

function compareRuns(folders: readonly Folder<RunSummary>[]): Section[] {
  const columns = folders.map(({ summary, story }) => figuresOf(story, summary.result));
  const ends = folders.map(({ summary }) => summary.result.runaway.lastNs);
  const rows: Cell[][] = columns[0]!.map(({ name, show }, row) => [
    textCell(name),
    ...columns.map((figures) => textCell(show(figures[row]!.value))),
  ]);
  rows.push([
    textCell('last execution beyond an order'),
    ...ends.map((ns) => textCell(ns === null ? 'none' : formatTimeOfDay(ns, 1))),
  ]);
  const table = tableOf('Figures', ['figure', ...folders.map(({ name }) => `>${name}`)], rows);
  const charts = overlays(folders);
  return [
    { id: 'figures', title: 'Figures', lead: '', blocks: [{ kind: 'table', table }] },
    ...(charts.length === 0
      ? []
      : [
          {
            id: 'time',
            title: 'Over time',
            lead: '',
            blocks: [
              { kind: 'zoom', axis: 'clock' },
              { kind: 'charts', layout: 'stack', charts },
            ],
          } satisfies Section,
        ]),
    differenceSection(folders),
    ...folders.map((folder, index) =>
      namedConditions(folder, index, [
        ['digest', folder.summary.result.digest],
        ['seed', String(folder.summary.result.seed)],
      ]),
    ),
  ];
}

/** The loss and the exposure of all runs over one axis. Shorter runs end early on it. */
function overlays(folders: readonly Folder<RunSummary>[]): Chart[] {
  const shape = { axis: 'clock', isLog: false, linked: true } as const;
  const over = (
    unit: 'usd' | 'loss',
    title: string,
    about: string,
    pick: (folder: Folder<RunSummary>) => { x: readonly number[]; values: readonly number[] },
  ): Chart[] => {
    const lines = folders.map(pick);
    const x = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
    if (x.length < 2) return [];
    const series = lines.map((line, index) => {
      const at = new Map(line.x.map((place, row) => [place, line.values[row]!]));
      return {
        label: folders[index]!.name,
        tone: toneAt(index),
        values: x.map((place) => at.get(place) ?? null),
      };
    });
    return [{ ...shape, unit, title, about, x, series }];
  };
  return [
    ...over(
      'loss',
      'Loss if stopped then',
      'of the positions so far, once prices return and the rest is sold',
      ({ paths }) => ({
        x: (paths?.atNs ?? []).map((ns) => ns / NS_PER_SECOND),
        values: paths?.lossDollars ?? [],
      }),
    ),
    ...over(
      'usd',
      'Gross exposure of the error account',
      'marked at the middle of the quote',
      ({ timeline }) => ({
        x: timeline?.get('time') ?? [],
        values: (timeline?.get('long_usd') ?? []).map((long, row) =>
          Math.round(long + timeline!.get('short_usd')![row]!),
        ),
      }),
    ),
  ];
}

function compareLoads(folders: readonly Folder<LoadSummary>[]): Section[] {
  const names: readonly (readonly [string, string])[] = [
    ['children a second', 'throughput'],
    ['parents a second', 'parents.rate'],
    ['executions a second', 'executions.rate'],
    ['refused by the gates', 'rejected.rate'],
    ['late starts', 'late.starts'],
    ['late, of the parents', 'late.rate'],
    ['longest queue', 'queue.largest'],
  ];
  const [first] = folders;
  const rows = names.map(([name, metric]) => [
    textCell(name),
    ...folders.map(({ summary }, index): Cell => {
      const value = summary.metrics[metric];
      const detail = index === 0 ? undefined : tellRatio(value, first!.summary.metrics[metric]);
      return { text: metricText(metric, value), detail, sort: value };
    }),
  ]);
  const caption = `Rates, and below each the multiple of that of ${first!.name}`;
  const table = tableOf(caption, ['figure', ...folders.map(({ name }) => `>${name}`)], rows);
  const isSingle = folders.every(({ runs }) => runs === undefined);
  const lead = isSingle
    ? 'A multiple of two single loads has no interval of confidence: ' +
      'repeat both (smars load --repeat 5) before you trust a small one.'
    : '';
  const sections = [
    { id: 'figures', title: 'Rates', lead, blocks: [{ kind: 'table', table }] } satisfies Section,
    ...comparedSections(folders),
    latencySection(folders),
    differenceSection(folders),
    thresholdSection(folders),
    ...folders.map((folder, index) => namedConditions(folder, index, loadFacts(folder))),
  ];
  return sections.filter((section) => section !== undefined);
}

/** The figures of repeated loads beside those of the first, with intervals and verdicts. */
function comparedSections(folders: readonly Folder<LoadSummary>[]): Section[] {
  const [first, ...others] = folders;
  if (folders.every(({ runs }) => runs === undefined)) return [];
  return others.map((other, index) => {
    const comparison = compareLoadRuns(metricsOf(first!), metricsOf(other));
    const rows = comparison.rows.map((row) => rowTexts(row).map(textCell));
    const names = ['figure', `>A: ${first!.name}`, `>B: ${other.name}`, '>B ÷ A', '>interval', ''];
    return {
      id: `compared-${index + 1}`,
      title: `${other.name} beside ${first!.name}`,
      lead: '',
      blocks: [
        { kind: 'table', table: tableOf('Medians over the runs, and their ratio', names, rows) },
        { kind: 'points', points: tellMethod(comparison) },
      ],
    };
  });
}

const metricsOf = ({ runs, summary }: Folder<LoadSummary>): LoadSummary['metrics'][] =>
  (runs ?? [summary]).map(({ metrics }) => metrics);

function differenceSection(folders: readonly Folder[]): Section {
  return tableOfDifferences(
    differencesOfFolders(folders),
    folders.map(({ name }) => name),
  );
}

/** The most fields that are listed. */
const DIFFERENCES_MAX = 100;

/** The differences in settings, in the machine and in the version of the code. */
export function tableOfDifferences(
  differences: readonly FolderDifference[],
  folders: readonly string[],
): Section {
  const about = { id: 'differences', title: 'What differed' };
  if (differences.length === 0)
    return { ...about, lead: 'Nothing differed in settings, machine and version.', blocks: [] };
  const shown = differences.slice(0, DIFFERENCES_MAX);
  const rows = shown.map(({ group, field, values }) => [
    textCell(group),
    textCell(field),
    ...values.map((value) => textCell(value ?? 'not set')),
  ]);
  const lead =
    differences.length > shown.length
      ? `The first ${shown.length} of ${differences.length} fields.`
      : '';
  const caption = 'Settings, machine and version that are not the same';
  const table = tableOf(caption, ['of the', 'field', ...folders], rows);
  return { ...about, lead, blocks: [{ kind: 'table', table }] };
}

function namedConditions(
  folder: Folder,
  index: number,
  facts: readonly (readonly [string, string])[],
): Section {
  const section = conditionsSection(folder, facts, undefined);
  return {
    ...section,
    id: `${section.id}-${index + 1}`,
    title: `${section.title} of ${folder.name}`,
  };
}
