import { expect, test } from 'vitest';
import { markLoad } from '../../../src/report/html/load-marks.js';
import type { LoadSummary } from '../../../src/report/html/summary-form.js';
import { folderOf, LOAD } from '../../support/folders.js';

const summaryOf = (load: object): LoadSummary =>
  folderOf({ 'summary.json': JSON.stringify(load) }).summary as LoadSummary;

test('kills, re-arms, first breaches, stops and the measured time have marks in order', () => {
  const { happenings, marks } = markLoad(summaryOf(LOAD));
  expect(happenings.map(({ at, mark, text }) => [at, mark, text])).toEqual([
    ['0.000 s', '1', 'The measured time begins, after 1 s of warm-up'],
    ['3.000 s', '2', 'Kill: server 2'],
    ['4.000 s', '3', 'Re-arm: server 2'],
    ['5.000 s', '4', 'symbol 5: halted by symbol-rate'],
    ['5.000 s', '5', 'First breach of symbol-rate'],
    ['10.000 s', '6', 'The measured time ends, by duration'],
  ]);
  expect(marks.map(({ x, label }) => [x, label])).toEqual([
    [0, '1'],
    [3, '2'],
    [4, '3'],
    [5, '4'],
    [5, '5'],
    [10, '6'],
  ]);
});

test('a stopped or killed symbol has its name where the summary has it', () => {
  const stops = LOAD.accounts.stops.map((stop) => ({ ...stop, symbol: 'WZE' }));
  const kills = [{ ...LOAD.kills[0], scope: { kind: 'symbol', symbol: 'AA' } }];
  const { happenings } = markLoad(
    summaryOf({ ...LOAD, kills, accounts: { ...LOAD.accounts, stops } }),
  );
  const texts = happenings.map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(['Kill: symbol AA', 'WZE: halted by symbol-rate']));
});

test('a kill in the warm-up is listed without a mark', () => {
  const { happenings, marks } = markLoad(
    summaryOf({ ...LOAD, kills: [{ ...LOAD.kills[0], requestNs: 5e8 }] }),
  );
  expect(happenings[0]).toEqual({ at: 'before', mark: '', text: 'Kill: server 2', tone: 'alarm' });
  expect(marks).toHaveLength(4);
});

test('thousands of kills are all marked, but only the first are listed', () => {
  const kills = Array.from({ length: 3000 }, (_, n) => ({
    ...LOAD.kills[0],
    requestNs: 1e9 + 3e6 * n,
  }));
  const { happenings, marks } = markLoad(summaryOf({ ...LOAD, kills }));
  expect(happenings).toHaveLength(41);
  expect(happenings.at(-1)!.text).toBe('2,964 more moments as short lines on the charts.');
  expect(marks).toHaveLength(3004);
});
