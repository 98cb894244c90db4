import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of a load on a target, as `smars load --target --out` leaves it. */

const OVERSHOOT = {
  orders: 3,
  shares: 900,
  dollars: 18_000,
  mostDollars: 12_000,
  firstSeconds: 0.25,
};
const CHECK = { check: 'max-quantity', leaks: 2, refused: 5 };
const LEAK = {
  number: 4,
  check: 'max-quantity',
  atSeconds: 0.25,
  quantity: 300,
  limitTicks: 200_000,
};
const KILL = {
  ...{ atSeconds: 1.5, answerNs: 2e6, lastArrivalNs: 3e6, underWay: 4, racing: 1 },
  ...{ after: 2, afterDollars: 500, left: 0 },
};
const DROP = {
  ...{ atSeconds: 1.75, lastArrivalNs: 4e6, lastEndNs: 5e6, after: 6, afterDollars: 1500 },
  ...{ ended: 7, left: 1, leftDollars: 250 },
};

export const ORACLE = {
  limits: 'limits of limits.json',
  ...{ letThrough: 70, refused: 30, unjudged: 0, trueRefusals: 28, falseRefusals: 2 },
  ...{ leaks: 3, undecidedLeaks: 0, undecidedRefusals: 0 },
  overshoot: OVERSHOOT,
  checks: [CHECK, { check: 'killed', leaks: 1, refused: 0 }],
  first: [LEAK, { ...LEAK, limitTicks: 0, check: 'killed' }],
  kills: [KILL],
  drop: DROP,
};

export const TARGET_SUMMARY = {
  version: 1,
  command: 'load --target',
  invocation: 'smars load --target fix://127.0.0.1:9876',
  target: 'fix://127.0.0.1:9876, which is SMARS, over FIX 4.4 as CLIENT44',
  flow: 'flow: burst=100; seed 1',
  conditions: { cpu: 'a processor' },
  ...{ seconds: 2, endedBy: 'done', orders: 100, cancels: 10, replaces: 0 },
  issued: { asked: 110, handed: 109, left: 108 },
  counts: { accepted: 70, refused: 30, fills: 4, cancelled: 10, unmatched: 1 },
  ...{ unanswered: 0, lateByTarget: 1, lateByTool: 2 },
  drain: { open: 6, cancels: 6, outstanding: 0 },
  unmatched: ['8=FIX.4.4|35=8|'],
  lost: [],
  verdicts: [
    { name: 'complete', isGood: true, reason: 'every message has its answer' },
    { name: 'leaks', isGood: false, reason: '3 orders were let through' },
  ],
  reasons: { 'too many shares': 30 },
  venue: { arrived: 70, byTag: 70, byTerms: 0, ambiguous: 0, missing: 1, again: 0, strangers: 0 },
  oracle: ORACLE,
  metrics: {
    ...{ throughput: 54, leaks: 3 },
    ...{
      'response.p50': 1e6,
      'response.p99': 5e6,
      'lag.p50': 1000,
      'lag.p99': 2000,
      'lag.max': 3000,
    },
  },
  thresholds: [
    { threshold: 'leaks==0', value: 3, held: false },
    { threshold: 'response.p99<10ms', value: 5e6, held: true },
  ],
};

const HGRM = [
  '       Value     Percentile TotalCount 1/(1-Percentile)',
  '',
  '     100.000 0.000000000000          1           1.00',
  '    1000.000 0.500000000000         50           2.00',
  '    5000.000 1.000000000000        100',
  '#[Mean    =     1000.000, StdDeviation   =      100.000]',
].join('\n');
const TIMELINE = [
  'atSeconds,asked,handed,left,answered,refused,p99Ns',
  '1,60,60,60,50,20,4000000',
  '2,110,109,108,108,30,5000000',
].join('\n');

const FILES = ['summary.json', 'timeline.csv', 'latency/response.hgrm', 'latency/lag.hgrm'];

/** Writes such a folder, with changes of its summary. */
export function writeTargetFolder(path: string, changes: object): void {
  const read = targetFiles(changes);
  for (const file of FILES) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), read(file)!);
  }
}

/** Returns a reader of such a folder, with changes of its summary, without files of some names. */
export function targetFiles(
  changes: object = {},
  without: readonly string[] = [],
): (file: string) => string | undefined {
  const files: Record<string, string> = {
    'summary.json': JSON.stringify({ ...TARGET_SUMMARY, ...changes }, null, 2),
    'timeline.csv': TIMELINE,
    'latency/response.hgrm': HGRM,
    'latency/lag.hgrm': HGRM,
  };
  return (file) => (without.includes(file) ? undefined : files[file]);
}
