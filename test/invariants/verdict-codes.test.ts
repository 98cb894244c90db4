import { describe, expect, test } from 'vitest';
import { BYTE_NAMES_MAX, createBatch } from '../../src/capture/columns.js';
import { allocateCapture } from '../../src/capture/memory.js';
import { addChild, createOrderSums } from '../../src/capture/order-sums.js';
import { createReader, readBlock } from '../../src/capture/reader.js';
import { CAPTURE_WORDS } from '../../src/capture/record.js';
import {
  beginBlock,
  endBlock,
  openTap,
  openTapRing,
  publishTap,
  tapChild,
  tapTurn,
} from '../../src/capture/tap.js';
import { openConsumer } from '../../src/memory/ring.js';
import { allocateTable } from '../../src/memory/table.js';
import {
  CHILD_SYMBOLS_MAX,
  CHILD_VERDICTS_MAX,
  isAdmitted,
  markAlike,
} from '../../src/orders/children.js';
import { ALL_VERDICT_COUNT, type Verdict } from '../../src/orders/codes.js';
import { VERDICT_WORDS } from '../../src/orders/verdict-set.js';
import {
  FINDING_COUNT_SCHEMA,
  FINDING_SCHEMA,
  findingCode,
  noteFinding,
  Outcome,
} from '../../src/risk/counts/findings.js';
import { BOUND_SCHEMA, LEVEL_SHIFT } from '../../src/risk/counts/tables.js';
import { digestChildren } from '../../src/server/child-digest.js';
import { childrenOf, readChildren } from '../support/children.js';

const CODES = Array.from({ length: CHILD_VERDICTS_MAX }, (_, code) => code as Verdict);
/** A child for each code, with nothing else that differs. */
const written = (symbol: number) =>
  CODES.map((verdict) => ({ verdict, symbol, side: 1 as const, venue: 15, executed: 0 }));

describe('every verdict code that a child has room for', () => {
  test('is read from its word beside the largest symbol and venue', () => {
    const rows = childrenOf(written(CHILD_SYMBOLS_MAX - 1));
    const read = readChildren(rows, 0, CODES.length);
    expect(read.map(({ verdict }) => verdict)).toEqual(CODES);
    for (const { symbol, side, venue } of read)
      expect([symbol, side, venue]).toEqual([CHILD_SYMBOLS_MAX - 1, 1, 15]);
    const admitted = CODES.filter((code) => isAdmitted(rows.words[8 * code + 1]!));
    expect(admitted).toEqual([0]);
  });

  test('parts the children alike of a run', () => {
    const rows = childrenOf([...written(0), ...written(0)].sort((a, b) => a.verdict - b.verdict));
    markAlike(rows, 0, 2 * CODES.length);
    const alike = readChildren(rows, 0, 2 * CODES.length).map((child) => child.alike);
    expect(alike).toEqual(CODES.flatMap(() => [2, 1]));
  });

  test('gives a digest of its own', () => {
    const rows = childrenOf(written(3));
    const digests = CODES.map((code) => {
      const digest = new Int32Array(2);
      digestChildren(digest, rows.words, 8 * code, 1);
      return digest.join();
    });
    expect(new Set(digests).size).toBe(CODES.length);
  });

  test('goes through the record of a ring into the column of a file and the sums of orders', () => {
    const rows = childrenOf(written(7));
    const memory = allocateCapture(1, 'drop');
    const tap = openTap(
      openTapRing(memory, 0, () => 0),
      rows,
      0,
    );
    tapTurn(tap, CODES.length, 10);
    expect(beginBlock(tap, 0, CODES.length, 20)).toBe(CODES.length);
    for (const code of CODES) tapChild(tap.words, ((code + tap.shift) & tap.mask) << 3, code, 0);
    endBlock(tap);
    publishTap(tap.ring);
    const reader = createReader({
      symbols: ['A'],
      buildNames: [2012],
      feeTicks: new Int32Array(16),
      orders: CODES.length,
    });
    expect(readBlock(reader, openConsumer(memory.rings[0]!, CAPTURE_WORDS), 0)).toBe(CODES.length);
    const { specs, cells } = reader.children;
    const column = specs.findIndex(({ name }) => name === 'verdict');
    expect([...cells[column]!.subarray(0, CODES.length)]).toEqual(CODES);
    expect([...reader.orders!.verdict]).toEqual(CODES);
    expect(reader.fills.rows).toBe(1);
  });

  test('fits the cells that files, sums, findings and sets keep codes in', () => {
    const column = createBatch([{ name: 'verdict', kind: 'name', names: CODES.map(String) }], 1);
    const sums = createOrderSums(CODES.length);
    const findings = {
      rows: allocateTable(FINDING_SCHEMA, CODES.length),
      counts: allocateTable(FINDING_COUNT_SCHEMA, 1),
    };
    for (const code of CODES) {
      column.cells[0]![0] = code;
      expect(column.cells[0]![0]).toBe(code);
      addChild(sums, code, code, 0);
      noteFinding(
        findings,
        { scope: 0, scopeId: 0, sequence: 1, orderId: 0, nowNs: 0 },
        code,
        Outcome.REFUSED,
        1,
        0,
        0,
      );
    }
    expect(CODES.length).toBeLessThanOrEqual(BYTE_NAMES_MAX);
    expect([...sums.verdict]).toEqual(CODES);
    expect([...findings.rows.check]).toEqual(CODES);
    expect(findingCode('cancel-on-disconnect')).toBeGreaterThanOrEqual(CODES.length);
    expect(VERDICT_WORDS * 32).toBe(CODES.length);
  });

  test('has a row of bounds in each class of symbols', () => {
    expect(1 << LEVEL_SHIFT).toBe(CODES.length);
    expect(allocateTable(BOUND_SCHEMA, 2 << LEVEL_SHIFT).capacity).toBe(2 * CODES.length);
    expect(ALL_VERDICT_COUNT).toBeLessThanOrEqual(CODES.length);
  });
});
