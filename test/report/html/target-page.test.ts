import { describe, expect, test } from 'vitest';
import type { Block } from '../../../src/report/html/model.js';
import { readTargetFolder } from '../../../src/report/html/target-form.js';
import { targetPage } from '../../../src/report/html/target-page.js';
import { USELESS } from '../../support/folders.js';
import { targetFiles } from '../../support/target-folder.js';

const pageOf = (...args: Parameters<typeof targetFiles>) =>
  targetPage(readTargetFolder('runs/a', targetFiles(...args))!);

const chartsOf = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === 'charts' ? block.charts : []));

describe('the page of a load on a target', () => {
  test('has verdicts, leaks, both ends, counts, latencies, time, answers and bounds', () => {
    const page = pageOf();
    expect(page.sections.map(({ id }) => id)).toEqual([
      ...['verdicts', 'leaks', 'venue', 'issued', 'latency', 'time', 'answers'],
      ...['thresholds', 'conditions'],
    ]);
    expect(page.figures.map(({ name, value, tone }) => [name, value, tone])).toEqual([
      ['messages a second', '54', 'main'],
      ['Response, 99 % within', '5 ms', 'main'],
      ['leaks', '3', 'alarm'],
      ['verdicts', '1 of 2 bad', 'alarm'],
    ]);
    expect(JSON.stringify(page)).not.toMatch(/NaN|undefined|Infinity/);
    for (const { lead } of page.sections) expect(lead).not.toMatch(USELESS);
  });

  test('has a curve for each latency, and the rates of each second', () => {
    const { sections } = pageOf();
    const [curves] = chartsOf(sections.find(({ id }) => id === 'latency')!.blocks);
    expect(curves!.series.map(({ label }) => label)).toEqual(['Response', 'Lag']);
    expect(curves!.series[0]!.values[0]).toBe(1e5);
    const [rates, waiting] = chartsOf(sections.find(({ id }) => id === 'time')!.blocks);
    expect(rates!.series.map(({ values }) => values)).toEqual([
      [60, 60, 50],
      [60, 60, 48],
      [50, 50, 58],
      [20, 20, 10],
    ]);
    expect(waiting!.series.map(({ values }) => values)).toEqual([
      [0, 0, 2],
      [0, 10, 0],
    ]);
  });

  test('of a load without a venue, a file of latencies or thresholds leaves these out', () => {
    const bare = { venue: undefined, oracle: undefined, thresholds: [], metrics: {}, reasons: {} };
    const files = ['timeline.csv', 'latency/response.hgrm', 'latency/lag.hgrm'];
    const page = pageOf({ ...bare, verdicts: [] }, files);
    expect(page.sections.map(({ id }) => id)).toEqual([
      ...['verdicts', 'issued', 'answers', 'conditions'],
    ]);
    expect(page.figures[2]).toMatchObject({ name: 'orders refused', value: '30' });
  });
});
