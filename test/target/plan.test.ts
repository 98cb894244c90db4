import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ActionKind, type Actions } from '../../src/target/actions.js';
import { type LoadPhase, ORDERS_ALONE, parseMix, parsePhases } from '../../src/target/phases.js';
import { type LoadPlanSpec, planLoad } from '../../src/target/plan.js';

const spec = (phases: readonly LoadPhase[], more: Partial<LoadPlanSpec> = {}): LoadPlanSpec => ({
  phases,
  arrivals: { kind: 'poisson', perSecond: 1000 },
  stocks: [
    { symbol: 'GT', referenceTicks: 200_000 },
    { symbol: 'PNY', referenceTicks: 4_000 },
  ],
  sizes: { median: 200, sdLn: 0.8, roundTo: 100, max: 2000 },
  sessions: 2,
  seed: 7,
  ...more,
});

/** The rows as objects. */
const rowsOf = (actions: Actions) =>
  Array.from({ length: actions.count }, (_, row) => ({
    row,
    dueNs: actions.dueNs[row]!,
    kind: actions.kind[row]!,
    session: actions.session[row]!,
    order: actions.order[row]!,
    symbol: actions.symbol[row]!,
    quantity: actions.quantity[row]!,
    limitTicks: actions.limitTicks[row]!,
  }));

describe('the plan of a load', () => {
  test('is the same for the same seed, and another for another', () => {
    const phases = parsePhases('flow=100ms', parseMix('order=60,cancel=30,replace=10'));
    const rows = (seed: number) => rowsOf(planLoad(spec(phases, { seed })).actions);
    expect(rows(7)).toEqual(rows(7));
    expect(rows(8)).not.toEqual(rows(7));
  });

  test('keeps the shares of its mix, and changes only orders that it has not ended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const phases = parsePhases('flow=2s', parseMix('order=60,cancel=30,replace=10'));
        const rows = rowsOf(planLoad(spec(phases, { seed })).actions);
        const share = (kind: number): number =>
          rows.filter((row) => row.kind === kind).length / rows.length;
        expect(Math.abs(share(ActionKind.CANCEL) - 0.3)).toBeLessThan(0.06);
        expect(Math.abs(share(ActionKind.REPLACE) - 0.1)).toBeLessThan(0.04);
        const ended = new Set<number>();
        for (const { kind, order, session, symbol, dueNs, row } of rows) {
          const isInOrder = dueNs < 2e9 && (row === 0 || dueNs >= rows[row - 1]!.dueNs);
          const of = rows[order]!;
          const isRight =
            kind === ActionKind.ORDER
              ? order === row
              : order < row &&
                !ended.has(order) &&
                of.kind === ActionKind.ORDER &&
                of.session === session &&
                of.symbol === symbol;
          if (!isInOrder || !isRight) throw new Error(`row ${row} is wrong`);
          if (kind === ActionKind.CANCEL) ended.add(order);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('has whole lots near the reference, on a cent from a dollar on', () => {
    const { actions } = planLoad(spec([{ kind: 'burst', orders: 500 }]));
    for (const { quantity, limitTicks, symbol } of rowsOf(actions)) {
      expect(quantity % 100).toBe(0);
      const reference = symbol === 0 ? 200_000 : 4_000;
      expect(Math.abs(limitTicks / reference - 1)).toBeLessThan(0.0052);
      if (symbol === 0) expect(limitTicks % 100).toBe(0);
    }
  });

  test('spreads orders over the sessions in turn', () => {
    const { actions } = planLoad(spec([{ kind: 'burst', orders: 6 }], { sessions: 3 }));
    expect(rowsOf(actions).map(({ session }) => session)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test('has bursts, replaces and cancels of the same orders, pauses, kills and flows', () => {
    const phases = parsePhases(
      'burst=3,pause=1s,replace,pause=1s,cancel,kill,flow=1s,pause=1s,flow=1s,cancel',
      ORDERS_ALONE,
    );
    const arrivals = { kind: 'constant', perSecond: 2 } as const;
    const { actions, seconds } = planLoad(spec(phases, { arrivals, sessions: 1 }));
    expect(seconds).toBe(5);
    expect(rowsOf(actions).map(({ dueNs, kind, order }) => [dueNs / 1e9, kind, order])).toEqual([
      [0, ActionKind.ORDER, 0],
      [0, ActionKind.ORDER, 1],
      [0, ActionKind.ORDER, 2],
      [1, ActionKind.REPLACE, 0],
      [1, ActionKind.REPLACE, 1],
      [1, ActionKind.REPLACE, 2],
      [2, ActionKind.CANCEL, 0],
      [2, ActionKind.CANCEL, 1],
      [2, ActionKind.CANCEL, 2],
      [2, ActionKind.KILL, -1],
      [2, ActionKind.ORDER, 10],
      [2.5, ActionKind.ORDER, 11],
      [4, ActionKind.ORDER, 12],
      [4.5, ActionKind.ORDER, 13],
      [5, ActionKind.CANCEL, 12],
      [5, ActionKind.CANCEL, 13],
    ]);
  });

  test('ends with a drop, which is no message', () => {
    const plan = (text: string) => planLoad(spec(parsePhases(text, ORDERS_ALONE)));
    const { actions, seconds, drops } = plan('burst=3,pause=2s,drop');
    expect([actions.count, seconds, drops]).toEqual([3, 2, true]);
    expect(plan('burst=3').drops).toBe(false);
  });

  test('refuses more messages than the cap', () => {
    const phases: LoadPhase[] = [{ kind: 'burst', orders: 5000 }];
    expect(planLoad(spec(phases), 5000).actions.count).toBe(5000);
    expect(() => planLoad(spec(phases), 4999)).toThrow(
      '--target: more than 4,999 messages are due; a load on a target sends no more',
    );
  });
});
