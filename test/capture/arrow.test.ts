import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnSpec } from '../../src/base/columns.js';
import { createArrowWriter } from '../../src/capture/arrow.js';
import { BYTE_NAMES_MAX, createBatch } from '../../src/capture/columns.js';

const SPECS: ColumnSpec[] = [
  { name: 'time', kind: 'time' },
  { name: 'sequence', kind: 'long' },
  { name: 'few', kind: 'name', names: ['a', '<b>', 'ü'] },
  {
    name: 'many',
    kind: 'name',
    names: Array.from({ length: BYTE_NAMES_MAX + 1 }, (_, n) => `S${n}`),
  },
  { name: 'count', kind: 'int' },
  { name: 'small', kind: 'small' },
  { name: 'price', kind: 'dollars', nullable: true },
];

interface Row {
  sequence: number;
  few: number;
  many: number;
  count: number;
  small: number;
  price: number;
}

/** Returns the file of some batches. */
function write(batches: readonly (readonly Row[])[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const writer = createArrowWriter(SPECS, (parts) => {
    // Batches are overwritten by the next, which exposes a writer that keeps them.
    for (const part of parts) chunks.push(part.slice());
  });
  const batch = createBatch(SPECS, 64);
  for (const rows of batches) {
    rows.forEach((row, n) => {
      batch.cells[0]!.set([n, 1], 2 * n);
      batch.cells[1]!.set([row.sequence | 0, Math.floor(row.sequence / 2 ** 32)], 2 * n);
      [row.few, row.many, row.count, row.small, row.price].forEach((cell, column) => {
        batch.cells[column + 2]![n] = cell;
      });
    });
    batch.rows = rows.length;
    writer.write(batch);
  }
  writer.end();
  return Buffer.concat(chunks);
}

const row = fc.record({
  sequence: fc.nat(2 ** 40),
  few: fc.nat(2),
  many: fc.nat(BYTE_NAMES_MAX),
  count: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  small: fc.nat(255),
  price: fc.oneof(
    fc.constant(Number.NaN),
    fc.nat(1e6).map((ticks) => ticks / 10_000),
  ),
});

test('another library reads back each row with its names, nulls and 64-bit numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(row, { minLength: 1, maxLength: 64 }), { maxLength: 4 }),
      (batches) => {
        const table = tableFromIPC(write(batches), { useBigInt: true });
        const expected = batches.flat().map(({ sequence, few, many, price, ...rest }) => ({
          sequence: BigInt(sequence),
          few: SPECS[2]!.names![few],
          many: `S${many}`,
          ...rest,
          price: Number.isNaN(price) ? null : price,
        }));
        const back = (table.toArray() as Record<string, unknown>[]).map(({ time, ...rest }) => {
          expect(time).toBeGreaterThanOrEqual(2 ** 32 / 1e6);
          return rest;
        });
        expect(back).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test('a file without rows has its columns', () => {
  const table = tableFromIPC(write([]));
  expect([table.numRows, table.schema.fields.map(({ name }) => name)]).toEqual([
    0,
    SPECS.map(({ name }) => name),
  ]);
});
