import { afterEach, describe, expect, test } from 'vitest';
import { percentileNs, totalCount } from '../../src/metrics/histogram.js';
import { openSession } from '../../src/order-entry/sessions.js';
import { measureTarget } from '../../src/report/target-metrics.js';
import type { TargetDoor } from '../../src/target/client.js';
import { type LoadFrame, loadTarget } from '../../src/target/load.js';
import { ORDERS_ALONE, parseMix, parsePhases } from '../../src/target/phases.js';
import { planLoad } from '../../src/target/plan.js';
import type { TargetResult } from '../../src/target/result.js';
import { defaultTarget } from '../../src/target/settings.js';
import type { VenueArrival } from '../../src/venue/ledger.js';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue, type VenueSettings } from '../../src/venue/settings.js';
import { troubleSchema } from '../../src/venue/trouble.js';
import { Acceptor } from '../../src/wire/acceptor.js';
import { HoledGateway } from '../support/holed-gateway.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const STOCKS = [{ symbol: 'GT', referenceTicks: 200_000 }];

async function startTarget(settings: Partial<VenueSettings> = {}) {
  const abort = new AbortController();
  const arrivals: VenueArrival[] = [];
  const running = await startVenue({
    settings: { ...defaultVenue(), background: false, ...settings },
    stocks: STOCKS,
    host: '127.0.0.1',
    port: 0,
    signal: abort.signal,
    onArrival: (arrival) => arrivals.push(arrival),
    tell: () => undefined,
  });
  const end = (): Promise<unknown> => {
    abort.abort();
    return running.ended;
  };
  ending.push(end);
  return { port: running.port, arrivals, end };
}

const doorTo = (port: number, more: Partial<TargetDoor['settings']> = {}): TargetDoor => ({
  place: { host: '127.0.0.1', port, isTls: false },
  settings: { ...defaultTarget(more.version), ...more },
  consent: { mine: undefined, acceptsUnmarked: false },
  tls: undefined,
});

function load(
  door: TargetDoor,
  phases: string,
  { perSecond = 500, mix = ORDERS_ALONE, signal = new AbortController().signal } = {},
  onBegin?: (frame: LoadFrame) => void,
): Promise<TargetResult> {
  const plan = planLoad({
    phases: parsePhases(phases, mix),
    arrivals: { kind: 'constant', perSecond },
    stocks: STOCKS,
    sizes: { median: 200, sdLn: 0.8, roundTo: 100, max: 2000 },
    sessions: door.settings.sessions.length,
    seed: 1,
  });
  return loadTarget(door, { plan, symbols: ['GT'], settleSeconds: 5, signal, onBegin });
}

describe('a load on a target', () => {
  test.each(['4.2', '4.4'] as const)(
    'of FIX %s sends each message once, finds its answer, and leaves nothing behind',
    async (version) => {
      const { port, arrivals } = await startTarget();
      const mix = parseMix('order=70,cancel=20,replace=10');
      const result = await load(doorTo(port, { version }), 'flow=400ms', { mix });
      const { issued, counts, drain, unanswered } = result;
      expect(issued).toEqual({ asked: 200, handed: 200, left: 200 });
      expect(result.orders + result.cancels + result.replaces).toBe(200);
      expect(unanswered).toBe(0);
      expect(counts).toMatchObject({ accepted: result.orders, refused: 0, unmatched: 0 });
      expect(counts.changesRefused + counts.cancelled + counts.replaced).toBeGreaterThanOrEqual(
        result.cancels + result.replaces,
      );
      expect(drain.outstanding).toBe(0);
      expect(result.verdicts.find(({ name }) => name === 'complete')!.isGood).toBe(true);
      expect(arrivals.filter(({ type }) => type === 'D')).toHaveLength(result.orders);
      expect(arrivals).toHaveLength(200 + drain.cancels);
      expect(totalCount(result.latencies.response)).toBe(result.orders);
      expect(measureTarget(result)['response.p99']).toBe(
        percentileNs(result.latencies.response, 99),
      );
    },
  );

  test('spreads a burst over sessions, replaces it and cancels it', async () => {
    const { port, arrivals } = await startTarget();
    const gateway = await HoledGateway.start({ venuePort: port, clients: ['A', 'B'] });
    ending.push(() => gateway.close());
    const sessions = [{ senderCompId: 'A' }, { senderCompId: 'B' }];
    const door = doorTo(gateway.port, { sessions });
    const result = await load(door, 'burst=40,pause=200ms,replace,pause=200ms,cancel');
    expect(result).toMatchObject({ orders: 40, cancels: 40, replaces: 40, unanswered: 0 });
    expect(result.drain).toEqual({ open: 0, cancels: 0, outstanding: 0 });
    expect(arrivals.filter(({ type }) => type === 'D')).toHaveLength(40);
    expect(result.counts.cancelled + result.counts.changesRefused).toBeGreaterThanOrEqual(40);
  });

  test('counts what the target refuses, with its reasons', async () => {
    const { port } = await startTarget();
    const limits = { maxQuantityShares: 200 };
    const gateway = await HoledGateway.start({ venuePort: port, limits });
    ending.push(() => gateway.close());
    const { counts, reasons, orders } = await load(doorTo(gateway.port), 'burst=100');
    expect(counts.refused).toBe(gateway.counts.refused);
    expect(counts.refused).toBeGreaterThan(20);
    expect(counts.accepted + counts.refused).toBe(orders);
    expect([...reasons]).toEqual([['check=max-quantity measure=# bound=#', counts.refused]]);
  });

  test('says which messages have no answer, and which orders may be open', async () => {
    const lost = troubleSchema.parse({ kind: 'lose', share: 0.3 });
    const { port } = await startTarget({ trouble: [lost] });
    const door = doorTo(port);
    const plan = planLoad({
      phases: parsePhases('burst=50', ORDERS_ALONE),
      arrivals: { kind: 'constant', perSecond: 1 },
      stocks: STOCKS,
      sizes: { median: 200, sdLn: 0, roundTo: 100, max: 2000 },
      sessions: 1,
      seed: 1,
    });
    const { signal } = new AbortController();
    const result = await loadTarget(door, { plan, symbols: ['GT'], settleSeconds: 0.2, signal });
    expect(result.unanswered).toBeGreaterThan(0);
    expect(result.unanswered).toBeLessThan(50);
    expect(result.verdicts[0]).toMatchObject({ name: 'complete', isGood: false });
  });

  test('ends early when it is told to, and cancels what is open', async () => {
    const { port } = await startTarget();
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    const result = await load(doorTo(port), 'flow=60s', { signal: abort.signal });
    expect(result.endedBy).toBe('interrupted');
    expect(result.issued.asked).toBeLessThan(30_000);
    expect(result.drain.outstanding).toBe(0);
  });

  test('ends when the target ends, and says so', async () => {
    const { port, arrivals, end } = await startTarget();
    const timer = setInterval(() => {
      if (arrivals.length > 10) void end();
    }, 10);
    ending.push(async () => clearInterval(timer));
    const result = await load(doorTo(port), 'flow=60s');
    expect(result).toMatchObject({ endedBy: 'disconnected', lost: ['CLIENT44'] });
    expect(result.verdicts[0]!.reason).toContain('a connection ended');
  });

  test('counts the time for which a target does not read', async () => {
    const pause = { kind: 'pause', everySeconds: 1.2, forSeconds: 0.6 };
    const { port } = await startTarget({ trouble: [troubleSchema.parse(pause)] });
    const result = await load(doorTo(port), 'flow=1500ms', { perSecond: 200 });
    expect(result.unanswered).toBe(0);
    expect(percentileNs(result.latencies.response, 100)).toBeGreaterThan(0.3e9);
  });

  test('finds messages that the target does not understand, and is not complete', async () => {
    const { port, arrivals } = await startTarget({
      sessions: ['A', 'B'].map((name) => ({ ...defaultVenue().sessions[1]!, targetCompId: name })),
    });
    const sessions = [{ senderCompId: 'A' }, { senderCompId: 'B' }];
    // StopPx (99) is a price.
    const door = doorTo(port, { sessions, orderFields: { 99: 'dear' } });
    const result = await load(door, 'burst=30');
    expect(arrivals).toEqual([]);
    expect(result.counts).toMatchObject({ rejected: 30, unmatched: 0, accepted: 0 });
    expect(result).toMatchObject({ unanswered: 0, drain: { open: 0 } });
    expect(result.verdicts[0]).toMatchObject({
      isGood: false,
      reason: 'the target understood no message',
    });
  });

  test('does not count as left what a target that ends has not read', async () => {
    const settings = defaultVenue();
    const link = openSession(settings.sessions[1]!, settings, true, {
      deliver: () => undefined,
      closed: () => undefined,
      tell: (note) => {
        if (note !== 'logon') return;
        setImmediate(() => link.holdReading(true));
      },
    });
    // Both sides' buffers are full once no more is handed over, and some of it has not left.
    const dropWhenFull = ({ progress }: LoadFrame): void => {
      let before = 0;
      const timer = setInterval(() => {
        const { handed, left } = progress().issued;
        if (handed === before && left < handed) {
          clearInterval(timer);
          link.drop();
        }
        before = handed;
      }, 50);
      ending.push(async () => clearInterval(timer));
    };
    const listen = { host: '127.0.0.1', port: 0, connectionsMax: 1, logonSeconds: 5 };
    const acceptor = new Acceptor(listen, [link], () => link);
    const port = await acceptor.listen();
    ending.push(() => acceptor.close());
    const { issued, endedBy, verdicts } = await load(
      doorTo(port),
      'burst=100000',
      {},
      dropWhenFull,
    );
    expect([issued.asked, endedBy]).toEqual([100_000, 'disconnected']);
    expect(issued.left).toBeLessThan(issued.handed);
    expect(issued.handed).toBeLessThan(issued.asked);
    expect(verdicts[0]!.reason).toContain(`${issued.handed - issued.left} messages never left`);
  });

  test('tells its progress while it goes, and at the end what the result has', async () => {
    const { port } = await startTarget();
    let frame: LoadFrame | undefined;
    const result = await load(doorTo(port), 'burst=20', {}, (begun) => {
      frame = begun;
      expect(begun.progress().issued).toMatchObject({ handed: 0, left: 0 });
    });
    const { issued, counts, answered, lag, latencies } = frame!.progress();
    // The cancels that tidied up are no part of the load.
    expect(result.drain.cancels).toBeGreaterThan(0);
    expect([issued, answered]).toEqual([{ asked: 20, handed: 20, left: 20 }, 20]);
    expect([issued, counts, lag, latencies]).toEqual([
      ...[result.issued, result.counts, result.lag, result.latencies],
    ]);
  });

  test('refuses a target that does not say that it is a test, and sends it no order', async () => {
    const { port, arrivals } = await startTarget();
    const gateway = await HoledGateway.start({ venuePort: port, isMarked: false });
    ending.push(() => gateway.close());
    const door = doorTo(gateway.port);
    await expect(load(door, 'burst=5')).rejects.toThrow('--target-unmarked');
    expect([gateway.counts.orders, arrivals.length]).toEqual([0, 0]);
    const consent = { mine: undefined, acceptsUnmarked: true };
    const result = await load({ ...door, consent }, 'burst=5');
    expect(result.orders).toBe(5);
  });
});
