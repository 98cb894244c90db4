import fc from 'fast-check';
import { BUILD_NAMES } from '../../src/deployment/builds.js';
import type { CheckModeName } from '../../src/risk/catalogue/modes.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import type { Action, DaySpec } from '../../src/session/day/spec.js';
import { dayOf, QUIET_DAY } from '../support/day.js';

const modes = fc.constantFrom<CheckModeName>('off', 'off', 'warn', 'enforce');

/** Limits of every kind and size: some bind at once, some never. */
export const anyLimits: fc.Arbitrary<GateLimits> = fc.record({
  maxQuantity: fc.record({ mode: modes, shares: fc.constantFrom(90, 150, 2000) }),
  maxNotional: fc.record({ mode: modes, dollars: fc.constantFrom(1500, 2500, 50_000) }),
  collar: fc.record({
    mode: modes,
    percent: fc.constantFrom(0.1, 1, 9.5),
    auctionOrders: fc.boolean(),
  }),
  parentQuantity: fc.record({ mode: modes, toleranceShares: fc.constantFrom(0, 0, 100) }),
  grossExposure: fc.record({
    mode: modes,
    dollars: fc.constantFrom(1000, 30_000, 200_000, 5_000_000),
  }),
  serverRate: fc.record({
    mode: modes,
    perSecond: fc.constantFrom(5, 50, 1000),
    windowSeconds: fc.constantFrom(0.2, 1),
  }),
});

const second = (n: number): string => `09:30:0${n}`;
const anyAction = (servers: number): fc.Arbitrary<Action> => {
  const at = fc.integer({ min: 0, max: 6 }).map(second);
  const server = fc.integer({ min: 1, max: servers });
  return fc.oneof(
    fc.record({
      at,
      do: fc.constant('deploy' as const),
      servers: fc.array(server, { minLength: 1, maxLength: 2 }),
      build: fc.constantFrom(...BUILD_NAMES),
    }),
    fc.record({
      at,
      do: fc.constant('kill' as const),
      scope: fc.constant('server' as const),
      server,
    }),
  );
};

interface SmallDays {
  builds?: readonly number[];
  limits?: fc.Arbitrary<GateLimits>;
  /** Whether people deploy builds and use the kill switch during the day. */
  people?: boolean;
}

const SIZES = { median: 300, sdLn: 0.9, roundTo: 1, max: 3000 };

const anyMarket = {
  model: fc.constantFrom(
    'none' as const,
    'linear' as const,
    'square-root' as const,
    'withdrawal' as const,
  ),
  venue: fc.constantFrom('sizes' as const, 'sizes' as const, 'book' as const),
  probability: fc.constantFrom(0, 0.3, 1),
  advMedian: fc.constantFrom(23_400, 300_000),
};

const anyFlow = {
  perSecond: fc.constantFrom(2, 8, 25),
  flaggedShare: fc.constantFrom(0, 0.4, 1),
  auctionOrders: fc.constantFrom(3, 7),
};

/** One value of each of a record of arbitraries. */
type Drawn<T> = { [K in keyof T]: T[K] extends fc.Arbitrary<infer V> ? V : never };

/**
 * Small days of any kind: one to three servers, three stocks, retail, auction and pre-market
 * orders, every market model, tables that may be too small.
 */
export function smallDays({
  builds = BUILD_NAMES,
  limits,
  people = false,
}: SmallDays = {}): fc.Arbitrary<DaySpec> {
  return fc
    .record({
      fleet: fc.array(fc.constantFrom(...builds), { minLength: 1, maxLength: 3 }),
      flagServers: fc.constantFrom<'all' | number[]>('all', 'all', [1], []),
      seed: fc.integer({ min: 0, max: 0xffffffff }),
      ...anyFlow,
      ...anyMarket,
      pegChildrenPerSecond: fc.constantFrom(5, 30),
      parentsPerServer: fc.constantFrom(5, 400),
      childrenPerTurn: fc.constantFrom(16, 200),
      risk: limits ?? fc.constant(QUIET_DAY.risk),
    })
    .chain((drawn) => {
      const actions = people
        ? fc.array(anyAction(drawn.fleet.length), { maxLength: 3 })
        : fc.constant([]);
      return actions.map((acts) => ({ ...drawn, actions: acts }));
    })
    .map(({ fleet, ...drawn }): DaySpec => {
      const day = dayOf(fleet);
      return {
        ...day,
        seed: drawn.seed,
        deployment: { ...day.deployment, flagServers: drawn.flagServers },
        universe: {
          ...day.universe,
          stocks: 3,
          price: { median: 20, sdLn: 0.8 },
          advShares: { median: drawn.advMedian, sdLn: 0.5 },
        },
        router: { ...day.router, pegChildrenPerSecond: drawn.pegChildrenPerSecond },
        market: marketOf(drawn),
        risk: drawn.risk,
        actions: drawn.actions,
        capacity: {
          parentsPerServer: drawn.parentsPerServer,
          childrenPerTurn: drawn.childrenPerTurn,
        },
        flow: flowOf(drawn),
      };
    });
}

function marketOf({ model, venue, probability }: Drawn<typeof anyMarket>): DaySpec['market'] {
  return {
    // The withdrawal model is of displayed sizes.
    venue: model === 'withdrawal' ? 'sizes' : venue,
    impact: { model, prefactor: 1, halfLifeSeconds: 20, permanent: 0.2 },
    displayedSeconds: 30,
    fadeProbability: probability / 2,
    darkProbability: probability,
    retailProbability: probability,
    wander: probability > 0,
    pauses: true,
  };
}

function flowOf(drawn: Drawn<typeof anyFlow>): DaySpec['flow'] {
  const sizes = SIZES;
  return [
    {
      kind: 'auction',
      from: '09:29:58',
      to: '09:30:00',
      session: 1,
      orders: drawn.auctionOrders,
      firstPlace: 0,
      buyStocks: 2,
      sellStocks: 1,
      sizes,
    },
    {
      kind: 'pre-market',
      from: '09:29:58',
      to: '09:30:00',
      orders: 4,
      firstPlace: 0,
      endPlace: 3,
      sizes,
    },
    {
      kind: 'retail',
      from: '09:29:59',
      to: '09:30:06',
      perSecond: drawn.perSecond,
      flaggedShare: drawn.flaggedShare,
      firstPlace: 0,
      endPlace: 3,
      sizes,
    },
  ];
}
