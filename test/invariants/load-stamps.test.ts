import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largestNs, percentileNs, totalCount } from '../../src/metrics/histogram.js';
import { VenueTape } from '../../src/oracle/tape.js';
import { type LoadFrame, loadTarget } from '../../src/target/load.js';
import { ORDERS_ALONE, parsePhases } from '../../src/target/phases.js';
import { planLoad } from '../../src/target/plan.js';
import type { TargetResult } from '../../src/target/result.js';
import { defaultTarget } from '../../src/target/settings.js';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue } from '../../src/venue/settings.js';
import { troubleSchema } from '../../src/venue/trouble.js';
import { HoledGateway } from '../support/holed-gateway.js';
import { tapWire } from '../support/wire-tap.js';

/**
 * The latencies of a load beside the stamps of others. On the wire between load and gateway each
 * order has the load's SendingTime (52), and its first report the venue's TransactTime (60), which
 * the gateway passes on, and the gateway's own SendingTime. All three are whole ms of the machine's
 * clock. The venue's own list has when it read each order.
 */

const ending: (() => Promise<unknown>)[] = [];
let loaded: Loaded;
beforeAll(async () => {
  loaded = await loadWithStamps();
});
afterAll(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const ORDERS = 60;
/** The venue answers so much later. */
const LATE_MS = 40;
const NS_PER_MS = 1e6;
/** A stamp is cut to whole ms. */
const RESOLUTION_MS = 1;
/** A histogram keeps three significant digits, and a double of this size parts of a µs. */
const BUCKET_SHARE = 2e-3;

/** The stamps of one order, ms since 1970. */
interface Stamps {
  /** By the wire: the load's 52, the venue's 60 and the gateway's 52 of the first report. */
  readonly sentMs: number;
  readonly venueMs: number;
  readonly gatewayMs: number;
  /** When the venue read it, by its own list, with parts of a ms. */
  readonly readMs: number;
}

/** The same points by the load itself, ms since 1970. */
interface Measured {
  readonly handedMs: number;
  readonly arrivedMs: number;
  readonly answeredMs: number;
}

/** The messages of a type on a wire, as fields by tag. */
function messages(wire: string, type: string): Map<string, string>[] {
  return wire
    .split('8=FIX.4.4\x01')
    .map((text) => new Map(text.split('\x01').map((field) => field.split('=') as [string, string])))
    .filter((fields) => fields.get('35') === type);
}

/** Reads a stamp such as `20240108-14:30:00.123`. */
function stampMs(text: string): number {
  const [, year, month, day, time] = /^(\d{4})(\d\d)(\d\d)-(\d\d:\d\d:\d\d\.\d{3})$/.exec(text)!;
  return Date.parse(`${year}-${month}-${day}T${time}Z`);
}

/** The clock that counts ms beside the one that stamps: how far the second is ahead, and ± what. */
class Clocks {
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  look(): void {
    const before = performance.timeOrigin + performance.now();
    const stamp = Date.now();
    const after = performance.timeOrigin + performance.now();
    this.#low = Math.min(this.#low, stamp - after);
    this.#high = Math.max(this.#high, stamp + RESOLUTION_MS - before);
  }

  /** How much a difference of stamps can be off a difference of the load's times. */
  get resolutionMs(): number {
    return this.#high - this.#low;
  }

  /** The earliest and the latest stamp that a time of the load can have. */
  stampsOf(ms: number): readonly [number, number] {
    return [Math.floor(ms + this.#low), Math.floor(ms + this.#high)];
  }
}

interface Loaded {
  readonly result: TargetResult;
  readonly tape: VenueTape;
  readonly orders: readonly (Stamps & Measured)[];
  readonly clocks: Clocks;
  readonly frame: LoadFrame;
}

/** Loads a gateway, whose venue answers late, from both ends. */
async function loadWithStamps(): Promise<Loaded> {
  const tape = new VenueTape();
  const clocks = new Clocks();
  const readAt = new Map<string, number>();
  const abort = new AbortController();
  const late = troubleSchema.parse({ kind: 'late', minMs: LATE_MS, maxMs: LATE_MS });
  const { port, ended } = await startVenue({
    settings: { ...defaultVenue(), background: false, trouble: [late] },
    stocks: [{ symbol: 'GT', referenceTicks: 200_000 }],
    host: '127.0.0.1',
    port: 0,
    signal: abort.signal,
    onArrival: (arrival, scan) => {
      clocks.look();
      if (arrival.type === 'D') readAt.set(arrival.clOrdId, arrival.atMs);
      tape.arrived(arrival, scan);
    },
    onReport: (report) => tape.reported(report),
    tell: () => undefined,
  });
  ending.push(() => {
    abort.abort();
    return ended;
  });
  const gateway = await HoledGateway.start({ venuePort: port });
  ending.push(() => gateway.close());
  const tap = await tapWire(gateway.port);
  ending.push(() => tap.close());
  const plan = planLoad({
    phases: parsePhases('flow=300ms', ORDERS_ALONE),
    arrivals: { kind: 'constant', perSecond: ORDERS / 0.3 },
    stocks: [{ symbol: 'GT', referenceTicks: 200_000 }],
    sizes: { median: 200, sdLn: 0.5, roundTo: 100, max: 2000 },
    sessions: 1,
    seed: 1,
  });
  let frame: LoadFrame | undefined;
  clocks.look();
  const result = await loadTarget(
    {
      place: { host: '127.0.0.1', port: tap.port, isTls: false },
      settings: defaultTarget(),
      consent: { mine: undefined, acceptsUnmarked: false },
      tls: undefined,
    },
    {
      plan,
      symbols: ['GT'],
      settleSeconds: 30,
      signal: new AbortController().signal,
      onBegin: (begun) => {
        frame = begun;
        tape.begin(begun);
      },
    },
  );
  clocks.look();
  const orders = pair(frame!, tape, readAt, tap.sent(), tap.answered());
  return { result, tape, orders, clocks, frame: frame! };
}

/** Both measures of each order, by its ClOrdID. */
function pair(
  { ids, beganMs, actions }: LoadFrame,
  tape: VenueTape,
  readAt: ReadonlyMap<string, number>,
  sent: string,
  answered: string,
): (Stamps & Measured)[] {
  const orderOf = new Map(messages(sent, 'D').map((fields) => [fields.get('11')!, fields]));
  const firstOf = new Map<string, Map<string, string>>();
  for (const fields of messages(answered, '8'))
    if (!firstOf.has(fields.get('11')!)) firstOf.set(fields.get('11')!, fields);
  const wall = (ns: number): number => performance.timeOrigin + beganMs + ns / NS_PER_MS;
  return Array.from({ length: ORDERS }, (_, number) => {
    const id = ids.text(number);
    return {
      sentMs: stampMs(orderOf.get(id)!.get('52')!),
      venueMs: stampMs(firstOf.get(id)!.get('60')!),
      gatewayMs: stampMs(firstOf.get(id)!.get('52')!),
      readMs: readAt.get(id)!,
      handedMs: wall(actions.handedNs[number]!),
      arrivedMs: wall(tape.arrivedNs(number)),
      answeredMs: wall(actions.answeredNs[number]!),
    };
  });
}

describe('the latencies of a load agree with the stamps of others', () => {
  test('each order is sent, read, answered and heard of in this order by both', () => {
    const { orders, clocks, result } = loaded;
    expect(result.orders).toBe(ORDERS);
    for (const order of orders) {
      const { sentMs, venueMs, gatewayMs } = order;
      const [handed] = clocks.stampsOf(order.handedMs);
      const [readLow, readHigh] = clocks.stampsOf(order.arrivedMs);
      const [, answered] = clocks.stampsOf(order.answeredMs);
      expect(handed).toBeLessThanOrEqual(sentMs);
      expect(sentMs).toBeLessThanOrEqual(readHigh);
      expect(readLow).toBeLessThanOrEqual(venueMs);
      expect(venueMs).toBeLessThanOrEqual(gatewayMs);
      expect(gatewayMs).toBeLessThanOrEqual(answered);
      // By its own list the venue read it when the load says that it arrived.
      expect(Math.abs(order.readMs - order.arrivedMs)).toBeLessThan(1e-3);
    }
  });

  test('the histograms have what the stamps of each order give', () => {
    const { orders, tape, result, frame } = loaded;
    const { service, response } = result.latencies;
    const { dueNs, handedNs } = frame.actions;
    const near = (histogram: typeof service, latenciesMs: readonly number[]): void => {
      expect(totalCount(histogram)).toBe(ORDERS);
      const sorted = latenciesMs.map((ms) => ms * NS_PER_MS).sort((a, b) => a - b);
      for (const [percentile, place] of [
        [50, ORDERS / 2 - 1],
        [90, ORDERS * 0.9 - 1],
      ] as const) {
        const wrong = Math.abs(percentileNs(histogram, percentile) - sorted[place]!);
        expect(wrong).toBeLessThan(sorted[place]! * BUCKET_SHARE + 1000);
      }
      const most = sorted.at(-1)!;
      expect(Math.abs(largestNs(histogram) - most)).toBeLessThan(most * BUCKET_SHARE + 1000);
    };
    const waitedMs = Array.from(orders, (_, n) => (handedNs[n]! - dueNs[n]!) / NS_PER_MS);
    near(
      tape.transit,
      orders.map(({ readMs, handedMs }) => readMs - handedMs),
    );
    near(
      tape.arrival,
      orders.map(({ readMs, handedMs }, n) => readMs - handedMs + waitedMs[n]!),
    );
    near(
      service,
      orders.map(({ answeredMs, handedMs }) => answeredMs - handedMs),
    );
    near(
      response,
      orders.map(({ answeredMs, handedMs }, n) => answeredMs - handedMs + waitedMs[n]!),
    );
  });

  test('a delay behind the venue is between arrival and answer, by both', () => {
    const { orders, clocks } = loaded;
    const { resolutionMs } = clocks;
    for (const { sentMs, venueMs, gatewayMs, handedMs, arrivedMs, answeredMs } of orders) {
      expect(gatewayMs - venueMs).toBeGreaterThanOrEqual(LATE_MS - RESOLUTION_MS);
      expect(answeredMs - arrivedMs).toBeGreaterThanOrEqual(LATE_MS - resolutionMs);
      // Stamps lie between the load's own times: their differences are not more than its latencies.
      expect(gatewayMs - sentMs).toBeLessThanOrEqual(answeredMs - handedMs + resolutionMs);
    }
  });
});
