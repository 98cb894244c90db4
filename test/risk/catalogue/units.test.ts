import { describe, expect, test } from 'vitest';
import { POSITION_SCHEMA } from '../../../src/ledger/positions.js';
import { allocateTable } from '../../../src/memory/table.js';
import { VERDICT_NAMES } from '../../../src/orders/codes.js';
import { CATALOGUE } from '../../../src/risk/catalogue/catalogue.js';
import type { CheckRow } from '../../../src/risk/catalogue/row.js';
import { type MeasureUnit, unitOf } from '../../../src/risk/catalogue/units.js';
import { noteQuote } from '../../../src/risk/counts/exposure.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { markLoss } from '../../../src/risk/gate/trips.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { stopScope } from '../../../src/risk/people.js';
import { answer, type GatedParent, judge, type LoneGate, loneGate } from '../../support/gate.js';

const warn = { mode: 'warn' } as const;
const MONEY_OF_ORDER = 100 * 200_000;

/**
 * The expected last finding of a check after some acts. An order is for 100 shares of A at $20, the
 * market is 19.98 to 20.02, and the daily volume is 100,000 shares.
 */
interface Case {
  readonly limits: Partial<GateLimits>;
  readonly parents?: readonly GatedParent[];
  readonly does: (lone: LoneGate) => void;
  readonly found: readonly [value: number, bound: number, unit: MeasureUnit];
}
const orders =
  (...children: Parameters<typeof judge>[1]) =>
  (lone: LoneGate): void => {
    judge(lone, children, 7);
  };

/** The measures of the gate, each reported in its unit by an order beyond the bound. */
const MEASURED: Readonly<Record<string, Case>> = {
  killed: {
    limits: {},
    does: (lone) => {
      stopScope(lone.gate.catalogue!.firm, lone.kill, { kind: 'firm' }, 'kill', {
        roles: ['trader'],
        reason: '',
        nowNs: 0,
      });
      orders({})(lone);
    },
    found: [1, 0, 'choice'],
  },
  'server-rate': {
    limits: { serverRate: { ...warn, perSecond: 2, windowSeconds: 1 } },
    does: orders({}, {}, {}),
    found: [1e9, 0.5e9, 'ns'],
  },
  'max-quantity': {
    limits: { maxQuantity: { ...warn, shares: 99 } },
    does: orders({}),
    found: [100, 99, 'shares'],
  },
  'max-notional': {
    limits: { maxNotional: { ...warn, dollars: 1999 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 19_990_000, 'money'],
  },
  collar: {
    limits: { collar: { ...warn, percent: 5, auctionOrders: false } },
    does: orders({ priceTicks: 210_300 }),
    found: [90, 0, 'ticks'],
  },
  'parent-quantity': {
    limits: { parentQuantity: { ...warn, toleranceShares: 0 } },
    parents: [{ ordered: 40 }],
    does: orders({}),
    found: [60, 0, 'shares'],
  },
  'gross-exposure': {
    limits: { grossExposure: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'restricted-list': {
    limits: { restrictedList: { ...warn, symbols: ['A'] } },
    does: orders({}),
    found: [1, 0, 'choice'],
  },
  'unconfigured-limit': {
    limits: { unconfiguredLimit: warn },
    parents: [{ behaviour: 2 }],
    does: orders({}),
    found: [1, 0, 'choice'],
  },
  'stale-quote': {
    limits: { staleQuote: { ...warn, milliseconds: 500 } },
    does: (lone) => {
      noteQuote(lone.gate.catalogue!, 0, 7);
      judge(lone, [{}], 600e6 + 7);
    },
    found: [600e6, 500e6, 'ns'],
  },
  'adv-share': {
    limits: { advShare: { ...warn, percent: 0.05 } },
    does: orders({}),
    found: [100, 50, 'shares'],
  },
  'quote-collar': {
    limits: { quoteCollar: { ...warn, percent: 5 } },
    does: orders({ priceTicks: 210_300 }),
    found: [10_100, 10_010, 'ticks'],
  },
  'static-collar': {
    limits: { staticCollar: { ...warn, percent: 10 } },
    does: orders({ priceTicks: 220_300 }),
    found: [20_300, 20_000, 'ticks'],
  },
  locate: {
    limits: { locate: { ...warn, shares: 30 } },
    parents: [{ side: 'sell', mark: 'short' }],
    does: orders({}),
    found: [100, 30, 'shares'],
  },
  'self-match': {
    limits: { selfMatch: warn },
    parents: [{}, { side: 'sell' }],
    does: orders({}, { parent: 1 }),
    found: [1, 0, 'choice'],
  },
  'executions-per-parent': {
    limits: { executionsPerParent: { ...warn, executions: 2 } },
    does: orders({}, {}, {}),
    found: [3, 2, 'orders'],
  },
  'open-orders': {
    limits: { openOrders: { ...warn, orders: 1 } },
    does: orders({}, {}),
    found: [2, 1, 'orders'],
  },
  'symbol-rate': {
    limits: { symbolRate: { ...warn, perSecond: 4, softPerSecond: 4, windowSeconds: 1 } },
    does: orders({}, {}, {}, {}, {}),
    found: [1e9, 0.75e9, 'ns'],
  },
  'duplicate-orders': {
    limits: { duplicateOrders: { ...warn, orders: 2, softOrders: 2 } },
    parents: [{}, {}, {}],
    does: orders({}, { parent: 1 }, { parent: 2 }),
    found: [3, 2, 'orders'],
  },
  'cumulative-adv': {
    limits: { cumulativeAdv: { ...warn, percent: 0.15 } },
    does: orders({}, {}),
    found: [200, 150, 'shares'],
  },
  'fat-finger': {
    limits: { fatFinger: { ...warn, percent: 1, dollars: 0.3 } },
    does: orders({ priceTicks: 203_300 }),
    found: [3300, 3000, 'ticks'],
  },
  'market-collar': {
    limits: { marketCollar: { ...warn, percent: 1, dollars: 0.1 } },
    does: orders({ priceTicks: 202_300 }),
    found: [2100, 2002, 'ticks'],
  },
  'parent-adv': {
    limits: { parentAdv: { ...warn, percent: 1 } },
    parents: [{ ordered: 1001 }],
    does: orders({}),
    found: [1001, 1000, 'shares'],
  },
  'outstanding-share': {
    limits: { outstandingShare: { ...warn, percent: 30 } },
    parents: [{ ordered: 300_001 }],
    does: orders({}),
    found: [300_001, 300_000, 'shares'],
  },
  'short-sales': {
    limits: { shortSales: warn },
    parents: [{ side: 'sell', mark: 'short' }],
    does: orders({}),
    found: [1, 0, 'choice'],
  },
  'easy-to-borrow': {
    limits: { easyToBorrow: warn },
    parents: [{ side: 'sell', mark: 'short', symbol: 1 }],
    does: orders({}),
    found: [1, 0, 'choice'],
  },
  'tick-size': {
    limits: { tickSize: warn },
    does: orders({ priceTicks: 200_050 }),
    found: [50, 0, 'ticks'],
  },
  'round-lot': {
    limits: { roundLot: warn },
    does: orders({ quantity: 199 }),
    found: [99, 0, 'shares'],
  },
  'market-orders': {
    limits: { marketOrders: warn },
    does: orders({}),
    found: [1, 0, 'choice'],
  },
  'order-types': {
    limits: { orderTypes: { ...warn, types: ['limit'] } },
    does: orders({}),
    found: [1, 0, 'choice'],
  },
  'short-sale-price': {
    limits: { shortSalePrice: { ...warn, percent: 0 } },
    parents: [{ side: 'sell', mark: 'short' }],
    does: orders({ priceTicks: 199_800 }),
    found: [0, -1, 'ticks'],
  },
  'trading-hours': {
    limits: { tradingHours: { ...warn, fromSeconds: 2 } },
    does: orders({}),
    found: [1_999_999_993, 0, 'ns'],
  },
  position: {
    limits: { position: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'message-rate': {
    limits: { messageRate: { ...warn, perSecond: 1, windowSeconds: 1 } },
    does: orders({}, {}),
    found: [1e9, 0, 'ns'],
  },
  'order-to-trade': {
    limits: { orderToTrade: { ...warn, ratio: 1, messagesMin: 1 } },
    does: orders({}, {}),
    found: [2, 1, 'orders'],
  },
  'open-exposure': {
    limits: { openExposure: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'rolling-volume': {
    limits: { rollingVolume: { ...warn, percent: 0.15 } },
    does: orders({}, {}),
    found: [200, 150, 'shares'],
  },
  'rolling-gross': {
    limits: { rollingGross: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'account-gross': {
    limits: { accountGross: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'account-net': {
    limits: { accountNet: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'account-open': {
    limits: { accountOpen: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'server-gross': {
    limits: { serverGross: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'net-exposure': {
    limits: { netExposure: { ...warn, dollars: 100 } },
    does: orders({}),
    found: [MONEY_OF_ORDER, 1e6, 'money'],
  },
  'unmatched-account': {
    limits: { unmatchedAccount: { ...warn, dollars: 1000 } },
    does: (lone) => {
      orders({})(lone);
      answer(lone, [{ executed: 100, unmatched: 100 }], 7);
    },
    found: [MONEY_OF_ORDER, 1e7, 'money'],
  },
  'loss-limit': {
    limits: { lossLimit: { ...warn, dollars: 1000, marks: 1 } },
    does: ({ gate }) => {
      const positions = allocateTable(POSITION_SCHEMA, 1);
      positions.errorCash[0] = -20_000_000;
      markLoss(gate.catalogue!, positions, 7);
    },
    found: [20_000_000, 1e7, 'money'],
  },
};

describe('a measure and its bound', () => {
  test.each(Object.entries(MEASURED))(
    'of %s are reported in its unit',
    (name, { limits, parents, does, found }) => {
      const lone = loneGate({ ...limits, explain: true }, parents);
      does(lone);
      const last = readFindings(lone.gate.catalogue!.findings).findLast(
        ({ check, outcome }) => check === name && outcome !== 'rung',
      );
      expect([last?.value, last?.bound, last?.unit]).toEqual(found);
    },
  );
});

/**
 * By unit of a hard level, the unit of the measure; a percentage is measured in the unit of its
 * base.
 */
const UNIT_OF_LEVEL: Readonly<Record<string, MeasureUnit>> = {
  shares: 'shares',
  dollars: 'money',
  'credit-dollars': 'money',
  count: 'orders',
  seconds: 'ns',
  milliseconds: 'ns',
  'per-second': 'ns',
};
const SHARE_OF: Readonly<Record<string, MeasureUnit>> = {
  'order-to-trade': 'orders',
  'rolling-volume': 'shares',
  'adv-share': 'shares',
  'cumulative-adv': 'shares',
  'volume-breaker': 'shares',
  'fat-finger': 'ticks',
  'market-collar': 'ticks',
  'short-sale-price': 'ticks',
  'parent-adv': 'shares',
  'outstanding-share': 'shares',
  collar: 'ticks',
  'quote-collar': 'ticks',
  'static-collar': 'ticks',
};

describe('the unit of a measure', () => {
  const rows: readonly CheckRow[] = CATALOGUE;

  test("is that of the catalogue's level", () => {
    const levels = rows.flatMap(({ name, verdict, hard, parameters, field }) => {
      const level = parameters.find((parameter) => parameter.name === hard);
      // Canaries and alerts before the bell are events of the day, not findings.
      if (level === undefined || field === 'canary' || field === 'preOpenAlerts') return [];
      const finding = verdict === undefined ? name : VERDICT_NAMES[verdict]!;
      return [[finding, unitOf(finding), SHARE_OF[finding] ?? UNIT_OF_LEVEL[level.unit]]];
    });
    expect(levels.length).toBeGreaterThan(20);
    expect(levels.map(([finding, unit]) => [finding, unit])).toEqual(
      levels.map(([finding, , expected]) => [finding, expected]),
    );
  });

  test('is time for heartbeats, ticks for bands, and yes or no without a level', () => {
    expect([unitOf('cancel-on-disconnect'), unitOf('limit-up-limit-down')]).toEqual([
      'ns',
      'ticks',
    ]);
    for (const check of [
      'admitted',
      'halted',
      'reducing',
      'flag-registry',
      'own-check',
      'no such check',
    ])
      expect(unitOf(check)).toBe('choice');
  });

  test('exists for every check of an order in the gate', () => {
    const untold = VERDICT_NAMES.filter((name) => !(name in MEASURED));
    expect(untold).toEqual(['admitted', 'halted', 'reducing', 'own-check']);
  });
});
