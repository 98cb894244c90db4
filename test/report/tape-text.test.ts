import { expect, test } from 'vitest';
import { describeTape, TAPE_HEAD, type TapeShown, tapeRows } from '../../src/report/tape-text.js';
import { linesWider } from '../support/command.js';

const STOCK = {
  symbol: 'WZE',
  openDollars: 4,
  highDollars: 10,
  lowDollars: 3.9,
  lastDollars: 5,
  shares: 400_000,
  sharesPerSecond: 148.2,
  dailyVolumes: 7.55,
  pauses: 1,
  busted: true,
  tape: { movePercent: 310, busted: true, source: 'a paper' },
};
const TAPE: TapeShown = {
  pauses: 3,
  stocksPaused: 2,
  stocksBusted: 1,
  largestRisePercent: 150.4,
  largestFallPercent: 31,
  largestThreeSecondPercent: 48.2,
  stocks: [STOCK, { ...STOCK, symbol: 'HOG', highDollars: 4, lowDollars: 3, tape: { source: '' } }],
};

test('a row has the run beside the tape, and a dash where nothing is told', () => {
  expect(tapeRows(TAPE)).toEqual([
    ['WZE', '+150 %', '+310 %', '1', '–', 'yes', 'yes', '148', '7.5'],
    ['HOG', '−25.0 %', '–', '1', '–', 'yes', '–', '148', '7.5'],
  ]);
  expect(tapeRows(TAPE).every((row) => row.length === TAPE_HEAD.length)).toBe(true);
});

test('the text has totals and rows in 80 columns, and is empty without named stocks', () => {
  const text = describeTape(TAPE);
  expect(text.replaceAll('\n', ' ')).toContain(
    'rose by 150 % and fell by 31 % at most, and moved by 48 % within three seconds. ' +
      'Pauses: 3 in 2 stocks; trades busted in 1.',
  );
  expect(linesWider(text, 80)).toEqual([]);
  expect(describeTape({ ...TAPE, stocks: [] })).toBe('');
});
