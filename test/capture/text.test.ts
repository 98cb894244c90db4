import { expect, test } from 'vitest';
import type { ColumnSpec } from '../../src/base/columns.js';
import { createBatch } from '../../src/capture/columns.js';
import type { ByteSink, TableWriter } from '../../src/capture/table-writer.js';
import { createCsvWriter, createNdjsonWriter, formatUtc } from '../../src/capture/text.js';

const SPECS: ColumnSpec[] = [
  { name: 'time', kind: 'time' },
  { name: 'sequence', kind: 'long' },
  { name: 'symbol', kind: 'name', names: ['A', 'B,"C"'] },
  { name: 'price', kind: 'dollars', nullable: true },
];

/**
 * The text of two rows. The second is a nanosecond later, with a name that needs quotes, a sequence
 * above 2^32, and no price.
 */
function textOf(create: (specs: readonly ColumnSpec[], sink: ByteSink) => TableWriter): string {
  let text = '';
  const writer = create(SPECS, (chunks) => {
    for (const chunk of chunks) text += Buffer.from(chunk).toString();
  });
  const batch = createBatch(SPECS, 2);
  const ns = BigInt(Date.UTC(2012, 7, 1, 13, 30)) * 1_000_000n;
  [ns, ns + 1n].forEach((time, row) => {
    batch.cells[0]!.set([Number(BigInt.asIntN(32, time)), Number(time >> 32n)], 2 * row);
  });
  batch.cells[1]!.set([7, 0, -1, 1]);
  batch.cells[2]!.set([0, 1]);
  batch.cells[3]!.set([15.0424, Number.NaN]);
  batch.rows = 2;
  writer.write(batch);
  writer.end();
  return text;
}

test('CSV has a header, quotes where needed, and leaves a missing price empty', () => {
  expect(textOf(createCsvWriter).split('\n')).toEqual([
    'time,sequence,symbol,price',
    '2012-08-01T13:30:00.000000000Z,7,A,15.0424',
    '2012-08-01T13:30:00.000000001Z,8589934591,"B,""C""",',
    '',
  ]);
});

test('NDJSON has an object a line, with null for a missing price', () => {
  const lines = textOf(createNdjsonWriter).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time: '2012-08-01T13:30:00.000000000Z', sequence: 7, symbol: 'A', price: 15.0424 },
    {
      time: '2012-08-01T13:30:00.000000001Z',
      sequence: 8_589_934_591,
      symbol: 'B,"C"',
      price: null,
    },
  ]);
});

test('a time is written with all nine digits', () => {
  expect(formatUtc(1_343_827_800_000_000_042n)).toBe('2012-08-01T13:30:00.000000042Z');
});
