import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../src/memory/table.js';
import { VERDICT_COUNT, Verdict } from '../../src/orders/codes.js';
import type { CheckModeName } from '../../src/risk/catalogue/modes.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../../src/risk/counts/credit.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { kill } from '../../src/risk/stops/kill.js';
import { judgePlainly, type PlainGate, plainGate } from '../risk/plain-gate.js';
import { accountOf, anyLayers, mergePlainly } from '../risk/plain-layers.js';
import { DRAWS_SHARE, draws } from '../support/draws.js';
import { answer, judge, type LoneGate, loneGate } from '../support/gate.js';

const mode = fc.constantFrom<CheckModeName>('off', 'warn', 'enforce');
const layered = fc.option(anyLayers(false), { nil: undefined });
const anyLimits: fc.Arbitrary<GateLimits> = fc.record({
  maxQuantity: fc.record({ mode, shares: fc.integer({ min: 0, max: 900 }) }),
  maxNotional: fc.record({ mode, dollars: fc.integer({ min: 0, max: 20_000 }) }),
  collar: fc.record({
    mode,
    percent: fc.constantFrom(0, 1, 2.5, 5, 9.5, 10, 15, 25),
    auctionOrders: fc.boolean(),
  }),
  parentQuantity: fc.record({ mode, toleranceShares: fc.constantFrom(0, 0, 50) }),
  grossExposure: fc.record({
    mode,
    dollars: fc.integer({ min: 0, max: 500 }).map((units) => 100 * units),
  }),
  serverRate: fc.record({
    mode,
    perSecond: fc.constantFrom(1, 5, 100, 1000),
    windowSeconds: fc.constantFrom(0.1, 1, 3),
  }),
});
const anyParents = fc.array(
  fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    ordered: fc.integer({ min: 1, max: 2000 }),
    auction: fc.boolean(),
    symbol: fc.nat({ max: 2 }),
    account: fc.nat({ max: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const anyChild = fc.record({
  parent: fc.nat({ max: 3 }),
  quantity: fc.integer({ min: 1, max: 1000 }),
  priceTicks: fc.oneof(
    fc.integer({ min: 150_000, max: 250_000 }),
    fc.constantFrom(199_800, 200_200, 179_820, 179_819, 220_220, 220_221),
  ),
  behaviour: fc.nat({ max: 2 }),
  times: fc.integer({ min: 1, max: 6 }),
  /** How many eighths of the order the venues execute. */
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

type DrawnKill =
  | { kind: 'firm' }
  | { kind: 'symbol'; symbol: number }
  | { kind: 'behaviour'; behaviour: number };

function killBoth(lone: LoneGate, { killed }: PlainGate, scope: DrawnKill): void {
  kill(lone.kill, scope);
  if (scope.kind === 'firm') killed.firm = true;
  else if (scope.kind === 'symbol') killed.symbols.add(scope.symbol);
  else killed.behaviours.add(scope.behaviour);
}

describe('the gate next to its plain twin', () => {
  test('gives the same verdicts, breaches and exposure on any day', () => {
    const verdicts = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.tuple(anyLimits, layered).map(([limits, layers]): GateLimits => ({ ...limits, layers })),
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
            const expected = rows.map((row) => {
              const { account, symbol } = parents[row.parent]!;
              twin.limits = mergePlainly(limits, {
                server: 1,
                account: accountOf(limits.layers ?? {}, account),
                symbol: 'ABC'[symbol]!,
              });
              return judgePlainly(twin, { ...row, parent: twins[row.parent]! }, nowNs);
            });
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
            for (const [row, { open }] of twins.entries())
              expect(lone.parents.filled[row]! + lone.parents.working[row]!).toBe(open);

            if (batch.kill !== undefined) killBoth(lone, twin, batch.kill);
          }
          for (const [name, check] of Object.entries(Verdict).slice(0, VERDICT_COUNT)) {
            expect(lone.gate.breaches.count[check]).toBe(
              twin.breaches[name.toLowerCase().replace('_', '-')] ?? 0,
            );
          }
        },
      ),
      { seed: 20120801, numRuns: draws(900) },
    );
    if (DRAWS_SHARE < 1) return;
    expect([...verdicts.keys()].sort()).toEqual(
      [
        'admitted',
        'collar',
        'gross-exposure',
        'killed',
        'max-notional',
        'parent-quantity',
        'max-quantity',
        'server-rate',
      ].sort(),
    );
  });

  test('keeps the firm within its limit with other servers’ gates, and uses most of it', () => {
    const turn = fc.record({
      server: fc.nat({ max: 3 }),
      quantity: fc.integer({ min: 1, max: 300 }),
      eighths: fc.nat({ max: 8 }),
    });
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
          const gates = [1, 2, 3, 4].map((server) =>
            loneGate(gross, [{}], { server, firm, creditSliceMoney }),
          );
          const exposure = (): number =>
            gates.reduce((sum, { gate }) => sum + gate.cells.exposureMoney[0]!, 0);
          const unspent = (): number =>
            gates.reduce((sum, { gate }) => sum + gate.cells.creditMoney[0]!, 0);
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
      { seed: 20120801, numRuns: draws(300) },
    );
  });
});
