import { describe, expect, test } from 'vitest';
import { createHistogram, recordLatency } from '../../../src/metrics/histogram.js';
import { formatHgrm } from '../../../src/metrics/histogram-files.js';
import { comparePage } from '../../../src/report/html/compare-page.js';
import type { Chart, Page } from '../../../src/report/html/model.js';
import { folderOf, LOAD, PATHS, RUNAWAY_FILES } from '../../support/folders.js';

const chartsOf = (page: Page): Chart[] =>
  page.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'charts' ? block.charts : [])),
  );

describe('a comparison of runs', () => {
  const stocks = PATHS.stocks.map((stock) => ({
    ...stock,
    midDollars: stock.midDollars.slice(0, 2),
  }));
  const shorter = {
    ...RUNAWAY_FILES,
    'paths.json': JSON.stringify({ ...PATHS, atNs: [0, 2e9], lossDollars: [0, 300], stocks }),
  };
  const page = comparePage([
    folderOf(RUNAWAY_FILES, 'runs/before/seed-1'),
    folderOf(shorter, 'runs/after/seed-1'),
  ]);

  test('names each run by the part of its folder that differs', () => {
    expect(page.title).toBe('before/seed-1 · after/seed-1');
    expect(comparePage([folderOf(RUNAWAY_FILES, 'a'), folderOf(RUNAWAY_FILES, 'a')]).title).toBe(
      'a (1) · a (2)',
    );
  });

  test('draws the losses over one axis, with gaps where a run has no sample', () => {
    const [loss] = chartsOf(page);
    expect(loss!.x).toEqual([0, 2, 5, 10]);
    expect(loss!.series.map(({ label, values }) => [label, values])).toEqual([
      ['before/seed-1', [0, null, 40_000, 100_000]],
      ['after/seed-1', [0, 300, null, null]],
    ]);
  });

  test('has a column of figures and the conditions for each run', () => {
    const table = page.sections[0]!.blocks[0]!;
    expect(
      table.kind === 'table' &&
        table.table.rows.find(([name]) => name!.text === 'executions')!.map(({ text }) => text),
    ).toEqual(['executions', '910', '910']);
    expect(page.sections.map(({ id }) => id)).toEqual([
      'figures',
      'time',
      'differences',
      'conditions-1',
      'conditions-2',
    ]);
  });
});

describe('a comparison of loads', () => {
  test('has a chart for each stage, with a line for each load', () => {
    const hgrm = (ns: number): string => {
      const histogram = createHistogram();
      recordLatency(histogram, ns);
      return formatHgrm(histogram);
    };
    const folder = (name: string, files: Record<string, string>) =>
      folderOf({ 'summary.json': JSON.stringify(LOAD), ...files }, name);
    const page = comparePage([
      folder('a', { 'latency/response.hgrm': hgrm(5000), 'latency/gate.hgrm': hgrm(50) }),
      folder('b', { 'latency/response.hgrm': hgrm(7000) }),
    ]);
    const [response, gate, ...others] = chartsOf(page);
    expect([response!.title, gate!.title, others]).toEqual(['Response', 'Gate', []]);
    expect(response!.series.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(response!.series.map(({ values }) => values[0]! / 1000)).toEqual([
      expect.closeTo(5, 1),
      expect.closeTo(7, 1),
    ]);
    expect(gate!.series.map(({ values }) => values[0])).toEqual([50, null]);
    expect(page.sections.map(({ id }) => id)).toEqual([
      'figures',
      'latency',
      'differences',
      'thresholds',
      'conditions-1',
      'conditions-2',
    ]);
  });

  test('shows each rate and percentile as a multiple too, and marks the unmeasured ones', () => {
    const folder = (name: string, metrics: object) =>
      folderOf({ 'summary.json': JSON.stringify({ ...LOAD, metrics }) }, name);
    const metrics = { throughput: 100, 'parents.rate': 0, 'response.p50': 1000 };
    const page = comparePage([
      folder('a', metrics),
      folder('b', { throughput: 250, 'parents.rate': 0 }),
    ]);
    const rates = page.sections[0]!.blocks[0]!;
    const rows = rates.kind === 'table' ? rates.table.rows : [];
    expect(rows.slice(0, 3).map((row) => row.map(({ text, detail }) => [text, detail]))).toEqual([
      [
        ['children a second', undefined],
        ['100', undefined],
        ['250', '2.5 ×'],
      ],
      [
        ['parents a second', undefined],
        ['0', undefined],
        ['0', 'both 0'],
      ],
      [
        ['executions a second', undefined],
        ['not measured', undefined],
        ['not measured', undefined],
      ],
    ]);
  });

  test('lists the differences in settings, run, machine and version, if there are any', () => {
    const folder = (name: string, cpu: string, rate: number) =>
      folderOf(
        {
          'summary.json': JSON.stringify({ ...LOAD, conditions: { ...LOAD.conditions, cpu } }),
          'profile.json': JSON.stringify({
            title: name,
            description: '',
            arrivals: { perSecond: rate },
          }),
        },
        name,
      );
    const differences = (...folders: ReturnType<typeof folder>[]) =>
      comparePage(folders).sections.find(({ id }) => id === 'differences')!;
    expect(differences(folder('a', 'one', 5), folder('b', 'one', 5)).lead).toBe(
      'Nothing differed in settings, machine and version.',
    );
    const block = differences(folder('a', 'one', 5), folder('b', 'other', 6)).blocks[0]!;
    expect(
      block.kind === 'table' && block.table.rows.map((row) => row.map(({ text }) => text)),
    ).toEqual([
      ['setting', 'arrivals.perSecond', '5', '6'],
      ['machine', 'cpu', 'one', 'other'],
    ]);
  });
});
