import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import type { CheckModeName } from '../../../src/risk/catalogue/modes.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { openCustomChecks } from '../../../src/risk/gate/custom-checks.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { kill } from '../../../src/risk/stops/kill.js';
import { clearState, State, type StateScope, worsenState } from '../../../src/risk/stops/states.js';
import {
  answer,
  type GatedChild,
  type GatedParent,
  judge,
  type LoneGate,
  loneGate,
} from '../../support/gate.js';

interface Boundary {
  limits: (mode: CheckModeName) => Partial<GateLimits>;
  parent?: GatedParent;
  /** The last child is at the limit; `beyond` is the child after it. */
  within: GatedChild;
  beyond: GatedChild;
  verdict: string;
}

/**
 * Each check with the two children on either side of its bound, each in its own gate: L passes, L +
 * 1 does not.
 */
const BOUNDARIES: Record<string, Boundary> = {
  'the largest quantity': {
    limits: (mode) => ({ maxQuantity: { mode, shares: 300 } }),
    within: { quantity: 300 },
    beyond: { quantity: 301 },
    verdict: 'max-quantity',
  },
  'the largest notional': {
    limits: (mode) => ({ maxNotional: { mode, dollars: 2000 } }),
    within: { quantity: 1, priceTicks: 20_000_000 },
    beyond: { quantity: 1, priceTicks: 20_000_001 },
    verdict: 'max-notional',
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
    verdict: 'parent-quantity',
  },
  'the quantity of the parent and its tolerance': {
    limits: (mode) => ({ parentQuantity: { mode, toleranceShares: 50 } }),
    parent: { ordered: 250 },
    within: { quantity: 300 },
    beyond: { quantity: 301 },
    verdict: 'parent-quantity',
  },
  'the exposure of the firm': {
    limits: (mode) => ({ grossExposure: { mode, dollars: 2000 } }),
    within: { quantity: 1, priceTicks: 20_000_000 },
    beyond: { quantity: 1, priceTicks: 20_000_001 },
    verdict: 'gross-exposure',
  },
};

describe.each(Object.entries(BOUNDARIES))(
  '%s',
  (_, { limits, parent = {}, within, beyond, verdict }) => {
    test('admits at the limit, and refuses one beyond', () => {
      expect(judge(loneGate(limits('enforce'), [parent]), [within])).toEqual(['admitted']);
      expect(judge(loneGate(limits('enforce'), [parent]), [beyond])).toEqual([verdict]);
    });

    test('admits in mode warn, and counts', () => {
      const lone = loneGate(limits('warn'), [parent]);
      expect(judge(lone, [beyond], 7)).toEqual(['admitted']);
      const { count, refused, firstNs } = lone.gate.breaches;
      const check =
        Object.values(Verdict)[
          Object.keys(Verdict).findIndex((name) => name.toLowerCase().replace('_', '-') === verdict)
        ]!;
      expect([count[check], refused[check], firstNs[check]]).toEqual([1, 0, 7]);
      expect(lone.gate.cells.admitted[0]).toBe(1);
    });

    test('admits in mode off, and does not count', () => {
      const lone = loneGate(limits('off'), [parent]);
      expect(judge(lone, [beyond])).toEqual(['admitted']);
      expect([...lone.gate.breaches.count]).toEqual(new Array(8).fill(0));
    });
  },
);

describe('the rate of a server', () => {
  const RATE = { serverRate: { mode: 'enforce' as const, perSecond: 10, windowSeconds: 0.5 } };
  const admitted = (lone: ReturnType<typeof loneGate>, children: number, nowNs: number) =>
    judge(
      lone,
      Array.from({ length: children }, () => ({ quantity: 1 })),
      nowNs,
    ).filter((verdict) => verdict === 'admitted').length;

  test('lets a burst of a window’s worth run ahead, and then one an interval', () => {
    const lone = loneGate(RATE);
    expect(admitted(lone, 9, 0)).toBe(5);
    expect(admitted(lone, 9, 99_999_999)).toBe(0);
    expect(admitted(lone, 9, 100_000_000)).toBe(1);
    expect(admitted(lone, 9, 350_000_000)).toBe(2);
    expect(admitted(lone, 9, 400_000_000)).toBe(1);
    expect(admitted(lone, 9, 60e9)).toBe(5);
    expect(lone.gate.breaches.refused[Verdict.SERVER_RATE]).toBe(4 + 9 + 8 + 7 + 8 + 4);
  });

  test('still admits a child each interval if the interval is wider than the window', () => {
    const lone = loneGate({ serverRate: { mode: 'enforce', perSecond: 1, windowSeconds: 0.5 } });
    expect([0, 0.9, 1, 1.5, 2, 3].map((second) => admitted(lone, 3, second * 1e9))).toEqual([
      1, 0, 1, 0, 1, 1,
    ]);
  });

  test('does not count children that another check refused', () => {
    const lone = loneGate({ ...RATE, maxQuantity: { mode: 'enforce', shares: 100 } });
    expect(
      judge(
        lone,
        Array.from({ length: 20 }, () => ({ quantity: 101 })),
      ),
    ).toEqual(new Array(20).fill('max-quantity'));
    expect(admitted(lone, 9, 0)).toBe(5);
  });
});

describe('a refused child', () => {
  test('reserves nothing of its parent, the firm or the rate', () => {
    const lone = loneGate(
      {
        maxNotional: { mode: 'enforce', dollars: 3000 },
        parentQuantity: { mode: 'enforce', toleranceShares: 0 },
        grossExposure: { mode: 'enforce', dollars: 4000 },
        serverRate: { mode: 'enforce', perSecond: 1, windowSeconds: 2 },
      },
      [{ ordered: 200 }],
    );
    expect(judge(lone, [{ quantity: 151 }, { quantity: 151 }, { quantity: 151 }])).toEqual([
      'max-notional',
      'max-notional',
      'max-notional',
    ]);
    const { cells } = lone.gate;
    expect([
      lone.parents.working[0],
      cells.exposureMoney[0],
      cells.admitted[0],
      lone.firm.leftUnits[0],
    ]).toEqual([0, 0, 0, 40]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 100 }])).toEqual(['admitted', 'admitted']);
    expect([lone.parents.working[0], cells.exposureMoney[0], lone.firm.leftUnits[0]]).toEqual([
      200, 40_000_000, 0,
    ]);
  });

  test('gets the name of the first check that refuses it; warnings before are counted', () => {
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
    expect(judge(lone, [{ quantity: 2 }])).toEqual(['max-notional']);
    expect([...lone.gate.breaches.count]).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
    kill(lone.kill, { kind: 'firm' });
    expect(judge(lone, [{ quantity: 2 }])).toEqual(['killed']);
    expect([...lone.gate.breaches.count]).toEqual([0, 1, 0, 1, 1, 0, 0, 0]);
  });
});

describe('a reservation', () => {
  const GROSS = { grossExposure: { mode: 'enforce' as const, dollars: 4000 } };

  test('is held while the child works or is filled, and returns when it is cancelled', () => {
    const lone = loneGate(GROSS);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 100 }, { quantity: 1 }])).toEqual([
      'admitted',
      'admitted',
      'gross-exposure',
    ]);
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

  test('of the parent returns too: cancelled shares may be sent again, and no more', () => {
    const lone = loneGate({ parentQuantity: { mode: 'enforce', toleranceShares: 0 } }, [
      { ordered: 100 },
    ]);
    judge(lone, [{ quantity: 100 }]);
    answer(lone, [{ executed: 30, cancelled: 70 }]);
    expect(judge(lone, [{ quantity: 71 }, { quantity: 70 }, { quantity: 1 }])).toEqual([
      'parent-quantity',
      'admitted',
      'parent-quantity',
    ]);
  });

  test('returns to the firm for others, in whole units beyond two slices', () => {
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

  test('covers the last dollar, also for a child that another check warns of', () => {
    const risk = {
      grossExposure: { mode: 'enforce' as const, dollars: 2000 },
      maxQuantity: { mode: 'warn' as const, shares: 1 },
    };
    const lone = loneGate(risk, [{}], { creditSliceMoney: 20_000_000 });
    expect(judge(lone, [{ quantity: 100 }])).toEqual(['admitted']);
    answer(lone, [{ cancelled: 100 }]);
    expect([lone.firm.leftUnits[0], lone.gate.cells.creditMoney[0]]).toEqual([0, 20_000_000]);
    expect(judge(lone, [{ quantity: 100 }])).toEqual(['admitted']);
  });

  test('leases a slice at a time, so that the firm is asked rarely', () => {
    const lone = loneGate({ grossExposure: { mode: 'enforce', dollars: 100_000 } }, [{}], {
      creditSliceMoney: 200_000_000,
    });
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

/** A gate in which every order goes the long way, since a check of the user's has to see it. */
function longWayOnly(limits: Partial<GateLimits>, written: GatedParent[]): LoneGate {
  const lone = loneGate(limits, written);
  const seen = {
    name: 'seen',
    parameters: {},
    rows: 'one',
    columns: {},
    admit: () => true,
  } as const;
  return { ...lone, gate: { ...lone.gate, custom: openCustomChecks([seen], 1, 8, 64) } };
}

test('the short way leases the firm’s credits as the long way does, order by order', () => {
  const parents: GatedParent[] = [{}, { side: 'sell' }, { symbol: 2 }];
  const dollars = fc.constantFrom(1_000, 20_000, 50_000, 1_000_000);
  const order = fc.record({
    parent: fc.nat({ max: 2 }),
    quantity: fc.integer({ min: 1, max: 400 }),
    priceTicks: fc.constantFrom(199_900, 200_000),
  });
  const turn = fc.record({
    orders: fc.array(order, { minLength: 1, maxLength: 12 }),
    executed: fc.integer({ min: 0, max: 100 }),
  });
  const draw = fc.record({ gross: dollars, net: dollars, open: dollars, turns: fc.array(turn) });
  fc.assert(
    fc.property(draw, ({ gross, net, open, turns }) => {
      const limits = {
        grossExposure: { mode: 'enforce', dollars: gross },
        netExposure: { mode: 'enforce', dollars: net },
        openExposure: { mode: 'shadow', dollars: open },
      } as const;
      const short = loneGate(limits, parents);
      const long = longWayOnly(limits, parents);
      for (const { orders, executed } of turns) {
        const verdicts = judge(short, orders);
        expect(judge(long, orders)).toEqual(verdicts);
        const answers = orders.flatMap(({ parent, quantity, priceTicks }, place) => {
          if (verdicts[place] !== 'admitted') return [];
          const filled = Math.min(quantity, executed);
          return [
            { parent, executed: filled, cancelled: quantity - filled, limitTicks: priceTicks },
          ];
        });
        for (const lone of [short, long]) answer(lone, answers);
        expect(creditsOf(short)).toEqual(creditsOf(long));
      }
    }),
  );
});

test('the short way judges active scopes as the long way does while others are stopped', () => {
  const parents: GatedParent[] = [{}, { symbol: 2, side: 'sell' }, { symbol: 4, account: 7 }];
  const scope = fc.constantFrom<StateScope>(
    { kind: 'symbol', symbol: 2 },
    { kind: 'symbol', symbol: 4 },
    { kind: 'account', account: 7, name: 'A' },
    { kind: 'server', server: 1 },
    { kind: 'firm' },
  );
  const orders = fc.array(
    fc.record({
      parent: fc.nat({ max: 2 }),
      quantity: fc.constantFrom(50, 100, 400),
      priceTicks: fc.constantFrom(199_900, 200_000, 230_000),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const state = fc.constantFrom(State.ACTIVE, State.REDUCING, State.HALTED);
  const turns = fc.array(fc.record({ orders, scope, state }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(turns, (drawn) => {
      const limits = {
        position: { mode: 'enforce', dollars: 20_000 },
        staticCollar: { mode: 'enforce', percent: 10, softPercent: 5 },
      } as const;
      const gates = [loneGate(limits, parents), longWayOnly(limits, parents)];
      for (const turn of drawn) {
        const [short, long] = gates.map((lone) => {
          const { firm, breaches, findings } = lone.gate.catalogue!;
          if (turn.state === State.ACTIVE) clearState(firm.states, turn.scope);
          else worsenState(firm.states, turn.scope, turn.state, 0);
          const verdicts = judge(lone, turn.orders);
          const { symbols, accounts, servers } = firm.states;
          const states = [symbols, accounts, servers].map((one) => [...one.state]);
          const counts = [...breaches.count, ...breaches.refused, ...breaches.soft];
          return { verdicts, states, counts, findings: readFindings(findings), ...creditsOf(lone) };
        });
        expect(short).toEqual(long);
      }
    }),
  );
});

/** All credits of a gate and of its firm. */
const creditsOf = ({ gate, firm }: LoneGate) => [
  gate.cells.creditMoney[0],
  gate.cells.exposureMoney[0],
  firm.leftUnits[0],
  ...gate.catalogue!.net.creditMoney,
  ...gate.catalogue!.firm.net.map(({ leftUnits }) => leftUnits[0]),
];
