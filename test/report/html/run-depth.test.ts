import { expect, test } from 'vitest';
import { depthSection } from '../../../src/report/html/run-depth.js';
import { runawayFolder } from '../../support/folders.js';

const { result } = runawayFolder().summary;
const DEPTH = {
  stocks: 3,
  othersCommands: 1000,
  medianShares: 900,
  leastShares: 500,
  leastAtNs: 10e9,
  mostEmptySides: 1,
  mostEmptyAtNs: 10e9,
  samples: { timeNs: [0, 10e9], bidShares: [500, 200], askShares: [600, 300] },
};

test('a page shows how deep the order books were over time', () => {
  const section = depthSection({ ...result, depth: DEPTH });
  expect(section!.blocks.map(({ kind }) => kind)).toEqual(['text', 'charts']);
  const charts = section!.blocks[1]!;
  expect(charts.kind === 'charts' && charts.charts[0]).toMatchObject({
    axis: 'clock',
    x: [0, 10],
    series: [{ values: [500, 200] }, { values: [600, 300] }],
  });
});

test('a page has no chart of one sample, and no section without books', () => {
  const samples = { timeNs: [0], bidShares: [1], askShares: [2] };
  const section = depthSection({ ...result, depth: { ...DEPTH, samples } });
  expect(section!.blocks.map(({ kind }) => kind)).toEqual(['text']);
  expect(depthSection(result)).toBeUndefined();
});
