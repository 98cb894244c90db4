import { fixed } from '../format.js';
import { describeDepthUse, describeSteadiness } from '../load-steadiness.js';
import { countCell, tableOf, textCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import type { Folder } from './folder.js';
import { latencySection } from './load-latency.js';
import { headline, loadFacts, metricText, thresholdSection } from './load-page.js';
import type { Cell, Page, Section } from './model.js';
import type { LoadSummary } from './summary-form.js';

/** The figures of each run in the table. */
const FIGURES: readonly (readonly [name: string, metric: string])[] = [
  ['children a second', 'throughput'],
  ['parents a second', 'parents.rate'],
  ['response p50', 'response.p50'],
  ['response p99', 'response.p99'],
  ['response p99.9', 'response.p99.9'],
  ['round trip p50', 'roundTrip.p50'],
  ['round trip p99', 'roundTrip.p99'],
  ['round trip p99.9', 'roundTrip.p99.9'],
];

/** The page of loads that `smars load --repeat` ran one after the other. */
export function runsPage(folder: Folder<LoadSummary>, runs: readonly LoadSummary[]): Page {
  const { summary, story } = folder;
  const each = runs.map((run, n) => ({ ...folder, name: `run ${n + 1}`, summary: run }));
  const command = `smars load profile.json --repeat ${runs.length}`;
  const sections = [
    pointSection(runs),
    runSection(summary, runs),
    latencySection([folder]),
    thresholdSection(each),
    conditionsSection(folder, loadFacts(folder), command),
  ];
  return {
    kicker: `smars load · ${summary.profile} · ${runs.length} runs`,
    title: story.title,
    lead: story.description,
    figures: headline(summary),
    sections: sections.filter((section) => section !== undefined),
    marks: [],
    foot:
      'Made by smars from the files beside this page. The headline has the medians over the ' +
      'runs, the percentiles below are of all runs together, and each run has a folder of its own.',
  };
}

function pointSection(runs: readonly LoadSummary[]): Section {
  const unsteady = runs.flatMap(({ steadiness, measured }, n) => {
    if (steadiness === undefined || measured === undefined) return [];
    const isSteady = steadiness.isSteady === true;
    const told = isSteady ? '' : describeSteadiness({ steadiness, measured });
    const parts = [told, describeDepthUse(steadiness)].filter((part) => part !== '');
    return parts.length === 0 ? [] : [`Run ${n + 1}. ${parts.join(' ')}`];
  });
  const points = unsteady.length === 0 ? ['Every run was steady.'] : unsteady;
  return { id: 'points', title: 'Takeaways', lead: '', blocks: [{ kind: 'points', points }] };
}

function runSection({ metrics: medians }: LoadSummary, runs: readonly LoadSummary[]): Section {
  const shown = FIGURES.filter(([, metric]) => medians[metric] !== undefined);
  const figures = (metrics: LoadSummary['metrics']): Cell[] =>
    shown.map(([, metric]) => ({
      text: metricText(metric, metrics[metric]),
      sort: metrics[metric],
    }));
  const rows = runs.map(({ metrics, stalls }, n): Cell[] => [
    textCell(`run ${n + 1}`),
    ...figures(metrics),
    countCell(stalls.threads.reduce((sum, { over1ms }) => sum + over1ms, 0)),
  ]);
  const spread = shown.map(([, metric]): Cell => {
    const values = runs.map(({ metrics }) => metrics[metric]!);
    const least = Math.min(...values);
    return textCell(least > 0 ? fixed(Math.max(...values) / least, 2) : '–');
  });
  rows.push([textCell('median'), ...figures(medians), textCell('')]);
  rows.push([textCell('largest ÷ least'), ...spread, textCell('')]);
  const names = ['', ...shown.map(([name]) => `>${name}`), '>stalls above 1 ms'];
  const table = tableOf('Figures of each run', names, rows);
  return { id: 'runs', title: 'The runs', lead: '', blocks: [{ kind: 'table', table }] };
}
