import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { readJournalFile } from '../../src/venue/journal-file.js';
import { scratchFolder, smars, startSmars } from '../support/command.js';
import { Dialled } from '../support/fix-dial.js';
import { timeText } from '../support/fix-talk.js';
import { optionalPrograms } from '../support/programs.js';
import { runQuickfix } from '../support/quickfix-peer.js';
import { refusal } from '../support/terminal.js';
import { makeCertificate } from '../support/tls-front.js';

const folder = scratchFolder();
afterAll(folder.remove);
const programs = new Map(optionalPrograms().map(({ name, path }) => [name, path]));
const VERSIONS: FixVersion[] = ['4.2', '4.4'];

interface Summary {
  sessions: {
    targetCompId: string;
    orders: number;
    rejected: number;
    fills: number;
    shares: number;
    reports: number;
  }[];
  onFile?: { arrivals: number; reports: number; differences: unknown[] };
}

/** Starts a venue on any free port. */
async function startVenue(...args: string[]) {
  const started = startSmars(['venue', '--listen', '127.0.0.1:0', '--json', ...args]);
  let told = '';
  started.child.stderr!.on('data', (text: string) => (told += text));
  await started.told(/ stocks, /);
  return {
    child: started.child,
    port: Number(/listening on fixs?:\/\/[\d.]+:(\d+)/.exec(told)![1]),
    ended: started.ended,
    end: async (): Promise<Summary> => {
      started.child.kill('SIGTERM');
      const { out, code, err } = await started.ended;
      expect([code, err]).toEqual([130, expect.not.stringMatching(/^ +at /m)]);
      return JSON.parse(out) as Summary;
    },
  };
}

async function dial(port: number, version: FixVersion): Promise<Dialled> {
  const client = new Dialled(port, { version, name: `CLIENT${version.replace('.', '')}` });
  await client.until(() => client.session.isActive);
  return client;
}

/** Sends orders about one price, cancels and replaces of them, all drawn from a seed. */
function sendFlow(client: Dialled, version: FixVersion, count: number): void {
  const random = new RandomStream(7, version);
  const price = (): string => (11.4 + random.below(20) / 100).toFixed(2);
  for (let n = 0; n < count; n++) {
    const head = `21=1|55=GT|54=${1 + random.below(2)}|60=${timeText(Date.now())}`;
    const terms = `38=${1 + random.below(900)}|40=2|44=${price()}|59=${'013'[random.below(3)]}`;
    const draw = random.below(10);
    if (n < 5 || draw < 7) client.send('D', `11=N${n}|${head}|${terms}`);
    else {
      const of = `41=N${random.below(n)}|11=N${n}|`;
      if (draw === 7) client.send('G', of + `${head}|${terms}`.replace(/\|59=.*/, ''));
      else client.send('F', of + head.replace('21=1|', ''));
    }
  }
}

/** Executions that a client was told of, and their shares. */
function heardFills(client: Dialled): { fills: number; shares: number } {
  const shares = client.heard.flatMap((one) => {
    const [, quantity] = /^8 .* 32=(\d+) /.exec(one) ?? [];
    return quantity === undefined ? [] : [Number(quantity)];
  });
  return { fills: shares.length, shares: shares.reduce((sum, each) => sum + each, 0) };
}

const tables = (out: string, ending: string): number[] =>
  ['arrivals', 'reports'].map(
    (name) =>
      readFileSync(join(out, `${name}.${ending}`), 'utf8')
        .trimEnd()
        .split('\n').length,
  );

test('what the clients were told, what the venue counted, and what is on file agree', async () => {
  const out = join(folder.path, 'agree');
  const venue = await startVenue('--out', out, '--events', 'ndjson');
  const clients = [await dial(venue.port, '4.2'), await dial(venue.port, '4.4')];
  for (const [n, version] of VERSIONS.entries()) sendFlow(clients[n]!, version, 400);
  for (const client of clients) {
    client.send('H', '11=LAST|55=GT|54=1');
    await client.until(() => client.heard.some((one) => one.includes(' 11=LAST ')));
  }
  const { sessions, onFile } = await venue.end();
  for (const [n, client] of clients.entries()) {
    await client.until(() => client.heard.length === sessions[n]!.reports).catch(() => undefined);
    expect(client.wrong).toEqual([]);
    expect(client.heard).toHaveLength(sessions[n]!.reports);
    expect(sessions[n]).toMatchObject(heardFills(client));
  }
  expect(sessions[0]!.fills).toBeGreaterThan(50);
  expect(onFile).toMatchObject({ arrivals: 802, differences: [] });
  expect(tables(out, 'ndjson')).toEqual([802, onFile!.reports]);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
  expect(summary.sessions).toEqual(sessions);
});

test('a venue over TLS trades the stocks of its file about their prices', async () => {
  const [cert, key] = makeCertificate(folder.path);
  const file = join(folder.path, 'venue.json');
  const sessions = [{ targetCompId: 'CLIENT44' }];
  const stocks = [{ symbol: 'ZZZ', priceDollars: 7 }];
  writeFileSync(file, JSON.stringify({ sessions, stocks }));
  const venue = await startVenue(file, '--tls-cert', cert, '--tls-key', key);
  const client = new Dialled(venue.port, { version: '4.4', name: 'CLIENT44', isTls: true });
  await client.until(() => client.session.isActive);
  const body = (id: string, symbol: string): string =>
    `11=${id}|21=1|55=${symbol}|54=1|60=${timeText(Date.now())}|38=100|40=1`;
  client.send('D', body('A', 'ZZZ'));
  client.send('D', body('B', 'GT'));
  await client.until(() => client.heard.some((one) => one.includes(' 11=B ')));
  const fill = client.heard.find((one) => / 11=A .* 32=/.test(one))!;
  expect(Math.abs(Number(/ 31=(\S+)/.exec(fill)![1]) - 7)).toBeLessThan(0.5);
  expect(client.heard.at(-1)).toMatch(/ 11=B .* 39=8 .*103=1 /);
  expect(client.wrong).toEqual([]);
  client.end();
  await venue.end();
});

test('after kill -9 every report that a client saw is on file; what is lost is told', async () => {
  const out = join(folder.path, 'killed');
  const venue = await startVenue('--out', out);
  const client = await dial(venue.port, '4.4');
  sendFlow(client, '4.4', 3000);
  await client.until(() => client.heard.length > 400);
  venue.child.kill('SIGKILL');
  await venue.ended;
  while (!client.isClosed) await new Promise((resolve) => setTimeout(resolve, 2));
  const kept = new Set<number>();
  readJournalFile(join(out, 'venue.journal'), { report: ({ execId }) => kept.add(execId) });
  const seen = client.heard.flatMap((one) => / 17=(\d+) /.exec(one)?.[1] ?? []);
  expect(seen.length).toBeGreaterThan(300);
  expect(seen.filter((execId) => !kept.has(Number(execId)))).toEqual([]);

  const { code, out: told } = await smars('venue', '--recover', out, '--events', 'csv');
  expect(code).toBe(0);
  expect(told).toMatch(/^the venue was killed: [\d,]+ messages and [\d,]+ reports are whole/);
  expect(told).toMatch(/^lost: what became of [\d,]+ open orders of CLIENT44/m);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  expect(summary.recovered.isEnded).toBe(false);
  const { arrivals, reports } = summary.recovered as { arrivals: number; reports: number };
  expect(tables(out, 'csv')).toEqual([arrivals + 1, reports + 1]);
  const again = await smars('venue', '--recover', out);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('has its summary.json')]);
});

const faulty = join(folder.path, 'faulty.json');
writeFileSync(faulty, '{"sessions":[{"targetCompId":"A"}],"trouble":[{"kind":"lat"}]}');
const foreign = join(folder.path, 'foreign.json');
writeFileSync(
  foreign,
  '{"sessions":[{"targetCompId":"A"}],"trouble":[{"kind":"silent","sessions":["B"]}]}',
);

test.each([
  [['--trouble', 'lats'], "--trouble is 'lats'; did you mean 'late'?"],
  [['--events', 'csv'], '--events goes with --out DIR'],
  [['--recover', 'none'], 'has no venue.journal'],
  [['--recover', 'none', '--seed', '1'], '--seed has no effect with it'],
  [[faulty], 'trouble.0.kind'],
  [[foreign], "trouble.0.sessions: 'B' is no session"],
])('smars venue refuses %j', async (args, reason) => {
  expect(await refusal('venue', ...args)).toContain(reason);
});

test('a venue whose port or metrics are taken leaves nothing behind', async () => {
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const taken = `127.0.0.1:${(busy.address() as AddressInfo).port}`;
  const [out, store, file] = ['unborn', 'unborn.store', 'stored.json'].map((name) =>
    join(folder.path, name),
  );
  writeFileSync(file!, JSON.stringify({ sessions: [{ targetCompId: 'A', store }] }));
  const starts = [
    [file!, '--listen', taken],
    [file!, '--listen', '127.0.0.1:0', '--metrics', taken],
  ];
  for (const start of starts) {
    expect(await refusal('venue', ...start, '--out', out!)).toMatch(/cannot listen/);
    expect([existsSync(out!), existsSync(store!)]).toEqual([false, false]);
  }
  mkdirSync(out!);
  expect(await refusal('venue', ...starts[0]!, '--out', out!)).toMatch(/cannot listen/);
  expect(readdirSync(out!)).toEqual([]);
  busy.close();
});

describe.skipIf(programs.get('QuickFIX') === undefined)('QuickFIX C++', () => {
  test.each(VERSIONS)('sends 2,000 orders by FIX %s; its sums are the venue’s', async (version) => {
    const venue = await startVenue();
    const own = join(folder.path, `quickfix-${version}`);
    const counts = await runQuickfix(own, {
      ...{ version, port: venue.port, orders: 2000, symbol: 'GT' },
    });
    expect(counts).toMatchObject({ done: 2000, rejects: 0, new: 2000 });
    expect(counts.execIds).toBe(counts.reports);
    const { sessions } = await venue.end();
    const session = sessions[version === '4.2' ? 0 : 1]!;
    expect(session).toMatchObject({ orders: 2000, rejected: 0, shares: counts.shares });
    expect(session.reports).toBe(counts.reports);
    expect(counts.shares).toBeGreaterThan(1000);
  });
});
