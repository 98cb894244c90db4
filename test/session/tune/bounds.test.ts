import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCheck } from '../../../src/risk/catalogue/catalogue.js';
import type { CheckRow } from '../../../src/risk/catalogue/row.js';
import {
  allocateMeasures,
  BUCKETS,
  LARGEST_MAX,
  recordMeasure,
} from '../../../src/risk/counts/measures.js';
import type { CheckMeasures } from '../../../src/session/result/measures.js';
import {
  boundOf,
  countBeyond,
  roundUp,
  stopsMore,
  tuneBound,
} from '../../../src/session/tune/bounds.js';

const QUANTITY = findCheck('max-quantity')!;
const EXECUTIONS = findCheck('executions-per-parent')!;

/** The measures of a day on which a check measured these values. */
function dayOf(row: CheckRow, values: readonly number[]): CheckMeasures {
  const measures = allocateMeasures({ [row.field]: { mode: 'measure' } }, [1000])!;
  for (const [order, value] of values.entries())
    recordMeasure(measures, row.verdict!, value, order, 0, order);
  const { sums, buckets, top } = measures;
  return {
    check: row.name,
    parameter: row.hard!,
    unit: row.parameters[0]!.unit,
    measured: values.length,
    largest: values.length === 0 ? 0 : sums.largest[0]!,
    histogram: Array.from(
      { length: BUCKETS },
      (_, bucket) => [bucket, buckets.count[bucket]!] as const,
    ).filter(([, count]) => count > 0),
    top: Array.from({ length: sums.kept[0]! }, (_, at) => ({
      value: top.value[at]!,
      atNs: top.atNs[at]!,
      server: 1,
      order: top.order[at]!,
      symbol: null,
    })).sort((a, b) => b.value - a.value),
    servers: [],
    symbols: [],
    lost: 0,
  };
}

const values = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 400 });
const tolerances = fc.constantFrom(0, 1e-3, 0.01, 0.1, 0.5);

describe('the bound of orders', () => {
  test('is the smallest with at most the tolerated share of all measures beyond it', () => {
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 4 }),
        tolerances,
        (days, tolerance) => {
          const all = days.flat();
          const beyond = (bound: number): number => all.filter((value) => value > bound).length;
          const allowed = Math.floor(tolerance * all.length);
          const bound = boundOf(
            QUANTITY,
            days.map((day) => dayOf(QUANTITY, day)),
            { tolerance, margin: 1 },
          )!;
          expect(beyond(bound)).toBeLessThanOrEqual(allowed);
          let least = 0;
          while (beyond(least) > allowed) least++;
          // Beyond a hundred measures, the bound is the end of a bucket.
          if (allowed < LARGEST_MAX) expect(bound).toBe(least);
          else expect(bound).toBeLessThanOrEqual(Math.ceil(least * 1.004) + 1);
        },
      ),
    );
  });

  test('does not depend on the order of the days', () => {
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 2, maxLength: 4 }),
        tolerances,
        (days, tolerance) => {
          const measured = days.map((day) => dayOf(QUANTITY, day));
          const options = { tolerance, margin: 1.5 };
          expect(tuneBound(QUANTITY, measured.toReversed(), options)).toEqual(
            tuneBound(QUANTITY, measured, options),
          );
        },
      ),
    );
  });

  test('has a share beyond it that is counted as the days have it', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 3000 }), (day, bound) => {
        const exact = day.filter((value) => value > bound).length;
        const counted = countBeyond(dayOf(QUANTITY, day), bound);
        expect(counted).toBeGreaterThanOrEqual(exact);
        if (exact < LARGEST_MAX) expect(counted).toBe(exact);
      }),
    );
  });
});

describe('the bound of a check that stops more than one order', () => {
  test('is the largest measure with the margin, rounded up', () => {
    const days = [[3, 17, 5], [20]].map((day) => dayOf(EXECUTIONS, day));
    expect(stopsMore(EXECUTIONS)).toBe(true);
    expect(boundOf(EXECUTIONS, days, { tolerance: 0.5, margin: 1 })).toBe(20);
    expect(boundOf(EXECUTIONS, days, { tolerance: 0, margin: 1.26 })).toBe(26);
  });

  test('is unstable if a day left out would have been stopped', () => {
    const days = [[10], [10], [13]].map((day) => dayOf(EXECUTIONS, day));
    const tight = tuneBound(EXECUTIONS, days, { tolerance: 1e-3, margin: 1.2 });
    expect([tight.inSample, tight.outOfSample, tight.isUnstable]).toEqual([0, 1 / 3, true]);
    const wide = tuneBound(EXECUTIONS, days, { tolerance: 1e-3, margin: 1.3 });
    expect([wide.outOfSample, wide.isUnstable]).toEqual([0, false]);
  });

  test('is stable from its steady margin on', () => {
    const rare = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(rare, (largest) => {
        const days = largest.map((value) => dayOf(EXECUTIONS, [value]));
        const { steadyMargin } = tuneBound(EXECUTIONS, days, { tolerance: 0, margin: 1 });
        const stable = tuneBound(EXECUTIONS, days, { tolerance: 0, margin: steadyMargin! });
        expect([stable.outOfSample, stable.isUnstable]).toEqual([0, false]);
      }),
    );
    const unsteady = [[10], [10], [20]].map((day) => dayOf(EXECUTIONS, day));
    const tuned = tuneBound(EXECUTIONS, unsteady, { tolerance: 0, margin: 1.8 });
    expect([tuned.steadyMargin, tuned.isUnstable]).toEqual([2, true]);
  });

  test('has no steady margin where other days do not tell', () => {
    const marginOf = (...days: number[][]) =>
      tuneBound(
        EXECUTIONS,
        days.map((day) => dayOf(EXECUTIONS, day)),
        { tolerance: 0, margin: 1 },
      ).steadyMargin;
    expect([marginOf([5]), marginOf([5], [0]), marginOf([0], [0])]).toEqual([null, null, 1]);
    const orders = tuneBound(QUANTITY, [dayOf(QUANTITY, [5]), dayOf(QUANTITY, [9])], {
      tolerance: 0,
      margin: 1,
    });
    expect(orders.steadyMargin).toBeNull();
  });

  test('has the confidence of the rule of three, and tells how many days a tolerance needs', () => {
    const days = [[10], [10], [13], [9], [9], [9]].map((day) => dayOf(EXECUTIONS, day));
    const tuned = tuneBound(EXECUTIONS, days, { tolerance: 0.01, margin: 1 });
    expect([tuned.shareAtMost, tuned.daysNeeded]).toEqual([0.5, 300]);
    expect(tuneBound(EXECUTIONS, days, { tolerance: 0, margin: 1 }).daysNeeded).toBeNull();
    const orders = tuneBound(QUANTITY, [dayOf(QUANTITY, new Array<number>(300).fill(5))], {
      tolerance: 1e-3,
      margin: 1,
    });
    expect([orders.shareAtMost, orders.daysNeeded, orders.outOfSample]).toEqual([0.01, 10, null]);
  });
});

describe('rounding a bound', () => {
  test('goes up to whole steps of the unit, and keeps what is on one', () => {
    expect(roundUp(5000, QUANTITY)).toBe(5000);
    expect(roundUp(0.0001, QUANTITY)).toBe(1);
    expect(roundUp(1.2341, findCheck('adv-share')!)).toBe(1.235);
    expect(roundUp(100 * 0.07, findCheck('adv-share')!)).toBe(7);
    expect(roundUp(1, findCheck('gross-exposure')!)).toBe(100);
    expect(roundUp(0, findCheck('server-rate')!)).toBe(1);
  });

  test('gives none where a limits file takes no such bound', () => {
    expect(roundUp(101, findCheck('collar')!)).toBeNull();
    expect(roundUp(101, findCheck('adv-share')!)).toBe(101);
    expect(roundUp(Number.POSITIVE_INFINITY, QUANTITY)).toBeNull();
    const beyond = { ...dayOf(QUANTITY, [5]), largest: null };
    expect(boundOf(QUANTITY, [beyond], { tolerance: 0.5, margin: 1 })).toBeNull();
  });
});
