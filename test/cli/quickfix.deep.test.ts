import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { openFileStore } from '../../src/wire/file-store.js';
import { DIST, ROOT, scratchFolder, smars, startSmars } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { optionalPrograms } from '../support/programs.js';
import {
  type QuickfixCounts,
  quickfixNumbers,
  readCounts,
  startPeer,
  startQuickfix,
  startQuickfixAcceptor,
  startQuickfixGateway,
} from '../support/quickfix-peer.js';
import { file, load } from '../support/target-loads.js';
import { decryptTo, encryptTo, makeCertificate } from '../support/tls-front.js';

const folder = scratchFolder();
afterAll(folder.remove);
const hasQuickfix = optionalPrograms().some(
  ({ name, path }) => name === 'QuickFIX' && path !== undefined,
);
const ORDERS = 10_000;
/** One version plain, the other over TLS: QuickFIX has a stream in front of it that does it. */
const KINDS: [FixVersion, 'tcp' | 'tls'][] = [
  ['4.2', 'tcp'],
  ['4.4', 'tls'],
];
const SMALL = ['--servers', '2', '--set', 'universe.stocks=20', '--set', 'mix.endPlace=20'];

/** Whether two sides expect of each other what each will send; `own` is the file of our store. */
function expectSameNumbers(own: string, theirs: { sender: number; target: number }): void {
  const store = openFileStore(own);
  expect([store.nextSender, store.nextTarget]).toEqual([theirs.target, theirs.sender]);
  store.close();
}

describe.skipIf(!hasQuickfix)('10,000 orders and a kill −9 of each side', () => {
  test.each(KINDS)(
    'from QuickFIX to smars gateway, FIX %s, %s: each order has one end',
    async (version, kind) => {
      const at = (name: string): string => join(folder.path, `${name}-${version}`);
      const port = await freePort();
      const front = kind === 'tls' ? await encryptTo(port) : undefined;
      const [cert, key] = kind === 'tls' ? makeCertificate(folder.path) : [];
      const name = `CLIENT${version.replace('.', '')}`;
      const session = { targetCompId: name, version, store: at('gateway'), openMax: ORDERS };
      writeFileSync(at('sessions.json'), JSON.stringify({ sessions: [session] }));
      const startGateway = async () => {
        const started = startSmars([
          ...['gateway', at('sessions.json'), '--listen', `127.0.0.1:${port}`, '--json', ...SMALL],
          ...(cert === undefined ? [] : ['--tls-cert', cert, '--tls-key', key!]),
        ]);
        let told = '';
        started.child.stderr!.on('data', (text: string) => (told += text));
        await started.told(/ stocks, /);
        return { ...started, symbol: /stocks, (\w+),/.exec(told)![1]! };
      };
      const first = await startGateway();
      const plan = {
        ...{ version, port: front?.port ?? port, orders: ORDERS, symbol: first.symbol },
        journal: at('reports'),
      };
      const client = startQuickfix(at('client'), plan);
      await client.told(/reports 4000\n/);
      first.child.kill('SIGKILL');
      await first.ended;
      const second = await startGateway();
      await client.told(/reports 8000\n/);
      client.child.kill('SIGKILL');
      await client.ended;
      const again = startQuickfix(at('client'), plan);
      const counts = readCounts<QuickfixCounts>(await again.ended);
      expect(counts).toMatchObject({ done: ORDERS, rejects: 0 });
      second.child.kill('SIGTERM');
      expect((await second.ended).code).toBe(130);
      front?.close();
      expectOneEnd(at('reports'));
      expectSameNumbers(at('gateway'), quickfixNumbers(at('client')));
    },
  );

  test.each(KINDS)(
    'from our side to a QuickFIX acceptor, FIX %s, %s: each order is filled once',
    async (version, kind) => {
      const at = (name: string): string => join(folder.path, `${name}-${version}`);
      const port = await freePort();
      const certificate = kind === 'tls' ? makeCertificate(folder.path) : undefined;
      const front = certificate && (await decryptTo(port, certificate));
      const startSender = () =>
        startPeer(process.execPath, [
          ...[join(ROOT, 'test', 'peers', 'fix-sender.mjs'), DIST, `${front?.port ?? port}`, kind],
          ...[version, `${ORDERS}`, at('sender'), at('heard')],
        ]);
      const first = await startQuickfixAcceptor(at('acceptor'), version, port);
      const sender = startSender();
      await first.told(/orders 3000\n/);
      first.child.kill('SIGKILL');
      await first.ended;
      const second = await startQuickfixAcceptor(at('acceptor'), version, port);
      await sender.told(/reports 6000\n/);
      sender.child.kill('SIGKILL');
      await sender.ended;
      const again = startSender();
      const counts = readCounts<{ done: number; rejects: number }>(await again.ended);
      expect(counts).toEqual({ done: ORDERS, rejects: 0 });
      second.child.stdin!.end();
      expect(readCounts(await second.ended)).toMatchObject({ ids: ORDERS, rejects: 0 });
      front?.close();
      const filled = linesOf(join(at('acceptor'), 'journal'));
      expect([filled.length, new Set(filled).size]).toEqual([ORDERS, ORDERS]);
      const heard = linesOf(at('heard')).map((line) => line.split(' '));
      expect(new Set(heard.map(([id]) => id))).toEqual(new Set(filled));
      expect(heard.every(([id, execId]) => execId === `E${id}`)).toBe(true);
      expectSameNumbers(at('sender'), quickfixNumbers(at('acceptor')));
    },
  );
});

test.skipIf(!hasQuickfix)(
  'smars load --target has an answer to each order of QuickFIX',
  async () => {
    const port = await freePort();
    const acceptor = await startQuickfixAcceptor(join(folder.path, 'loaded'), '4.2', port);
    const { out } = await smars(
      ...['load', '--target', `fix://127.0.0.1:${port}`, '--fix-version', '4.2', '--json'],
      ...['--rate', '2k', '--duration', '1s', '--settle', '60s'],
    );
    const { orders, unanswered, counts } = JSON.parse(out) as {
      orders: number;
      unanswered: number;
      counts: { filled: number; duplicates: number };
    };
    expect(orders).toBeGreaterThan(1500);
    expect([unanswered, counts.filled, counts.duplicates]).toEqual([0, orders, 0]);
    acceptor.child.stdin!.end();
    expect(readCounts(await acceptor.ended)).toMatchObject({ orders, rejects: 0 });
  },
);

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];

/**
 * Whether the reports of a client say one end of each order, however often they came, and no share
 * above its 100. A status (I) is no event of the order.
 */
function expectOneEnd(path: string): void {
  const events = new Map<string, { id: string; status: string; shares: number }>();
  for (const line of linesOf(path)) {
    const [id, execId, type, status, shares] = line.split(' ');
    if (type !== 'I' && !id!.startsWith('LAST'))
      events.set(execId!, { id: id!, status: status!, shares: Number(shares) });
  }
  const ends = new Map<string, number>();
  const traded = new Map<string, number>();
  for (const { id, status, shares } of events.values()) {
    traded.set(id, (traded.get(id) ?? 0) + shares);
    if ('248'.includes(status)) ends.set(id, (ends.get(id) ?? 0) + 1);
  }
  expect(ends.size).toBe(ORDERS);
  expect([...traded.values()].filter((shares) => shares > 100)).toEqual([]);
  expect([...ends.values()].filter((count) => count !== 1)).toEqual([]);
}

/** What `smars probe --json` says of an exam. */
interface Exam {
  readonly check: string;
  readonly verdict: string;
  readonly fault?: string;
  readonly evidence: readonly string[];
}

describe.skipIf(!hasQuickfix)('a gateway of QuickFIX with two checks, one with a hole', () => {
  test('smars probe passes the one and names the hole of the other, with its order', async () => {
    const [port, venuePort] = [await freePort(), await freePort()];
    const limits = join(folder.path, 'limits.json');
    const firm = {
      'max-quantity': { mode: 'enforce', shares: 1000 },
      'max-notional': { mode: 'enforce', dollars: 50_000 },
    };
    writeFileSync(limits, JSON.stringify({ version: 1, firm }));
    const gateway = await startQuickfixGateway(join(folder.path, 'theirs'), port, venuePort);
    const where = ['--target', `fix://127.0.0.1:${port}`, '--venue', `127.0.0.1:${venuePort}`];
    const only = ['--only', 'max-quantity', '--only', 'max-notional'];
    const { code, out } = await smars('probe', ...where, '--limits', limits, ...only, '--json');
    gateway.child.stdin!.end();
    await gateway.ended;
    const { exams, leftOpen } = JSON.parse(out) as { exams: Exam[]; leftOpen: number };
    expect([code, leftOpen]).toEqual([99, 0]);
    const of = (check: string): Exam => exams.find((exam) => exam.check === check)!;
    expect(of('max-notional')).toMatchObject({ verdict: 'pass' });
    expect(of('max-quantity')).toMatchObject({ verdict: 'hole', fault: 'other-limit' });
    // 1,001 shares are ten round lots to this gateway.
    const evidence = of('max-quantity').evidence.join('\n');
    expect(evidence).toMatch(/venue < D 11=\S+ 55=\w+ 54=1 38=1001 /);
    expect(evidence).toMatch(/38=4000 .*\n.* < 8 .*39=8 .*58=too many shares/);
  });

  test('smars load counts the leaks of that hole to the order', async () => {
    const [port, venuePort] = [await freePort(), await freePort()];
    const firm = {
      'max-quantity': { mode: 'enforce', shares: 1000 },
      'max-notional': { mode: 'enforce', dollars: 50_000 },
    };
    const limits = file('quickfix-limits.json', { version: 1, firm });
    // Up to 1,099 shares are ten round lots to this gateway; $54,000 is too much for both.
    const sizes = [500, 1000, 1001, 1099, 1100, 900];
    const rows = Array.from({ length: 60 }, (_, n) => {
      const shares = sizes[n % 6]!;
      return `A${n},GT,1,${shares},${shares === 900 ? 60 : 10},10:00:00`;
    });
    const head = 'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime';
    const orders = file('quickfix-orders.csv', [head, ...rows].join('\n'));
    const gateway = await startQuickfixGateway(join(folder.path, 'leaks'), port, venuePort);
    const { code, out } = await load(
      ...['--target', `fix://127.0.0.1:${port}`, '--venue', `127.0.0.1:${venuePort}`, '--json'],
      ...['--limits', limits, '--orders', orders, '--rate', '500', '--settle', '30s'],
    );
    gateway.child.stdin!.end();
    await gateway.ended;
    const { oracle, venue } = JSON.parse(out);
    expect([code, venue.arrived, venue.missing]).toEqual([99, 40, 0]);
    expect(oracle).toMatchObject({
      ...{ letThrough: 40, refused: 20, leaks: 20, undecidedLeaks: 0 },
      ...{ trueRefusals: 20, falseRefusals: 0, undecidedRefusals: 0 },
      overshoot: { orders: 20, shares: 21_000, dollars: 210_000 },
    });
    expect(oracle.checks).toEqual([
      { check: 'max-quantity', leaks: 20, refused: 10 },
      { check: 'max-notional', leaks: 0, refused: 10 },
    ]);
  });
});
