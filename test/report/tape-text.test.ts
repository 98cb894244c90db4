import { expect, test } from 'vitest';
import {
  describeTape,
  EXTREMES_HEAD,
  extremeRows,
  TAPE_HEAD,
  type TapeShown,
  tapeRows,
} from '../../src/report/tape-text.js';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
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
  fastestSharesPerSecond: 11_200.4,
  primarySharesByTen: null,
  stocks: [STOCK, { ...STOCK, symbol: 'HOG', highDollars: 4, lowDollars: 3, tape: { source: '' } }],
};

test('a row has the run beside the tape, and a dash where nothing is told', () => {
  expect(tapeRows(TAPE)).toEqual([
    ['WZE', '+150 %', '+310 %', '1', '–', 'yes', 'yes', '148', '7.5'],
    ['HOG', '−25.0 %', '–', '1', '–', 'yes', '–', '148', '7.5'],
  ]);
  expect(tapeRows(TAPE).every((row) => row.length === TAPE_HEAD.length)).toBe(true);
});

test('extremes stand beside those of the tape, where it has them', () => {
  expect(extremeRows({ reference: KNIGHT_2012.reference }, TAPE)).toEqual([
    ['stocks paused', '2', '6', '−66.7 %'],
    ['stocks with busted trades', '1', '6', '−83.3 %'],
    ['largest rise', '150 %', '310 %', '−51.5 %'],
    ['largest fall', '31 %', '–', '–'],
    ['largest move in 3 seconds', '48 %', '48 %', '+1.3 %'],
    ['fastest stock, shares/s', '11,200', '13,000', '−13.8 %'],
  ]);
  const byTen = extremeRows({}, { ...TAPE, primarySharesByTen: 196e6 });
  expect(byTen.at(-1)).toEqual(['NYSE by 10:00, shares', '196,000,000', '–', '–']);
  expect(byTen.every((row) => row.length === EXTREMES_HEAD.length)).toBe(true);
});

test('the text has totals and rows in 80 columns, and is empty without named stocks', () => {
  const text = describeTape({ reference: KNIGHT_2012.reference }, TAPE);
  expect(text.replaceAll('\n', ' ')).toContain(
    'rose by 150 % and fell by 31 % at most, and moved by 48 % within three seconds. ' +
      'Pauses: 3 in 2 stocks; trades busted in 1.',
  );
  expect(linesWider(text, 80)).toEqual([]);
  expect(describeTape({}, { ...TAPE, stocks: [] })).toBe('');
});
