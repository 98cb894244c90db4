import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Fleet, type FleetOptions, startFleet } from '../../src/fleet/fleet.js';
import type { ServerTally } from '../../src/fleet/main-thread/tally.js';
import type { FleetResult } from '../../src/fleet/result.js';
import type { FleetSpec } from '../../src/fleet/spec.js';
import { KNIGHT_2012, STEADY_IMPACT } from '../../src/scenarios/knight.js';
import { DIST } from './command.js';

const { universe } = KNIGHT_2012;
const market = { ...KNIGHT_2012.market, impact: STEADY_IMPACT };
const worker = (name: string): URL => pathToFileURL(join(DIST, 'workers', name));

/** The compiled entries of the threads, because vitest does not compile what a worker loads. */
export const WORKERS = { servers: worker('servers.js'), venues: worker('venues.js') };
export const OPTIONS: FleetOptions = { workers: WORKERS };

/** Limits with every check off. */
const NO_CHECKS: FleetSpec['risk'] = {
  maxQuantity: { mode: 'off', shares: 1 },
  maxNotional: { mode: 'off', dollars: 1 },
  collar: { mode: 'off', percent: 1, auctionOrders: false },
  parentQuantity: { mode: 'off', toleranceShares: 0 },
  grossExposure: { mode: 'off', dollars: 100 },
  serverRate: { mode: 'off', perSecond: 1, windowSeconds: 1 },
};

/**
 * A runaway that only back-pressure bounds: all servers on the old build, every order flagged, at
 * full speed. Waiting threads block, because the tests share their cores.
 */
export const RUNAWAY: FleetSpec = {
  servers: 4,
  threads: 2,
  venues: 'thread',
  waiting: 'block',
  childrenMax: 256,
  ringRecords: 1024,
  inboxRecords: 1024,
  parentsPerServer: 4096,
  universe: { ...universe, stocks: 40, named: false },
  market: { ...market, displayedSeconds: 3600, pauses: false },
  epochMs: 10,
  risk: NO_CHECKS,
  builds: [2005],
  flagMask: 1,
  router: { pegShares: 100, pegChildrenPerSecond: 0, improvementTicks: 10 },
  arrivals: { kind: 'max', openParents: 64 },
  mix: {
    sizes: { median: 300, sdLn: 0.8, roundTo: 100, max: 5000 },
    flaggedShare: 1,
    firstPlace: 0,
    endPlace: 40,
  },
  warmupSeconds: 0,
  durationSeconds: 600,
  seed: 20120801,
  stallSampleMs: 0,
};

/** An open loop on the good build, with half of the orders flagged. */
export const OPEN_LOOP: FleetSpec = {
  ...RUNAWAY,
  builds: [2012],
  arrivals: { kind: 'poisson', perSecond: 20_000 },
  mix: { ...RUNAWAY.mix, flaggedShare: 0.5 },
};

/** Runs a fleet until a condition holds, however long that takes on this machine, and stops it. */
export async function runUntil(
  spec: FleetSpec,
  holds: (fleet: Fleet) => boolean,
  options: FleetOptions = OPTIONS,
): Promise<FleetResult> {
  const fleet = await startFleet(spec, options);
  await until(fleet, holds);
  return fleet.stop();
}

/** Waits until a condition holds of a fleet, or the fleet has ended. */
export async function until(fleet: Fleet, holds: (fleet: Fleet) => boolean): Promise<void> {
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
  };
  fleet.result.then(end, end);
  while (!hasEnded && !holds(fleet)) await sleep(2);
}

/** Makes a condition for `runUntil` that holds when it holds for every server. */
export const everyServer =
  (holds: (server: ServerTally) => boolean) =>
  (fleet: Fleet): boolean =>
    fleet.accounts().servers.every(holds);

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * Checks what is true of every drained run: nothing is lost, and the firm's books agree with the
 * venues'. Returns the faults.
 */
export function faultsOf({ accounts, kills }: FleetResult): string[] {
  const faults: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  for (const one of accounts.servers) {
    const { server } = one;
    check(
      one.fed === one.accepted + one.refusedParents + one.queued,
      `server ${server}: ${one.fed} fed, ${one.accepted} accepted, ${one.queued} queued`,
    );
    check(
      one.accepted === one.openParents + one.filledParents + one.cancelledParents,
      `server ${server}: ${one.accepted} accepted, ${one.openParents} open`,
    );
    check(
      one.children === one.admitted + one.refusedChildren,
      `server ${server}: ${one.children} children, ${one.admitted} admitted`,
    );
    check(
      one.admitted === one.sent + one.recalled,
      `server ${server}: ${one.admitted} admitted, ${one.sent} sent, ${one.recalled} recalled`,
    );
    check(one.sent === one.arrived, `server ${server}: ${one.sent} sent, ${one.arrived} arrived`);
    check(
      one.sent === one.answered && one.inFlight === 0,
      `server ${server}: ${one.sent} sent, ${one.answered} answered`,
    );
  }
  const { shares, cash, fees } = accounts.reconciliation;
  check(
    shares === 0 && cash === 0 && fees === 0,
    `books differ by ${shares} shares, ${cash} cash, ${fees} fees`,
  );
  check(
    accounts.venues.behindBarrier === 0,
    `${accounts.venues.behindBarrier} children behind the barrier`,
  );
  check(
    kills.every(({ answers }) => answers.length === accounts.servers.length),
    'an act is not acknowledged by all',
  );
  return faults;
}

/** Returns a sum over servers. */
export function total(
  result: FleetResult,
  of: (server: FleetResult['accounts']['servers'][number]) => number,
): number {
  return result.accounts.servers.reduce((sum, server) => sum + of(server), 0);
}
