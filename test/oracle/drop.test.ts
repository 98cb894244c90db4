import { afterEach, describe, expect, test } from 'vitest';
import type { DropResult } from '../../src/oracle/drop.js';
import { judgeLoad } from '../../src/oracle/judge.js';
import { VenueTape } from '../../src/oracle/tape.js';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import { SideCode } from '../../src/target/actions.js';
import { loadTarget } from '../../src/target/load.js';
import { ORDERS_ALONE, parsePhases } from '../../src/target/phases.js';
import { planLoad } from '../../src/target/plan.js';
import type { TargetResult } from '../../src/target/result.js';
import { defaultTarget } from '../../src/target/settings.js';
import type { VenueArrival } from '../../src/venue/ledger.js';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue } from '../../src/venue/settings.js';
import { holdingLine } from '../support/holding-line.js';
import { HoledGateway } from '../support/holed-gateway.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const STOCK = {
  symbol: 'GT',
  openTicks: 200_000,
  advShares: 1e6,
  dailyVolatility: 0.02,
  indexMember: true,
};
const ORDERS = 20;
const PHASES = parsePhases(`burst=${ORDERS},drop`, ORDERS_ALONE);

interface Dropped {
  readonly drop: DropResult;
  readonly result: TargetResult;
  /** What the venue saw of orders, by its own list. */
  readonly orders: readonly VenueArrival[];
}

/** Starts a venue that a tape hears, and that lists its orders; returns its port. */
async function startTaped(tape: VenueTape, orders: VenueArrival[]): Promise<number> {
  const venueEnd = new AbortController();
  const { port, ended } = await startVenue({
    settings: { ...defaultVenue(), background: false },
    stocks: [{ symbol: 'GT', referenceTicks: STOCK.openTicks }],
    host: '127.0.0.1',
    port: 0,
    signal: venueEnd.signal,
    onArrival: (arrival, scan) => {
      if (arrival.type === 'D') orders.push(arrival);
      tape.arrived(arrival, scan);
    },
    onReport: (report) => tape.reported(report),
    tell: () => undefined,
  });
  ending.push(() => {
    venueEnd.abort();
    return ended;
  });
  return port;
}

/**
 * Buys through a gateway over two sessions, and cuts both. With `isHeld` all orders are under way
 * until then.
 */
async function dropOn(cancelOnDisconnect: boolean, isHeld: boolean): Promise<Dropped> {
  const tape = new VenueTape();
  const orders: VenueArrival[] = [];
  const port = await startTaped(tape, orders);
  const clients = ['A', 'B'];
  const gateway = await HoledGateway.start({ venuePort: port, clients, cancelOnDisconnect });
  ending.push(() => gateway.close());
  const line = isHeld ? await holdingLine(gateway.port) : undefined;
  if (line !== undefined) ending.push(() => line.close());
  const plan = planLoad({
    phases: PHASES,
    arrivals: { kind: 'constant', perSecond: 1 },
    stocks: [{ symbol: 'GT', referenceTicks: STOCK.openTicks }],
    sizes: { median: 300, sdLn: 1, roundTo: 1, max: 5000 },
    sessions: clients.length,
    seed: 1,
  });
  plan.actions.sideCode.fill(SideCode.BUY);
  // A gateway that leaves orders open says nothing when it is done: all came, and both are gone.
  const done = new AbortController();
  const isDone = (): boolean =>
    orders.length === ORDERS && gateway.clients.every(({ session }) => !session.isActive);
  const look = setInterval(() => {
    if (!cancelOnDisconnect && isDone()) done.abort();
  }, 5);
  ending.push(async () => clearInterval(look));
  const result = await loadTarget(
    {
      place: { host: '127.0.0.1', port: line?.port ?? gateway.port, isTls: false },
      settings: { ...defaultTarget(), sessions: clients.map((senderCompId) => ({ senderCompId })) },
      consent: { mine: undefined, acceptsUnmarked: false },
      tls: undefined,
    },
    {
      plan,
      symbols: ['GT'],
      settleSeconds: 30,
      signal: done.signal,
      atVenue: tape,
      onBegin: (frame) => tape.begin(frame),
      onSettled: () => tape.settled(),
    },
  );
  const { drop } = judgeLoad(tape, ORDERS, {
    limits: parseLimits('{"version":1,"firm":{}}', 'limits.json'),
    stocks: [STOCK],
    ordersMax: ORDERS,
    accounts: clients.map(() => undefined),
    kill: { stops: false, scope: 'session', wasStopped: false },
    droppedNs: result.droppedNs,
  });
  expect(gateway.counts.forwarded).toBe(ORDERS);
  return { drop: drop!, result, orders };
}

const dollarsOf = (orders: readonly VenueArrival[]): number =>
  orders.reduce((sum, { quantity, priceTicks }) => sum + quantity * priceTicks, 0) / 10_000;

describe('what comes to the venue after the lines were cut', () => {
  test('is all that was under way then, in orders and dollars', async () => {
    const { drop, result, orders } = await dropOn(true, true);
    expect(drop.after).toBe(ORDERS);
    expect(drop.afterDollars).toBeCloseTo(dollarsOf(orders), 6);
    expect(drop.lastArrivalNs).toBeGreaterThan(0);
    expect(drop.lastEndNs).toBeGreaterThanOrEqual(drop.lastArrivalNs!);
    expect(drop).toMatchObject({ ended: ORDERS, left: 0, leftDollars: 0 });
    expect(result).toMatchObject({ endedBy: 'dropped', unanswered: ORDERS, lost: [] });
    expect(result.verdicts[0]).toMatchObject({
      isGood: true,
      reason: `${ORDERS} messages had no answer when the lines were cut`,
    });
  });

  test('ends, where the gateway cancels what is open of a client that is gone', async () => {
    const { drop, result } = await dropOn(true, false);
    expect(drop).toMatchObject({ ended: ORDERS, left: 0, leftDollars: 0 });
    expect(drop.after).toBeLessThanOrEqual(ORDERS);
    expect(drop.lastEndNs).toBeGreaterThan(0);
    expect(result.drain).toEqual({ open: 0, cancels: 0, outstanding: 0 });
  });

  test('stays open, where it does not, and the load says that it may', async () => {
    const { drop, result, orders } = await dropOn(false, false);
    expect(drop).toMatchObject({ ended: 0, lastEndNs: undefined, left: ORDERS });
    expect(drop.leftDollars).toBeCloseTo(dollarsOf(orders), 6);
    expect(result.drain).toEqual({ open: ORDERS, cancels: 0, outstanding: ORDERS });
    expect(result.verdicts[0]).toMatchObject({
      isGood: false,
      reason: `${ORDERS} orders may still be open`,
    });
  });
});
