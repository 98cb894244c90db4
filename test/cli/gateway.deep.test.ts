import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { openFileStore } from '../../src/wire/file-store.js';
import { scratchFolder, smars, startSmars, withoutProgress } from '../support/command.js';
import { Dialled } from '../support/fix-dial.js';
import { timeText } from '../support/fix-talk.js';
import { refusal } from '../support/terminal.js';
import { makeCertificate } from '../support/tls-front.js';

const folder = scratchFolder();
afterAll(folder.remove);
const VERSIONS: FixVersion[] = ['4.2', '4.4'];
/** Few servers and stocks start fast. */
const SMALL = ['--servers', '2', '--set', 'universe.stocks=20', '--set', 'mix.endPlace=20'];

interface Summary {
  command: string;
  sessions: {
    targetCompId: string;
    account?: string;
    orders: number;
    accepted: number;
    rejected: number;
    answerNs: { count: number };
    fillNs: { count: number };
  }[];
  children: { sent: number; answered: number };
}

/** Starts a gateway, on any free port unless it is told which. */
async function startGateway(...args: string[]) {
  const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const command = ['gateway', ...listen, '--json', ...SMALL, ...args];
  const started = startSmars(command, { typed: true });
  let told = '';
  started.child.stderr!.on('data', (text: string) => (told += text));
  await started.told(/stocks, (?:\w+, ){2}\w+ …/);
  return {
    child: started.child,
    port: Number(/listening on fixs?:\/\/[\d.]+:(\d+)/.exec(told)![1]),
    symbol: /stocks, (\w+),/.exec(told)![1]!,
    told: started.told,
    ended: started.ended,
    end: async (): Promise<Summary> => {
      started.child.kill('SIGTERM');
      const { out, code, err } = await started.ended;
      expect([code, err]).toEqual([130, expect.not.stringMatching(/^ +at /m)]);
      return JSON.parse(out) as Summary;
    },
  };
}

const order = (id: string, symbol: string, more: string): string =>
  `11=${id}|21=1|55=${symbol}|54=1|60=${timeText(Date.now())}|${more}`;

describe.each(VERSIONS)('smars gateway, FIX %s', (version) => {
  const name = `CLIENT${version.replace('.', '')}`;

  test('works orders on its servers, refuses what the limits refuse, and is killed', async () => {
    const limits = [
      '--set',
      'risk.maxQuantity.mode=enforce',
      '--set',
      'risk.maxQuantity.shares=50',
    ];
    const gateway = await startGateway(...limits);
    const client = new Dialled(gateway.port, { version, name });
    const heard = (id: string, status: string): boolean =>
      client.heard.some((one) => one.includes(` 11=${id} `) && one.includes(` 39=${status} `));
    await client.until(() => client.session.isActive);
    const { symbol } = gateway;
    client.send('D', order('FILL', symbol, '38=10|40=1'));
    await client.until(() => heard('FILL', '2'));
    client.send('D', order('BIG', symbol, '38=5000|40=1'));
    // A verdict that comes late ends an order that has been acknowledged.
    await client.until(() => heard('BIG', '8') || heard('BIG', '4'));
    expect(client.heard.at(-1)).toMatch(
      / 58=check=max-quantity scope=server:[12] measure=\d{3,} bound=50 unit=shares; max quantity /,
    );
    client.send('D', order('REST', symbol, '38=10|40=2|44=0.01'));
    await client.until(() => heard('REST', '0'));
    client.send('G', order('REST2', symbol, '38=20|40=2|44=0.02|41=REST'));
    await client.until(() => client.heard.some((one) => / 150=5 .* 38=20 /.test(one)));
    client.send('F', order('GONE', symbol, '41=REST2').replace('21=1|', ''));
    await client.until(() => heard('GONE', '4'));
    client.send('D', order('STAYS', symbol, '38=10|40=2|44=0.01'));
    await client.until(() => heard('STAYS', '0'));
    gateway.child.kill('SIGUSR2');
    await client.until(() => heard('STAYS', '4'));
    expect(client.heard.at(-1)).toMatch(/ 58=reason=killed scope=server:[12]$/);
    client.send('D', order('LATE', symbol, '38=10|40=1'));
    await client.until(() => heard('LATE', '8'));
    expect(client.wrong).toEqual([]);
    const { sessions, children } = await gateway.end();
    const own = sessions.find(({ targetCompId }) => targetCompId === name)!;
    expect([own.orders, own.accepted + own.rejected]).toEqual([5, 5]);
    expect(children.sent).toBe(children.answered);
    await client.until(() => client.isClosed).catch(() => undefined);
  });

  test('takes acts on an account, a symbol and the firm from its terminal', async () => {
    const file = join(folder.path, `acts-${version}.json`);
    const session = { targetCompId: name, version, account: 'DESK' };
    writeFileSync(file, JSON.stringify({ sessions: [session] }));
    const gateway = await startGateway(file);
    const client = new Dialled(gateway.port, { version, name });
    const heard = (id: string, status: string): boolean =>
      client.heard.some((one) => one.includes(` 11=${id} `) && one.includes(` 39=${status} `));
    await client.until(() => client.session.isActive);
    const { symbol } = gateway;
    const act = async (line: string, told: string): Promise<void> => {
      gateway.child.stdin!.write(`${line}\n`);
      await gateway.told(new RegExp(told.replace(/[?]/g, '\\?')));
    };
    await act('halt account:DESK', 'halted account:DESK');
    client.send('D', order('HALTED', symbol, '38=10|40=1'));
    await client.until(() => heard('HALTED', '8') || heard('HALTED', '4'));
    expect(client.heard.at(-1)).toContain('58=check=halted ');
    await act('rearm account:DESK', 're-armed account:DESK');
    client.send('D', order('BUY', symbol, '38=10|40=1'));
    await client.until(() => heard('BUY', '2'));
    await act(`kill symbol:${symbol}`, `killed symbol:${symbol}`);
    client.send('D', order('KILLED', symbol, '38=10|40=1'));
    await client.until(() => heard('KILLED', '8'));
    expect(client.heard.at(-1)).toContain(`58=reason=killed scope=symbol:${symbol}`);
    await act('reduce account:DISK', 'must be an account with limits, or one of the orders');
    await act('hold', "did you mean 'halt'?");
    await gateway.end();
  });

  test('a session with stores in files goes on after kill -9 of the gateway', async () => {
    const store = join(folder.path, `gateway-${version}.store`);
    const file = join(folder.path, `gateway-${version}.json`);
    const sessions = [{ targetCompId: name, version, store }];
    writeFileSync(file, JSON.stringify({ sessions }));
    const own = openFileStore(join(folder.path, `client-${version}.store`));
    const first = await startGateway(file);
    const client = new Dialled(first.port, { version, name, store: own });
    await client.until(() => client.session.isActive);
    for (let n = 0; n < 500; n++) client.send('D', order(`A${n}`, first.symbol, '38=1|40=1|59=3'));
    await client.until(() => client.heard.length > 50);
    first.child.kill('SIGKILL');
    await first.ended;
    while (!client.isClosed) await new Promise((resolve) => setTimeout(resolve, 2));

    const second = await startGateway(file);
    const again = new Dialled(second.port, { version, name, store: own });
    await again.until(() => again.session.isActive);
    again.send('D', order('LAST', second.symbol, '38=1|40=1|59=3'));
    await again.until(() => again.heard.some((one) => / 11=LAST .*39=[24] /.test(one)));
    expect(again.wrong).toEqual([]);
    // Each message came once, by its number, whatever came again after the kill.
    const numbers = [...client.heard, ...again.heard].map((one) => / 34=(\d+)/.exec(one)![1]);
    expect(new Set(numbers).size).toBe(numbers.length);
    const executions = [...client.heard, ...again.heard].map((one) => / 17=(\d+)/.exec(one)![1]);
    expect(new Set(executions).size).toBe(executions.length);
    // No order is lost or doubled: each has one last report, from before the kill or after it.
    const last = (n: number): number =>
      [...client.heard, ...again.heard].filter(
        (one) => one.includes(` 11=A${n} `) && / 150=[F248] /.test(one) && / 39=[248] /.test(one),
      ).length;
    const ends = (): number[] => Array.from({ length: 500 }, (_, n) => last(n));
    await again.until(() => ends().every((count) => count > 0));
    expect(new Set(ends())).toEqual(new Set([1]));
    again.end();
    await second.end();
    own.close();
  });
});

test('smars gateway takes sessions over TLS', async () => {
  const [cert, key] = makeCertificate(folder.path);
  const gateway = await startGateway('--tls-cert', cert, '--tls-key', key);
  const client = new Dialled(gateway.port, { version: '4.4', name: 'CLIENT44', isTls: true });
  await client.until(() => client.session.isActive);
  client.send('D', order('A', gateway.symbol, '38=10|40=1|59=3'));
  await client.until(() => client.heard.some((one) => / 39=[24] /.test(one)));
  expect(client.wrong).toEqual([]);
  await gateway.end();
});

test.each([
  [['--listen', 'x'], "--listen 'x': must be HOST:PORT"],
  [['--tls-cert', 'package.json'], 'give both'],
  [['--set', 'arrivals.kind=poisson'], 'arrivals'],
  [['package.json'], 'name: is not a field here'],
  [['--speed', '2'], '--speed goes with --orders'],
  [['--events', 'csv'], '--events goes with --out'],
])('smars gateway refuses %j', async (args, reason) => {
  expect(await refusal('gateway', ...args)).toContain(reason);
});

test('a gateway whose port is taken leaves nothing behind', async () => {
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const taken = `127.0.0.1:${(busy.address() as AddressInfo).port}`;
  const before = readdirSync(folder.path);
  const file = join(folder.path, 'stored.json');
  const store = join(folder.path, 'unborn.store');
  writeFileSync(file, JSON.stringify({ sessions: [{ targetCompId: 'A', store }] }));
  const kept = ['--out', join(folder.path, 'unborn'), '--events', 'csv'];
  const { code, err } = await smars('gateway', file, '--listen', taken, ...SMALL, ...kept);
  expect([code, err]).toEqual([2, expect.stringContaining(`cannot listen on ${taken}`)]);
  expect(readdirSync(folder.path)).toEqual([...before, 'stored.json'].sort());
  busy.close();
});

/** The values of some columns of a CSV file without quoted commas, row by row. */
function columnsOf(path: string, names: readonly string[]): string[][] {
  const [head, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) => names.map((name) => row[head!.indexOf(name)]!));
}

test('smars gateway keeps what it ran: folder, events, record, orders of a file too', async () => {
  const [out, record, orders, file, limits] = [
    'run',
    'run.rec',
    'beside.csv',
    'accounts.json',
    'limits.json',
  ].map((name) => join(folder.path, name)) as [string, string, string, string, string];
  // At a million times its speed the file's hour is over in four milliseconds.
  writeFileSync(
    orders,
    'ClOrdID,Symbol,Side,OrderQty,TransactTime\n' +
      'F1,S0001,1,300,09:30:00\nF2,S0003,2,200,10:30:00\n',
  );
  const sessions = [
    { targetCompId: 'SMALL', version: '4.4', account: 'SMALL' },
    { targetCompId: 'FREE', version: '4.4' },
  ];
  writeFileSync(file, JSON.stringify({ sessions }));
  writeFileSync(
    limits,
    JSON.stringify({
      version: 1,
      firm: {},
      accounts: { SMALL: { 'account-gross': { mode: 'enforce', dollars: 100 } } },
    }),
  );
  const gateway = await startGateway(
    ...[file, '--set', 'universe.named=false', '--limits', limits, '--orders', orders],
    ...['--speed', '1000000', '--out', out, '--events', 'csv', '--record', record],
  );
  const clients = ['SMALL', 'FREE'].map(
    (name) => new Dialled(gateway.port, { version: '4.4', name }),
  );
  for (const client of clients) await client.until(() => client.session.isActive);
  const heard = (place: number, id: string, status: string): boolean =>
    clients[place]!.heard.some(
      (one) => one.includes(` 11=${id} `) && one.includes(` 39=${status} `),
    );
  // The account of the session has a credit of $100, whatever account its orders name.
  clients[0]!.send('D', order('CUT', 'S0002', '38=5000|40=1|1=ELSE'));
  await clients[0]!.until(() => heard(0, 'CUT', '8') || heard(0, 'CUT', '4'));
  expect(clients[0]!.heard.at(-1)).toMatch(
    / 58=check=account-gross .*; account gross would be [\d,.]+ USD; the limit is 100$/,
  );
  // Two connections have no order among them, and the file below has.
  clients[1]!.send('D', order('DONE', 'S0002', '38=100|40=1'));
  await clients[1]!.until(() => heard(1, 'DONE', '2'));
  const summary = await gateway.end();
  expect(summary.command).toBe('load');
  expect(summary.sessions.map(({ answerNs, fillNs }) => [answerNs.count, fillNs.count])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  expect(summary.sessions.map(({ account }) => account)).toEqual(['SMALL', undefined]);
  expect(columnsOf(join(out, 'orders.csv'), ['cl_ord_id', 'account', 'ordered'])).toEqual([
    ['F1', '""', '300'],
    ['F2', '""', '200'],
    ['CUT', 'SMALL', '5000'],
    ['DONE', '""', '100'],
  ]);
  expect(new Set(columnsOf(join(out, 'fills.csv'), ['symbol']).flat())).toEqual(
    new Set(['S0001', 'S0002', 'S0003']),
  );
  expect(existsSync(join(out, 'latency', 'session-2-fill.hgrm'))).toBe(true);
  const replayed = await smars('replay', record);
  expect([replayed.code, withoutProgress(replayed.err)]).toEqual([0, '']);
  expect(replayed.out).not.toContain('DIFFERENT');
});

test('smars gateway trades the stocks of a file', async () => {
  const stocks = join(folder.path, 'stocks.csv');
  writeFileSync(stocks, 'Symbol,Price,DailyVolume\nAAA,20,5000000\nBBB,30,6000000\nCCC,5,9000\n');
  const { code, err } = await smars(
    ...['gateway', '--listen', '127.0.0.1:0', '--universe', stocks, '--duration', '0.1s'],
  );
  expect([code, err]).toEqual([0, expect.stringContaining('3 stocks, AAA, BBB, CCC …')]);
});
