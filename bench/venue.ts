/**
 * Question: how many orders a second does an emulated venue take, and how long does an order take
 * from its client to the order book and back?
 *
 *   in memory  a client's session ──► the venue's session ──► order book ──► two ExecutionReports,
 *              new and filled, in the venue's session; no socket, no thread
 *   loopback   client in a process of its own ──► session ──► order book ──► ExecutionReports ──►
 *              client; at most 2, 200, or any number of orders without a last report
 *
 * Orders come in pairs: a sell that rests and a buy that takes it whole, so that every order is
 * executed and books stay small. The floor sums the bytes of the same messages.
 */
import { FixSession } from '../src/fix/session.js';
import { MemoryStore } from '../src/fix/store.js';
import { startVenue } from '../src/venue/run.js';
import { defaultVenue, type VenueSettings } from '../src/venue/settings.js';
import { Venue } from '../src/venue/venue.js';
import { Suite } from './harness/suite.js';
import { addRuns, runsOf, take, UNLIMITED } from './support/fix-runs.js';
import type { TakerRun } from './support/fix-taker.js';

const ROUNDS = 5;
const BATCH = 1000;
const NOW_MS = Date.UTC(2012, 7, 1, 13, 30);
const PRICE_TICKS = 200_000;
const SYMBOLS = Array.from({ length: 100 }, (_, n) => `S${n}`);
const STOCKS = SYMBOLS.map((symbol) => ({ symbol, referenceTicks: PRICE_TICKS }));
const RUNS = runsOf({ 2: 4000, 200: 60_000, [UNLIMITED]: 100_000 }, ROUNDS, {
  rate: 20_000,
  orders: 60_000,
  window: 20_000,
});

/** A venue without the orders of others, whose session of 4.4 may have any number of orders. */
function quietVenue(): VenueSettings {
  const settings = defaultVenue();
  const sessions = settings.sessions.map((one) => ({ ...one, openMax: 1e6 }));
  return { ...settings, sessions, background: false };
}

/** A client and a venue that hand each other their bytes. */
function openFloor(): { client: FixSession; server: FixSession } {
  const settings = quietVenue();
  const keeper = { arrived: () => undefined };
  const venue = new Venue(settings, STOCKS, keeper, 1, NOW_MS);
  const own = settings.sessions[1]!;
  const store = new MemoryStore();
  const ignored = { disconnect: () => undefined, tell: () => undefined };
  const { senderCompId } = settings;
  const names = { version: own.version, resetOnLogon: true } as const;
  const server = new FixSession(
    { ...names, role: 'acceptor', senderCompId, targetCompId: own.targetCompId },
    store,
    { ...ignored, deliver: (message) => void venue.take(member, message, NOW_MS) },
  );
  const member = venue.join(own, server, store);
  const client = new FixSession(
    { ...names, role: 'initiator', senderCompId: own.targetCompId, targetCompId: senderCompId },
    new MemoryStore({ bytesMax: 2 ** 20 }),
    { ...ignored, deliver: () => undefined },
  );
  server.connect(NOW_MS);
  client.connect(NOW_MS);
  carry(client, server);
  carry(server, client);
  if (!client.isActive || !server.isActive) throw new Error('bench/venue: no Logon');
  return { client, server };
}

function carry(from: FixSession, to: FixSession): void {
  to.receive(from.output.bytes, NOW_MS, 0, from.output.position);
  from.output.clear();
}

/** Writes orders in pairs, the first with this number. */
function writeOrders(client: FixSession, first: number): void {
  for (let n = 0; n < BATCH; n++) {
    const isBuy = (n & 1) === 1;
    const writer = client.begin('D');
    writer.whole(11, first + n);
    writer.text(55, SYMBOLS[(n >> 1) % SYMBOLS.length]!);
    writer.char(54, isBuy ? 0x31 : 0x32);
    writer.time(60, NOW_MS);
    writer.whole(38, 100);
    writer.char(40, 0x32);
    writer.ticks(44, PRICE_TICKS);
    writer.char(59, isBuy ? 0x33 : 0x30);
    client.commit();
  }
}

function addMemory(suite: Suite): () => string {
  const { client, server } = openFloor();
  let next = 1;
  let sum = 0;
  let reportBytes = 0;
  const prepare = (): void => {
    server.output.clear();
    client.output.clear();
    writeOrders(client, next);
    next += BATCH;
  };
  prepare();
  const bytes = client.output.bytes.slice(0, client.output.position);
  suite.floor('sum the bytes of an order', BATCH, () => {
    for (let i = 0; i < bytes.length; i++) sum = (sum + bytes[i]!) | 0;
  });
  suite.add(
    'venue, in memory',
    BATCH,
    () => {
      carry(client, server);
      reportBytes = server.output.position;
    },
    prepare,
  );
  return () => `reports of ${BATCH} orders: ${reportBytes} bytes; sink: ${sum}`;
}

/** Over loopback. */
async function takeVenue(): Promise<TakerRun[]> {
  const ending = new AbortController();
  const venue = await startVenue({
    settings: quietVenue(),
    stocks: STOCKS,
    host: '127.0.0.1',
    port: 0,
    signal: ending.signal,
    tell: (text) => {
      if (!/logon|logout|reset/.test(text)) console.error(text);
    },
  });
  try {
    return await take({
      port: venue.port,
      version: '4.4',
      sender: 'CLIENT44',
      target: 'SMARS',
      symbols: SYMBOLS,
      pairTicks: PRICE_TICKS,
      runs: RUNS,
    });
  } finally {
    ending.abort();
    await venue.ended;
  }
}

const suite = new Suite({
  question: 'how many orders a second does a venue take, and how long does one take?',
  unit: 'order',
  work:
    'FIX 4.4 orders of 100 shares in pairs, one rests and one takes it; loopback: a client in ' +
    `another process, ${ROUNDS} rounds in turn`,
});
const sink = addMemory(suite);
const runs = await takeVenue();
const notes = addRuns(suite, 'venue', RUNS, runs);
suite.finish(() => [...notes, sink()]);
