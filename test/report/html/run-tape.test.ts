import { expect, test } from 'vitest';
import { NS_PER_MINUTE } from '../../../src/base/units.js';
import type { Block } from '../../../src/report/html/model.js';
import { tapeSection } from '../../../src/report/html/run-tape.js';
import { runawayFolder } from '../../support/folders.js';

const TAPE = {
  pauses: 2,
  stocksPaused: 1,
  stocksBusted: 1,
  largestRisePercent: 31,
  largestFallPercent: 12,
  largestThreeSecondPercent: 5,
  fastestSharesPerSecond: 400,
  primarySharesTraded: 0,
  primarySharesByTen: 0,
  stocks: [],
};
const pause = (minute: number, reason: string) => ({
  symbol: 'AA',
  startNs: minute * NS_PER_MINUTE,
  endNs: (minute + 5) * NS_PER_MINUTE,
  priceDollars: 12.5,
  reason,
});
const BUST = {
  symbol: 'BB',
  referenceDollars: 10,
  priceDollars: 13.25,
  shares: -700,
  cashDollars: 9275,
};

/** The tables of blocks, by caption, as texts. */
function tablesOf(blocks: readonly Block[]): Record<string, string[][]> {
  return Object.fromEntries(
    blocks.flatMap((block) =>
      block.kind === 'table'
        ? [[block.table.caption, block.table.rows.map((row) => row.map(({ text }) => text))]]
        : [],
    ),
  );
}

test('a page has a row for each pause and for each stock with busted trades', () => {
  const pauseList = [pause(20, 'moved by 30 % within five minutes'), pause(31, 'beyond its band')];
  const section = tapeSection(runawayFolder({ tape: { ...TAPE, pauseList, bustList: [BUST] } }))!;
  expect([section.id, section.title]).toEqual(['tape', 'Moves, pauses and busts']);
  expect(tablesOf(section.blocks)).toEqual({
    Pauses: [
      ['AA', '09:50:00', '09:55:00', '$12.50', 'moved by 30 % within five minutes'],
      ['AA', '10:01:00', '10:06:00', '$12.50', 'beyond its band'],
    ],
    'Busted trades': [['BB', '$10.00', '$13.25', '-700', '$9.3k']],
  });
});

test('a page has no empty table, and folders of earlier versions have no lists', () => {
  for (const lists of [{}, { pauseList: [], bustList: [] }])
    expect(tablesOf(tapeSection(runawayFolder({ tape: { ...TAPE, ...lists } }))!.blocks)).toEqual(
      {},
    );
  expect(tapeSection(runawayFolder({ tape: undefined }))).toBeUndefined();
});
