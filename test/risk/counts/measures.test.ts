import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { Verdict } from '../../../src/orders/codes.js';
import {
  allocateMeasures,
  BUCKETS,
  bucketEnd,
  bucketOf,
  GRID_STEPS,
  LARGEST_MAX,
  measuredChecks,
  recordMeasure,
  sustainedLoss,
} from '../../../src/risk/counts/measures.js';

const MEASURE = { mode: 'measure' };

describe('the buckets of a measure', () => {
  test('end above each measure, and the bucket before ends at or below it', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -20, max: 2 ** 49, noNaN: true }), (value) => {
        const bucket = bucketOf(value);
        expect(bucketEnd(bucket)).toBeGreaterThan(value);
        expect(bucketEnd(bucket - 1)).toBeLessThanOrEqual(value);
        expect(bucketEnd(bucket) / bucketEnd(bucket - 1)).toBeLessThanOrEqual(1 + 1 / 256);
      }),
    );
  });

  test('have one for all below and one for all above', () => {
    expect([-1, 0, 2 ** -21].map(bucketOf)).toEqual([0, 0, 0]);
    expect([2 ** 50, Number.POSITIVE_INFINITY].map(bucketOf)).toEqual([BUCKETS - 1, BUCKETS - 1]);
    expect(bucketEnd(BUCKETS - 1)).toBe(Number.POSITIVE_INFINITY);
    expect(bucketEnd(0)).toBe(2 ** -20);
  });
});

describe('the measures of a check', () => {
  test('are counted, and the largest hundred kept with their orders', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 300 }), (values) => {
        const measures = allocateMeasures(
          { position: MEASURE, maxQuantity: MEASURE },
          [1, 2, 3, 4],
        )!;
        values.forEach((value, order) => {
          recordMeasure(measures, Verdict.POSITION, value, order, order % 4, order);
        });
        const row = measures.rowOf[Verdict.POSITION]!;
        const { sums, top, buckets, bySymbol } = measures;
        const kept = Array.from({ length: sums.kept[row]! }, (_, n) => row * LARGEST_MAX + n);
        const sorted = values.toSorted((a, b) => b - a).slice(0, LARGEST_MAX);
        expect(kept.map((at) => top.value[at]!).sort((a, b) => b - a)).toEqual(sorted);
        for (const at of kept) expect(values[top.order[at]!]).toBe(top.value[at]);
        expect(sums.count[row]).toBe(values.length);
        expect(sums.largest[row]).toBe(Math.max(...values));
        const of = buckets.count.subarray(row * BUCKETS, (row + 1) * BUCKETS);
        expect(of.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        const second = values.filter((_, order) => order % 4 === 1);
        expect(bySymbol.largest[row * 4 + 1]).toBe(Math.max(...second));
        expect(sums.count[measures.rowOf[Verdict.MAX_QUANTITY]!]).toBe(0);
      }),
    );
  });

  test('of classes of volume and of five minutes have rows of their own', () => {
    const measuring = { windowsSeconds: [], classes: 2, hasGrid: true };
    const order = fc.record({
      value: fc.integer({ min: 0, max: 500 }),
      symbol: fc.integer({ min: 0, max: 3 }),
      minute: fc.integer({ min: -600, max: 600 }),
    });
    fc.assert(
      fc.property(fc.array(order, { maxLength: 60 }), (orders) => {
        const limits = { position: MEASURE, serverGross: MEASURE, measuring };
        const measures = allocateMeasures(limits, [10, 40, 20, 30])!;
        for (const [n, { value, symbol, minute }] of orders.entries())
          recordMeasure(measures, Verdict.POSITION, value, n, symbol, minute * 60e9);
        const most = (kept: typeof orders): number =>
          Math.max(Number.NEGATIVE_INFINITY, ...kept.map(({ value }) => value));
        const first = measures.classRowOf[Verdict.POSITION]!;
        const busy = orders.filter(({ symbol }) => symbol === 1 || symbol === 3);
        expect(measures.sums.count[first + 1]).toBe(busy.length);
        expect(measures.sums.largest[first + 1]).toBe(most(busy));
        // A server's gross is of no symbol.
        expect(measures.classRowOf[Verdict.SERVER_GROSS]).toBe(-1);
        const row = measures.rowOf[Verdict.POSITION]! * GRID_STEPS;
        // The bell is 570 minutes after midnight; what is not on the day is in its last five.
        const step = ({ minute }: (typeof orders)[0]): number =>
          Math.min(GRID_STEPS - 1, Math.max(0, Math.floor((minute + 570) / 5)));
        for (const place of [0, 114, 115, GRID_STEPS - 1])
          expect(measures.grid!.largest[row + place]).toBe(
            most(orders.filter((one) => step(one) === place)),
          );
      }),
    );
  });

  test('have no memory where no check is measured', () => {
    expect(allocateMeasures({ position: { mode: 'enforce' } }, [1])).toBeUndefined();
    expect(measuredChecks({ position: MEASURE, maxQuantity: MEASURE, selfMatch: {} })).toEqual([
      Verdict.MAX_QUANTITY,
      Verdict.POSITION,
    ]);
  });
});

describe('a loss over marks in a row', () => {
  test('is the least of the last marks, and none before there are as many', () => {
    const measures = allocateMeasures({ lossLimit: { ...MEASURE, marks: 3 } }, [1])!;
    const found = [5, 7, 6, 9, 8, 2].map((loss) => sustainedLoss(measures, loss, 3));
    expect(found).toEqual([-Infinity, -Infinity, 5, 6, 6, 2]);
  });

  test('is refused over more marks than there is room for', () => {
    expect(() => allocateMeasures({ lossLimit: { ...MEASURE, marks: 1001 } }, [1])).toThrow(
      new InputError('risk.lossLimit.marks: is 1001; in mode measure from 1 to 1000'),
    );
  });
});
