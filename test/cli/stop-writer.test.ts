import { expect, test } from 'vitest';
import { NS_PER_SECOND } from '../../src/base/units.js';
import { captureTables, createBatch } from '../../src/capture/columns.js';
import { createCsvWriter } from '../../src/capture/text.js';
import { fillBusts, fillPauses, pauseNames } from '../../src/cli/stop-writer.js';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const ORIGIN_MS = Date.UTC(2012, 7, 1, 13, 30);
const pause = (symbol: string, second: number, priceDollars: number, reason: string) => ({
  symbol,
  startNs: second * NS_PER_SECOND,
  endNs: (second + 300) * NS_PER_SECOND,
  priceDollars,
  reason,
});
const STOPS = {
  pauses: [pause('BBB', 1000, 12.5, 'moved'), pause('AAA', 1001, 7, 'beyond its band')],
  busts: [
    { symbol: 'CCC', referenceDollars: 10, priceDollars: 13.25, shares: -700, cashDollars: 9275 },
    { symbol: 'AAA', referenceDollars: 2, priceDollars: 1.2, shares: 0, cashDollars: -10.5 },
  ],
};
const NONE = { pauses: [], busts: [] };

test('a pause has its times, stock, price and reason, and a day without any an empty table', () => {
  const names = pauseNames(SYMBOLS, STOPS);
  const batch = createBatch(captureTables(names).pauses, 2);
  fillPauses(batch, STOPS, names, ORIGIN_MS);
  expect(textOf(batch)).toEqual([
    'time,end_time,symbol,price,reason',
    '2012-08-01T13:46:40.000000000Z,2012-08-01T13:51:40.000000000Z,BBB,12.5,moved',
    '2012-08-01T13:46:41.000000000Z,2012-08-01T13:51:41.000000000Z,AAA,7,beyond its band',
  ]);
  const none = createBatch(captureTables(pauseNames(SYMBOLS, NONE)).pauses, 1);
  fillPauses(none, NONE, pauseNames(SYMBOLS, NONE), ORIGIN_MS);
  expect(textOf(none)).toEqual(['time,end_time,symbol,price,reason']);
});

test('a bust has its stock, its prices, and the net of its trades', () => {
  const batch = createBatch(captureTables({ symbols: SYMBOLS }).busts, 2);
  fillBusts(batch, STOPS, SYMBOLS);
  expect(textOf(batch)).toEqual([
    'symbol,reference_price,price,shares,cash',
    'CCC,10,13.25,-700,9275',
    'AAA,2,1.2,0,-10.5',
  ]);
});

/** The lines of a batch as CSV. */
function textOf(batch: ReturnType<typeof createBatch>): string[] {
  const chunks: Uint8Array[] = [];
  const writer = createCsvWriter(batch.specs, (given) => {
    for (const chunk of given) chunks.push(chunk.slice());
  });
  writer.write(batch);
  writer.end();
  return Buffer.concat(chunks).toString().trimEnd().split('\n');
}
