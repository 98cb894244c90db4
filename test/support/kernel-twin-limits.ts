import type { RandomStream } from '../../src/base/random.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';

/** Steps and symbol rates are multiples of this, so that orders arrive exactly in time. */
export const GRID_NS = 100;

const ON = { mode: 'enforce' } as const;

/** The seven checks of the first pass, wide or so that orders meet them. */
export function drawLimits(random: RandomStream, isWide: boolean): GateLimits {
  const off = (one: number): 'enforce' | 'off' => (random.below(one) > 0 ? 'enforce' : 'off');
  if (isWide)
    return {
      maxQuantity: { ...ON, shares: 500_000 },
      maxNotional: { ...ON, dollars: 1e9 },
      collar: { ...ON, percent: 60, auctionOrders: false },
      parentQuantity: { mode: 'off', toleranceShares: 0 },
      grossExposure: { ...ON, dollars: 5e10 },
      serverRate: { ...ON, perSecond: 1e9, windowSeconds: 3 },
    };
  return {
    maxQuantity: { ...ON, shares: 50 + random.below(3000) },
    maxNotional: { ...ON, dollars: 2000 + random.below(500_000) },
    collar: { ...ON, percent: 1 + random.below(20), auctionOrders: false },
    parentQuantity: { mode: off(2), toleranceShares: random.below(5000) },
    grossExposure: { mode: off(4), dollars: 1e6 + random.below(1e9) },
    serverRate: {
      ...ON,
      perSecond: 1e5 + random.below(1e9),
      windowSeconds: 0.001 + random.fraction(),
    },
  };
}

/** One or two checks that refuse a good part of the orders, so that the kernel does. */
export function drawFew(random: RandomStream): Partial<GateLimits> {
  const checks = Object.entries({
    symbolRate: { ...ON, perSecond: 200, softPerSecond: 100, windowSeconds: 1 },
    advShare: { ...ON, percent: 0.01 + random.fraction() },
    quoteCollar: { ...ON, percent: random.fraction() },
    netExposure: { ...ON, dollars: 1e5 + random.below(1e8) },
    openExposure: { ...ON, dollars: 1e4 + random.below(1e7) },
    locate: { ...ON, shares: random.below(1e5) },
    restrictedList: { ...ON, symbols: ['S1', 'S3'] },
    unconfiguredLimit: { ...ON, strategies: ['ordinary'], symbols: [] },
    selfMatch: ON,
    executionsPerParent: { ...ON, executions: 1 + random.below(20), parentsMax: 1e6 },
    openOrders: { ...ON, orders: 1 + random.below(100) },
    staticCollar: { ...ON, percent: 1 + random.below(5), softPercent: 5 },
    cumulativeAdv: { ...ON, percent: 1 + random.below(20), softPercent: 20 },
    position: { ...ON, dollars: 1e5 + random.below(1e7) },
    serverGross: { ...ON, dollars: 1e6 + random.below(1e9) },
    ...drawSums(random, 1),
    ...drawRules(random, 1),
  });
  const few = Array.from(
    { length: 1 + random.below(2) },
    () => checks[random.below(checks.length)]!,
  );
  return Object.fromEntries(few) as Partial<GateLimits>;
}

/** Sums over accounts, messages and windows of time, one in so many of them on. */
export function drawSums(random: RandomStream, oneIn: number): Partial<GateLimits> {
  const maybe = <T extends object>(values: T) => ({
    mode: random.below(oneIn) === 0 ? ('enforce' as const) : ('off' as const),
    ...values,
  });
  const windowSeconds = 1 + random.below(10);
  return {
    accountGross: maybe({ dollars: 1e6 + random.below(1e9) }),
    accountNet: maybe({ dollars: 1e5 + random.below(1e8) }),
    accountOpen: maybe({ dollars: 1e5 + random.below(1e7) }),
    messageRate: maybe({ perSecond: 500 + random.below(1e5), logOutTimes: 100, windowSeconds: 1 }),
    orderToTrade: maybe({ ratio: 1 + random.below(5), messagesMin: random.below(1000) }),
    rollingVolume: maybe({ percent: 0.1 + random.fraction(), windowSeconds }),
    rollingGross: maybe({ dollars: 1e6 + random.below(1e8), windowSeconds }),
  };
}

/** The rules of markets, one in so many of them on. */
export function drawRules(random: RandomStream, oneIn: number): Partial<GateLimits> {
  const maybe = <T extends object>(values: T) => ({
    mode: random.below(oneIn) === 0 ? ('enforce' as const) : ('off' as const),
    ...values,
  });
  return {
    fatFinger: maybe({ percent: 3 * random.fraction(), dollars: 0.2 * random.fraction() }),
    marketCollar: maybe({ percent: 2 * random.fraction(), dollars: 0.1 * random.fraction() }),
    parentAdv: maybe({ percent: 1 + random.below(30) }),
    outstandingShare: maybe({ percent: random.fraction(), softPercent: 0.1 * random.fraction() }),
    shortSales: maybe({ exemptToo: random.below(2) }),
    easyToBorrow: maybe({}),
    tickSize: maybe({ exempt: random.below(2) === 0 ? [] : ['retail-liquidity'] }),
    roundLot: maybe({}),
    marketOrders: maybe({}),
    orderTypes: maybe({
      types: random.below(3) > 0 ? ['market', 'limit'] : ['limit'],
      timesInForce: random.below(3) > 0 ? ['day', 'at-the-opening'] : ['day'],
      instructions: [],
    }),
    shortSalePrice: maybe({ percent: random.below(12) }),
    tradingHours: maybe({ fromSeconds: random.below(3), toSeconds: 5 + random.below(10) }),
  } as Partial<GateLimits>;
}

/** Checks of the second pass that the kernel knows, wide or so that orders meet a few of them. */
export function drawSecond(random: RandomStream, isWide: boolean): Partial<GateLimits> {
  const maybe = <T extends object>(values: T) => ({
    mode: isWide || random.below(3) > 0 ? ('enforce' as const) : ('off' as const),
    ...values,
  });
  // A few checks are narrow at a time: where orders meet many, scopes are stopped, and TypeScript
  // judges.
  const of = (wide: number, narrow: () => number): number =>
    isWide || random.below(4) > 0 ? wide : narrow();
  // Orders of a rate like this arrive at times of the grid: some just at their bound, some one ns
  // beyond it.
  const perSecond = 1e9 / (GRID_NS * (1 + random.below(20)));
  const windowNs = GRID_NS * (1 + random.below(20 * 10 ** random.below(3))) - random.below(2);
  return {
    executionsPerParent: maybe({ executions: of(1e6, () => 5 + random.below(1000)) }),
    duplicateOrders: maybe({ orders: of(1e6, () => 500 + random.below(1000)), softOrders: 400 }),
    symbolRate: maybe(
      isWide || random.below(2) > 0
        ? { perSecond: 1e9, softPerSecond: 1e8, windowSeconds: 1 }
        : {
            perSecond,
            softPerSecond: perSecond * (random.below(2) > 0 ? 0.5 : 2),
            windowSeconds: windowNs / 1e9,
          },
    ),
    advShare: maybe({ percent: of(1e4, () => 1 + random.below(100)) }),
    quoteCollar: maybe({ percent: of(60, () => 1 + random.below(10)) }),
    staticCollar: { mode: isWide || random.below(4) > 0 ? 'off' : 'enforce' },
    cumulativeAdv: maybe({ percent: 5e5, softPercent: 4e5 }),
    position: maybe({ dollars: of(5e10, () => 1e6 + random.below(1e9)) }),
    serverGross: maybe({ dollars: of(5e10, () => 1e8 + random.below(1e9)) }),
    netExposure: maybe({ dollars: of(5e10, () => 1e8 + random.below(1e9)) }),
    locate: maybe({ shares: of(1e9, () => 1e4 + random.below(1e8)) }),
    restrictedList: isWide || random.below(2) > 0 ? { mode: 'off' } : { ...ON, symbols: ['S3'] },
    selfMatch: isWide || random.below(4) > 0 ? { mode: 'off' } : ON,
    openOrders: maybe({ orders: of(1e6, () => 100 + random.below(1e4)) }),
    staleQuote: maybe({ milliseconds: of(1e6, () => 1e3) }),
  } as Partial<GateLimits>;
}
