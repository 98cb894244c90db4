import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../../../src/memory/table.js';
import { ChildWord, instrumentOf } from '../../../../src/orders/children.js';
import { OUTSTANDING_SCHEMA } from '../../../../src/orders/outstanding.js';
import { allocateRequests, type RestingChildren } from '../../../../src/orders/resting.js';
import { readFindings } from '../../../../src/risk/counts/findings.js';
import { openResting } from '../../../../src/risk/gate/checks/self-match.js';
import { readChildren } from '../../../support/children.js';
import {
  answer,
  catalogueSpace,
  type GatedChild,
  type GatedParent,
  judge,
  type LoneGate,
  loneGate,
} from '../../../support/gate.js';
import {
  forgetFlat,
  type PlainOrder,
  type PlainPrevention,
  plainPrevention,
} from '../../plain-self-match.js';

type Instruction = PlainPrevention['instruction'];
type Per = PlainPrevention['per'];

/** A gate whose children may rest at a venue. */
interface RestingGate extends LoneGate {
  readonly resting: RestingChildren;
}

const ROWS = 256;

/** Gates of one firm that see the resting children of each other. */
function restingGates(
  instruction: Instruction,
  per: Per,
  parents: readonly GatedParent[],
  servers = 1,
  changes: object = {},
): RestingGate[] {
  const risk = { selfMatch: { mode: 'enforce', per, instruction }, ...changes } as const;
  const space = catalogueSpace(risk, servers);
  const gates = Array.from({ length: servers }, (_, index) => {
    const lone = loneGate(risk, parents, { server: index + 1, space });
    const resting: RestingChildren = {
      server: index + 1,
      outstanding: allocateTable(OUTSTANDING_SCHEMA, ROWS),
      rows: new Int32Array(1),
      parents: lone.parents,
      requests: allocateRequests(ROWS),
    };
    return { ...lone, resting };
  });
  for (const { gate } of gates)
    openResting(
      gate.catalogue!,
      gates.map(({ resting }) => resting),
    );
  return gates;
}

/** Rests an order that the gate has admitted, at its venue. */
function rest(
  { resting, parents }: RestingGate,
  parent: number,
  shares: number,
  limitTicks: number,
  sentNs = 0,
): void {
  const { outstanding: o, rows } = resting;
  const row = rows[0]!++;
  o.parent[row] = parent;
  o.instrument[row] = instrumentOf(parents.symbol[parent]!, parents.side[parent]! as 0 | 1, 0);
  o.limitTicks[row] = limitTicks;
  o.shares[row] = shares;
  o.sentNs[row] = sentNs;
  o.cancelAskedNs[row] = Number.NaN;
  o.isResting[row] = 1;
}

/** Has the venue carry out the cancels that the gates have asked for. */
function cancelAsked(gate: RestingGate): void {
  const { outstanding: o, rows, requests } = gate.resting;
  for (let row = 0; row < rows[0]!; row++) {
    const cancelled = requests.shares[row]!;
    if (cancelled === 0) continue;
    requests.shares[row] = 0;
    answer(gate, [{ parent: o.parent[row]!, cancelled, limitTicks: o.limitTicks[row]! }]);
    o.shares[row] = o.shares[row]! - cancelled;
    if (o.shares[row] === 0) o.isResting[row] = 0;
  }
  requests.pending[0] = 0;
}

const requested = ({ resting }: RestingGate): number[] => [
  ...resting.requests.shares.subarray(0, resting.rows[0]!),
];

const BUY = 0;
const SELL = 1;
const SIDES: readonly GatedParent[] = [{ side: 'buy' }, { side: 'sell' }];

/** A gate with three sells that rest: 100 at 20.01, 200 at 20.00, and 300 at 20.00 later. */
function threeSells(instruction: Instruction, changes: object = {}): RestingGate {
  const [gate] = restingGates(instruction, 'server', SIDES, 1, changes);
  const rows: readonly GatedChild[] = [
    { parent: SELL, quantity: 100, priceTicks: 200_100 },
    { parent: SELL, quantity: 200, priceTicks: 200_000 },
    { parent: SELL, quantity: 300, priceTicks: 200_000 },
  ];
  expect(judge(gate!, rows)).toEqual(['admitted', 'admitted', 'admitted']);
  rest(gate!, SELL, 100, 200_100, 1);
  rest(gate!, SELL, 200, 200_000, 2);
  rest(gate!, SELL, 300, 200_000, 3);
  return gate!;
}

const buy = (quantity: number, priceTicks: number): GatedChild => ({
  parent: BUY,
  quantity,
  priceTicks,
});
const outcomes = ({ gate }: RestingGate): string[] =>
  readFindings(gate.catalogue!.findings).map(({ outcome }) => outcome);
const quantity = ({ children }: RestingGate): number => readChildren(children, 0, 1)[0]!.quantity;

describe('cancel oldest', () => {
  test('cancels what the order could meet, no tick more, and lets it go', () => {
    const gate = threeSells('oldest');
    expect(judge(gate, [buy(100, 199_999)])).toEqual(['admitted']);
    expect(requested(gate)).toEqual([0, 0, 0]);
    expect(judge(gate, [buy(100, 200_000)])).toEqual(['admitted']);
    expect(requested(gate)).toEqual([0, 200, 300]);
    expect(gate.resting.requests.pending[0]).toBe(1);
    // What is to be cancelled is met no more, before the venue's answer too.
    expect(judge(gate, [buy(100, 200_000)])).toEqual(['admitted']);
    expect(judge(gate, [buy(100, 200_100)])).toEqual(['admitted']);
    expect(requested(gate)).toEqual([100, 200, 300]);
    expect(outcomes(gate)).toEqual(['oldest-cancelled', 'oldest-cancelled']);
    const { breaches } = gate.gate.catalogue!;
    const check = breaches.count.findIndex((count) => count > 0);
    expect([breaches.count[check], breaches.refused[check]]).toEqual([2, 0]);
    cancelAsked(gate);
    expect(gate.parents.working[SELL]).toBe(0);
  });

  test('asks for nothing if another check refuses the order', () => {
    const gate = threeSells('oldest', { serverGross: { mode: 'enforce', dollars: 13_000 } });
    expect(judge(gate, [buy(100, 200_000)])).toEqual(['server-gross']);
    expect(requested(gate)).toEqual([0, 0, 0]);
    expect(outcomes(gate).filter((outcome) => outcome !== 'rung')).toEqual(['refused', 'warned']);
  });

  test('refuses the newer order where one that it could meet is on its way', () => {
    const gate = threeSells('oldest');
    expect(judge(gate, [{ parent: SELL, priceTicks: 200_000 }])).toEqual(['admitted']);
    expect(judge(gate, [buy(100, 200_000)])).toEqual(['self-match']);
    expect(requested(gate)).toEqual([0, 0, 0]);
    expect(outcomes(gate)).toEqual(['refused']);
    answer(gate, [{ parent: SELL, cancelled: 100 }]);
    expect(judge(gate, [buy(100, 200_000)])).toEqual(['admitted']);
  });

  test('refuses it where a cancel has no answer, or the connection is lost', () => {
    const asked = threeSells('oldest');
    asked.resting.outstanding.cancelAskedNs[2] = 5;
    expect(judge(asked, [buy(100, 200_000)])).toEqual(['self-match']);
    const cut = threeSells('oldest');
    cut.resting.requests.isCut[0] = 1;
    expect(judge(cut, [buy(100, 200_000)])).toEqual(['self-match']);
    expect([...requested(asked), ...requested(cut)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('only counts in the modes warn and shadow', () => {
    for (const mode of ['warn', 'shadow'] as const) {
      const gate = threeSells('oldest', {
        selfMatch: { mode, per: 'server', instruction: 'oldest' },
      });
      expect(judge(gate, [buy(100, 200_000)])).toEqual(['admitted']);
      expect(requested(gate)).toEqual([0, 0, 0]);
      expect(outcomes(gate)).toEqual([mode === 'warn' ? 'warned' : 'shadowed']);
    }
  });
});

test('cancel both cancels what rests and refuses the order', () => {
  const gate = threeSells('both');
  expect(judge(gate, [buy(1, 200_000)])).toEqual(['self-match']);
  expect(requested(gate)).toEqual([0, 200, 300]);
  expect(outcomes(gate)).toEqual(['both-cancelled']);
});

test('cancel newest asks for nothing', () => {
  const gate = threeSells('newest');
  expect(gate.gate.catalogue!.resting).toBe(undefined);
  expect(judge(gate, [buy(1, 200_000)])).toEqual(['self-match']);
  expect(requested(gate)).toEqual([0, 0, 0]);
});

describe('decrement and cancel', () => {
  test('cancels the smaller of the two, by price and time', () => {
    const gate = threeSells('decrement');
    expect(judge(gate, [buy(250, 200_100)])).toEqual(['self-match']);
    expect(requested(gate)).toEqual([0, 200, 50]);
    expect(judge(gate, [buy(251, 200_100)])).toEqual(['self-match']);
    expect(requested(gate)).toEqual([1, 200, 300]);
    expect(outcomes(gate)).toEqual(['decremented', 'decremented']);
  });

  test('cancels both where they are equal, and lets one share more go', () => {
    const equal = threeSells('decrement');
    expect(judge(equal, [buy(500, 200_000)])).toEqual(['self-match']);
    expect(requested(equal)).toEqual([0, 200, 300]);
    const more = threeSells('decrement');
    expect(judge(more, [buy(501, 200_000)])).toEqual(['admitted']);
    expect(requested(more)).toEqual([0, 200, 300]);
    expect([quantity(more), more.parents.working[BUY]]).toEqual([1, 1]);
  });

  test('gives an order its quantity back that another check refuses', () => {
    const gate = threeSells('decrement', { serverGross: { mode: 'enforce', dollars: 13_000 } });
    expect(judge(gate, [buy(700, 200_000)])).toEqual(['server-gross']);
    expect([quantity(gate), gate.parents.working[BUY]]).toEqual([700, 0]);
    expect(requested(gate)).toEqual([0, 0, 0]);
  });

  test('tells an order that it has lowered from those that were like it', () => {
    const gate = threeSells('decrement');
    const alike = [buy(600, 200_000), buy(600, 200_000), buy(600, 200_000)];
    expect(judge(gate, alike)).toEqual(['admitted', 'admitted', 'admitted']);
    expect(readChildren(gate.children, 0, 3).map((child) => child.quantity)).toEqual([
      100, 600, 600,
    ]);
    const { words } = gate.children;
    expect([0, 1, 2].map((n) => words[(n << 3) + ChildWord.ALIKE])).toEqual([1, 2, 1]);
  });

  test('judges what is left of the order by the later checks', () => {
    const gate = threeSells('decrement', { serverGross: { mode: 'enforce', dollars: 16_010 } });
    expect(judge(gate, [buy(700, 200_000)])).toEqual(['admitted']);
    expect(quantity(gate)).toBe(200);
  });
});

describe('orders of several servers and accounts', () => {
  const INSTRUCTIONS = ['newest', 'oldest', 'both', 'decrement'] as const;
  const PERS = ['server', 'firm', 'account'] as const;
  const PARENTS: readonly GatedParent[] = [1, 2].flatMap((account) =>
    (['buy', 'sell'] as const).map((side) => ({ side, account })),
  );
  const step = fc.record({
    server: fc.nat(2),
    parent: fc.nat(PARENTS.length - 1),
    quantity: fc.integer({ min: 1, max: 9 }),
    tick: fc.nat(6),
    /** What becomes of the order: it rests, is cancelled at once, or stays on its way. */
    fate: fc.constantFrom('rests', 'rests', 'rests', 'cancelled', 'on-its-way'),
    /** Whether the venues answer the cancels that were asked for, and what is on its way. */
    isAnswered: fc.boolean(),
  });

  test('are met as a plain list of orders says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTRUCTIONS),
        fc.constantFrom(...PERS),
        fc.array(step, { maxLength: 40 }),
        (instruction, per, steps) => {
          const gates = restingGates(instruction, per, PARENTS, 3);
          const orders: PlainOrder[] = [];
          let ordered = 0;
          let prevented = 0;
          steps.forEach(({ server, parent, quantity: shares, tick, fate, isAnswered }, atNs) => {
            const gate = gates[server]!;
            const { side, account } = PARENTS[parent]!;
            const priceTicks = 200_000 + tick;
            const order = {
              server,
              account: account!,
              side: side!,
              shares,
              priceTicks,
              atNs,
              parent,
            };
            const told = plainPrevention({ instruction, per }, orders, order);
            const [verdict] = judge(gate, [{ parent, quantity: shares, priceTicks }]);
            expect(verdict).toBe(told.isRefused ? 'self-match' : 'admitted');
            ordered += shares;
            prevented += told.isRefused ? shares : shares - told.quantity;
            if (!told.isRefused) {
              expect(quantity(gate)).toBe(told.quantity);
              const left = fate === 'cancelled' ? 0 : told.quantity;
              orders.push({ ...order, shares: left, asked: 0, rests: fate === 'rests' });
              if (fate === 'cancelled')
                answer(gate, [{ parent, cancelled: told.quantity, limitTicks: priceTicks }]);
              if (fate === 'rests') rest(gate, parent, told.quantity, priceTicks, atNs);
              if (fate === 'cancelled') prevented += told.quantity;
            }
            forgetFlat({ instruction, per }, orders);
            gates.forEach((of, n) => {
              const asked = orders
                .filter((o) => o.rests && o.shares > 0 && o.server === n)
                .map((o) => o.asked);
              const { outstanding, rows } = of.resting;
              const open = requested(of).filter((_, row) => outstanding.isResting[row] === 1);
              expect(open).toEqual(asked);
              expect(rows[0]).toBeGreaterThanOrEqual(asked.length);
            });
            if (!isAnswered) return;
            for (const of of gates) cancelAsked(of);
            for (const o of orders) {
              const gone = o.rests ? o.asked : o.shares;
              prevented += gone;
              if (!o.rests && gone > 0)
                answer(gates[o.server]!, [
                  { parent: o.parent, cancelled: gone, limitTicks: o.priceTicks },
                ]);
              o.shares -= gone;
              o.asked = 0;
            }
            forgetFlat({ instruction, per }, orders);
          });
          // Shares are open or were cancelled, and none is both or lost.
          const open = gates.flatMap(({ parents }) => [...parents.working]);
          expect(open.reduce((sum, n) => sum + n, 0)).toBe(ordered - prevented);
        },
      ),
      { numRuns: 400 },
    );
  });
});
