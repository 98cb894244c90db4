import { afterEach, describe, expect, test } from 'vitest';
import { judgeLoad, type OracleResult } from '../../src/oracle/judge.js';
import type { KillMeaning } from '../../src/oracle/kills.js';
import { type Correlation, VenueTape } from '../../src/oracle/tape.js';
import { countMissing } from '../../src/oracle/verdicts.js';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import { SideCode } from '../../src/target/actions.js';
import { loadTarget } from '../../src/target/load.js';
import { ORDERS_ALONE, parseMix, parsePhases } from '../../src/target/phases.js';
import { type LoadPlan, planLoad } from '../../src/target/plan.js';
import type { TargetResult } from '../../src/target/result.js';
import { defaultTarget } from '../../src/target/settings.js';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue } from '../../src/venue/settings.js';
import type { GatewayHole, HoledLimits } from '../support/holed-checks.js';
import { HoledGateway } from '../support/holed-gateway.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const PRICE = 20;
const STOCK = {
  symbol: 'GT',
  openTicks: PRICE * 10_000,
  advShares: 1e6,
  dailyVolatility: 0.02,
  indexMember: true,
};

interface Setup {
  readonly limits: HoledLimits;
  readonly holes?: readonly GatewayHole[];
  readonly phases: string;
  /** Of a flow; by default orders alone. */
  readonly mix?: string;
  /** Whether orders also sell, and trade with each other. */
  readonly trades?: boolean;
  readonly clients?: readonly string[];
  readonly carries?: number | 'same' | 'none';
  readonly correlation?: Correlation;
  readonly kill?: KillMeaning;
  /** All orders have so many shares, or these in turn, at $20; by default they differ. */
  readonly shares?: number;
  readonly sizes?: readonly number[];
  /** Whether all orders are market orders. */
  readonly isMarket?: boolean;
  /** The limits that the oracle has; by default those of the gateway. */
  readonly allowed?: HoledLimits;
  readonly before?: (
    gateway: HoledGateway,
    load: (phases: string) => Promise<TargetResult>,
  ) => Promise<void>;
}

interface Judged {
  readonly oracle: OracleResult;
  readonly tape: VenueTape;
  readonly result: TargetResult;
  readonly missing: number;
}

/** The same limits as a limits file has them. */
function fileOf(limits: HoledLimits) {
  const { maxQuantityShares, maxNotionalDollars, grossExposureDollars } = limits;
  const { ratePerSecond, rateWindowSeconds = 1 } = limits;
  const firm = {
    ...(maxQuantityShares !== undefined && {
      'max-quantity': { mode: 'enforce', shares: maxQuantityShares },
    }),
    ...(maxNotionalDollars !== undefined && {
      'max-notional': { mode: 'enforce', dollars: maxNotionalDollars },
    }),
    ...(grossExposureDollars !== undefined && {
      'gross-exposure': { mode: 'enforce', dollars: grossExposureDollars },
    }),
    ...(ratePerSecond !== undefined && {
      'server-rate': {
        mode: 'enforce',
        perSecond: ratePerSecond,
        windowSeconds: rateWindowSeconds,
      },
    }),
  };
  return parseLimits(JSON.stringify({ version: 1, firm }), 'limits.json');
}

/** The messages of a setup. Unless orders trade, all of them buy. */
function planOf(
  { mix, trades = false, isMarket = false }: Setup,
  phases: string,
  sessions: number,
  sizes: readonly number[] | undefined,
): LoadPlan {
  const plan = planLoad({
    phases: parsePhases(phases, mix === undefined ? ORDERS_ALONE : parseMix(mix)),
    arrivals: { kind: 'constant', perSecond: 500 },
    stocks: [{ symbol: 'GT', referenceTicks: STOCK.openTicks }],
    sizes: { median: 1000, sdLn: 1, roundTo: 1, max: 5000 },
    sessions,
    seed: 1,
  });
  const { actions } = plan;
  if (!trades) actions.sideCode.fill(SideCode.BUY);
  if (sizes === undefined) return plan;
  actions.limitTicks.fill(isMarket ? 0 : STOCK.openTicks);
  actions.quantity.forEach((_, n) => {
    actions.quantity[n] = sizes[n % sizes.length]!;
  });
  return plan;
}

/** Loads a gateway with holes from both ends, and has our own gate judge the flow. */
async function judge(setup: Setup): Promise<Judged> {
  const { limits, holes = [], clients = ['A'], carries = 'same', shares } = setup;
  const { sizes = shares === undefined ? undefined : [shares] } = setup;
  const tape = new VenueTape(setup.correlation);
  const abort = new AbortController();
  const { port, ended } = await startVenue({
    settings: { ...defaultVenue(), background: false },
    stocks: [{ symbol: 'GT', referenceTicks: STOCK.openTicks }],
    host: '127.0.0.1',
    port: 0,
    signal: abort.signal,
    onArrival: (arrival, scan) => tape.arrived(arrival, scan),
    onReport: (report) => tape.reported(report),
    tell: () => undefined,
  });
  ending.push(() => {
    abort.abort();
    return ended;
  });
  const gateway = await HoledGateway.start({ venuePort: port, limits, holes, clients, carries });
  ending.push(() => gateway.close());
  const sessions = clients.map((senderCompId) => ({ senderCompId }));
  const door = {
    place: { host: '127.0.0.1', port: gateway.port, isTls: false },
    settings: { ...defaultTarget(), sessions },
    consent: { mine: undefined, acceptsUnmarked: false },
    tls: undefined,
  };
  const { signal } = new AbortController();
  const more = { symbols: ['GT'], settleSeconds: 30, signal };
  await setup.before?.(gateway, (phases) =>
    loadTarget(door, { plan: planOf(setup, phases, clients.length, sizes), ...more }),
  );
  const plan = planOf(setup, setup.phases, clients.length, sizes);
  const result = await loadTarget(door, {
    plan,
    ...more,
    onBegin: (frame) => tape.begin(frame),
    onSettled: () => tape.settled(),
  });
  const planned = plan.actions.count;
  const oracle = judgeLoad(tape, planned, {
    limits: fileOf(setup.allowed ?? limits),
    stocks: [STOCK],
    ordersMax: planned,
    accounts: clients.map(() => undefined),
    kill: setup.kill ?? { stops: false, scope: 'session', wasStopped: false },
  });
  return { oracle, tape, result, missing: countMissing(tape, planned) };
}

const LIMITS = { maxQuantityShares: 1200, maxNotionalDollars: 60_000 };
const WITHOUT = { orders: 0, shares: 0, dollars: 0, mostDollars: 0, firstSeconds: undefined };
const KILL_FIRM = { stops: true, scope: 'firm', wasStopped: false } as const;

/** The orders of a load that a rule picks, by what was sent. */
function ordersWhere(
  { tape }: Judged,
  isOne: (shares: number, dollars: number, session: number) => boolean,
): number {
  const { kind, quantity, limitTicks, session, count } = tape.actions;
  let orders = 0;
  for (let n = 0; n < count; n++)
    if (kind[n] === 0 && isOne(quantity[n]!, (quantity[n]! * limitTicks[n]!) / 10_000, session[n]!))
      orders++;
  return orders;
}

describe('the oracle on a gateway without holes', () => {
  test('finds no leak and no false refusal, and agrees with every refusal', async () => {
    const { oracle, result, missing, tape } = await judge({
      limits: { maxQuantityShares: 1200, maxNotionalDollars: 20_000, grossExposureDollars: 2e5 },
      phases: 'burst=120',
    });
    expect(oracle).toMatchObject({ leaks: 0, undecidedLeaks: 0, falseRefusals: 0, unjudged: 0 });
    expect([oracle.trueRefusals, oracle.undecidedRefusals]).toEqual([result.counts.refused, 0]);
    expect(oracle.letThrough + oracle.refused).toBe(120);
    expect(oracle.checks.map(({ check }) => check).sort()).toEqual([
      'gross-exposure',
      'max-notional',
      'max-quantity',
    ]);
    expect([oracle.overshoot, oracle.first, oracle.kills, missing]).toEqual([WITHOUT, [], [], 0]);
    expect(tape.counts).toMatchObject({ arrived: oracle.letThrough, byTag: oracle.letThrough });
  });

  test('has no leak when sessions share the room of a sum, or a kill holds', async () => {
    const { oracle } = await judge({
      limits: { grossExposureDollars: 200_000 },
      phases: 'burst=60,pause=100ms,kill,pause=100ms,burst=21',
      clients: ['A', 'B', 'C'],
      kill: KILL_FIRM,
    });
    expect(oracle).toMatchObject({ leaks: 0, falseRefusals: 0, unjudged: 0 });
    expect(oracle.kills).toMatchObject([{ after: 0, left: 0 }]);
    // At least those behind the kill on its own session.
    const killed = oracle.checks.find(({ check }) => check === 'killed')!;
    expect(killed.refused).toBeGreaterThanOrEqual(7);
  });

  test('has no leak where orders trade and are cancelled all the time', async () => {
    const { oracle, result } = await judge({
      limits: { maxQuantityShares: 1200, grossExposureDollars: 400_000 },
      phases: 'flow=400ms',
      mix: 'order=60,cancel=40',
      trades: true,
    });
    expect(result.counts.fills).toBeGreaterThan(0);
    expect(oracle).toMatchObject({ leaks: 0, falseRefusals: 0, unjudged: 0 });
    expect(oracle.refused).toBe(result.counts.refused);
  });

  test('counts a market order that leaks at the opening price', async () => {
    const { oracle } = await judge({
      limits: {},
      allowed: { maxQuantityShares: 100 },
      phases: 'burst=4',
      sizes: [100, 300],
      isMarket: true,
    });
    expect(oracle.overshoot).toMatchObject({ orders: 2, shares: 600, dollars: 600 * PRICE });
  });

  test('tells false refusals, where it refuses what the limits allow', async () => {
    const judged = await judge({
      limits: { maxQuantityShares: 500 },
      allowed: LIMITS,
      phases: 'burst=60',
    });
    const { oracle, result } = judged;
    const tight = ordersWhere(
      judged,
      (shares, dollars) => shares > 500 && shares <= 1200 && dollars <= 60_000,
    );
    expect(tight).toBeGreaterThan(10);
    expect(oracle).toMatchObject({ falseRefusals: tight, leaks: 0, undecidedRefusals: 0 });
    expect(oracle.trueRefusals).toBe(result.counts.refused - tight);
  });
});

/** Orders of $20,000 each, of which the limit takes ten. */
const EVEN = { shares: 1000, limits: { grossExposureDollars: 200_000 } };
const ROOM = 10;

describe('the oracle counts to the order what leaks through the hole', () => {
  test.each([
    ['check-off', (shares: number, dollars: number) => shares > 1200 && dollars <= 60_000],
    ['check-after-send', (shares: number, dollars: number) => shares > 1200 || dollars > 60_000],
  ] as const)('%s', async (hole, leaks) => {
    const judged = await judge({ limits: LIMITS, holes: [hole], phases: 'burst=100' });
    const expected = ordersWhere(judged, leaks);
    expect(expected).toBeGreaterThan(5);
    expect(judged.oracle).toMatchObject({ leaks: expected, undecidedLeaks: 0, falseRefusals: 0 });
    expect(judged.oracle.overshoot.orders).toBe(expected);
  });

  test('off-by-one', async () => {
    const sizes = [1199, 1200, 1201, 1202, 1201];
    const hole = { limits: LIMITS, holes: ['off-by-one'], phases: 'burst=50', sizes } as const;
    const { oracle } = await judge(hole);
    const leaks = 2 * (50 / sizes.length);
    expect(oracle).toMatchObject({
      leaks,
      trueRefusals: 50 / sizes.length,
      overshoot: {
        shares: leaks * 1201,
        dollars: leaks * 1201 * 20,
        mostDollars: leaks * 1201 * 20,
      },
    });
    expect(oracle.checks[0]).toMatchObject({ check: 'max-quantity', leaks });
  });

  test('refund-twice', async () => {
    const { oracle } = await judge({
      ...EVEN,
      holes: ['refund-twice'],
      phases: 'burst=40',
      // All that rests is cancelled at the end of a load.
      before: async (_, load) => {
        const { drain } = await load(`burst=${ROOM + 5}`);
        expect(drain).toEqual({ open: ROOM, cancels: ROOM, outstanding: 0 });
      },
    });
    // The room of ten was given back twice: there is room for twenty.
    expect(oracle.letThrough).toBe(2 * ROOM);
    expect(oracle).toMatchObject({ leaks: ROOM, undecidedLeaks: 0, falseRefusals: 0 });
    expect(oracle.overshoot.mostDollars).toBe(ROOM * 20_000);
  });

  test('check-off, in replaces too', async () => {
    const sizes = [1000, 1000, 1300, 1100];
    const { oracle, tape } = await judge({
      limits: LIMITS,
      holes: ['check-off'],
      phases: 'burst=2,pause=100ms,replace',
      sizes,
    });
    // The two orders are within the limit; the first replace is beyond it, the second is not.
    expect(tape.counts.replaces).toBe(2);
    expect(oracle).toMatchObject({ leaks: 1, letThrough: 2, overshoot: { shares: 1300 } });
  });

  test('limit-per-session', async () => {
    const clients = ['A', 'B', 'C'];
    const { oracle } = await judge({
      ...EVEN,
      holes: ['limit-per-session'],
      phases: 'burst=60',
      clients,
    });
    expect(oracle).toMatchObject({ leaks: (clients.length - 1) * ROOM, undecidedLeaks: 0 });
  });

  test('kill-misses-session', async () => {
    const { oracle, tape } = await judge({
      limits: {},
      holes: ['kill-misses-session'],
      phases: 'burst=10,pause=100ms,kill,pause=300ms,burst=20',
      clients: ['A', 'B'],
      kill: KILL_FIRM,
      shares: 100,
    });
    const { session, kind, handedNs, answeredNs } = tape.actions;
    const kill = kind.indexOf(3);
    // What B sent before the answer to A's kill was under way at the same time.
    const isLate = (n: number): boolean => session[n] === 1 && handedNs[n]! >= answeredNs[kill]!;
    const after = Array.from({ length: 31 }, (_, n) => n).filter(isLate).length;
    expect(oracle).toMatchObject({ leaks: after, undecidedLeaks: 10 - after, trueRefusals: 10 });
    // Five orders of B from before the kill stay.
    expect(oracle.kills).toMatchObject([
      { after, racing: 10 - after, left: 5, afterDollars: after * 2000 },
    ]);
    expect(oracle.kills[0]!.lastArrivalNs).toBeGreaterThan(0);
  });

  test('restart-rearms', async () => {
    for (const [holes, leaks] of [
      [['restart-rearms'], 12],
      [[], 0],
    ] as const) {
      const { oracle } = await judge({
        limits: {},
        holes,
        phases: 'burst=12',
        kill: { stops: true, scope: 'firm', wasStopped: true },
        before: async (gateway) => {
          gateway.kill();
          await gateway.restart();
        },
      });
      expect(oracle).toMatchObject({ leaks, trueRefusals: 12 - leaks, falseRefusals: 0 });
    }
  });

  test('rate-off', async () => {
    const limits = { ratePerSecond: 1, rateWindowSeconds: 20 };
    const { oracle, tape } = await judge({ limits, holes: ['rate-off'], phases: 'burst=80' });
    const [first, last] = [tape.events[0]!, tape.events.at(-1)!];
    const refilled = Math.ceil((last.atNs - first.atNs) / 1e9);
    expect(oracle.leaks + oracle.undecidedLeaks).toBe(80 - 20);
    expect(oracle.undecidedLeaks).toBeLessThanOrEqual(refilled);
  });
});

describe('orders are found again at the venue', () => {
  test('by another tag, or by their terms, where those that look alike are counted', async () => {
    const holed = { limits: LIMITS, holes: ['check-off'], phases: 'burst=40' } as const;
    const tagged = await judge({ ...holed, carries: 526 });
    expect(tagged.tape.counts).toMatchObject({ byTag: tagged.oracle.letThrough, byTerms: 0 });
    const own = await judge({ ...holed, carries: 9001, correlation: { tags: [9001] } });
    expect(own.tape.counts).toMatchObject({ byTag: own.oracle.letThrough, strangers: 0 });
    const bare = await judge({ ...holed, carries: 'none', shares: 100 });
    expect(bare.tape.counts).toMatchObject({ arrived: 40, byTerms: 40, byTag: 0, ambiguous: 39 });
    expect([tagged, own].map(({ oracle }) => oracle.leaks)).toEqual(
      [tagged, own].map((judged) =>
        ordersWhere(judged, (shares, dollars) => shares > 1200 && dollars <= 60_000),
      ),
    );
  });
});
