import { type Folder, readFolder } from '../../src/report/html/folder.js';
import type { RunSummary } from '../../src/report/html/summary-form.js';

/** Small folders as the commands write them, with names of the domain and round numbers. */

const CONDITIONS = {
  node: 'v20',
  v8: '11',
  platform: 'linux',
  cpu: 'a machine',
  cores: 2,
  memoryGiB: 8,
  nodeFlags: [],
};

const server = (number: number, build: number, unmatchedExecutions: number) => ({
  server: number,
  build,
  honoursFlag: true,
  parents: 100,
  parentsFilled: 90,
  parentsRefused: 0,
  parentsOpen: 10,
  children: 1000,
  admitted: 1000,
  executions: 900,
  shares: 90_000,
  unmatchedExecutions,
  alerts: number === 3 ? 97 : 0,
});

const event = (
  at: string,
  timeNs: number | null,
  kind: string,
  text: string,
  unmatchedExecutions = 0,
) => ({
  at,
  timeNs,
  kind,
  server: 3,
  check: null,
  text,
  unmatchedExecutions,
  grossDollars: unmatchedExecutions * 1000,
});

/** A run of three servers. The third runs away from one second to ten seconds after the bell. */
export const RUNAWAY = {
  version: 1,
  command: 'run',
  scenario: 'small',
  finished: true,
  invocation: 'smars run small --out runs/small',
  conditions: CONDITIONS,
  result: {
    version: 1,
    seed: 7,
    digest: 'abc123',
    parents: 300,
    children: 3000,
    admitted: 3000,
    runaway: {
      parents: 4,
      children: 1000,
      admitted: 1000,
      executions: 910,
      shares: 91_000,
      unmatchedExecutions: 900,
      unmatchedShares: 90_000,
      stocks: 3,
      longStocks: 2,
      shortStocks: 1,
      longDollars: 600_000,
      shortDollars: 300_000,
      grossDollars: 900_000,
      firstNs: 1e9,
      lastNs: 10e9,
      stocksMoved5: 1,
      stocksMoved10: 0,
    },
    retail: { parents: 296, filled: 290, open: 6 },
    loss: {
      totalDollars: 100_000,
      shortfallDollars: 60_000,
      spreadDollars: 5000,
      feesDollars: 5000,
      unwindDollars: 30_000,
      bustedStocks: 0,
      bustPercent: 0,
    },
    checks: [
      { name: 'server-rate', breaches: 0, refused: 0, firstNs: null },
      { name: 'gross-exposure', breaches: 20, refused: 0, firstNs: 4e9 },
    ],
    servers: [server(1, 2012, 0), server(2, 2012, 0), server(3, 2005, 900)],
    events: [
      event(
        '2012-07-31',
        null,
        'rollout-step',
        'rollout of build 2012 to server 3: reported success, in fact omitted',
      ),
      event(
        '08:01:00.0',
        -5340e9,
        'alert',
        'server 3 mails "Power Peg disabled"; 97 such mails in all',
      ),
      event('09:30:00.0', 0, 'open', 'the bell'),
      event('09:30:05.0', 5e9, 'error-account', 'the error account passes $400,000 gross', 400),
      event('09:30:06.0', 6e9, 'pause', 'single-stock pause of AA, five minutes', 500),
      event('09:30:07.0', 7e9, 'pause', 'single-stock pause of BB, five minutes', 600),
      { ...event('09:30:10.0', 10e9, 'kill', 'kill switch: the firm', 900), server: 0 },
      event('09:30:11.0', 11e9, 'notice', 'somebody calls, too late', 900),
    ],
    reconciliation: { shares: 0, cashDollars: 0, feesDollars: 0 },
  },
};

export const PATHS = {
  version: 1,
  atNs: [0, 5e9, 10e9],
  lossDollars: [0, 40_000, 100_000],
  stocks: [
    { symbol: 'AA', midDollars: [10, 11, 12], moved: 0.2, volumeShare: 0.5, errorShares: -30 },
  ],
};

const SECONDS = [
  '09:30:00,0,0,0,0',
  '09:30:05,400000,0,20000,500',
  '09:30:10,600000,300000,-10000,1000',
];
/** The files in the runaway's folder. */
export const RUNAWAY_FILES: Readonly<Record<string, string>> = {
  'summary.json': JSON.stringify(RUNAWAY),
  'scenario.json': JSON.stringify({ title: 'A small runaway', description: 'Three servers.' }),
  'paths.json': JSON.stringify(PATHS),
  'timeline.csv': ['time,long_usd,short_usd,pnl_at_mid_usd,children_server_3', ...SECONDS, ''].join(
    '\n',
  ),
};

/** Texts that no page should show. */
export const USELESS =
  /\bNaN\b|\bundefined\b|Infinity|\bnull\b|\[object|(?<![\w$.,-])-0(?:\.0+)?(?![\d.,\w:-])/;

/** Reads these files as a folder. */
export function folderOf(files: Readonly<Record<string, string>>, name = 'runs/small'): Folder {
  return readFolder(name, (file) => files[file]);
}

/** The runaway's folder, with changes to its result if given. */
export function runawayFolder(change: Partial<RunSummary['result']> = {}): Folder<RunSummary> {
  const summary = { ...RUNAWAY, result: { ...RUNAWAY.result, ...change } };
  return folderOf({
    ...RUNAWAY_FILES,
    'summary.json': JSON.stringify(summary),
  }) as Folder<RunSummary>;
}

const cell = (lossDollars: number, trippedNs: number | null, unmatchedExecutions: number) => ({
  trippedNs,
  stoppedNs: unmatchedExecutions === 0 ? null : 10e9,
  unmatchedExecutions,
  grossDollars: unmatchedExecutions * 1000,
  lossDollars,
  parentsAbandoned: 4,
});
const row = (name: string, refused: number, ...cells: ReturnType<typeof cell>[]) => ({
  name,
  about: `what ${name} is`,
  controls: [name],
  seeds: cells.map((one, index) => ({ seed: 7 + index, cell: one })),
  normal: {
    firstTries: 100,
    firstTriesRefused: refused / 10,
    parentsEntered: 100,
    parentsUnfilled: 0,
    refused,
    children: 1000,
    parents: 100,
    parentsAbandoned: 0,
  },
});

/** A matrix over two seeds. */
export const MATRIX = {
  version: 1,
  command: 'whatif',
  scenario: 'small',
  finished: true,
  conditions: CONDITIONS,
  rows: [
    row('none', 0, cell(100_000, null, 900), cell(120_000, null, 950)),
    row('audit', 0, cell(0, -30e9, 0), cell(0, -30e9, 0)),
    row('strict', 500, cell(500, 1e9, 5), cell(600, 1e9, 6)),
    row('late', 0, cell(40_000, 4e9, 400), cell(50_000, null, 450)),
    row('idle', 0, cell(100_000, null, 900), cell(120_000, null, 950)),
    row('all', 500, cell(0, -30e9, 0), cell(0, -30e9, 0)),
  ],
};

const loadServer = (number: number) => ({
  server: number,
  build: 2012,
  accepted: 500,
  openParents: 5,
  children: 1000 * number,
  refusedChildren: 10,
  executions: 900,
  unmatchedExecutions: 0,
  largestQueue: 3,
});

/** A load of two servers that was killed once and missed one of its thresholds. */
export const LOAD = {
  version: 1,
  command: 'load',
  profile: 'small-load',
  arrivals: 'open loop, poisson, 100 parents a second',
  conditions: {
    ...CONDITIONS,
    servers: 2,
    threads: 1,
    venues: 'thread',
    waiting: 'block',
    seed: 3,
    warmupSeconds: 1,
  },
  endedBy: 'duration',
  seconds: 10,
  metrics: {
    throughput: 300,
    'parents.rate': 100,
    'rejected.rate': 0.01,
    'late.rate': 0.2,
    'late.starts': 200,
    'decision.p99': 10_000,
    'response.p50': 5000,
    'response.p99': 400_000,
    'response.p99.9': 2e6,
    'response.max': 3e6,
  },
  accounts: {
    servers: [loadServer(1), loadServer(2)],
    checks: [{ name: 'symbol-rate', breaches: 4, refused: 4, first: { atNs: 6e9 } }],
    stops: [{ act: 'halt', scope: 'symbol', scopeId: 5, check: 'symbol-rate', atNs: 6e9 }],
    venues: { behindBarrier: 0 },
    reconciliation: { shares: 0, cash: 0, fees: 0 },
  },
  kills: [
    {
      act: 'kill',
      engaged: true,
      requestNs: 4e9,
      scope: { kind: 'server', server: 2 },
      answers: [
        { server: 2, isConcerned: true, ackNs: 7000, lastOutNs: 900, sentAfter: 12, recalled: 3 },
      ],
    },
    {
      act: 're-arm',
      engaged: false,
      requestNs: 5e9,
      scope: { kind: 'server', server: 2 },
      answers: [],
    },
  ],
  stalls: { threads: [{ over1ms: 2, largestNs: 2e6 }] },
  thresholds: [
    { threshold: 'response.p99<1ms', value: 400_000, held: true },
    { threshold: 'throughput>1M', value: 300, held: false },
  ],
};

/** The files of repeated loads whose metrics are these, beside those of `LOAD`. */
export function runsFiles(metrics: readonly object[]): Record<string, string> {
  const folders = metrics.map((_, n) => `run-${n + 1}`);
  const summaries = metrics.map((own) => ({ ...LOAD, metrics: { ...LOAD.metrics, ...own } }));
  return {
    'runs.json': JSON.stringify({ version: 1, command: 'load', folders }),
    ...Object.fromEntries(
      summaries.map((summary, n) => [`${folders[n]}/summary.json`, JSON.stringify(summary)]),
    ),
  };
}

/** What a search for the rate at which the response keeps a bound leaves. */
export const KNEE = {
  version: 2,
  command: 'load',
  profile: 'A small load',
  metric: 'response.p99',
  bound: 'response.p99<1ms',
  interrupted: false,
  attempts: [
    { perSecond: 1000, failed: null, limit: null, value: 2e5 },
    { perSecond: 2000, failed: 'breached', limit: null, value: 2e6 },
    { perSecond: 2000, failed: 'not steady', limit: 'depth', value: 3e6 },
    { perSecond: 1400, failed: null, limit: null },
  ].map((attempt) => ({
    seconds: 3,
    takenPerSecond: attempt.perSecond,
    completedPerSecond: 0.99 * attempt.perSecond,
    ...attempt,
  })),
  isConfirmed: true,
  heldPerSecond: 1400,
  breachedPerSecond: 2000,
  conditions: { ...CONDITIONS, servers: 2 },
};
