import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../../src/fleet/fleet.js';
import type { CheckTally } from '../../../src/fleet/main-thread/checks.js';
import type { ServerTally } from '../../../src/fleet/main-thread/tally.js';
import { replayServer } from '../../../src/fleet/replay.js';
import type { FleetResult, RecordedResult } from '../../../src/fleet/result.js';
import type { FleetSpec } from '../../../src/fleet/spec.js';
import { generateUniverse } from '../../../src/market/universe.js';
import { OrderAttribute, Side } from '../../../src/orders/codes.js';
import { createOrderFlow } from '../../../src/orders/flow.js';
import { unitsOf } from '../../../src/risk/counts/exposure.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { everyServer, faultsOf, OPEN_LOOP, RUNAWAY, runUntil, total } from '../../support/fleet.js';

/** Eight servers on four threads, all of which run away and race for the limits of the firm. */
const RACE: FleetSpec = { ...RUNAWAY, servers: 8, threads: 4 };
/** Flagged orders to buy, in so many stocks, which never end on these servers. */
function buys(stocks: number): FleetSpec['arrivals'] {
  const flow = createOrderFlow(64);
  flow.count = 64;
  flow.quantity.fill(100);
  flow.flags.fill(1);
  for (let order = 0; order < flow.count; order++) flow.symbol[order] = order % stocks;
  return { kind: 'replay', flow, speed: 1 };
}
/** Sales marked short, of which each is a parent of its own. */
function shortSales(): FleetSpec['arrivals'] {
  const flow = (buys(40) as Extract<FleetSpec['arrivals'], { kind: 'replay' }>).flow;
  flow.side.fill(Side.SELL);
  flow.attributes.fill(OrderAttribute.SHORT);
  return { kind: 'replay', flow, speed: 1 };
}
/** Loads that have something to refuse, where the race has not. */
const LOADS: Readonly<Record<string, Partial<FleetSpec>>> = {
  // Only orders that enter are duplicates, and these are all alike.
  'duplicate-orders': { arrivals: buys(1) },
  'short-sales': { arrivals: shortSales() },
  'short-sale-price': { arrivals: shortSales() },
  // Retail liquidity improves the quote by a tenth of a cent.
  'tick-size': { builds: [2012] },
  'round-lot': { router: { ...RACE.router, pegShares: 150 } },
};
const VENUES = ['thread', 'inline'] as const;
const record = { recordsMax: 2 ** 18 };

const withRisk = (spec: FleetSpec, limits: Partial<GateLimits>): FleetSpec => ({
  ...spec,
  risk: { ...spec.risk, ...limits },
});
const checkOf = (checks: readonly CheckTally[], name: string): CheckTally =>
  checks.find((check) => check.name === name)!;
const hasBreached =
  (name: string) =>
  (fleet: Fleet): boolean =>
    checkOf(fleet.accounts().checks, name).breaches > 0;

function expectReplays(result: FleetResult): void {
  const { journals } = result as RecordedResult;
  expect(journals.length).toBeGreaterThan(0);
  for (const journal of journals) {
    const { sequence, childDigest } = replayServer(journal);
    expect({ sequence, tape: childDigest }, `server ${journal.server}`).toEqual({
      sequence: journal.sequence,
      tape: journal.tape,
    });
  }
}

/**
 * Expects the children sent before and after a check's first breach to add up to all that were
 * sent.
 */
function expectDetected({ accounts }: FleetResult, name: string): void {
  const { first } = checkOf(accounts.checks, name);
  const sent = accounts.servers.reduce((sum, server) => sum + server.sent, 0);
  expect(first).not.toBeNull();
  expect(first!.atNs).toBeGreaterThanOrEqual(0);
  expect(first!.childrenBefore).toBeGreaterThanOrEqual(0);
  expect(first!.childrenAfter).toBeGreaterThanOrEqual(0);
  expect(first!.childrenBefore + first!.childrenAfter).toBe(sent);
}

const [FIRST_STOCK] = generateUniverse(RACE.universe, RACE.seed);

describe('each check of the second pass on eight servers', () => {
  test.each<[string, Partial<GateLimits>]>([
    [
      'executions-per-parent',
      { executionsPerParent: { mode: 'enforce', executions: 20, parentsMax: 3 } },
    ],
    [
      'duplicate-orders',
      { duplicateOrders: { mode: 'enforce', orders: 5, softOrders: 3, windowSeconds: 1 } },
    ],
    [
      'symbol-rate',
      { symbolRate: { mode: 'enforce', perSecond: 20, softPerSecond: 10, windowSeconds: 1 } },
    ],
    ['adv-share', { advShare: { mode: 'enforce', percent: 0.001 } }],
    ['cumulative-adv', { cumulativeAdv: { mode: 'enforce', percent: 0.05, softPercent: 0.01 } }],
    ['position', { position: { mode: 'enforce', dollars: 100_000 } }],
    ['message-rate', { messageRate: { mode: 'enforce', perSecond: 1000, windowSeconds: 0.1 } }],
    ['order-to-trade', { orderToTrade: { mode: 'enforce', ratio: 0.5, messagesMin: 50 } }],
    ['open-exposure', { openExposure: { mode: 'enforce', dollars: 100_000 } }],
    ['rolling-volume', { rollingVolume: { mode: 'enforce', percent: 0.05 } }],
    ['rolling-gross', { rollingGross: { mode: 'enforce', dollars: 1_000_000 } }],
    ['server-gross', { serverGross: { mode: 'enforce', dollars: 1_000_000 } }],
    ['locate', { locate: { mode: 'enforce', shares: 1000 } }],
    ['restricted-list', { restrictedList: { mode: 'enforce', symbols: [FIRST_STOCK!.symbol] } }],
    ['fat-finger', { fatFinger: { mode: 'enforce', percent: 0, dollars: 0 } }],
    ['parent-adv', { parentAdv: { mode: 'enforce', percent: 0.0001 } }],
    [
      'outstanding-share',
      { outstandingShare: { mode: 'enforce', percent: 0.00001, softPercent: 0 } },
    ],
    ['easy-to-borrow', { easyToBorrow: { mode: 'enforce' } }],
    ['order-types', { orderTypes: { mode: 'enforce', types: ['limit'] } }],
    ['market-orders', { marketOrders: { mode: 'enforce' } }],
    ['self-match', { selfMatch: { mode: 'enforce' } }],
    ['open-orders', { openOrders: { mode: 'enforce', orders: 100 } }],
    [
      'stale-quote',
      { staleQuote: { mode: 'enforce', milliseconds: 5, spreadPercent: 20, goodQuotes: 3 } },
    ],
    [
      'unconfigured-limit',
      {
        unconfiguredLimit: {
          mode: 'enforce',
          strategies: ['ordinary', 'retail-liquidity'],
          symbols: [],
        },
      },
    ],
    ['static-collar', { staticCollar: { mode: 'shadow', percent: 0.01, softPercent: 0.005 } }],
    [
      'static-collar',
      { staticCollar: { mode: 'shadow', percent: 0.01, softPercent: 0.005, reference: 'mean' } },
    ],
    ['market-collar', { marketCollar: { mode: 'enforce', percent: 0, dollars: 0 } }],
    ['short-sales', { shortSales: { mode: 'enforce' } }],
    ['short-sale-price', { shortSalePrice: { mode: 'enforce', percent: 0 } }],
    ['trading-hours', { tradingHours: { mode: 'enforce', toSeconds: 0.05 } }],
    ['tick-size', { tickSize: { mode: 'enforce', exempt: [] } }],
    ['round-lot', { roundLot: { mode: 'enforce' } }],
    ['account-gross', { accountGross: { mode: 'enforce', dollars: 1_000_000 } }],
    ['account-net', { accountNet: { mode: 'enforce', dollars: 500_000 } }],
    ['account-open', { accountOpen: { mode: 'enforce', dollars: 100_000 } }],
    ['position', { position: { mode: 'enforce', dollars: 500_000, per: 'account' } }],
    ['self-match', { selfMatch: { mode: 'enforce', per: 'firm' } }],
    ['locate', { locate: { mode: 'enforce', shares: 1000, per: 'account' } }],
    [
      'cumulative-adv',
      { cumulativeAdv: { mode: 'enforce', percent: 0.05, softPercent: 0.01, per: 'firm' } },
    ],
  ])(
    '%s refuses, is reported, loses nothing, and its journal replays to the same children',
    async (name, limits) => {
      const spec = withRisk({ ...RACE, ...LOADS[name], record }, limits);
      const result = await runUntil(spec, hasBreached(name));
      expect(faultsOf(result)).toEqual([]);
      const { breaches, refused, mode } = checkOf(result.accounts.checks, name);
      expect(breaches).toBeGreaterThan(0);
      expect(refused).toBe(mode === 'enforce' ? breaches : 0);
      expect(
        result.findings.counts.find(({ check, outcome }) => check === name && outcome !== 'soft')!
          .count,
      ).toBeGreaterThan(0);
      expectDetected(result, name);
      expectReplays(result);
    },
  );
});

describe.each(VENUES)('with venues %s, the checks of the firm', (venues) => {
  test('net exposure stays within its limit at the venues, and uses most of it', async () => {
    const limitMoney = 2e6 * 10_000;
    const limits = { netExposure: { mode: 'enforce', dollars: 2e6 } } as const;
    const result = await runUntil(
      withRisk({ ...RACE, arrivals: buys(40), venues, record }, limits),
      (fleet) =>
        fleet.accounts().venues.peakNetMoney![0] >= 0.95 * limitMoney &&
        hasBreached('net-exposure')(fleet),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.venues.peakNetMoney![0]).toBeLessThanOrEqual(limitMoney);
    expect(result.accounts.venues.peakNetMoney![1]).toBe(0);
    expect(result.accounts.netCreditLeftMoney[1]).toBeGreaterThanOrEqual(limitMoney);
    expectDetected(result, 'net-exposure');
    expectReplays(result);
  });

  test('net exposure holds on both sides, and executions make room on the other', async () => {
    const limitMoney = 1e6 * 10_000;
    const spec = withRisk(
      { ...RACE, venues, record },
      { netExposure: { mode: 'enforce', dollars: 1e6 } },
    );
    const result = await runUntil(
      spec,
      (fleet) => fleet.counts().executions > 20_000 && hasBreached('net-exposure')(fleet),
    );
    expect(faultsOf(result)).toEqual([]);
    for (const peak of result.accounts.venues.peakNetMoney!)
      expect(peak).toBeLessThanOrEqual(limitMoney);
    expectReplays(result);
  });

  test('the credit of an account stays within its limits at the venues, and is used', async () => {
    const spec = withRisk(
      { ...RACE, venues, record },
      {
        grossExposure: { mode: 'enforce', dollars: 1e9 },
        accountGross: { mode: 'enforce', dollars: 20e6 },
        accountNet: { mode: 'enforce', dollars: 1e6 },
      },
    );
    const result = await runUntil(
      spec,
      (fleet) => fleet.accounts().venues.peakExposureMoney! >= 0.9 * 20e10,
    );
    expect(faultsOf(result)).toEqual([]);
    const { peakExposureMoney, peakNetMoney } = result.accounts.venues;
    expect(peakExposureMoney).toBeLessThanOrEqual(20e10);
    for (const peak of peakNetMoney!) expect(peak).toBeLessThanOrEqual(1e10);
    expectReplays(result);
  });

  test('the rolling gross stays within its limit at the venues, and uses most of it', async () => {
    const spec = withRisk(
      { ...RACE, venues, record },
      {
        grossExposure: { mode: 'enforce', dollars: 1e9 },
        rollingGross: { mode: 'enforce', dollars: 20e6, windowSeconds: 600 },
      },
    );
    const result = await runUntil(
      spec,
      (fleet) =>
        fleet.accounts().venues.peakExposureMoney! >= 0.9 * 20e10 &&
        hasBreached('rolling-gross')(fleet),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.venues.peakExposureMoney).toBeLessThanOrEqual(20e10);
    expectReplays(result);
  });

  test('unmatched account kills every server that adds to it, and sums them up', async () => {
    const spec = withRisk(
      { ...RACE, venues, record },
      { unmatchedAccount: { mode: 'enforce', dollars: 500_000 } },
    );
    const isStopped = (fleet: Fleet): boolean =>
      new Set(fleet.accounts().stops.map(({ scopeId }) => scopeId)).size === 8;
    const result = await runUntil(spec, isStopped);
    expect(faultsOf(result)).toEqual([]);
    const { stops, runaway } = result.accounts;
    expect(stops.map(({ act, scope, check }) => [act, scope, check])).toEqual(
      new Array(8).fill(['kill', 'server', 'unmatched-account']),
    );
    expect(runaway).toMatchObject({ stoppedBy: 'unmatched-account' });
    expect(unitsOf(runaway!.money)).toBeGreaterThan(unitsOf(500_000 * 10_000));
    // Children in flight at the kill came back, and may have been executed. No child was sent after
    // it.
    for (const { server, sent, answered } of result.accounts.servers)
      expect({ server, sent }).toEqual({ server, sent: answered });
    expectDetected(result, 'unmatched-account');
    expectReplays(result);
  });

  test('loss limit kills the firm', async () => {
    const lossLimit = {
      mode: 'enforce',
      dollars: 10_000,
      marks: 2,
      everySeconds: 0.001,
      conservativeMarks: 1,
    } as const;
    const result = await runUntil(withRisk({ ...RACE, venues, record }, { lossLimit }), (fleet) =>
      fleet.accounts().stops.some(({ scope }) => scope === 'firm'),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.stops[0]).toMatchObject({
      act: 'kill',
      scope: 'firm',
      check: 'loss-limit',
    });
    expectReplays(result);
  });

  test('executions per parent halts the firm at the third held parent of all servers', async () => {
    const executionsPerParent = { mode: 'enforce', executions: 30, parentsMax: 3 } as const;
    const spec = withRisk(
      { ...RACE, venues, record, arrivals: { kind: 'max', openParents: 1 } },
      { executionsPerParent },
    );
    const result = await runUntil(spec, (fleet) =>
      fleet.accounts().stops.some(({ scope }) => scope === 'firm'),
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.stops.some(({ act, scope }) => act === 'halt' && scope === 'firm')).toBe(
      true,
    );
    expect(checkOf(result.accounts.checks, 'executions-per-parent').refused).toBeGreaterThan(0);
    expectReplays(result);
  });

  test('all servers climb one gross exposure ladder, and report each rung once', async () => {
    const spec = withRisk(
      { ...RACE, venues, record },
      {
        grossExposure: { mode: 'enforce', dollars: 20e6 },
        openOrders: { mode: 'warn', orders: 1000 },
      },
    );
    const result = await runUntil(
      spec,
      (fleet) => fleet.accounts().venues.peakExposureMoney! >= 0.96 * 20e10,
    );
    expect(faultsOf(result)).toEqual([]);
    expect(result.accounts.venues.peakExposureMoney).toBeLessThanOrEqual(20e10);
    const rungs = result.findings.first.filter(
      ({ outcome, check }) => outcome === 'rung' && check === 'gross-exposure',
    );
    const bounds = rungs.map(({ bound }) => bound / 20e10).sort();
    expect(new Set(bounds).size).toBe(bounds.length);
    expectReplays(result);
  });
});

test('a symbol that one server’s gate stops is stopped for all servers', async () => {
  // Every server works the same stock. The first to pass its share of the daily volume stops it for
  // all.
  const spec = withRisk(
    { ...RACE, mix: { ...RACE.mix, firstPlace: 0, endPlace: 1 } },
    { cumulativeAdv: { mode: 'enforce', percent: 0.5, softPercent: 0.4 } },
  );
  const result = await runUntil(
    { ...spec, record },
    everyServer(({ refusedChildren }: ServerTally) => refusedChildren > 0),
  );
  expect(faultsOf(result)).toEqual([]);
  const stops = result.accounts.stops.filter(({ act }) => act === 'halt');
  expect(stops.length).toBeGreaterThan(0);
  expect(stops.length).toBeLessThanOrEqual(8);
  const { symbol } = generateUniverse(spec.universe, spec.seed)[0]!;
  for (const stop of stops) expect(stop).toMatchObject({ scope: 'symbol', scopeId: 0, symbol });
  expect(checkOf(result.accounts.checks, 'halted').refused).toBeGreaterThan(0);
  expectReplays(result);
});

test('ordinary flow is gated with every check on, and its journal replays the same', async () => {
  const fields = [
    'position',
    'serverGross',
    'netExposure',
    'unmatchedAccount',
    'lossLimit',
    'locate',
    'openOrders',
    'staleQuote',
  ] as const;
  const more = [
    'executionsPerParent',
    'duplicateOrders',
    'symbolRate',
    'advShare',
    'quoteCollar',
    'staticCollar',
    'cumulativeAdv',
  ] as const;
  const limits = Object.fromEntries([...fields, ...more].map((field) => [field, { mode: 'warn' }]));
  const spec = withRisk({ ...OPEN_LOOP, servers: 8, threads: 4, record }, {
    ...limits,
    explain: true,
  } as Partial<GateLimits>);
  const result = await runUntil(
    spec,
    everyServer(({ answered }) => answered > 300),
  );
  expect(faultsOf(result)).toEqual([]);
  expect(total(result, ({ refusedChildren }) => refusedChildren)).toBe(0);
  expect(result.accounts.runaway).toBeNull();
  expectReplays(result);
});
