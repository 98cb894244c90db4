/**
 * Question: how many NewOrderSingles a second does FIX carry, and how long does an order take from
 * its client to the servers and back?
 *
 *   codec     scan a NewOrderSingle, write one, write an ExecutionReport
 *   session   take a NewOrderSingle (scanned, checked, delivered); send an ExecutionReport
 *   loopback  client in a process of its own ──► session ──► gateway ──► router, gate, venues ──►
 *             ExecutionReports ──► client; at most 1, 200, or any number of orders without a last
 *             report. Beside it the same client against a QuickFIX C++ acceptor that fills each
 *             order by itself, where g++ and QuickFIX are installed
 *
 * The servers are where `smars gateway` has them: on two cores on the thread of the sessions. Each
 * order has two reports from the gateway, new and filled or cancelled, and one from QuickFIX. The
 * floor sums the bytes of the same message.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectByOneThread, enlargeNursery } from '../src/cli/nursery.js';
import { createScan, scanMessage } from '../src/fix/scan.js';
import { FixSession } from '../src/fix/session.js';
import { MemoryStore } from '../src/fix/store.js';
import type { MessageWriter } from '../src/fix/writer.js';
import { liveThreads } from '../src/fleet/layout.js';
import { startGateway } from '../src/gateway/run.js';
import { defaultGateway } from '../src/gateway/settings.js';
import { symbolsOf } from '../src/market/universe.js';
import { fleetOf } from '../src/scenarios/profile.js';
import { findProfile } from '../src/scenarios/profiles.js';
import { Suite } from './harness/suite.js';
import { addRuns, runsOf, take, UNLIMITED } from './support/fix-runs.js';
import type { TakerRun } from './support/fix-taker.js';

const ROUNDS = 5;
const BATCH = 1000;
const NOW_MS = Date.UTC(2012, 7, 1, 13, 30);

/** The body of an order, as a client writes it. */
function writeOrder(writer: MessageWriter, number: number): void {
  writer.whole(11, number);
  writer.text(55, 'GT');
  writer.char(54, 0x31);
  writer.time(60, NOW_MS);
  writer.whole(38, 100);
  writer.char(40, 0x32);
  writer.ticks(44, 123_400);
  writer.char(59, 0x33);
}

/** The body of a report, as a gateway writes it. */
function writeReport(writer: MessageWriter, number: number): void {
  writer.text(37, 'S1000001');
  writer.whole(11, number);
  writer.whole(17, number);
  writer.char(150, 0x46);
  writer.char(39, 0x32);
  writer.text(55, 'GT');
  writer.char(54, 0x31);
  writer.whole(38, 100);
  writer.char(40, 0x32);
  writer.ticks(44, 123_400);
  writer.char(59, 0x33);
  writer.whole(32, 100);
  writer.ticks(31, 123_400);
  writer.whole(151, 0);
  writer.whole(14, 100);
  writer.ticks(6, 123_400);
  writer.time(60, NOW_MS);
}

/** A logged-on pair: what one writes the other takes. */
function openPair(): { client: FixSession; server: FixSession } {
  const port = { deliver: () => {}, disconnect: () => {}, tell: () => {} };
  const open = (role: 'initiator' | 'acceptor', own: string, other: string): FixSession =>
    new FixSession(
      { version: '4.4', role, senderCompId: own, targetCompId: other, resetOnLogon: true },
      new MemoryStore({ bytesMax: 2 ** 20 }),
      port,
    );
  const client = open('initiator', 'CLIENT', 'SMARS');
  const server = open('acceptor', 'SMARS', 'CLIENT');
  server.connect(NOW_MS);
  client.connect(NOW_MS);
  carry(client, server);
  carry(server, client);
  if (!client.isActive || !server.isActive) throw new Error('bench/fix: no Logon');
  return { client, server };
}

function carry(from: FixSession, to: FixSession): void {
  to.receive(from.output.bytes, NOW_MS, 0, from.output.position);
  from.output.clear();
}

function addCodec(suite: Suite): () => string {
  let sum = 0;
  const { client } = openPair();
  for (let n = 0; n < BATCH; n++) {
    writeOrder(client.begin('D'), n);
    client.commit();
  }
  const bytes = client.output.bytes.slice(0, client.output.position);
  client.output.clear();
  suite.floor('sum the bytes of an order', BATCH, () => {
    for (let i = 0; i < bytes.length; i++) sum = (sum + bytes[i]!) | 0;
  });
  const scan = createScan();
  suite.add('scan an order', BATCH, () => {
    for (let at = 0; at < bytes.length; ) at += scanMessage(scan, bytes, at, bytes.length, 65_536);
    sum += scan.count;
  });
  const send = (type: string, write: (writer: MessageWriter, number: number) => void): void => {
    for (let n = 0; n < BATCH; n++) {
      write(client.begin(type), n);
      client.commit();
    }
    sum += client.output.position;
    client.output.clear();
  };
  suite.add('session: send an order', BATCH, () => send('D', writeOrder));
  suite.add('session: send a report', BATCH, () => send('8', writeReport));
  const pair = openPair();
  suite.add(
    'session: take an order',
    BATCH,
    () => carry(pair.client, pair.server),
    () => fillOrders(pair.client),
  );
  fillOrders(pair.client);
  return () => `sink: ${sum}`;
}

function fillOrders(client: FixSession): void {
  for (let n = 0; n < BATCH; n++) {
    writeOrder(client.begin('D'), n);
    client.commit();
  }
}

const RUNS = runsOf({ 1: 4000, 200: 60_000, [UNLIMITED]: 100_000 }, ROUNDS, {
  rate: 50_000,
  orders: 100_000,
  window: 50_000,
});

/** Through the gateway and its servers. */
async function takeGateway(): Promise<TakerRun[]> {
  const ending = new AbortController();
  const fleet = fleetOf(findProfile('normal-day'));
  const spec = {
    ...fleet,
    arrivals: { kind: 'live' as const },
    servers: 2,
    builds: [2012, 2012],
    parentsPerServer: 2 ** 18,
    threads: liveThreads(fleet),
    otherThreads: 1,
    warmupSeconds: 0,
    durationSeconds: 600,
    stallSampleMs: 10,
  };
  const settings = defaultGateway();
  enlargeNursery();
  collectByOneThread();
  const open = {
    ...settings,
    sessions: settings.sessions.map((one) => ({ ...one, openMax: 1e6 })),
  };
  const gateway = await startGateway({
    settings: open,
    spec,
    host: '127.0.0.1',
    port: 0,
    signal: ending.signal,
    tell: (text) => {
      if (!text.includes('logon') && !text.includes('logout')) console.error(text);
    },
  });
  try {
    return await take({
      port: gateway.port,
      version: '4.4',
      sender: 'CLIENT44',
      target: 'SMARS',
      symbols: symbolsOf(spec).slice(0, 100),
      runs: RUNS,
    });
  } finally {
    ending.abort();
    await gateway.result;
  }
}

/** Against an acceptor of QuickFIX; undefined where it cannot be compiled. */
async function takeQuickFix(): Promise<TakerRun[] | undefined> {
  const source = fileURLToPath(new URL('../../test/peers/quickfix-acceptor.cpp', import.meta.url));
  if (!existsSync(source) || !existsSync('/usr/include/quickfix/Session.h')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'smars-bench-fix-'));
  try {
    const program = join(folder, 'acceptor');
    const args = ['-std=c++14', '-O2', '-w', '-o', program, source, '-lquickfix', '-lpthread'];
    if (spawnSync('g++', args).status !== 0) return undefined;
    const port = 20_000 + (process.pid % 10_000);
    const settings = join(folder, 'settings.cfg');
    writeFileSync(settings, quickFixSettings(port));
    const child = spawn(program, [settings, 'memory'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const runs = await take({
      port,
      version: '4.4',
      sender: 'CLIENT44',
      target: 'SMARS',
      symbols: ['GT'],
      runs: RUNS,
    });
    child.stdin.end();
    await once(child, 'close');
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const quickFixSettings = (port: number): string => `[DEFAULT]
ConnectionType=acceptor
StartTime=00:00:00
EndTime=00:00:00
ResetOnLogon=Y
UseDataDictionary=N
SocketNodelay=Y
SocketAcceptPort=${port}
[SESSION]
BeginString=FIX.4.4
SenderCompID=SMARS
TargetCompID=CLIENT44
`;

const suite = new Suite({
  question: 'how many orders a second does FIX carry, and how long does one take?',
  unit: 'order',
  work:
    'FIX 4.4 orders of 100 shares, immediate or cancel; loopback: 2 servers as the gateway has ' +
    `them, a client in another process, ${ROUNDS} rounds in turn`,
});
const sink = addCodec(suite);
const notes: string[] = [];
const own = await takeGateway();
const theirs = await takeQuickFix();
notes.push(...addRuns(suite, 'gateway', RUNS, own));
if (theirs === undefined) notes.push('QuickFIX C++ is not installed, so it is not measured');
else notes.push(...addRuns(suite, 'QuickFIX', RUNS, theirs));
suite.finish(() => [...notes, sink()]);
