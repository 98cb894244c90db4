import { describe, expect, test } from 'vitest';
import { isEnforced } from '../../src/probe/bench.js';
import type { Exam, SessionOrder } from '../../src/probe/exam.js';
import { PROBE_CHECKS, planProbe } from '../../src/probe/plan.js';
import { CATALOGUE } from '../../src/risk/catalogue/catalogue.js';
import { answer, judge, type LoneGate, loneGate } from '../support/gate.js';
import { benchOf, EIGHT_STOCKS } from '../support/probe-bench.js';

/** Limits that the gate's eight stocks can reach, each tried alone. */
const CHECKS: Readonly<Record<string, object>> = {
  'max-quantity': { shares: 777 },
  'max-notional': { dollars: 20_000 },
  'adv-share': { percent: 1 },
  collar: { percent: 5 },
  'quote-collar': { percent: 5 },
  'static-collar': { percent: 10, softPercent: 10 },
  'fat-finger': { percent: 3, dollars: 0.1 },
  'restricted-list': { symbols: ['C'] },
  'short-sales': {},
  'easy-to-borrow': {},
  'tick-size': {},
  'round-lot': {},
  'order-types': { types: ['limit'], timesInForce: ['day'], instructions: [] },
  'rolling-gross': { dollars: 40_000 },
  'open-orders': { orders: 12 },
  position: { dollars: 30_000, per: 'server' },
  'cumulative-adv': { percent: 2, softPercent: 2, per: 'server' },
  'gross-exposure': { dollars: 40_000 },
  'net-exposure': { dollars: 40_000 },
  'open-exposure': { dollars: 40_000 },
  'server-gross': { dollars: 40_000 },
};

const SYMBOLS = EIGHT_STOCKS.map(({ symbol }) => symbol);
const isExam = (part: object): part is Exam => 'steps' in part;

/** The exams' steps as our own gate judges them: an order of its own each, one after the other. */
class OwnGate {
  readonly #lone: LoneGate;
  readonly #orders: readonly SessionOrder[];
  #next = 0;
  #open: number[] = [];

  constructor(field: string, setting: object, orders: readonly SessionOrder[]) {
    this.#orders = orders;
    this.#lone = loneGate(
      { [field]: setting },
      orders.map(({ order }) => ({
        symbol: SYMBOLS.indexOf(order.symbol),
        side: order.side === '1' ? 'buy' : 'sell',
        ordered: order.quantity,
        limitTicks: order.priceTicks ?? 0,
        immediate: order.isImmediate === true,
        sweep: order.isSweep === true,
        ...(order.side === '5' ? { mark: 'short' as const } : {}),
        ...(order.side === '6' ? { mark: 'short-exempt' as const } : {}),
      })),
    );
  }

  /** The verdict on the next order. */
  send(): string {
    const parent = this.#next++;
    const { quantity, priceTicks } = this.#orders[parent]!.order;
    const [verdict] = judge(
      this.#lone,
      [{ parent, quantity, priceTicks: priceTicks ?? 200_000 }],
      0,
    );
    if (verdict === 'admitted') this.#open.push(parent);
    return verdict!;
  }

  cancel(count: number): void {
    const gone = this.#open.splice(Math.max(0, this.#open.length - count));
    for (const parent of gone) {
      const { quantity, priceTicks } = this.#orders[parent]!.order;
      answer(this.#lone, [{ parent, cancelled: quantity, limitTicks: priceTicks! }], 0);
    }
  }
}

describe('the plan of an examination', () => {
  test.each([...Object.entries(CHECKS), ['short-sales', { exemptToo: 0 }] as const])(
    '%s: our own gate admits all that must be let through, and refuses one more by it',
    (check, given) => {
      const bench = benchOf({ [check]: given }, { sessions: 1, accounts: [undefined] });
      const { parts } = planProbe(bench, { only: [check], skip: [] });
      const [exam] = parts.filter(isExam);
      const setting = bench.limitsAt('A')[check]!;
      expect(isEnforced(setting)).toBe(true);
      const orders = exam!.steps.flatMap((step): SessionOrder[] =>
        step.do === 'fill' ? [...step.orders] : step.do === 'order' ? [step] : [],
      );
      const field = CATALOGUE.find(({ name }) => name === check)!.field;
      const gate = new OwnGate(field, setting, orders);
      for (const step of exam!.steps) {
        if (step.do === 'fill')
          expect(step.orders.map(() => gate.send())).toEqual(step.orders.map(() => 'admitted'));
        else if (step.do === 'order')
          expect(gate.send()).toBe(step.expect === 'through' ? 'admitted' : check);
        else if (step.do === 'cancel') gate.cancel(step.count);
      }
    },
  );

  test('has an exam, or a reason for none, for every check of the catalogue', () => {
    const { parts } = planProbe(benchOf({}), { only: [], skip: [] });
    const told = new Set(parts.map(({ check }) => check));
    expect(PROBE_CHECKS.filter((check) => !told.has(check))).toEqual([]);
    for (const part of parts) if (!isExam(part)) expect(part.reason).not.toBe('');
  });

  test('leaves out what it is told to, and says so', () => {
    const bench = benchOf({ 'max-quantity': { shares: 100 }, 'market-orders': {} });
    const planned = (only: string[], skip: string[]) => planProbe(bench, { only, skip }).parts;
    const skipped = planned([], ['max-quantity', 'mass-cancel', 'trading-hours']);
    expect(skipped.filter(({ check }) => check === 'max-quantity')).toEqual([
      expect.objectContaining({ reason: 'left out by --skip or --only' }),
    ]);
    const exams = skipped.filter(isExam).map(({ check }) => check);
    expect(exams).toEqual([
      'clordid-twice',
      'market-orders',
      'cancel-on-disconnect',
      'manual-kill',
    ]);
    expect(planned(['max-quantity'], []).map(({ check }) => check)).toEqual(['max-quantity']);
    expect(planned(['max-quantity'], ['max-quantity'])).toEqual([]);
  });

  test('tries single orders first, and last what may stop a session or the firm', () => {
    const bench = benchOf({ ...CHECKS, 'duplicate-orders': { orders: 3, windowSeconds: 0.5 } });
    const exams = planProbe(bench, { only: [], skip: [] }).parts.filter(isExam);
    const stops = exams.map(({ mayStop }) => mayStop === 'session' || mayStop === 'firm');
    expect(stops).toContain(true);
    const first = exams.findIndex(({ steps }) => steps.some((step) => step.do === 'fill'));
    const singles = exams.filter(({ title }) => title === 'L and L + 1');
    expect(singles.length).toBeGreaterThan(5);
    expect(singles.every((exam) => exams.indexOf(exam) < first)).toBe(true);
    expect(stops.indexOf(true)).toBeGreaterThan(first);
  });

  test('says which check hides another', () => {
    const bench = benchOf({
      'max-quantity': { shares: 100 },
      'gross-exposure': { dollars: 40_000 },
      'open-exposure': { dollars: 20_000 },
      'max-notional': { dollars: 15_000 },
    });
    const { parts } = planProbe(bench, { only: ['max-notional', 'gross-exposure'], skip: [] });
    const reasons = parts.map((part) => ('reason' in part ? part.reason : ''));
    expect(reasons[0]).toBe('max-quantity would refuse the order first');
    expect(reasons[1]).toMatch(/open-exposure.* would refuse the orders first$/);
  });

  test('has no exam of a sum that has no room for one order', () => {
    const bench = benchOf({ 'gross-exposure': { dollars: 1 } });
    const { parts } = planProbe(bench, { only: ['gross-exposure'], skip: [] });
    expect(parts.map((part) => 'reason' in part && part.reason)).toEqual(
      Array(3).fill('the limit has no room for one order'),
    );
  });

  test('refuses a name that is no check, with the nearest right one', () => {
    expect(() => planProbe(benchOf({}), { only: [], skip: ['max-quantty'] })).toThrow(
      "--skip 'max-quantty': is not a check; did you mean 'max-quantity'?",
    );
  });
});
