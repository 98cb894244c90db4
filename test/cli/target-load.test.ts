import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOAD } from '../../src/cli/load.js';
import type { VenueArrival } from '../../src/venue/ledger.js';
import { troubleSchema } from '../../src/venue/trouble.js';
import { HoledGateway } from '../support/holed-gateway.js';
import {
  BURST,
  ending,
  file,
  folder,
  load,
  loadRefusal,
  NOWHERE,
  startTarget,
  told,
} from '../support/target-loads.js';

/** Flags that a load on a target refuses, with a value that is good for a load on a fleet. */
const REFUSED: Readonly<Record<string, string[]>> = {
  max: [],
  repeat: ['2'],
  'find-knee': ['response.p99<1ms'],
  warmup: ['1s'],
  servers: ['2'],
  threads: ['2'],
  venues: ['thread'],
  waiting: ['spin'],
  batch: ['16'],
  lazy: ['1'],
  'kill-at': ['1s'],
  'kill-scope': ['firm'],
  'kill-act': ['halt'],
  kills: ['2'],
  'abort-on-fail': [],
  check: ['check.js'],
  record: ['run.rec'],
  events: ['csv'],
};

/** What a load told and what came to the target. */
interface Seen {
  readonly summary: {
    readonly flow: string;
    readonly target: string;
    readonly profile: string;
    readonly orders: number;
    readonly cancels: number;
    readonly replaces: number;
    readonly thresholds: readonly { readonly held: boolean }[];
  };
  readonly arrivals: readonly VenueArrival[];
  readonly code: number;
}

const STOCKS = file('stocks.csv', 'symbol,priceDollars,advShares\nZZZ,7,1000000\n');
const SERVED = file(
  'served.csv',
  'ClOrdID,Symbol,Side,OrderQty,TransactTime,TargetSubID\nA,GT,1,1,10:00:00,3\n',
);
const ORDERS = file(
  'orders.csv',
  'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime,TimeInForce,Account\n' +
    'A,GT,5,100,11.5,10:00:00,3,DESK\nB,HOG,1,200,,10:00:00.4,0,\n',
);

const own = { sessions: [{ senderCompId: 'CLIENT44', account: 'DESK' }] };

/** By flag that acts: a load with it, and what shows that it did. */
const ACTING: Readonly<Record<string, [args: string[], isSeen: (seen: Seen) => boolean]>> = {
  json: [BURST, ({ summary }) => summary.orders === 8],
  profile: [
    ['--profile', 'open-burst', ...BURST],
    ({ summary }) => summary.profile === 'open-burst',
  ],
  rate: [['--rate', '400', '--duration', '0.1s'], ({ summary }) => / 400 mess/.test(summary.flow)],
  duration: [
    ['--rate', '200', '--duration', '0.2s'],
    ({ summary, arrivals }) => /flow=0.2s/.test(summary.flow) && arrivals.length < 120,
  ],
  seed: [['--seed', '77', ...BURST], ({ summary }) => /seed 77$/.test(summary.flow)],
  set: [
    ['--set', 'mix.sizes={"median":900,"sdLn":0,"roundTo":100,"max":900}', ...BURST],
    ({ arrivals }) => arrivals.every(({ quantity }) => quantity === 900),
  ],
  universe: [
    ['--universe', STOCKS, ...BURST],
    ({ arrivals }) => arrivals.every(({ symbol }) => symbol === 'ZZZ'),
  ],
  phases: [
    ['--phases', 'burst=5,replace,cancel'],
    ({ summary: { orders, replaces, cancels } }) => `${[orders, replaces, cancels]}` === '5,5,5',
  ],
  mix: [
    ['--rate', '500', '--duration', '0.2s', '--mix', 'order=50,cancel=50'],
    ({ summary }) => summary.cancels > 20,
  ],
  orders: [
    ['--orders', ORDERS],
    ({ summary, arrivals }) =>
      /: 2 messages of .*orders.csv at 1 times their speed$/.test(summary.flow) &&
      JSON.stringify(arrivals.map(({ symbol, side, quantity }) => [symbol, side, quantity])) ===
        '[["GT","5",100],["HOG","1",200]]' &&
      arrivals[1]!.atMs - arrivals[0]!.atMs > 300,
  ],
  speed: [
    ['--orders', ORDERS, '--speed', '2'],
    ({ summary, arrivals }) =>
      / at 2 times/.test(summary.flow) && arrivals[1]!.atMs - arrivals[0]!.atMs > 150,
  ],
  threshold: [
    ['--threshold', 'throughput<0.5', ...BURST],
    ({ code, summary }) => code === 99 && summary.thresholds[0]!.held === false,
  ],
  metrics: [['--metrics', ':0', ...BURST], () => /^metrics at http/.test(told)],
  'metrics-linger': [
    ['--metrics', ':0', '--metrics-linger', '10ms', ...BURST],
    () => /metrics stay at \S+ for 0.01 s/.test(told),
  ],
  'kill-exec': [
    ['--fix-version', '4.2', '--phases', 'burst=2,kill', '--kill-exec', 'echo pulled'],
    ({ summary }) => summary.orders === 2 && told.includes('pulled\n'),
  ],
  'target-file': [['--target-file', file('own.json', own), ...BURST], ({ code }) => code === 0],
  'fix-version': [
    ['--fix-version', '4.2', ...BURST],
    ({ summary }) => summary.target.endsWith('over FIX 4.2 as CLIENT42'),
  ],
};

/** Flags that a test of their own tries, here or over TLS in the deep tests. */
const ALONE = [
  ...['target', 'out', 'junit', 'settle', 'target-is-mine', 'target-unmarked'],
  ...['venue', 'venue-file', 'wait', 'correlate', 'limits', 'mass-cancel', 'target-stopped'],
];
const DEEP = ['target-ca'];

describe('smars load --target', () => {
  test.each(Object.entries(REFUSED))(
    'refuses --%s, which only a fleet has',
    async (name, values) => {
      expect(await loadRefusal(...NOWHERE, `--${name}`, ...values)).toBe(
        `--${name} and --target: a load on a target has no use for it`,
      );
    },
  );

  test.each(Object.entries(ACTING))('--%s acts', async (_, [args, isSeen]) => {
    const { port, arrivals } = await startTarget();
    const { code, out } = await load('--target', `fix://127.0.0.1:${port}`, '--json', ...args);
    const seen = { summary: JSON.parse(out), arrivals, code };
    expect(isSeen(seen), JSON.stringify(seen)).toBe(true);
    expect(arrivals.length).toBeGreaterThan(0);
  });

  test('has no flag that no case tries', () => {
    const tried = [...Object.keys(REFUSED), ...Object.keys(ACTING), ...ALONE, ...DEEP];
    expect(tried.sort()).toEqual(Object.keys(LOAD.flags).sort());
  });

  test('--junit has the verdicts and the thresholds', async () => {
    const { port } = await startTarget();
    const junit = join(folder, 'run.xml');
    const bound = ['--threshold', 'unanswered<=0', '--junit', junit];
    expect((await load('--target', `fix://127.0.0.1:${port}`, ...BURST, ...bound)).code).toBe(0);
    expect(readFileSync(junit, 'utf8').match(/<testcase /g)).toHaveLength(4);
  });

  test('--settle is how long the last answers may take', async () => {
    const late = troubleSchema.parse({ kind: 'late', minMs: 400, maxMs: 400 });
    const unanswered = [];
    for (const settle of ['0.1s', '5s']) {
      const { port } = await startTarget({ trouble: [late] });
      const args = ['--target', `fix://127.0.0.1:${port}`, ...BURST, '--settle', settle, '--json'];
      unanswered.push(JSON.parse((await load(...args)).out).unanswered);
    }
    expect(unanswered).toEqual([8, 0]);
  });

  test('--target-is-mine names a host that may be loaded, refused without', async () => {
    const { port, arrivals } = await startTarget();
    const args = ['--target', `fix://0.0.0.0:${port}`, ...BURST];
    expect(await loadRefusal(...args)).toContain('0.0.0.0 is not this machine');
    expect(arrivals).toEqual([]);
    expect((await load(...args, '--target-is-mine', '0.0.0.0')).code).toBe(0);
    expect(arrivals.filter(({ type }) => type === 'D')).toHaveLength(8);
  });

  test('--target-unmarked takes a target that does not say that it is a test', async () => {
    const { port, arrivals } = await startTarget();
    const gateway = await HoledGateway.start({ venuePort: port, isMarked: false });
    ending.unshift(() => gateway.close());
    const args = ['--target', `fix://127.0.0.1:${gateway.port}`, ...BURST];
    expect(await loadRefusal(...args)).toContain('(464=Y); no order was sent');
    expect([arrivals, gateway.counts.orders]).toEqual([[], 0]);
    expect((await load(...args, '--target-unmarked')).code).toBe(0);
    expect(gateway.counts.orders).toBe(8);
  });

  test('--wait is how long the target may take to connect to --venue', async () => {
    const args = [...NOWHERE, ...BURST, '--venue', '127.0.0.1:0', '--wait', '0.1s'];
    expect(await loadRefusal(...args)).toContain('nobody connected within 0.1 s; nothing was sent');
  });

  test('says whom it will load before it connects', async () => {
    expect(await loadRefusal(...NOWHERE, ...BURST)).toContain(
      'cannot connect to fix://127.0.0.1:9',
    );
    expect(told).toBe(
      'loads fix://127.0.0.1:9, which is SMARS, over FIX 4.4 as CLIENT44: 8 messages in 0.0 s\n',
    );
  });

  test.each([
    [
      ['--set', 'arrivals={"kind":"max","openParents":4}'],
      'profile normal-day: its arrivals are a closed loop; give --rate N with --target',
    ],
    [['--fix-version', '4.2', '--phases', 'burst=1,kill'], 'FIX 4.2 has no mass cancel (35=q)'],
    [['--set', 'servers=2'], '--set servers=2 changes nothing: a load on a target has no use'],
    [['--set', 'risk.maxQuantity.mode=off'], 'changes nothing: a load on a target has no use'],
    [['--set', 'mix.flaggedShare=0'], 'changes nothing: a load on a target has no use'],
    [['--rate', '0.001', '--duration', '1ms'], 'no message is due in 0.001 s'],
    [
      ['--phases', 'burst=1,drop'],
      "'burst=1,drop': 'drop' goes with --venue HOST:PORT and --limits",
    ],
    [['--phases', 'burst=1', '--mix', 'order=100'], 'there is no flow that would have it'],
    [['--settle', '61s'], "--settle is '61s'; must be a time from 10ms to 60s"],
    [['--universe', 'from-orders'], 'from-orders'],
    [['--orders', ORDERS, ...BURST], '--orders and --phases: the file says what is sent'],
    [['--orders', ORDERS, '--mix', 'order=100'], '--orders and --mix: the file says what is sent'],
    [['--orders', ORDERS, '--speed', '2', '--rate', '5'], '--speed and --rate: orders have'],
    [['--orders', ORDERS, '--profile', 'open-burst'], '--profile and --orders: the file says'],
    [['open-burst', '--orders', ORDERS], 'profile open-burst and --orders: the file says'],
    [['--orders', ORDERS, '--seed', '5'], '--seed and --orders: nothing is drawn without'],
    [['--orders', ORDERS, '--set', 'mix.firstPlace=1'], 'changes nothing: --orders replaces it'],
    [['--orders', ORDERS, '--set', 'universe.stocks=9'], 'changes nothing: --orders replaces it'],
    [['--orders', ORDERS, '--universe', STOCKS], "orders.csv:2: field 'Symbol' is 'GT': must be"],
    [['--orders', 'none.csv'], 'none.csv: there is no such file'],
    [['--orders', 'orders.txt'], 'orders.txt: the name of a file of orders must end in .csv, '],
    [['--orders', SERVED], "'3': must be the number of a session of the target, from 1 to 1"],
    [['--venue-file', 'v.json'], '--venue-file goes with --venue HOST:PORT'],
    [['--correlate', '526'], '--correlate goes with --venue HOST:PORT'],
    [['--limits', 'l.json'], '--limits goes with --venue HOST:PORT in a load on a target'],
    [[...BURST, '--kill-exec', 'true'], '--kill-exec goes with a kill in --phases'],
    [['--venue', ':0', '--target-stopped'], '--target-stopped goes with --limits FILE'],
    [['--venue', ':0', '--mass-cancel', 'kill:firm'], '--mass-cancel goes with --limits FILE and'],
    [['--venue', ':0', '--correlate', 'x'], "--correlate is 'x'"],
  ])('refuses %j', async (args, reason) => {
    expect(await loadRefusal(...NOWHERE, ...args)).toContain(reason);
  });

  test.each([
    'mix',
    'phases',
    'kill-exec',
    'settle',
    'target-file',
    'fix-version',
    'target-is-mine',
    'target-ca',
    'venue',
    'mass-cancel',
    'target-stopped',
  ])('refuses --%s without --target', async (name) => {
    expect(await loadRefusal(`--${name}`, 'x')).toBe(
      `--${name} goes with --target fix://HOST:PORT`,
    );
  });
});
