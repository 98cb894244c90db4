import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addChild,
  addExecution,
  createOrderSums,
  growOrderSums,
} from '../../src/capture/order-sums.js';

test('the sums of orders are those of a plain recount of their children and executions', () => {
  const child = fc.record({
    order: fc.nat(4),
    verdict: fc.constantFrom(0, 0, 5, 8),
    shares: fc.nat(500),
    ticks: fc.integer({ min: 1, max: 2_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(child, { maxLength: 40 }), (children) => {
      const sums = createOrderSums(5);
      children.forEach(({ order, verdict, shares, ticks }, ns) => {
        addChild(sums, order, verdict, ns);
        if (verdict === 0) addExecution(sums, order, shares, ticks);
      });
      for (let order = 0; order < 5; order++) {
        const own = children.flatMap((each, ns) => (each.order === order ? [{ ...each, ns }] : []));
        const refused = own.filter(({ verdict }) => verdict !== 0);
        const admitted = own.filter(({ verdict }) => verdict === 0);
        expect([
          sums.children[order],
          sums.refused[order],
          sums.verdict[order],
          sums.refusedNs[order],
          sums.executed[order],
          sums.executedMoney[order],
        ]).toEqual([
          own.length,
          refused.length,
          refused[0]?.verdict ?? 0,
          refused[0]?.ns ?? Number.NaN,
          admitted.reduce((sum, { shares }) => sum + shares, 0),
          admitted.reduce((sum, { shares, ticks }) => sum + shares * ticks, 0),
        ]);
      }
    }),
  );
});

test('sums that grow are those of a table with room from the start, up to their limit', () => {
  const child = fc.record({ order: fc.nat(40), verdict: fc.constantFrom(0, 5), shares: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(child), (children) => {
      const growing = createOrderSums(2, 30);
      const whole = createOrderSums(41);
      children.forEach(({ order, verdict, shares }, ns) => {
        for (const sums of [growing, whole]) {
          addChild(sums, order, verdict, ns);
          addExecution(sums, order, shares, 7);
        }
      });
      growOrderSums(growing, 30);
      for (const name of ['children', 'refused', 'verdict', 'refusedNs', 'executed'] as const)
        expect([...growing[name]]).toEqual([...whole[name].subarray(0, 30)]);
    }),
  );
});
