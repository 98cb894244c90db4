import { expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { type FleetSpec, planFleet } from '../../src/fleet/spec.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { CREDIT_UNIT_MONEY } from '../../src/risk/counts/credit.js';
import { RUNAWAY } from '../support/fleet.js';

const LATE_MARKET: FleetSpec['market'] = {
  ...RUNAWAY.market,
  venues: [
    {
      name: 'NYSE',
      feeTicks: 1,
      displayedWeight: 1,
      latencyMicros: { median: 500, sdLn: 0 },
    },
  ],
};
const stray = createOrderFlow(1);
stray.count = 1;
stray.symbol[0] = 40;

test.each<[Partial<FleetSpec>, string]>([
  [{ servers: 0 }, 'fleet.servers: a whole number from 1 to 64 expected, was 0'],
  [{ servers: 65 }, 'fleet.servers: a whole number from 1 to 64 expected, was 65'],
  [{ threads: 5 }, 'fleet.threads: a whole number from 1 to 4 expected, was 5'],
  [{ threads: 0 }, 'fleet.threads: at least 1, since orders do not come live, expected, was 0'],
  [
    { threads: 0, arrivals: { kind: 'live' }, venues: 'thread' },
    'fleet.threads: at least 1, since the venues have a thread, expected, was 0',
  ],
  [
    { threads: 0, arrivals: { kind: 'live' }, venues: 'inline', waiting: 'block' },
    'fleet.waiting: auto, since with 0 threads nothing waits, expected, was block',
  ],
  [
    { waiting: 'doze' as 'spin' },
    'fleet.waiting: auto or one of spin, back-off, block expected, was doze',
  ],
  [{ ringRecords: 1000 }, 'fleet.ringRecords: a power of two expected, was 1000'],
  [{ childrenMax: 513 }, 'fleet.childrenMax: a whole number from 16 to 512 expected, was 513'],
  [{ childrenMax: 15 }, 'fleet.childrenMax: a whole number from 16 to 512 expected, was 15'],
  [
    { lazy: { minimum: 257, lingerMicros: 1 } },
    'fleet.lazy.minimum: a whole number from 1 to 256 expected, was 257',
  ],
  [{ builds: [2005, 2012] }, 'fleet.builds: one build for each of the 4 servers expected, was 2'],
  [
    { builds: [2005, 2005, 2011, 2005] },
    'fleet.builds.2: one of 2003, 2005, 2012 expected, was 2011',
  ],
  [
    { arrivals: { kind: 'max', openParents: 4097 } },
    'fleet.arrivals.openParents: a whole number from 1 to 4096 expected, was 4097',
  ],
  [
    { arrivals: { kind: 'replay', flow: stray, speed: 1 } },
    'fleet.arrivals.flow.symbol[0]: a place of the 40 stocks expected, was 40',
  ],
  [
    { arrivals: { kind: 'replay', flow: stray, speed: 0 } },
    'fleet.arrivals.speed: a number above 0 expected, was 0',
  ],
  [
    { arrivals: { kind: 'constant', perSecond: -1 } },
    'schedule.perSecond: a number from 0 to 1000000000 expected, was -1',
  ],
  [
    { mix: { ...RUNAWAY.mix, endPlace: 41 } },
    'fleet.mix.endPlace: a whole number from 1 to 40 expected, was 41',
  ],
  [
    { risk: { ...RUNAWAY.risk, rollingVolume: { mode: 'warn', per: 'account' } } },
    "fleet.risk.rollingVolume.per: is 'account'; a window over all servers, which the threads of " +
      "a fleet do not share; must be 'server' here, and acts in a simulated day",
  ],
  [{ durationSeconds: 0 }, 'fleet.durationSeconds: seconds, at most a day expected, was 0'],
  [
    { kills: [{ atSeconds: 1, scope: { kind: 'server', server: 9 } }] },
    'fleet: kills.0.scope.server: is 9; must be a whole number from 1 to 4',
  ],
  [
    { kills: [{ atSeconds: 1, scope: { kind: 'account', account: 'DESK' } }] },
    'fleet: kills.0.scope.account: is "DESK"; must be an account with limits, or one of the ' +
      'orders; no account is known',
  ],
  [
    { kills: [{ atSeconds: 600, scope: { kind: 'firm' } }] },
    'fleet.kills.0.atSeconds: a time before the end of the run, 600 s with its warm-up, ' +
      'expected, was 600',
  ],
  [
    { kills: [{ atSeconds: 599, scope: { kind: 'firm' }, rearmAfterSeconds: 2 }] },
    'kills.0.rearmAfterSeconds, after the kill: a time before',
  ],
  [
    { kills: [{ atSeconds: 1, scope: { kind: 'firm' }, rearmAfterSeconds: Number.NaN }] },
    'kills.0.rearmAfterSeconds: a number from 0 on',
  ],
  [
    { kills: [{ atSeconds: 1, scope: { kind: 'firm' }, act: 'hat' as never }] },
    "fleet.kills.0.act: 'hat' is not an act; did you mean 'halt'?",
  ],
  [
    { kills: [{ atSeconds: 1, scope: { kind: 'parent', order: 1 }, act: 'reduce' }] },
    "fleet.kills.0.act: 'reduce' is for firm, server, symbol and account; a parent can only be",
  ],
  [
    { kills: [{ atSeconds: 1, scope: { kind: 'firm' }, act: 're-arm', rearmAfterSeconds: 1 }] },
    'kills.0.rearmAfterSeconds: absent after a re-arm expected, was 1',
  ],
  [
    { killCycles: { count: 1, tradeMs: 1, scope: { kind: 'flag', bit: 0 }, act: 'halt' } },
    "fleet.killCycles.act: 'halt' is for firm, server, symbol and account",
  ],
  [
    { firm: { orderRate: { perWindow: 2 ** 20, windowMs: 1 } } },
    'fleet.firm.orderRate.perWindow: a whole number from 1 to 1048575 expected, was 1048576',
  ],
  [
    { risk: { ...RUNAWAY.risk, selfMatch: { mode: 'enforce', instruction: 'decrement' } } },
    "risk: selfMatch.instruction is 'decrement', which cancels orders that rest at a venue",
  ],
  [
    { market: LATE_MARKET, venues: 'inline' },
    'fleet.market.venues: latencyMicros acts only if the venues have a thread; ' +
      "fleet.venues is 'inline'",
  ],
  [
    { market: LATE_MARKET, lazy: { minimum: 64, lingerMicros: 50 } },
    'fleet.lazy: a lazy venue thread delays messages by itself',
  ],
])('%j is refused with field, value and reason', (part, message) => {
  const plan = () => planFleet({ ...RUNAWAY, ...part });
  expect(plan).toThrow(InputError);
  expect(plan).toThrow(message);
});

test('fills in defaults: one build for all, a fortieth of the limit by servers as a slice', () => {
  const risk: FleetSpec['risk'] = {
    ...RUNAWAY.risk,
    grossExposure: { mode: 'enforce', dollars: 100e6 },
  };
  const plan = planFleet({
    ...RUNAWAY,
    risk,
    ringRecords: undefined,
    inboxRecords: undefined,
    waiting: 'auto',
  });
  expect(plan).toMatchObject({
    builds: [2005, 2005, 2005, 2005],
    ringRecords: 8192,
    inboxRecords: 65_536,
    lazy: { minimum: 1, lingerMicros: 0 },
  });
  expect(plan.creditSliceMoney).toBe((100e6 / (4 * 40)) * 10_000);
  expect(['spin', 'block']).toContain(plan.waiting);
});

test('leases order by order if slices are of no dollars, and never on the short way', () => {
  const plan = planFleet({ ...RUNAWAY, firm: { creditSliceDollars: 0 } });
  expect(plan.creditSliceMoney).toBeGreaterThan(0);
  expect(plan.creditSliceMoney).toBeLessThan(CREDIT_UNIT_MONEY);
});
