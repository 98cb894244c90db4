import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import type { ListedStock } from '../../src/market/universe.js';
import { parseUniverse } from '../../src/scenarios/universe-file.js';
import { draws } from '../support/draws.js';

const HEAD = 'Symbol,Price,DailyVolume,DailyVolatility,IndexMember,SharesOutstanding,EasyToBorrow,';
const CSV_HEAD = `${HEAD}Tick,RoundLot,PreviousClose`;

const stock: fc.Arbitrary<ListedStock> = fc.record(
  {
    symbol: fc.stringMatching(/^[A-Z"., ]{1,8}$/),
    priceDollars: fc.integer({ min: 1, max: 2_000_000_000 }).map((ticks) => ticks / 10_000),
    advShares: fc.integer({ min: 1, max: 1e12 }),
    dailyVolatility: fc.integer({ min: 0, max: 5000 }).map((part) => part / 1000),
    indexMember: fc.boolean(),
    sharesOutstanding: fc.integer({ min: 1, max: 1e12 }),
    easyToBorrow: fc.boolean(),
    tickDollars: fc.integer({ min: 1, max: 1000 }).map((ticks) => ticks / 10_000),
    roundLotShares: fc.integer({ min: 1, max: 1_000_000 }),
    previousCloseDollars: fc.integer({ min: 1, max: 1e6 }).map((ticks) => ticks / 10_000),
  },
  { requiredKeys: ['symbol', 'priceDollars'] },
);
const stocks = fc.uniqueArray(stock, { minLength: 1, maxLength: 8, selector: (s) => s.symbol });

const cell = (value: unknown): string =>
  value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`;
const csvOf = (rows: readonly ListedStock[]): string =>
  [
    CSV_HEAD,
    ...rows.map((row) =>
      [
        row.symbol,
        row.priceDollars,
        row.advShares,
        row.dailyVolatility,
        row.indexMember,
        row.sharesOutstanding,
        row.easyToBorrow,
        row.tickDollars,
        row.roundLotShares,
        row.previousCloseDollars,
      ]
        .map(cell)
        .join(','),
    ),
  ].join('\r\n');

/** The message of the error that refuses a text. */
function refusal(text: string): string {
  try {
    parseUniverse(text, 'mine.csv');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('the text was taken');
}

describe('a universe file', () => {
  test('gives back the stocks that were written, as CSV and as NDJSON', () => {
    fc.assert(
      fc.property(stocks, (rows) => {
        expect(parseUniverse(csvOf(rows), 'mine')).toEqual(rows);
        const lines = rows.map((row) => JSON.stringify(row)).join('\n');
        expect(parseUniverse(lines, 'mine')).toEqual(rows);
      }),
      { numRuns: draws(300) },
    );
  });

  test('takes names in any case, with blanks, by FIX tag, and columns of one’s own', () => {
    const text = '\ufeff55,PRICE,average daily volume,x-desk,E.T.B\n';
    expect(refusal(`${text}A,1,2,q,Y`)).toContain("field 'E.T.B' is not a field of a stock");
    expect(parseUniverse('\ufeff55,PRICE,average daily_volume,x-desk\nA,1,2,q\n\n', 'm')).toEqual([
      { symbol: 'A', priceDollars: 1, advShares: 2 },
    ]);
  });

  test.each([
    ['an unknown column', 'Symbol,Price,Volum\nA,1,2', ":1: field 'Volum' is not a field"],
    ['a column near a known one', 'Symbol,Price,Volum\nA,1,2', "did you mean 'DailyVolume'?"],
    ['a column twice', 'Symbol,Price,Open\nA,1,2', "field 'Open' must be in one column only"],
    ['no price', 'Symbol\nA', ":1: field 'Price' is required, and the header lacks it"],
    ['a stock twice', 'Symbol,Price\nA,1\nA,2', ":3: field 'Symbol' is 'A': must be used once"],
    ['a price of five places', 'Symbol,Price\nA,1.00001', "field 'Price' is '1.00001': must be"],
    ['a negative price', 'Symbol,Price\nA,-1', "field 'Price' is '-1': must be dollars above 0"],
    ['half a share', 'Symbol,Price,ADV\nA,1,2.5', "field 'ADV' is '2.5': must be a whole number"],
    ['percent', 'Symbol,Price,Volatility\nA,1,25', "field 'Volatility' is '25': must be the"],
    ['maybe', 'Symbol,Price,ETB\nA,1,maybe', "field 'ETB' is 'maybe': must be Y or N"],
    ['a missing price', 'Symbol,Price\nA,', ":2: field 'Price' is required"],
    ['a short line', 'Symbol,Price\nA', ":2: line is 'A': must have 2 fields as the header has"],
    ['an open quote', 'Symbol,Price\n"A,1', 'must close its quote'],
    ['no stock', 'Symbol,Price\n', 'mine.csv: holds no stocks'],
    ['nothing', '', 'mine.csv: is empty'],
    ['no JSON', '{"Symbol":"A","Price":1\n', 'mine.csv:1: line is'],
    ['a JSON list', '{"Symbol":"A","Price":[1]}', 'must be one JSON object of strings, numbers'],
    ['a field of JSON twice', '{"Symbol":"A","Price":1,"price":2}', "field 'price' is '2'"],
  ])('with %s is refused with its place', (_, text, reason) => {
    expect(refusal(text)).toContain(reason);
  });

  test('with many faults shows the first twenty and counts the rest', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `S${n},0`).join('\n');
    const said = refusal(`Symbol,Price\n${rows}`);
    expect(said.split('\n')).toHaveLength(21);
    expect(said).toContain('… and 10 more (30 in all)');
  });
});
