import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand } from '../../src/cli/command.js';
import { LOAD } from '../../src/cli/load.js';
import type { VenueArrival } from '../../src/venue/ledger.js';
import type { VenueSettings } from '../../src/venue/settings.js';
import { troubleSchema } from '../../src/venue/trouble.js';
import { freePort } from '../support/free-port.js';
import { HoledGateway } from '../support/holed-gateway.js';
import { startTargetVenue } from '../support/target-venue.js';

const folder = mkdtempSync(join(tmpdir(), 'smars-target-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

const file = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

/** What the last load told on standard error. */
let told = '';

/** Runs `smars load` in this process. */
async function load(...args: string[]): Promise<{ code: number; out: string }> {
  const { flags, operands } = parseCommand(LOAD, args);
  let out = '';
  told = '';
  const code = await LOAD.run(flags, operands, {
    answer: (text) => {
      out += text;
    },
    tell: (text) => {
      told += text;
    },
    redraw: () => undefined,
    paint: () => undefined,
    live: false,
    columns: 80,
    interrupted: new AbortController().signal,
  });
  return { code, out };
}

async function refusal(...args: string[]): Promise<string> {
  const error = await load(...args).then(
    () => new Error('not refused'),
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error.message;
}

/** Starts a venue that ends with the test. */
async function startTarget(changes: Partial<VenueSettings> = {}) {
  const venue = await startTargetVenue({ anySymbol: true, ...changes });
  ending.push(venue.end);
  return venue;
}

const NOWHERE = ['--target', 'fix://127.0.0.1:9'];
const BURST = ['--phases', 'burst=8'];

type Options = Parameters<typeof HoledGateway.start>[0];

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
  kills: ['2'],
  'abort-on-fail': [],
  check: ['check.js'],
  record: ['run.rec'],
  events: ['csv'],
  metrics: [':0'],
  'metrics-linger': ['1s'],
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
      expect(await refusal(...NOWHERE, `--${name}`, ...values)).toBe(
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

  test('--out leaves a folder, and --junit the verdicts and the thresholds', async () => {
    const { port } = await startTarget();
    const [out, junit] = [join(folder, 'run'), join(folder, 'run.xml')];
    const bound = ['--threshold', 'unanswered<=0', '--junit', junit];
    const { code } = await load(
      '--target',
      `fix://127.0.0.1:${port}`,
      ...BURST,
      ...bound,
      '--out',
      out,
    );
    expect([code, readdirSync(out).sort()]).toEqual([
      0,
      ['latency', 'summary.json', 'timeline.csv'],
    ]);
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
    expect(await refusal(...args)).toContain('0.0.0.0 is not this machine');
    expect(arrivals).toEqual([]);
    expect((await load(...args, '--target-is-mine', '0.0.0.0')).code).toBe(0);
    expect(arrivals.filter(({ type }) => type === 'D')).toHaveLength(8);
  });

  test('--target-unmarked takes a target that does not say that it is a test', async () => {
    const { port, arrivals } = await startTarget();
    const gateway = await HoledGateway.start({ venuePort: port, isMarked: false });
    ending.unshift(() => gateway.close());
    const args = ['--target', `fix://127.0.0.1:${gateway.port}`, ...BURST];
    expect(await refusal(...args)).toContain('(464=Y); no order was sent');
    expect([arrivals, gateway.counts.orders]).toEqual([[], 0]);
    expect((await load(...args, '--target-unmarked')).code).toBe(0);
    expect(gateway.counts.orders).toBe(8);
  });

  test('--wait is how long the target may take to connect to --venue', async () => {
    const args = [...NOWHERE, ...BURST, '--venue', '127.0.0.1:0', '--wait', '0.1s'];
    expect(await refusal(...args)).toContain('nobody connected within 0.1 s; nothing was sent');
  });

  test('says whom it will load before it connects', async () => {
    expect(await refusal(...NOWHERE, ...BURST)).toContain('cannot connect to fix://127.0.0.1:9');
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
    [['--venue', ':0', '--target-stopped'], '--target-stopped goes with --limits FILE'],
    [['--venue', ':0', '--mass-cancel', 'kill:firm'], '--mass-cancel goes with --limits FILE and'],
    [['--venue', ':0', '--correlate', 'x'], "--correlate is 'x'"],
  ])('refuses %j', async (args, reason) => {
    expect(await refusal(...NOWHERE, ...args)).toContain(reason);
  });

  test.each([
    'mix',
    'phases',
    'settle',
    'target-file',
    'fix-version',
    'target-is-mine',
    'target-ca',
    'venue',
    'mass-cancel',
    'target-stopped',
  ])('refuses --%s without --target', async (name) => {
    expect(await refusal(`--${name}`, 'x')).toBe(`--${name} goes with --target fix://HOST:PORT`);
  });
});

describe('smars load --target --venue --limits', () => {
  const limits = file('limits.json', {
    version: 1,
    firm: { 'max-quantity': { mode: 'enforce', shares: 100 } },
  });
  const sizes = 'mix.sizes={"median":100,"sdLn":1,"roundTo":100,"max":500}';

  /** Loads a gateway that lets 200 shares through, or all; the venue is started by the load. */
  async function loadBothEnds(options: Partial<Options>, ...args: string[]) {
    const venuePort = await freePort();
    const gateway = await HoledGateway.start({
      venuePort,
      limits: { maxQuantityShares: 200 },
      isEarly: true,
      ...options,
    });
    ending.push(() => gateway.close());
    const target = ['--target', `fix://127.0.0.1:${gateway.port}`, '--venue', `:${venuePort}`];
    const set = args.includes('--orders') ? [] : ['--set', sizes];
    const more = [...set, '--settle', '30s', ...args];
    const { code, out } = await load(...target, ...more);
    return { code, out, gateway };
  }

  test('counts the leaks to the order, in text, JSON, JUnit and thresholds', async () => {
    const junit = join(folder, 'leaks.xml');
    const bound = ['--threshold', 'leaks==0', '--junit', junit];
    const args = ['--limits', limits, '--phases', 'burst=60', '--json', ...bound];
    const { code, out } = await loadBothEnds({}, ...args);
    const { oracle, venue, metrics, verdicts, orders, counts } = JSON.parse(out);
    expect([code, orders]).toEqual([99, 60]);
    expect(venue).toMatchObject({ arrived: counts.accepted, strangers: 0, missing: 0 });
    // What is let through is of 100 or of 200 shares.
    expect(oracle.leaks * 200).toBe(oracle.overshoot.shares);
    expect(oracle.leaks).toBeGreaterThan(5);
    expect(oracle).toMatchObject({ trueRefusals: counts.refused, falseRefusals: 0 });
    expect(metrics).toMatchObject({ leaks: oracle.leaks, missing: 0, 'refusals.false': 0 });
    expect(metrics['arrival.p99']).toBeGreaterThan(0);
    expect(
      verdicts.map(({ name, isGood }: { name: string; isGood: boolean }) => [name, isGood]),
    ).toContainEqual(['leaks', false]);
    expect(readFileSync(junit, 'utf8')).toContain(`measured ${oracle.leaks}`);
  });

  test('finds no leak where there is none, and says so', async () => {
    const holds = { limits: { maxQuantityShares: 100 }, carries: 526 };
    const args = ['--limits', limits, '--phases', 'burst=30', '--correlate', '526'];
    const { code, out } = await loadBothEnds(holds, ...args, '--threshold', 'leaks==0');
    expect(code).toBe(0);
    for (const part of [
      /^no leaks: yes, no order was let through that the limits refuse$/m,
      /^ {2}LEAKS: the limits refuse them +0$/m,
      /^followed to the venue: yes/m,
      /^held +leaks==0 +0$/m,
    ])
      expect(out).toMatch(part);
  });

  test('--mass-cancel says what a kill must stop, and --target-stopped that it was', async () => {
    const limitless = file('none.json', { version: 1, firm: {} });
    const args = ['--limits', limitless, '--phases', 'burst=4,kill,burst=4', '--json'];
    const killed = await loadBothEnds(
      { cancelOnDisconnect: true },
      ...args,
      '--mass-cancel',
      'kill:session',
    );
    expect(JSON.parse(killed.out).oracle).toMatchObject({ leaks: 0, kills: [{ after: 0 }] });
    const burst = ['--limits', limitless, '--phases', 'burst=4', '--json', '--target-stopped'];
    const stopped = await loadBothEnds({ limits: {} }, ...burst);
    expect(JSON.parse(stopped.out).oracle).toMatchObject({ leaks: 4 });
  });

  test('--orders of a FIX log are followed, with their accounts, cancels and replaces', async () => {
    const message = (type: string, body: string): string =>
      `8=FIX.4.4|9=9|35=${type}|49=X|56=Y|34=1|52=20240108-10:00:00|${body}|10=000|`;
    const log = file(
      'own.log',
      [
        message('D', '11=A|55=GT|54=1|38=100|40=2|44=11.5|1=DESK'),
        message('D', '11=B|55=GT|54=1|38=100|40=2|44=11.5|1=SMALL'),
        message('G', '11=C|41=A|55=GT|54=1|38=90|40=2|44=11.4'),
        message('F', '11=D|41=C|55=GT|54=1'),
        message('8', '37=1'),
      ].join('\n'),
    );
    const upTo = (shares: number) => ({ 'max-quantity': { mode: 'enforce', shares } });
    const accounts = { SMALL: upTo(50), DESK: upTo(500) };
    const bounds = file('small.json', { version: 1, firm: {}, accounts });
    const args = ['--orders', log, '--limits', bounds, '--rate', '100', '--json'];
    const { out } = await loadBothEnds({ limits: {} }, ...args, '--seed', '3');
    const { oracle, orders, cancels, replaces, flow, venue } = JSON.parse(out);
    expect([orders, cancels, replaces, venue.replaces]).toEqual([2, 1, 1, 1]);
    expect(oracle).toMatchObject({ leaks: 1, checks: [{ check: 'max-quantity', leaks: 1 }] });
    expect(told).toContain('own.log: left out: 1 messages of type 8\n');
    expect(flow).toBe(`flow: 4 messages of ${log} 100 a second`);
  });

  test('--venue-file says who may come', async () => {
    const sessions = [{ targetCompId: 'CLIENT44', version: '4.4' }];
    const path = file('venue.json', { sessions, background: false, anySymbol: true });
    const { out } = await loadBothEnds({}, '--venue-file', path, '--phases', 'burst=4', '--json');
    expect(JSON.parse(out).venue).toMatchObject({ arrived: JSON.parse(out).counts.accepted });
    expect(told).not.toContain('CLIENT42');
    const others = file('others.json', { sessions });
    const args = [...NOWHERE, ...BURST, '--venue', ':0', '--venue-file', others];
    expect(await refusal(...args)).toContain('background: must be false for a load');
  });
});
