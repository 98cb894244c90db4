import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/fleet/fleet.js';
import { replayServer } from '../../src/fleet/replay.js';
import type { RecordedResult } from '../../src/fleet/result.js';
import type { FleetSpec } from '../../src/fleet/spec.js';
import { accountImmediate } from '../../src/router/immediate.js';
import { faultsOf, OPEN_LOOP, runUntil, total } from '../support/fleet.js';
import { flowOf } from '../support/orders.js';

const ORDERS = 600;
const IMMEDIATE = 400;
/**
 * Orders of which every third is a day order. Every fifth has a price above all offers, and every
 * seventh is larger than the gate admits in one child.
 */
const FLOW = flowOf(
  Array.from({ length: ORDERS }, (_, n) => ({
    atNs: n * 2e5,
    symbol: n % 40,
    side: n % 2 === 0 ? ('buy' as const) : ('sell' as const),
    quantity: n % 7 === 0 ? 90_000 : 10 + n,
    limitTicks: n % 5 === 0 ? (n % 2 === 0 ? 1 : 2_000_000_000) : 0,
    immediate: n % 3 !== 0,
  })),
);

const isDone = (fleet: Fleet): boolean => {
  const { servers, immediate } = fleet.accounts();
  return (
    servers.reduce((sum, { accepted }) => sum + accepted, 0) === ORDERS && immediate!.open === 0
  );
};

describe.each(['thread', 'inline'] as const)(
  'immediate orders beside day orders on a fleet, venues %s',
  (venues) => {
    test.each([2012, 2003])(
      'of build %i are executed at once or cancelled, and their record replays',
      async (build) => {
        const spec: FleetSpec = {
          ...OPEN_LOOP,
          venues,
          builds: [build],
          arrivals: { kind: 'replay', flow: FLOW, speed: 1 },
          risk: { ...OPEN_LOOP.risk, maxQuantity: { mode: 'enforce', shares: 5000 } },
          record: { recordsMax: 2 ** 18 },
        };
        const result = await runUntil(spec, isDone);
        const { immediate } = result.accounts;
        expect(faultsOf(result)).toEqual([]);
        expect(immediate).toMatchObject({
          orders: IMMEDIATE,
          open: 0,
          cancelled: total(result, ({ cancelledParents }) => cancelledParents),
        });
        expect(immediate!.orderedShares).toBe(
          immediate!.executedShares + immediate!.cancelledShares,
        );
        expect(Math.min(immediate!.filled, immediate!.cancelled)).toBeGreaterThan(0);
        const replays = (result as RecordedResult).journals.map(replayServer);
        expect(replays.map(({ isSame }) => isSame)).toEqual(
          (result as RecordedResult).journals.map(() => true),
        );
        expect(accountImmediate(replays.map(({ server }) => server.router))).toEqual(immediate);
      },
    );
  },
);
