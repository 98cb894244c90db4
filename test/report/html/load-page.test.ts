import { describe, expect, test } from 'vitest';
import { createHistogram, recordLatency } from '../../../src/metrics/histogram.js';
import {
  formatHgrm,
  formatLogHead,
  formatLogInterval,
} from '../../../src/metrics/histogram-files.js';
import type { Folder } from '../../../src/report/html/folder.js';
import { loadPage } from '../../../src/report/html/load-page.js';
import type { Block, Page } from '../../../src/report/html/model.js';
import type { LoadSummary } from '../../../src/report/html/summary-form.js';
import { folderOf, LOAD } from '../../support/folders.js';

const histogram = createHistogram();
for (const ns of [1000, 2000, 3000, 400_000]) recordLatency(histogram, ns);
const FILES = {
  'summary.json': JSON.stringify(LOAD),
  'latency/response.hgrm': formatHgrm(histogram),
  'latency/decision.hgrm': formatHgrm(histogram),
  'latency/intervals.hlog':
    formatLogHead(0) +
    formatLogInterval('response', histogram, 0, 1) +
    formatLogInterval('response', histogram, 1, 2),
  'timeline.csv':
    'seconds,parents,children,refused,executions,queued,in_flight\n1.000,10,30,1,20,2,3\n' +
    '2.000,11,31,1,20,2,3\n',
};
const pageOf = (files: Record<string, string>): Page =>
  loadPage(folderOf(files) as Folder<LoadSummary>);
const blocksOf = (page: Page, id: string): readonly Block[] =>
  page.sections.find((section) => section.id === id)?.blocks ?? [];

describe('the page of a load', () => {
  const page = pageOf(FILES);

  test('has curves, a heat map, rates, servers, kills and thresholds', () => {
    expect(page.sections.map(({ id }) => id)).toEqual([
      'points',
      'latency',
      'heat',
      'time',
      'servers',
      'kills',
      'thresholds',
      'conditions',
    ]);
    expect(page.figures.map(({ value }) => value)).toEqual(['300', '5 µs', '400 µs', '1 of 2']);
  });

  test('draws all measured stages in one chart, up to the last percentile that is known', () => {
    const block = blocksOf(page, 'latency')[0]!;
    const [chart] = block.kind === 'charts' ? block.charts : [];
    expect(chart!.series.map(({ label }) => label)).toEqual(['Decision', 'Response']);
    expect([chart!.isLog, chart!.linked]).toEqual([true, false]);
    const known = chart!.series[1]!.values.filter((ns) => ns !== null);
    expect(known.length).toBe(chart!.x.filter((nines) => 4 * 10 ** -nines >= 1).length);
    expect(known.at(-1)).toBeGreaterThan(2900);
  });

  test('tells of waiting, stalls of the machine, missed thresholds, and the barrier', () => {
    const block = blocksOf(page, 'points')[0]!;
    expect(block.kind === 'points' && block.points).toEqual([
      '20 % of the parents were taken late. They waited before a server had time for them, ' +
        'so response counts more than decision does.',
      'At the 99th percentile an order waits longer than it is worked on: ' +
        'response 400 µs, decision 10 µs.',
      'A thread that had nothing to do lost 2 ms at a stretch. ' +
        'The machine, not the router, has a part in the highest latencies.',
      'The threshold throughput>1M did not hold.',
      '1 kill; at most 12 children left a server between request and barrier, ' +
        'and 0 reached a venue behind one.',
      'The firm’s books and the venues’ agree exactly.',
    ]);
  });

  test('shows thresholds with values in their unit, and kills with their scope', () => {
    const texts = (id: string): string[][] => {
      const block = blocksOf(page, id)[0]!;
      return block.kind === 'table'
        ? block.table.rows.map((row) => row.map(({ text }) => text))
        : [];
    };
    expect(texts('thresholds')).toEqual([
      ['response.p99<1ms', 'held', '400 µs'],
      ['throughput>1M', 'breached', '300'],
    ]);
    expect(texts('kills')).toEqual([['1: server 2', 'server 2', '900 ns', '7 µs', '12', '3']]);
  });

  test('says of a kill when no child left after it, and nothing for earlier versions', () => {
    const [kill] = LOAD.kills;
    const lastOut = (lastOutNs: number | null | undefined): string => {
      const answers = [{ ...kill!.answers[0], lastOutNs }];
      const kills = [{ ...kill, answers }];
      const summary = JSON.stringify({ ...LOAD, kills });
      const block = blocksOf(pageOf({ 'summary.json': summary }), 'kills')[0]!;
      return block.kind === 'table' ? block.table.rows[0]![2]!.text : '';
    };
    expect([-30, 0, null, undefined].map(lastOut)).toEqual(['before', 'before', '–', '–']);
  });

  test('shows the summary of a folder that has nothing else', () => {
    expect(pageOf({ 'summary.json': FILES['summary.json'] }).sections.map(({ id }) => id)).toEqual([
      'points',
      'time',
      'servers',
      'kills',
      'thresholds',
      'conditions',
    ]);
  });

  test('says when the books differ', () => {
    const accounts = { ...LOAD.accounts, reconciliation: { shares: 1, cash: 0, fees: 0 } };
    const block = blocksOf(
      pageOf({ 'summary.json': JSON.stringify({ ...LOAD, accounts }) }),
      'points',
    )[0]!;
    expect(block.kind === 'points' && block.points.at(-1)).toBe(
      'The firm’s books and the venues’ DIFFER.',
    );
  });
});
