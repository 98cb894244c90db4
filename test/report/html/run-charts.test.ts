import { describe, expect, test } from 'vitest';
import type { Folder } from '../../../src/report/html/folder.js';
import {
  exposureCharts,
  markedLoss,
  priceCharts,
  serverLines,
} from '../../../src/report/html/run-charts.js';
import type { RunSummary } from '../../../src/report/html/summary-form.js';
import { folderOf, PATHS, RUNAWAY_FILES, runawayFolder } from '../../support/folders.js';

describe('the charts of a run', () => {
  test('show orders a second, exposure with shorts below zero, and loss, over the clock', () => {
    const charts = exposureCharts(runawayFolder());
    expect(charts.map(({ title, unit, axis, linked }) => [title, unit, axis, linked])).toEqual([
      ['Orders a second', 'rate', 'clock', true],
      ['Exposure of the error account', 'usd', 'clock', true],
      ['Loss', 'loss', 'clock', true],
    ]);
    const [orders, exposure, loss] = charts;
    expect(orders!.series.map(({ label, tone }) => [label, tone])).toEqual([
      ['server 1', 's1'],
      ['server 2', 's3'],
      ['server 3', 'alarm'],
    ]);
    expect(orders!.series[2]!.values).toEqual([null, 100, 100]);
    expect(exposure!.series.map(({ values }) => values)).toEqual([
      [0, 400_000, 900_000],
      [0, 400_000, 600_000],
      [-0, -0, -300_000],
    ]);
    expect(loss!.series.map(({ values }) => values)).toEqual([
      [0, 40_000, 100_000],
      [-0, -20_000, 10_000],
    ]);
  });

  test('give each server a colour where none ran away', () => {
    const { result } = runawayFolder().summary;
    const calm = runawayFolder({
      servers: result.servers.map((server) => ({ ...server, unmatchedExecutions: 0 })),
    });
    expect(exposureCharts(calm)[0]!.series.map(({ tone }) => tone)).toEqual(['s1', 's2', 's3']);
  });

  test('are empty for a folder without timeline and paths', () => {
    const bare = folderOf({ 'summary.json': RUNAWAY_FILES['summary.json']! }) as Folder<RunSummary>;
    expect([exposureCharts(bare), priceCharts(bare), serverLines(bare)]).toEqual([[], [], []]);
  });

  test('mark a sample by its second, or by the one before where the timeline ends', () => {
    const timeline = new Map([
      ['time', [0, 1]],
      ['pnl_at_mid_usd', [1000, -2000]],
    ]);
    expect(markedLoss({ ...PATHS, version: 1, atNs: [0, 1.5e9, 2e9, 9e9] }, timeline)).toEqual([
      -1000,
      2000,
      2000,
      null,
    ]);
    expect(markedLoss({ ...PATHS, version: 1 }, undefined)).toEqual([null, null, null]);
  });

  test('show the price of each kept stock, its move and the firm’s position', () => {
    expect(
      priceCharts(runawayFolder()).map(({ title, about, series }) => [
        title,
        about,
        series[0]!.values,
      ]),
    ).toEqual([['AA', 'moved 20.0 %; short 30 shares; 50 % of the volume', [10, 11, 12]]]);
  });

  test('draw a server’s day as orders a second, in few points', () => {
    const rows = Array.from({ length: 2701 }, (_, second) => `09:30:00,${7 * second},0,0,0`);
    const folder = folderOf({
      ...RUNAWAY_FILES,
      'timeline.csv': [
        'time,children_server_3,pnl_at_mid_usd,long_usd,short_usd',
        ...rows,
        '',
      ].join('\n'),
    }) as Folder<RunSummary>;
    const [, , line] = serverLines(folder);
    expect(line!.length).toBeLessThanOrEqual(90);
    expect(new Set(line)).toEqual(new Set([7]));
  });
});
