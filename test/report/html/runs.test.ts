import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { comparePage } from '../../../src/report/html/compare-page.js';
import type { Block } from '../../../src/report/html/model.js';
import { makePage } from '../../../src/report/html/pages.js';
import { typicalMetrics } from '../../../src/report/html/runs.js';
import type { LoadSummary } from '../../../src/report/html/summary-form.js';
import { folderOf, LOAD, runsFiles } from '../../support/folders.js';

const FOUR = [300, 310, 290, 320].map((throughput) => ({ throughput }));
const textsOf = (block: Block): string[][] =>
  block.kind === 'table' ? block.table.rows.map((row) => row.map(({ text }) => text)) : [];

describe('the folder of repeated loads', () => {
  test('has each run, and for all of them the median of each metric', () => {
    const { runs, summary } = folderOf(runsFiles(FOUR));
    expect(runs!.map(({ metrics }) => metrics.throughput)).toEqual([300, 310, 290, 320]);
    expect((summary as LoadSummary).metrics.throughput).toBe(305);
  });

  test('breaches a threshold that one run breaches', () => {
    const files = runsFiles(FOUR);
    const held = { ...LOAD, thresholds: [{ threshold: 'throughput>1', value: 300, held: true }] };
    const not = { ...LOAD, thresholds: [{ threshold: 'throughput>1', value: 0, held: false }] };
    for (let n = 1; n <= 4; n++)
      files[`run-${n}/summary.json`] = JSON.stringify(n === 3 ? not : held);
    const { thresholds } = folderOf(files).summary as LoadSummary;
    expect(thresholds).toEqual(not.thresholds);
  });

  test.each([
    [{ 'run-2/summary.json': undefined }, 'runs/small/run-2/summary.json: is missing'],
    [{ 'runs.json': '{"version":1,"command":"load","folders":["../x"]}' }, 'folders'],
    [{ 'runs.json': '{"version":1,"command":"load","folders":[]}' }, 'folders'],
  ])('is refused with its place for %j', (change, reason) => {
    const files = { ...runsFiles(FOUR), ...change } as Record<string, string>;
    expect(() => folderOf(files)).toThrow(InputError);
    expect(() => folderOf(files)).toThrow(reason);
  });

  test('makes a page with a row for each run, their medians and their spread', () => {
    const page = makePage([folderOf(runsFiles(FOUR))]);
    const rows = textsOf(page.sections.find(({ id }) => id === 'runs')!.blocks[0]!);
    expect(rows.map(([name, throughput]) => [name, throughput])).toEqual([
      ['run 1', '300'],
      ['run 2', '310'],
      ['run 3', '290'],
      ['run 4', '320'],
      ['median', '305'],
      ['largest ÷ least', '1.10'],
    ]);
    expect(page.figures[0]!.value).toBe('305');
  });

  test('beside another has ratios with intervals and verdicts on the page', () => {
    const slow = FOUR.map(({ throughput }) => ({ throughput: throughput / 2 }));
    const page = comparePage([folderOf(runsFiles(FOUR), 'a'), folderOf(runsFiles(slow), 'b')]);
    const compared = page.sections.find(({ id }) => id === 'compared-1')!;
    expect(textsOf(compared.blocks[0]!)[0]).toEqual([
      'throughput',
      '305',
      '153',
      '0.500',
      '0.453–0.552',
      'worse',
    ]);
  });
});

test('a metric that one run did not measure has no median', () => {
  expect(typicalMetrics([{ a: 1, b: 2 }, { a: 3 }])).toEqual({ a: 2 });
});
