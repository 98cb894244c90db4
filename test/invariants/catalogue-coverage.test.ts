import { describe, expect, test } from 'vitest';
import { POSITION_SCHEMA } from '../../src/ledger/positions.js';
import { allocateTable } from '../../src/memory/table.js';
import { CATALOGUE } from '../../src/risk/catalogue/catalogue.js';
import { noteQuote } from '../../src/risk/counts/exposure.js';
import { openSecondPass } from '../../src/risk/counts/open.js';
import { markLoss } from '../../src/risk/gate/trips.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { rearmScope, releaseParent } from '../../src/risk/people.js';
import { COOL_OFF_NS } from '../../src/risk/stops/authority.js';
import type { StateScope } from '../../src/risk/stops/states.js';
import { answer, catalogueSpace, judge, type LoneGate, loneGate } from '../support/gate.js';
import { MESSAGE_CASES } from './message-cases.js';
import { OPERATION_CASES } from './operation-cases.js';
import { type Case, one, RULE_CASES, single } from './rule-cases.js';

const LATER_NS = 600e9;
const enforce = { mode: 'enforce' } as const;
const rearm =
  (scope: StateScope, people: 1 | 2) =>
  (lone: LoneGate, nowNs: number): void => {
    const { firm, kill } = lone.gate.catalogue!;
    expect(() =>
      rearmScope(firm, kill, scope, { roles: ['trader'], reason: 'none', nowNs }),
    ).toThrow();
    if (people === 2)
      expect(() =>
        rearmScope(firm, kill, scope, { roles: ['risk-officer'], reason: 'alone', nowNs }),
      ).toThrow();
    rearmScope(firm, kill, scope, {
      roles: people === 2 ? ['risk-officer', 'operations'] : ['risk-officer'],
      reason: 'looked into',
      nowNs,
    });
  };
const SERVER = { kind: 'server', server: 1 } as const;
const SYMBOL = { kind: 'symbol', symbol: 0 } as const;
const credit = (limits: Partial<GateLimits>, verdict: string): Case => ({
  ...single(limits, verdict, { quantity: 100 }, { quantity: 1 }),
  reset: (lone, nowNs) => answer(lone, [{ cancelled: 100 }], nowNs),
});

const positions = (cash: number) => {
  const table = allocateTable(POSITION_SCHEMA, 8);
  table.errorCash[0] = -cash * 10_000;
  return table;
};
const mark = (lone: LoneGate, loss: number, nowNs = 0): string[] => {
  markLoss(lone.gate.catalogue!, positions(loss), nowNs);
  return judge(lone, [{ quantity: 1 }], nowNs);
};
const fill = (lone: LoneGate, quantity: number, nowNs = 0): string[] => {
  const verdicts = judge(lone, [{ quantity }], nowNs);
  if (verdicts[0] === 'admitted')
    answer(lone, [{ executed: quantity, unmatched: quantity }], nowNs);
  return verdicts;
};

const CASES: Readonly<Record<string, Case>> = {
  'parent-quantity': {
    ...single(
      { parentQuantity: { ...enforce, toleranceShares: 0 } },
      'parent-quantity',
      { quantity: 100 },
      { quantity: 1 },
      [{ ordered: 100 }],
    ),
    reset: (lone) => answer(lone, [{ cancelled: 100 }]),
  },
  'unmatched-account': {
    limits: { unmatchedAccount: { ...enforce, dollars: 2000 } },
    within: (lone) => [...fill(lone, 100), ...judge(lone, [{ quantity: 1 }])],
    beyond: (lone) => {
      answer(lone, [{ executed: 1, unmatched: 1 }]);
      return judge(lone, [{ quantity: 1 }]);
    },
    verdict: 'killed',
    probe: one({ quantity: 1 }),
    later: 'killed',
    reset: rearm(SERVER, 2),
  },
  'executions-per-parent': {
    limits: { executionsPerParent: { ...enforce, executions: 2 } },
    within: (lone) => judge(lone, [{}, {}]),
    beyond: one({}),
    verdict: 'executions-per-parent',
    probe: one({}),
    later: 'executions-per-parent',
    reset: ({ gate }, nowNs) =>
      releaseParent(gate.catalogue!, 0, { roles: ['supervisor'], reason: 'looked into', nowNs }),
  },
  'duplicate-orders': {
    limits: { duplicateOrders: { ...enforce, orders: 2, softOrders: 2 } },
    parents: [{}, {}, {}],
    within: (lone) => judge(lone, [{}, { parent: 1 }]),
    beyond: one({ parent: 2 }),
    verdict: 'duplicate-orders',
    probe: one({ quantity: 7 }),
    later: 'halted',
    reset: rearm(SERVER, 1),
  },
  'server-rate': {
    limits: { serverRate: { ...enforce, perSecond: 2, windowSeconds: 1 } },
    within: (lone) => judge(lone, [{}, {}]),
    beyond: one({}),
    verdict: 'server-rate',
    probe: one({}),
    later: 'admitted',
  },
  'symbol-rate': {
    limits: { symbolRate: { ...enforce, perSecond: 2, softPerSecond: 2, windowSeconds: 1 } },
    within: (lone) => judge(lone, [{}, {}]),
    beyond: one({}),
    verdict: 'symbol-rate',
    probe: one({}),
    later: 'admitted',
  },
  ...MESSAGE_CASES,
  'max-quantity': single(
    { maxQuantity: { ...enforce, shares: 100 } },
    'max-quantity',
    { quantity: 100 },
    { quantity: 101 },
  ),
  'max-notional': single(
    { maxNotional: { ...enforce, dollars: 2000 } },
    'max-notional',
    { quantity: 100 },
    { quantity: 101 },
  ),
  'adv-share': single({ advShare: enforce }, 'adv-share', { quantity: 1000 }, { quantity: 1001 }),
  collar: single(
    { collar: { ...enforce, percent: 5, auctionOrders: false } },
    'collar',
    { priceTicks: 210_210 },
    { priceTicks: 210_211 },
  ),
  'quote-collar': single(
    { quoteCollar: enforce },
    'quote-collar',
    { priceTicks: 210_210 },
    { priceTicks: 210_211 },
  ),
  'static-collar': {
    ...single(
      { staticCollar: enforce },
      'static-collar',
      { priceTicks: 220_000 },
      { priceTicks: 220_001 },
    ),
    probe: one({}),
    later: 'halted',
    reset: rearm(SYMBOL, 1),
  },
  'cumulative-adv': {
    ...single({ cumulativeAdv: enforce }, 'cumulative-adv', { quantity: 1000 }, { quantity: 1 }),
    later: 'halted',
    reset: (lone, nowNs) => {
      rearm(SYMBOL, 1)(lone, nowNs);
      // Counts stay: without room, the next order stops the symbol again.
      expect(judge(lone, [{ quantity: 1 }], nowNs)).toEqual(['cumulative-adv']);
      answer(lone, [{ cancelled: 1000 }], nowNs);
      rearm(SYMBOL, 1)(lone, nowNs);
    },
  },
  position: {
    ...single(
      { position: { ...enforce, dollars: 2000 } },
      'position',
      { quantity: 100 },
      { quantity: 1 },
    ),
    later: 'reducing',
    reset: (lone, nowNs) => {
      answer(lone, [{ cancelled: 100 }], nowNs);
      expect(judge(lone, [{ quantity: 1 }], nowNs)).toEqual(['reducing']);
      rearm(SYMBOL, 1)(lone, nowNs);
    },
  },
  'gross-exposure': {
    ...single(
      { grossExposure: { ...enforce, dollars: 2000 } },
      'gross-exposure',
      { quantity: 100 },
      { quantity: 1 },
    ),
    reset: (lone, nowNs) => answer(lone, [{ cancelled: 100 }], nowNs),
  },
  'server-gross': {
    ...single(
      { serverGross: { ...enforce, dollars: 2000 } },
      'server-gross',
      { quantity: 100 },
      { quantity: 1 },
    ),
    later: 'reducing',
    reset: (lone, nowNs) => {
      answer(lone, [{ cancelled: 100 }], nowNs);
      rearm(SERVER, 1)(lone, nowNs);
    },
  },
  'net-exposure': {
    ...single(
      { netExposure: { ...enforce, dollars: 2000 } },
      'net-exposure',
      { quantity: 100 },
      { quantity: 1 },
    ),
    reset: (lone, nowNs) => answer(lone, [{ cancelled: 100 }], nowNs),
  },
  'account-gross': credit({ accountGross: { ...enforce, dollars: 2000 } }, 'account-gross'),
  'account-net': credit({ accountNet: { ...enforce, dollars: 2000 } }, 'account-net'),
  'account-open': credit({ accountOpen: { ...enforce, dollars: 2000 } }, 'account-open'),
  'loss-limit': {
    limits: { lossLimit: { ...enforce, dollars: 1000, marks: 1 } },
    within: (lone) => mark(lone, 1000),
    beyond: (lone) => mark(lone, 1001),
    verdict: 'killed',
    probe: one({ quantity: 1 }),
    later: 'killed',
    reset: rearm({ kind: 'firm' }, 2),
  },
  locate: {
    ...single(
      { locate: { ...enforce, shares: 100 } },
      'locate',
      { quantity: 100 },
      { quantity: 1 },
      [{ side: 'sell', mark: 'short' }],
    ),
    reset: (lone, nowNs) => answer(lone, [{ cancelled: 100 }], nowNs),
  },
  ...RULE_CASES,
  'restricted-list': single(
    { restrictedList: { ...enforce, symbols: ['B'] } },
    'restricted-list',
    {},
    { parent: 1 },
    [{}, { symbol: 1 }],
  ),
  'self-match': {
    ...single(
      { selfMatch: enforce },
      'self-match',
      { priceTicks: 200_000 },
      { parent: 1, priceTicks: 200_000 },
      [{}, { side: 'sell' }],
    ),
    reset: (lone, nowNs) => answer(lone, [{ cancelled: 100 }], nowNs),
  },
  'open-orders': {
    limits: { openOrders: { ...enforce, orders: 2 } },
    within: (lone) => judge(lone, [{}, {}]),
    beyond: one({}),
    verdict: 'open-orders',
    probe: one({}),
    later: 'open-orders',
    reset: (lone, nowNs) => answer(lone, [{ executed: 100 }], nowNs),
  },
  'stale-quote': {
    limits: { staleQuote: enforce },
    within: (lone) => {
      noteQuote(lone.gate.catalogue!, 0, 0);
      return judge(lone, [{}], 500e6);
    },
    beyond: (lone) => judge(lone, [{}], 500e6 + 1),
    verdict: 'stale-quote',
    probe: one({}),
    later: 'stale-quote',
    reset: ({ gate }, nowNs) => {
      for (let quote = 0; quote < 3; quote++) noteQuote(gate.catalogue!, 0, nowNs);
    },
  },
  'unconfigured-limit': single(
    { unconfiguredLimit: enforce },
    'unconfigured-limit',
    { parent: 0 },
    { parent: 1 },
    [{}, { behaviour: 2 }],
  ),
};

/** Returns the gate after a restart of its server, on the same memory. */
function restart(lone: LoneGate, space: ReturnType<typeof catalogueSpace> | undefined): LoneGate {
  const catalogue = space && openSecondPass(space, 1, lone.quotes, lone.kill, 0);
  return { ...lone, gate: { ...lone.gate, catalogue } };
}

describe('the catalogue', () => {
  test('has a case for each of its rows, and no other', () => {
    expect([...Object.keys(CASES), ...Object.keys(OPERATION_CASES)].sort()).toEqual(
      CATALOGUE.map(({ name }) => name as string).sort(),
    );
  });

  test.each(Object.entries(CASES))(
    '%s passes at its limit, acts beyond it, outlives a restart and ends as the table says',
    (_, row) => {
      const space = Object.keys(row.limits).some((field) =>
        [
          'parentQuantity',
          'serverRate',
          'maxQuantity',
          'maxNotional',
          'collar',
          'grossExposure',
        ].includes(field),
      )
        ? undefined
        : catalogueSpace(row.limits);
      const lone = loneGate(row.limits, row.parents, space === undefined ? {} : { space });
      for (const verdict of row.within(lone)) expect(verdict).toBe('admitted');
      expect(row.beyond(lone)).toEqual([row.verdict]);
      const again = restart(lone, space);
      expect(row.probe(again, LATER_NS)).toEqual([row.later]);
      if (row.reset === undefined) return;
      row.reset(again, LATER_NS + COOL_OFF_NS);
      expect(row.probe(again, LATER_NS + COOL_OFF_NS)).toEqual(['admitted']);
    },
  );

  test.each(Object.entries(OPERATION_CASES))(
    '%s stops nobody at its level, stops beyond it, and ends as the table says',
    (name, row) => {
      expect([row.within(), row.beyond(), row.notYet(), row.reset()]).toEqual([
        false,
        true,
        true,
        false,
      ]);
      expect(row.ends).toBe(CATALOGUE.find((check) => check.name === name)!.reset);
    },
  );

  test('ends refusals with the order, throttles with time, and the rest by a person', () => {
    for (const { name, reset, action } of CATALOGUE) {
      const row = CASES[name];
      if (row === undefined) continue;
      if (reset === 'auto' && name.endsWith('server-rate')) expect(row.reset).toBeUndefined();
      if (action === 'kill') expect(row.later).toBe('killed');
      if (action === 'block' && row.later !== row.verdict) expect(row.later).toBe('halted');
    }
  });
});
