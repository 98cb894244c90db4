import { InputError, suggest } from '../base/input-error.js';
import { KNIGHT_2012, OTHER_PRICES, RETAIL_SIZES, STEADY_IMPACT } from './knight.js';
import type { LoadProfile } from './profile.js';

const { risk } = KNIGHT_2012;
const universe = { ...KNIGHT_2012.universe, price: OTHER_PRICES };
const market = { ...KNIGHT_2012.market, impact: STEADY_IMPACT };

/**
 * Parents a second on an ordinary day: 3.3 bn shares a day were Knight's flow in mid-2012 (press:
 * 3.1 bn in June), at 414 shares an order, the mean of `RETAIL_SIZES`, over 23,400 seconds.
 */
const ORDINARY_PER_SECOND = 340;
const GOOD = 2012 as const;
const OLD = 2005 as const;

const NORMAL_DAY: LoadProfile = {
  name: 'normal-day',
  title: 'An ordinary day at the whole of Knight’s flow',
  description: 'Servers on the good build, Poisson arrivals, half of the parents flagged.',
  seed: 1,
  servers: 8,
  venues: 'auto',
  childrenMax: 1024,
  parentsPerServer: 16_384,
  universe,
  market,
  epochMs: 100,
  risk: {
    ...risk,
    maxQuantity: { ...risk.maxQuantity, mode: 'enforce' },
    maxNotional: { ...risk.maxNotional, mode: 'enforce' },
    parentQuantity: { ...risk.parentQuantity, mode: 'enforce' },
  },
  builds: [GOOD],
  flagMask: 1,
  router: { pegShares: 100, pegChildrenPerSecond: 0, improvementTicks: 10 },
  arrivals: { kind: 'poisson', perSecond: ORDINARY_PER_SECOND },
  mix: {
    sizes: RETAIL_SIZES,
    flaggedShare: 0.5,
    firstPlace: 0,
    endPlace: 500,
  },
  warmupSeconds: 2,
  durationSeconds: 10,
};

/**
 * The limits of the story: the collar, but no check that compares orders leaving with orders
 * entering.
 */
const AS_IT_WAS: LoadProfile['risk'] = {
  ...NORMAL_DAY.risk,
  parentQuantity: { ...risk.parentQuantity, mode: 'off' },
};

const RUNAWAY: LoadProfile = {
  ...NORMAL_DAY,
  name: 'runaway',
  title: 'Server 8 on the old build, inside ordinary flow',
  description:
    'As normal-day, with build 2005 on the eighth server and no check of the parent’s ' +
    'quantity: its flagged parents meet Power Peg, some 250 of them at the open, which sends ' +
    'as fast as the server turns, bounded by back-pressure only. Displayed sizes are deep and ' +
    'prices stand still, so that the market is not what stops it.',
  universe: { ...NORMAL_DAY.universe, advShares: { median: 50_000_000, sdLn: 0 } },
  market: { ...market, displayedSeconds: 3600, impact: { ...market.impact, model: 'none' } },
  risk: AS_IT_WAS,
  builds: [GOOD, GOOD, GOOD, GOOD, GOOD, GOOD, GOOD, OLD],
  arrivals: {
    kind: 'steps',
    steps: [
      { perSecond: 20_000, seconds: 0.2 },
      { perSecond: ORDINARY_PER_SECOND, seconds: 86_400 },
    ],
  },
  saturatesItself: true,
};

/** The built-in load profiles, in the order of `smars list`. */
export const PROFILES: readonly LoadProfile[] = [
  NORMAL_DAY,
  {
    ...NORMAL_DAY,
    name: 'open-burst',
    title: 'The opening burst',
    description: 'As normal-day, with one second at fifty times the rate.',
    arrivals: {
      kind: 'spike',
      perSecond: ORDINARY_PER_SECOND,
      spikePerSecond: 50 * ORDINARY_PER_SECOND,
      atSeconds: 4,
      seconds: 1,
    },
  },
  RUNAWAY,
  {
    ...RUNAWAY,
    name: 'runaway-after-rollback',
    title: 'All eight servers on the old build',
    description:
      'As runaway, after the new build was taken off the good servers while its flag stayed.',
    builds: [OLD],
  },
  {
    ...RUNAWAY,
    name: 'risk-reject-storm',
    title: 'Most orders refused',
    description:
      'As runaway-after-rollback, with the parent’s quantity enforced: Power Peg goes on, and ' +
      'the gate refuses nearly everything.',
    builds: [OLD],
    risk: NORMAL_DAY.risk,
  },
  {
    ...NORMAL_DAY,
    name: 'many-symbols',
    title: 'Ten thousand symbols',
    description: 'As normal-day over 10,000 stocks, at ten times the flow.',
    universe: { ...universe, stocks: 10_000 },
    mix: { ...NORMAL_DAY.mix, endPlace: 10_000 },
    arrivals: { kind: 'poisson', perSecond: 10 * ORDINARY_PER_SECOND },
  },
  {
    ...NORMAL_DAY,
    name: 'deep-market',
    title: 'A market as deep as the flow needs',
    description:
      'As normal-day, at a hundred thousand parents a second or at any --rate. All stocks are ' +
      'large, displayed sizes grow with the rate, and prices stand still, so that the servers ' +
      'are the limit, and not the market.',
    universe: { ...universe, named: false, advShares: { median: 50_000_000, sdLn: 0 } },
    market: { ...market, impact: { ...market.impact, model: 'none' } },
    displayedAtRate: 10_000,
    arrivals: { kind: 'poisson', perSecond: 100_000 },
  },
  {
    ...NORMAL_DAY,
    name: 'day-in-a-minute',
    title: 'The shape of a day in a minute',
    description:
      'As normal-day, at ten times the flow, with the session from the bell to the close in 60 ' +
      'seconds: most orders at the open and the close, seven of ten on the heels of others.',
    arrivals: {
      kind: 'day',
      perSecond: 10 * ORDINARY_PER_SECOND,
      sessionSeconds: 60,
      bursts: { branching: 0.7, meanSeconds: 0.05 },
    },
    warmupSeconds: 0,
    durationSeconds: 60,
  },
  {
    ...NORMAL_DAY,
    name: 'deep-queue',
    title: 'Queues that fill',
    description: 'As normal-day, with 100,000 parents at once every two seconds.',
    arrivals: {
      kind: 'microburst',
      perSecond: ORDINARY_PER_SECOND,
      burst: 100_000,
      periodSeconds: 2,
    },
    parentsPerServer: 65_536,
  },
];

/**
 * Returns the built-in profile of a name. Throws an InputError with the nearest name if there is
 * none.
 */
export function findProfile(name: string): LoadProfile {
  const profile = PROFILES.find((known) => known.name === name);
  if (profile === undefined)
    throw new InputError(
      `load profile '${name}' is not known: ${suggest(
        name,
        PROFILES.map((known) => known.name),
      )}`,
    );
  return profile;
}
