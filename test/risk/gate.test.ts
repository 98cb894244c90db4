import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../src/memory/table.js';
import { Verdict } from '../../src/orders/codes.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../../src/risk/credit.js';
import { collarParent } from '../../src/risk/gate.js';
import { kill } from '../../src/risk/kill.js';
import type { CheckModeName, GateLimits } from '../../src/risk/limits.js';
import { answer, type GatedChild, type GatedParent, judge, loneGate } from '../support/gate.js';
import { judgePlainly, plainGate } from './plain-gate.js';

interface Boundary {
  limits: (mode: CheckModeName) => Partial<GateLimits>;
  parent?: GatedParent;
  /** The last child passes at the limit and the one after it is beyond. */
  within: GatedChild;
  beyond: GatedChild;
  verdict: string;
}

/** L passes, L + 1 does not: each check by the two children on either side of its bound, each put to a gate of its own. */
const BOUNDARIES: Record<string, Boundary> = {
  'the largest quantity': {
    limits: (mode) => ({ maxQuantity: { mode, shares: 300 } }),
    within: { quantity: 300 },
    beyond: { quantity: 301 },
    verdict: 'quantity',
  },
  'the largest notional': {
    limits: (mode) => ({ maxNotional: { mode, dollars: 2000 } }),
    within: { quantity: 100, priceTicks: 200_000 },
    beyond: { quantity: 100, priceTicks: 200_001 },
    verdict: 'notional',
  },
  'the collar of a buy, above the offer': {
    limits: (mode) => ({ collar: { mode, percent: 9.5, auctionOrders: false } }),
    within: { priceTicks: 219_219 },
    beyond: { priceTicks: 219_220 },
    verdict: 'collar',
  },
  'the collar of a sale, below the bid': {
    limits: (mode) => ({ collar: { mode, percent: 9.5, auctionOrders: false } }),
    parent: { side: 'sell' },
    within: { priceTicks: 180_819 },
    beyond: { priceTicks: 180_818 },
    verdict: 'collar',
  },
  'the quantity of the parent': {
    limits: (mode) => ({ parentQuantity: { mode, toleranceShares: 0 } }),
    parent: { ordered: 250 },
    within: { quantity: 250 },
    beyond: { quantity: 251 },
    verdict: 'parent-overrun',
  },
  'the quantity of the parent and its tolerance': {
    limits: (mode) => ({ parentQuantity: { mode, toleranceShares: 50 } }),
    parent: { ordered: 250 },
    within: { quantity: 300 },
    beyond: { quantity: 301 },
    verdict: 'parent-overrun',
  },
  'the exposure of the firm': {
    limits: (mode) => ({ grossExposure: { mode, dollars: 2000 } }),
    within: { quantity: 100, priceTicks: 200_000 },
    beyond: { quantity: 100, priceTicks: 200_001 },
    verdict: 'gross-exposure',
  },
};

describe.each(Object.entries(BOUNDARIES))('%s', (_, { limits, parent = {}, within, beyond, verdict }) => {
  test('is passed at the limit, and refused one beyond', () => {
    expect(judge(loneGate(limits('enforce'), [parent]), [within])).toEqual(['admitted']);
    expect(judge(loneGate(limits('enforce'), [parent]), [beyond])).toEqual([verdict]);
  });

  test('that only warns lets through, and counts', () => {
    const lone = loneGate(limits('warn'), [parent]);
    expect(judge(lone, [beyond], 7)).toEqual(['admitted']);
    const { count, refused, firstNs } = lone.gate.breaches;
    const check = Object.values(Verdict)[Object.keys(Verdict).findIndex((name) => name.toLowerCase().replace('_', '-') === verdict)]!;
    expect([count[check], refused[check], firstNs[check]]).toEqual([1, 0, 7]);
    expect(lone.gate.cells.admitted[0]).toBe(1);
  });

  test('that is off lets through, and does not count', () => {
    const lone = loneGate(limits('off'), [parent]);
    expect(judge(lone, [beyond])).toEqual(['admitted']);
    expect([...lone.gate.breaches.count]).toEqual(new Array(8).fill(0));
  });
});

describe('the rate of a server', () => {
  const RATE = { serverRate: { mode: 'enforce' as const, perSecond: 10, windowSeconds: 0.5 } };
  const admitted = (lone: ReturnType<typeof loneGate>, children: number, nowNs: number) =>
    judge(
      lone,
      Array.from({ length: children }, () => ({ quantity: 1 })),
      nowNs,
    ).filter((verdict) => verdict === 'admitted').length;

  test('lets a burst of as many run ahead as the window holds, and then one an interval', () => {
    const lone = loneGate(RATE);
    expect(admitted(lone, 9, 0)).toBe(5);
    expect(admitted(lone, 9, 99_999_999)).toBe(0);
    expect(admitted(lone, 9, 100_000_000)).toBe(1);
    expect(admitted(lone, 9, 350_000_000)).toBe(2);
    expect(admitted(lone, 9, 400_000_000)).toBe(1);
    expect(admitted(lone, 9, 60e9)).toBe(5);
    expect(lone.gate.breaches.refused[Verdict.RATE]).toBe(4 + 9 + 8 + 7 + 8 + 4);
  });

  test('that is wider than the window still lets a child through each interval', () => {
    const lone = loneGate({ serverRate: { mode: 'enforce', perSecond: 1, windowSeconds: 0.5 } });
    expect([0, 0.9, 1, 1.5, 2, 3].map((second) => admitted(lone, 3, second * 1e9))).toEqual([1, 0, 1, 0, 1, 1]);
  });

  test('does not count what another check refused', () => {
    const lone = loneGate({ ...RATE, maxQuantity: { mode: 'enforce', shares: 100 } });
    expect(
      judge(
        lone,
        Array.from({ length: 20 }, () => ({ quantity: 101 })),
      ),
    ).toEqual(new Array(20).fill('quantity'));
    expect(admitted(lone, 9, 0)).toBe(5);
  });
});

describe('the collar', () => {
  const collar = (auctionOrders: boolean): Partial<GateLimits> => ({ collar: { mode: 'enforce', percent: 9.5, auctionOrders } });
  const FAR = { priceTicks: 400_000 };

  test('is not applied to orders meant for the opening auction, as at Knight', () => {
    expect(judge(loneGate(collar(false), [{ auction: true }]), [FAR])).toEqual(['admitted']);
    expect(judge(loneGate(collar(false), [{ auction: true, side: 'sell' }]), [{ priceTicks: 1 }])).toEqual(['admitted']);
    expect(judge(loneGate(collar(false), [{ auction: false }]), [FAR])).toEqual(['collar']);
  });

  test('is applied to them where auctionOrders says so', () => {
    expect(judge(loneGate(collar(true), [{ auction: true }]), [FAR])).toEqual(['collar']);
    expect(judge(loneGate(collar(true), [{ auction: true, side: 'sell' }]), [{ priceTicks: 1 }])).toEqual(['collar']);
  });

  test('does not stop a buy from being cheap or a sale from being dear', () => {
    const lone = loneGate(collar(true), [{ side: 'buy' }, { side: 'sell' }]);
    expect(judge(lone, [{ priceTicks: 1 }, { parent: 1, priceTicks: 2_000_000_000 }])).toEqual(['admitted', 'admitted']);
  });

  test('ends on the tick where its per cent end on one', () => {
    for (const [percent, ask, high] of [
      [15, 100, 115],
      [2.5, 200_200, 205_205],
      [9.5, 200_200, 219_219],
      [0.7, 90_000, 90_630],
    ] as const) {
      const lone = loneGate({ collar: { mode: 'enforce', percent, auctionOrders: false } }, [{}, { side: 'sell' }]);
      lone.quotes.askTicks.fill(ask);
      lone.quotes.bidTicks.fill(ask);
      for (const parent of [0, 1]) collarParent(lone.gate, lone.parents, lone.quotes, parent);
      const low = ask - (high - ask);
      expect(judge(lone, [{ priceTicks: high }, { priceTicks: high + 1 }])).toEqual(['admitted', 'collar']);
      expect(
        judge(lone, [
          { parent: 1, priceTicks: low },
          { parent: 1, priceTicks: low - 1 },
        ]),
      ).toEqual(['admitted', 'collar']);
    }
  });

  test('stands where the quote stood when the parent was received, until it is set again', () => {
    const lone = loneGate(collar(false));
    lone.quotes.askTicks.fill(400_000);
    expect(judge(lone, [{ priceTicks: 219_220 }])).toEqual(['collar']);
    collarParent(lone.gate, lone.parents, lone.quotes, 0);
    expect(judge(lone, [{ priceTicks: 438_000 }, { priceTicks: 438_001 }])).toEqual(['admitted', 'collar']);
  });
});

describe('a refused child', () => {
  test('reserves nothing: not of the parent, not of the firm, not of the rate', () => {
    const lone = loneGate(
      {
        maxNotional: { mode: 'enforce', dollars: 3000 },
        parentQuantity: { mode: 'enforce', toleranceShares: 0 },
        grossExposure: { mode: 'enforce', dollars: 4000 },
        serverRate: { mode: 'enforce', perSecond: 1, windowSeconds: 2 },
      },
      [{ ordered: 200 }],
    );
    expect(judge(lone, [{ quantity: 151 }, { quantity: 151 }, { quantity: 151 }])).toEqual(['notional', 'notional', 'notional']);
    const { cells } = lone.gate;
    expect([lone.parents.working[0], cells.exposureMoney[0], cells.admitted[0], lone.firm.leftUnits[0]]).toEqual([0, 0, 0, 40]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 100 }])).toEqual(['admitted', 'admitted']);
    expect([lone.parents.working[0], cells.exposureMoney[0], lone.firm.leftUnits[0]]).toEqual([200, 40_000_000, 0]);
  });

  test('is given the name of the first check that refuses it, kill first and the reservation last, and warnings on the way are counted', () => {
    const lone = loneGate(
      {
        serverRate: { mode: 'warn', perSecond: 1, windowSeconds: 1 },
        maxQuantity: { mode: 'warn', shares: 1 },
        maxNotional: { mode: 'enforce', dollars: 1 },
        parentQuantity: { mode: 'enforce', toleranceShares: 0 },
        grossExposure: { mode: 'enforce', dollars: 0 },
      },
      [{ ordered: 1 }],
    );
    expect(judge(lone, [{ quantity: 2 }])).toEqual(['notional']);
    expect([...lone.gate.breaches.count]).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
    kill(lone.kill, { kind: 'firm' });
    expect(judge(lone, [{ quantity: 2 }])).toEqual(['killed']);
    expect([...lone.gate.breaches.count]).toEqual([0, 1, 0, 1, 1, 0, 0, 0]);
  });
});

describe('a reservation', () => {
  const GROSS = { grossExposure: { mode: 'enforce' as const, dollars: 4000 } };

  test('is held while the child is out and when it is filled, and returns when it is cancelled', () => {
    const lone = loneGate(GROSS);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 100 }, { quantity: 1 }])).toEqual(['admitted', 'admitted', 'gross-exposure']);
    answer(lone, [{ executed: 100 }]);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['gross-exposure']);
    answer(lone, [{ executed: 60, cancelled: 40 }]);
    expect(lone.gate.cells.exposureMoney[0]).toBe(160 * 200_000);
    expect(judge(lone, [{ quantity: 41 }])).toEqual(['gross-exposure']);
    expect(judge(lone, [{ quantity: 40 }])).toEqual(['admitted']);
  });

  test('is of the limit price, whatever the price of the execution', () => {
    const lone = loneGate(GROSS);
    judge(lone, [{ quantity: 100, priceTicks: 210_000 }]);
    answer(lone, [{ executed: 40, cancelled: 60, limitTicks: 210_000 }]);
    expect(lone.gate.cells.exposureMoney[0]).toBe(40 * 210_000);
  });

  test('of the parent returns too: what was cancelled may be sent again, and not more', () => {
    const lone = loneGate({ parentQuantity: { mode: 'enforce', toleranceShares: 0 } }, [{ ordered: 100 }]);
    judge(lone, [{ quantity: 100 }]);
    answer(lone, [{ executed: 30, cancelled: 70 }]);
    expect(judge(lone, [{ quantity: 71 }, { quantity: 70 }, { quantity: 1 }])).toEqual(['parent-overrun', 'admitted', 'parent-overrun']);
  });

  test('goes back to the firm for others to use, in whole units and beyond two slices', () => {
    const slow = loneGate(GROSS, [{}], { creditSliceMoney: 10_000_000 });
    judge(slow, [{ quantity: 200 }]);
    expect(slow.firm.leftUnits[0]).toBe(0);
    answer(slow, [{ cancelled: 100 }]);
    expect([slow.firm.leftUnits[0], slow.gate.cells.creditMoney[0]]).toEqual([0, 20_000_000]);
    answer(slow, [{ cancelled: 100 }]);
    expect([slow.firm.leftUnits[0], slow.gate.cells.creditMoney[0]]).toEqual([20, 20_000_000]);

    const eager = loneGate(GROSS);
    judge(eager, [{ quantity: 200 }]);
    answer(eager, [{ cancelled: 77 }]);
    expect([eager.firm.leftUnits[0], eager.gate.cells.creditMoney[0]]).toEqual([15, 400_000]);
  });

  test('leases a slice at a time, so that the firm is asked rarely', () => {
    const lone = loneGate({ grossExposure: { mode: 'enforce', dollars: 100_000 } }, [{}], { creditSliceMoney: 200_000_000 });
    judge(lone, [{ quantity: 1 }]);
    expect(lone.firm.leftUnits[0]).toBe(800);
    judge(
      lone,
      Array.from({ length: 9 }, () => ({ quantity: 100 })),
    );
    expect(lone.firm.leftUnits[0]).toBe(800);
    judge(lone, [{ quantity: 100 }]);
    expect(lone.firm.leftUnits[0]).toBe(600);
  });
});

const mode = fc.constantFrom<CheckModeName>('off', 'warn', 'enforce');
const anyLimits: fc.Arbitrary<GateLimits> = fc.record({
  maxQuantity: fc.record({ mode, shares: fc.integer({ min: 0, max: 900 }) }),
  maxNotional: fc.record({ mode, dollars: fc.integer({ min: 0, max: 20_000 }) }),
  collar: fc.record({ mode, percent: fc.constantFrom(0, 1, 2.5, 5, 9.5, 10, 15, 25), auctionOrders: fc.boolean() }),
  parentQuantity: fc.record({ mode, toleranceShares: fc.constantFrom(0, 0, 50) }),
  grossExposure: fc.record({ mode, dollars: fc.integer({ min: 0, max: 500 }).map((units) => 100 * units) }),
  serverRate: fc.record({ mode, perSecond: fc.constantFrom(1, 5, 100, 1000), windowSeconds: fc.constantFrom(0.1, 1, 3) }),
});
const anyParents = fc.array(
  fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    ordered: fc.integer({ min: 1, max: 2000 }),
    auction: fc.boolean(),
    symbol: fc.nat({ max: 2 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const anyChild = fc.record({
  parent: fc.nat({ max: 3 }),
  quantity: fc.integer({ min: 1, max: 1000 }),
  priceTicks: fc.oneof(fc.integer({ min: 150_000, max: 250_000 }), fc.constantFrom(199_800, 200_200, 179_820, 179_819, 220_220, 220_221)),
  behaviour: fc.nat({ max: 2 }),
  times: fc.integer({ min: 1, max: 6 }),
  /** Of 8, how many eighths of it the venues execute. */
  eighths: fc.nat({ max: 8 }),
});
const anyKill = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  { kind: 'firm' as const },
  { kind: 'symbol' as const, symbol: 1 },
  { kind: 'behaviour' as const, behaviour: 2 },
);
const anyBatch = fc.record({
  gapNs: fc.constantFrom(0, 1, 1e6, 2e8, 1e9),
  children: fc.array(anyChild, { minLength: 1, maxLength: 8 }),
  kill: anyKill,
});

describe('the gate beside its obvious twin', () => {
  test('gives the same verdicts, breaches and exposure on any children, limits, kills, times and answers', () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(
        anyLimits,
        anyParents,
        fc.array(anyBatch, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(0, 1e6, 3e7),
        (limits, parents, batches, creditSliceMoney) => {
          const lone = loneGate(limits, parents, { creditSliceMoney });
          const twin = plainGate(limits, 199_800, 200_200);
          const twins = parents.map((parent) => ({ ...parent, open: 0 }));
          let nowNs = 0;
          for (const batch of batches) {
            nowNs += batch.gapNs;
            const rows = batch.children
              .flatMap(({ times, ...child }) => Array.from({ length: times }, () => child))
              .map((child) => ({ ...child, parent: child.parent % parents.length }));
            const expected = rows.map((row) => judgePlainly(twin, { ...row, parent: twins[row.parent]! }, nowNs));
            expect(judge(lone, rows, nowNs)).toEqual(expected);
            for (const verdict of expected) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);

            const answers = rows
              .filter((_, child) => expected[child] === 'admitted')
              .map(({ parent, quantity, priceTicks, eighths }) => {
                const executed = Math.floor((quantity * eighths) / 8);
                return { parent, executed, cancelled: quantity - executed, limitTicks: priceTicks };
              });
            answer(lone, answers);
            for (const { parent, cancelled, limitTicks } of answers) {
              twins[parent]!.open -= cancelled;
              twin.exposure -= cancelled * limitTicks;
            }
            expect(lone.gate.cells.exposureMoney[0]).toBe(twin.exposure);
            for (const [row, { open }] of twins.entries()) expect(lone.parents.filled[row]! + lone.parents.working[row]!).toBe(open);

            if (batch.kill === undefined) continue;
            kill(lone.kill, batch.kill);
            if (batch.kill.kind === 'firm') twin.killed.firm = true;
            else if (batch.kill.kind === 'symbol') twin.killed.symbols.add(batch.kill.symbol);
            else twin.killed.behaviours.add(batch.kill.behaviour);
          }
          for (const [name, check] of Object.entries(Verdict)) {
            expect(lone.gate.breaches.count[check]).toBe(twin.breaches[name.toLowerCase().replace('_', '-')] ?? 0);
          }
        },
      ),
      { seed: 20120801, numRuns: 600 },
    );
    expect([...verdicts.keys()].sort()).toEqual(
      ['admitted', 'collar', 'gross-exposure', 'killed', 'notional', 'parent-overrun', 'quantity', 'rate'].sort(),
    );
  });

  test('together with the gates of other servers keeps the firm within its limit at every event, and makes nearly all of it usable', () => {
    const turn = fc.record({ server: fc.nat({ max: 3 }), quantity: fc.integer({ min: 1, max: 300 }), eighths: fc.nat({ max: 8 }) });
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(0, 3e6, 2e7),
        (turns, units, creditSliceMoney) => {
          const limit = units * 1e6;
          const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
          openCredit(firm, limit);
          const gross = { grossExposure: { mode: 'enforce' as const, dollars: units * 100 } };
          const gates = [1, 2, 3, 4].map((server) => loneGate(gross, [{}], { server, firm, creditSliceMoney }));
          const exposure = (): number => gates.reduce((sum, { gate }) => sum + gate.cells.exposureMoney[0]!, 0);
          const unspent = (): number => gates.reduce((sum, { gate }) => sum + gate.cells.creditMoney[0]!, 0);
          for (const { server, quantity, eighths } of turns) {
            const lone = gates[server]!;
            const before = exposure();
            const [verdict] = judge(lone, [{ quantity }]);
            const money = quantity * 200_000;
            if (verdict === 'admitted') expect(exposure()).toBe(before + money);
            else {
              expect(exposure()).toBe(before);
              const others = 3 * (2 * creditSliceMoney + 1e6);
              expect(before + money).toBeGreaterThan(limit - others);
            }
            expect(exposure()).toBeLessThanOrEqual(limit);
            expect(firm.leftUnits[0]! * 1e6 + unspent() + exposure()).toBe(limit);
            if (verdict !== 'admitted') continue;
            const executed = Math.floor((quantity * eighths) / 8);
            answer(lone, [{ executed, cancelled: quantity - executed }]);
          }
        },
      ),
      { seed: 20120801, numRuns: 300 },
    );
  });
});
