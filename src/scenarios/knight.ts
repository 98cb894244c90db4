import { VENUES } from '../market/venues.js';
import type { Scenario } from './schema.js';

/** The impact of a market whose makers stay: the square-root law alone. */
export const STEADY_IMPACT: Scenario['market']['impact'] = {
  model: 'square-root',
  prefactor: 2.65,
  halfLifeSeconds: 1800,
  permanent: 0.2,
};

/** Opening prices where nothing is fitted to the SEC's dollars. */
export const OTHER_PRICES: Scenario['universe']['price'] = { median: 11.9, sdLn: 0.85 };

/** Sizes of retail orders in shares: small, with a median of a few hundred. */
export const RETAIL_SIZES = { median: 300, sdLn: 0.8, roundTo: 100, max: 5000 };

/**
 * One rollout step a server: build 2012 from 27 July on, a few servers a day (the SEC found the
 * stages, ¶15; the day of each server is assumed).
 */
const ROLLOUT_STEPS: Scenario['deployment']['rollout']['steps'] = [
  { date: '2012-07-27', server: 1, build: 2012, outcome: 'copied' },
  { date: '2012-07-27', server: 2, build: 2012, outcome: 'copied' },
  { date: '2012-07-30', server: 3, build: 2012, outcome: 'copied' },
  { date: '2012-07-30', server: 4, build: 2012, outcome: 'copied' },
  { date: '2012-07-30', server: 5, build: 2012, outcome: 'copied' },
  { date: '2012-07-31', server: 6, build: 2012, outcome: 'copied' },
  { date: '2012-07-31', server: 7, build: 2012, outcome: 'copied' },
  { date: '2012-07-31', server: 8, build: 2012, outcome: 'omitted' },
];

/**
 * The auction orders of the session on server 8: 212 in 154 stocks, 80 bought and 74 sold (the SEC
 * found these numbers, ¶17, ¶21).
 */
const AFFECTED = { firstPlace: 0, buyStocks: 80, sellStocks: 74 };
/** The auction orders of each other session: as many, in other stocks. */
const UNAFFECTED = { firstPlace: 154, buyStocks: 106, sellStocks: 106 };

function auctionOrders(session: number): Scenario['flow'][number] {
  return {
    kind: 'auction',
    from: '08:00:00',
    to: '08:00:50',
    session,
    orders: 212,
    ...(session === 8 ? AFFECTED : UNAFFECTED),
    sizes: RETAIL_SIZES,
  };
}

/**
 * The morning of 1 August 2012. `calibration.ts` lists the calibrated values with reason and
 * source; comments mark the SEC's findings.
 */
export const KNIGHT_2012: Scenario = {
  name: 'knight-2012',
  title: 'Knight Capital, 1 August 2012',
  description:
    'Seven of eight servers get the new build; a technician omits the eighth. A reused flag ' +
    'wakes Power Peg there, which no longer learns of its fills. 45 minutes, as in the order ' +
    'of the SEC.',
  seed: 2012,
  clock: { start: '08:00', end: '10:15:01', tickMs: 100, preMarketTickMs: 1000 },
  universe: {
    stocks: 500,
    named: true,
    price: { median: 12, sdLn: 0.85 },
    advShares: { median: 3_000_000, sdLn: 1.8 },
    dailyVolatility: { median: 0.022, sdLn: 0.4 },
  },
  flow: [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map(auctionOrders),
    {
      kind: 'pre-market',
      from: '08:01:00',
      to: '09:30:00',
      orders: 776,
      firstPlace: 0,
      endPlace: 500,
      sizes: RETAIL_SIZES,
    },
    {
      kind: 'retail',
      from: '09:30:01',
      to: '10:14:50',
      perSecond: 12,
      flaggedShare: 0.5,
      firstPlace: 0,
      endPlace: 500,
      sizes: RETAIL_SIZES,
    },
  ],
  deployment: {
    rollout: {
      servers: 8,
      initialBuild: 2005,
      onUnreachable: 'skip-silently',
      steps: ROLLOUT_STEPS,
    },
    flagServers: 'all',
  },
  router: {
    pegShares: 100,
    pegChildrenPerSecond: 6.65,
    pegPace: {
      atAdvShares: 3_000_000,
      volumeExponent: 0.163,
      sdLn: 0.36,
      // NOK and EXC, whose trades were counted on the tape; each has one order on server 8.
      known: [
        { place: 4, childrenPerSecond: 129 },
        { place: 88, childrenPerSecond: 38 },
      ],
    },
    pegVenues: [
      { name: 'NYSE', share: 72 },
      { name: 'ARCA', share: 28 },
    ],
    improvementTicks: 10,
  },
  risk: {
    maxQuantity: { mode: 'off', shares: 10_000 },
    maxNotional: { mode: 'off', dollars: 500_000 },
    collar: { mode: 'enforce', percent: 9.5, auctionOrders: false },
    parentQuantity: { mode: 'off', toleranceShares: 0 },
    grossExposure: { mode: 'off', dollars: 400_000_000 },
    serverRate: { mode: 'off', perSecond: 1000, windowSeconds: 3 },
  },
  operations: {
    fleetAudit: { mode: 'off', at: '09:00' },
    preOpenAlerts: { mode: 'warn', unacknowledgedMax: 0 },
    canary: {
      mode: 'off',
      server: 1,
      childrenMax: 10_000,
      notionalMaxDollars: 1_000_000,
      promoteAt: '09:45',
    },
    errorAccountAdvisoryDollars: 2_000_000,
  },
  market: {
    impact: {
      model: 'withdrawal',
      prefactor: 2.4,
      halfLifeSeconds: 1800,
      permanent: 0.72,
      withdrawal: {
        reachTimes: { median: 212, sdLn: 0.98 },
        refillSeconds: 18.5,
        bearTimes: 42.5,
        strength: { median: 0.0045, sdLn: 2.1 },
        thinExponent: 0.5,
        mostTimes: 5,
        exponent: 0.778,
        gapsPerSecond: 0.00005,
        gapDepth: { median: 0.028, sdLn: 1.02 },
        gapSeconds: 94,
        riseSeconds: 10.3,
        fallSeconds: 8.9,
      },
    },
    displayedSeconds: 6,
    venues: VENUES.map(({ name, feeTicks, displayedWeight }) => ({
      name,
      feeTicks,
      displayedWeight,
    })),
    fadeProbability: 0.03,
    darkProbability: 0.3,
    retailProbability: 0.4,
    wander: true,
    pauses: true,
  },
  after: {
    busts: true,
    soldDownShare: 0.31,
    sellDownPrefactor: 1,
    blockDiscount: 0.055,
    naturalVolumeShare: 0.16,
  },
  actions: [
    {
      at: '09:34',
      do: 'notice',
      text: 'NYSE sees double the normal volume and calls; nobody can tell which system it is',
      ifExcess: true,
    },
    { at: '10:15', do: 'kill', scope: 'firm' },
  ],
  capacity: { parentsPerServer: 16_384, childrenPerTurn: 8192 },
  reference: {
    source: 'SEC Release 34-70694, ¶1 and ¶16–19',
    parents: 212,
    executions: 4_000_000,
    shares: 397_000_000,
    stocks: 154,
    longStocks: 80,
    shortStocks: 74,
    longDollars: 3.5e9,
    shortDollars: 3.15e9,
    stocksMoved5: 75,
    stocksMoved10: 37,
    lossDollars: 460e6,
    alerts: 97,
    tape: {
      source:
        'Reuters, 1 August 2012 (WZE: $3.60 to 14.76, and $10 to 14.76 in three seconds); NYSE ' +
        'notice of that day (six stocks busted); IFLR, 7 August 2012 (six pauses); Nanex (NOK: ' +
        '134 trades a second, of 97 shares, of everybody); CNBC (some 300 M shares at NYSE by ' +
        '10:00, of everybody)',
      stocksPaused: 6,
      stocksBusted: 6,
      largestRisePercent: 310,
      largestThreeSecondPercent: 47.6,
      fastestSharesPerSecond: 13_000,
      primarySharesByTen: 300e6,
    },
  },
};

/**
 * The same morning with the eighth server deployed like the others: one word of one rollout step
 * differs.
 */
export const CLEAN_ROLLOUT: Scenario = {
  ...KNIGHT_2012,
  name: 'clean-rollout',
  title: 'The same morning, eight of eight servers deployed',
  description:
    'knight-2012 with the last line of the rollout carried out. So nobody needs to act, and ' +
    'there is nothing to compare with what the SEC found.',
  actions: [],
  reference: undefined,
  deployment: {
    ...KNIGHT_2012.deployment,
    rollout: {
      ...KNIGHT_2012.deployment.rollout,
      steps: ROLLOUT_STEPS.map((step) => ({ ...step, outcome: 'copied' as const })),
    },
  },
};

/** The flow of the 28 minutes: fewer flagged orders at the bell, and some later. */
const ROLLBACK_FLOW = KNIGHT_2012.flow.map((stream): Scenario['flow'][number] => {
  if (stream.kind === 'retail') return { ...stream, to: '09:57:50', flaggedShare: 0.0245 };
  if (stream.kind !== 'auction') return stream;
  const stocks =
    stream.session === 8
      ? { firstPlace: 0, buyStocks: 64, sellStocks: 63 }
      : { firstPlace: 127, buyStocks: 82, sellStocks: 82 };
  return { ...stream, orders: 164, ...stocks };
});

/**
 * The 28 minutes of the popular version: at 09:54 the new build is taken off the seven good
 * servers, its flag stays, and incoming orders meet Power Peg on all eight. The SEC's 212 orders in
 * 154 stocks are then those of the bell and those that came in after the rollback; how many are
 * which is fitted, and so are the share of flagged orders and the pace (reconstruction).
 */
export const KNIGHT_2012_ROLLBACK: Scenario = {
  ...KNIGHT_2012,
  name: 'knight-2012-rollback',
  title: 'Knight Capital, with the rollback: 28 minutes',
  description:
    'As knight-2012, but 164 of the flagged orders come at the bell and the others later. At ' +
    '09:54 the new code is uninstalled from the seven good servers while the flag stays (the SEC ' +
    'found the rollback, ¶27; no source gives its time, 09:54 is the retelling’s). Stopped at ' +
    '09:58. The pace is fitted so that 28 minutes have the orders and trades that the SEC found ' +
    'in 45.',
  clock: { ...KNIGHT_2012.clock, end: '09:58:01' },
  flow: ROLLBACK_FLOW,
  router: { ...KNIGHT_2012.router, pegChildrenPerSecond: 19 },
  actions: [
    {
      at: '09:34',
      do: 'notice',
      text: 'NYSE sees double the normal volume and calls; the new code is suspected',
      ifExcess: true,
    },
    { at: '09:54', do: 'deploy', servers: [1, 2, 3, 4, 5, 6, 7], build: 2005 },
    { at: '09:58', do: 'kill', scope: 'firm' },
  ],
};

/**
 * One server honours the flag first, within limits of amount and count. An audit of the builds then
 * decides on the others, and finds the omitted server before it acts.
 */
export const CANARY: Scenario = {
  ...KNIGHT_2012,
  name: 'canary',
  title: 'The same faulty rollout, behind a canary and an audit',
  description:
    'knight-2012 with its omitted server, but the flag is honoured by server 1 alone until ' +
    '09:45, within limits; then by every server that an audit finds on the new build.',
  operations: {
    ...KNIGHT_2012.operations,
    canary: { ...KNIGHT_2012.operations.canary, mode: 'enforce' },
  },
  reference: undefined,
};
