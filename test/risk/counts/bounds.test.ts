import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { Verdict } from '../../../src/orders/codes.js';
import { CheckMode } from '../../../src/risk/catalogue/modes.js';
import { ServerWord } from '../../../src/risk/counts/tables.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { raiseLimit } from '../../../src/risk/people.js';
import { catalogueSpace, judge, loneGate } from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
/**
 * Returns the bounds of symbols A to H, with an average daily volume of 100,000 shares and an
 * opening print of $20.
 */
const bounds = (limits: Partial<GateLimits>) =>
  loneGate({ explain: true, ...limits }).gate.catalogue!;

describe('the bounds of the second pass', () => {
  test('are in the units of their measures: money, ns, fractions, plain numbers', () => {
    const { hard, soft, first } = bounds({
      position: { ...enforce, dollars: 3 },
      netExposure: { ...enforce, dollars: 200 },
      staleQuote: { ...enforce, milliseconds: 7 },
      quoteCollar: { ...enforce, percent: 5 },
      locate: { ...enforce, shares: 9 },
      duplicateOrders: { ...enforce, orders: 6, softOrders: 4 },
      restrictedList: { ...enforce, symbols: ['A'] },
      cumulativeAdv: { ...enforce, percent: 2, softPercent: 1 },
    }).bounds;
    const {
      POSITION,
      NET_EXPOSURE,
      STALE_QUOTE,
      QUOTE_COLLAR,
      LOCATE,
      DUPLICATE_ORDERS,
      RESTRICTED_LIST,
      CUMULATIVE_ADV,
    } = Verdict;
    expect(
      [POSITION, NET_EXPOSURE, STALE_QUOTE, QUOTE_COLLAR, LOCATE].map((check) => hard[check]),
    ).toEqual([3e4, 2e6, 7e6, 0.05, 9]);
    expect([hard[DUPLICATE_ORDERS], soft[DUPLICATE_ORDERS], first[DUPLICATE_ORDERS]]).toEqual([
      6, 4, 4,
    ]);
    expect([hard[CUMULATIVE_ADV], soft[CUMULATIVE_ADV], first[CUMULATIVE_ADV]]).toEqual([
      0.02, 0.01, 0.01,
    ]);
    expect([hard[RESTRICTED_LIST], soft[POSITION], first[POSITION]]).toEqual([
      0,
      Number.POSITIVE_INFINITY,
      3e4,
    ]);
  });

  test('are infinite while a check is off, and its mode says so', () => {
    const catalogue = bounds({
      position: { mode: 'warn', dollars: 3 },
      locate: { mode: 'shadow' },
      duplicateOrders: { mode: 'off', orders: 2 },
    });
    const { mode, hard, soft, first } = catalogue.bounds;
    expect(
      [Verdict.POSITION, Verdict.LOCATE, Verdict.DUPLICATE_ORDERS, Verdict.NET_EXPOSURE].map(
        (check) => mode[check],
      ),
    ).toEqual([CheckMode.WARN, CheckMode.SHADOW, CheckMode.OFF, CheckMode.OFF]);
    for (const level of [hard, soft, first])
      expect(level[Verdict.DUPLICATE_ORDERS]).toBe(Number.POSITIVE_INFINITY);
    const { orderMax, tradedMax, tradedSoft, staticMax, staticSoft, barred } =
      catalogue.symbolBounds;
    for (const column of [orderMax, tradedMax, tradedSoft, staticMax, staticSoft])
      expect(column[2]).toBe(Number.POSITIVE_INFINITY);
    expect([...barred]).toEqual(new Array(8).fill(0));
    expect(Math.max(...catalogue.strategies.barred)).toBe(0);
  });

  test('are computed by symbol for proportions, and stay on a whole number', () => {
    const { orderMax, tradedMax, tradedSoft, staticMax, staticSoft, referenceTicks } = bounds({
      advShare: { ...enforce, percent: 0.29 },
      cumulativeAdv: { ...enforce, percent: 0.57, softPercent: 0.58 },
      staticCollar: { ...enforce, percent: 0.0145, softPercent: 0.0285 },
    }).symbolBounds;
    expect([
      orderMax[3],
      tradedMax[3],
      tradedSoft[3],
      staticMax[3],
      staticSoft[3],
      referenceTicks[3],
    ]).toEqual([290, 570, 580, 29, 57, 200_000]);
    const down = bounds({ advShare: { ...enforce, percent: 0.2999 } }).symbolBounds.orderMax[3];
    expect(down).toBe(299);
  });

  test("over time are the catalogue's defaults unless set", () => {
    const { pace, whole } = bounds({});
    expect([
      whole.words[ServerWord.ALIKE_WINDOW],
      pace.spreadPercent[0],
      pace.goodQuotes[0],
      pace.parentsMax[0],
      pace.lossMarks[0],
      pace.markEveryNs[0],
      pace.conservativeMarks[0],
    ]).toEqual([1e9, 20, 3, 3, 3, 1e9, 1]);
  });

  test('over time are those of the settings', () => {
    const { pace, whole } = bounds({
      duplicateOrders: { ...enforce, windowSeconds: 2.5 },
      staleQuote: { ...enforce, spreadPercent: 7, goodQuotes: 2 },
      executionsPerParent: { ...enforce, parentsMax: 5 },
      lossLimit: { ...enforce, marks: 4, everySeconds: 3, conservativeMarks: 0 },
    });
    expect(whole.words[ServerWord.ALIKE_WINDOW]).toBe(2.5e9);
    expect([pace.spreadPercent[0], pace.goodQuotes[0], pace.parentsMax[0]]).toEqual([7, 2, 5]);
    expect([pace.lossMarks[0], pace.markEveryNs[0], pace.conservativeMarks[0]]).toEqual([
      4, 3e9, 0,
    ]);
  });

  test('of a rate limit how far its buckets run ahead; each holds one order at least', () => {
    const rated = bounds({
      symbolRate: { ...enforce, perSecond: 4, softPerSecond: 3, windowSeconds: 1 },
    }).bounds;
    expect([rated.hard[Verdict.SYMBOL_RATE], rated.soft[Verdict.SYMBOL_RATE]]).toEqual([
      750_000_000,
      1e9 - 333_333_333,
    ]);
    const small = bounds({
      symbolRate: { ...enforce, perSecond: 1, softPerSecond: 1, windowSeconds: 0.5 },
    }).bounds;
    expect([small.hard[Verdict.SYMBOL_RATE], small.soft[Verdict.SYMBOL_RATE]]).toEqual([0, 0]);
    const off = bounds({}).bounds;
    expect([off.hard[Verdict.SYMBOL_RATE], off.soft[Verdict.SYMBOL_RATE]]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });
});

describe('the bounds of symbols with limits of their own', () => {
  const limits: Partial<GateLimits> = {
    position: { ...enforce, dollars: 2000 },
    restrictedList: { ...enforce, symbols: ['A', 'B'] },
    layers: {
      symbols: {
        B: { position: { dollars: 500 }, restrictedList: { mode: 'off' } },
        C: { position: { mode: 'warn' } },
        D: { position: { mode: 'off' } },
      },
    },
  };
  const PARENTS = [...'EBCD'].map((symbol) => ({ symbol: 'ABCDE'.indexOf(symbol) }));
  /** Returns the verdicts on an order of so many dollars in E, B, C and D. */
  const verdicts = (dollars: number, nowNs = 0, raised = false) =>
    PARENTS.map((_, parent) => {
      const lone = loneGate(limits, PARENTS);
      const by = { roles: ['risk-officer'], reason: 'asked for', nowNs: 0 } as const;
      if (raised) raiseLimit(lone.gate.catalogue!.firm, 'position', 3000, 10e9, by);
      const [verdict] = judge(lone, [{ parent, quantity: 1, priceTicks: dollars * 10_000 }], nowNs);
      return verdict === 'admitted'
        ? lone.gate.catalogue!.breaches.count[Verdict.POSITION]
        : verdict;
    });

  test('are those of their last layer, in its mode', () => {
    expect([500, 501, 2000, 2001].map((dollars) => verdicts(dollars))).toEqual([
      [0, 0, 0, 0],
      [0, 'position', 0, 0],
      [0, 'position', 0, 0],
      ['position', 'position', 1, 0],
    ]);
  });

  test('follow a raise unless the level is their own', () => {
    expect(verdicts(3000, 1, true)).toEqual([0, 'position', 0, 0]);
    expect(verdicts(3001, 1, true)).toEqual(['position', 'position', 1, 0]);
    expect(verdicts(3000, 10e9, true)).toEqual(['position', 'position', 1, 0]);
  });

  test('take a symbol off the restricted list if its own layer does', () => {
    expect([...bounds(limits).symbolBounds.barred]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the lists', () => {
  test('bar restricted and unconfigured symbols, each by its own bit', () => {
    const { symbolBounds, strategies } = bounds({
      restrictedList: { ...enforce, symbols: ['B', 'C'] },
      unconfiguredLimit: { ...enforce, symbols: ['A', 'B'], strategies: ['retail-liquidity'] },
    });
    expect([...symbolBounds.barred]).toEqual([0, 1, 3, 2, 2, 2, 2, 2]);
    expect([...strategies.barred.subarray(0, 5)]).toEqual([1, 0, 1, 1, 1]);
  });

  test('mean the whole universe if they have no symbols', () => {
    const { symbolBounds } = bounds({ unconfiguredLimit: enforce });
    expect([...symbolBounds.barred]).toEqual(new Array(8).fill(0));
  });

  test.each<[Partial<GateLimits>, string]>([
    [
      { restrictedList: { ...enforce, symbols: ['AB'] } },
      "risk.restrictedList.symbols: 'AB' is not known here",
    ],
    [
      { unconfiguredLimit: { ...enforce, symbols: ['AB'] } },
      "risk.unconfiguredLimit.symbols: 'AB' is not known here",
    ],
    [
      { unconfiguredLimit: { ...enforce, strategies: ['ordinari'] } },
      "risk.unconfiguredLimit.strategies: 'ordinari' is not known here; did you mean 'ordinary'?",
    ],
  ])('refuse an unknown name with its place and the nearest name: %j', (limits, reason) => {
    expect(() => catalogueSpace(limits)).toThrow(InputError);
    expect(() => catalogueSpace(limits)).toThrow(reason);
  });
});
