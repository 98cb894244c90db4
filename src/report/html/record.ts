import * as z from 'zod';
import { InputError } from '../../base/assert.js';
import { parseTimeOfDay } from '../../base/units.js';

/** What the page reads of the folders that run, load and whatif leave. More may stand in them. */

const n = z.number();
const time = z.number().nullable();

const server = z.looseObject({
  server: n,
  build: n,
  honoursFlag: z.boolean(),
  parents: n,
  parentsFilled: n,
  parentsRefused: n,
  parentsOpen: n,
  children: n,
  admitted: n,
  executions: n,
  shares: n,
  unmatchedExecutions: n,
  alerts: n,
});
const event = z.looseObject({
  at: z.string(),
  timeNs: time,
  kind: z.string(),
  server: n,
  text: z.string(),
  check: z.string().nullable().default(null),
  unmatchedExecutions: n.default(0),
  grossDollars: n.default(0),
});
const runaway = z.looseObject({
  parents: n,
  children: n,
  admitted: n,
  executions: n,
  shares: n,
  unmatchedExecutions: n,
  unmatchedShares: n,
  stocks: n,
  longStocks: n,
  shortStocks: n,
  longDollars: n,
  shortDollars: n,
  grossDollars: n,
  firstNs: time,
  lastNs: time,
  stocksMoved5: n,
  stocksMoved10: n,
});
const mishaps = z.looseObject({
  sentDollars: n,
  executedDollars: n,
  lateAnswers: n,
  lostAnswers: n,
  lostFills: n,
  lostShares: n,
  presumedLost: n,
  unanswered: n,
  cancelsAsked: n,
  cancelsIgnored: n,
  repeatedOrders: n,
  loopedOrders: n,
  loopsRefused: n,
  enteredDollars: n,
  warnedOrders: n,
  warnedDollars: n,
  blockedOrders: n,
  blockedDollars: n,
});
const result = z.looseObject({
  seed: n,
  digest: z.string(),
  parents: n,
  children: n,
  admitted: n,
  runaway,
  retail: z.looseObject({ parents: n, filled: n, open: n }),
  loss: z.looseObject({
    totalDollars: n,
    shortfallDollars: n,
    spreadDollars: n,
    feesDollars: n,
    unwindDollars: n,
    bustedStocks: n,
    bustPercent: n,
  }),
  checks: z.array(z.looseObject({ name: z.string(), breaches: n, refused: n, firstNs: time })),
  servers: z.array(server),
  mishaps: mishaps.optional(),
  events: z.array(event),
  reconciliation: z.looseObject({ shares: n, cashDollars: n, feesDollars: n }),
});
const conditions = z.looseObject({
  node: z.string().optional(),
  platform: z.string().optional(),
  cpu: z.string().optional(),
  cores: n.optional(),
  memoryGiB: n.optional(),
  nodeFlags: z.array(z.string()).optional(),
});
const limits = z.looseObject({ digest: z.string(), file: z.string().nullable(), version: n.nullable(), changed: z.boolean() });
const head = { version: z.literal(1), conditions, invocation: z.string().optional(), limits: limits.optional() };

const cell = z.looseObject({
  trippedNs: time,
  stoppedNs: time,
  unmatchedExecutions: n,
  grossDollars: n,
  lossDollars: n,
  leakedExecutions: n.optional(),
  parentsAbandoned: n.default(0),
});
const row = z.looseObject({
  name: z.string(),
  about: z.string().default(''),
  seeds: z.array(z.looseObject({ seed: n, cell })).min(1),
  normal: z.looseObject({ refused: n, children: n, parentsAbandoned: n, parents: n }).optional(),
});
const minimal = z.looseObject({ boundDollars: n, sets: z.array(z.looseObject({ controls: z.array(z.string()), lossDollarsMax: n })) });

const loadServer = z.looseObject({
  server: n,
  build: n,
  accepted: n,
  openParents: n,
  children: n,
  refusedChildren: n,
  executions: n,
  unmatchedExecutions: n,
  largestQueue: n,
});
const kill = z.looseObject({
  engaged: z.boolean(),
  scope: z.looseObject({ kind: z.string() }),
  answers: z.array(z.looseObject({ server: n, isConcerned: z.boolean(), ackNs: n, sentAfter: n, recalled: n })),
});

const steadiness = z.looseObject({
  isSteady: z.boolean().nullable(),
  by: z.enum(['backlog', 'rate']),
  first: n,
  last: n,
  backlogGrowth: n.nullable(),
  limit: z.enum(['stop', 'gate', 'depth', 'router', 'servers', 'venues', 'feeder', 'machine', 'warm-up']).nullable(),
});

const SUMMARY = z.discriminatedUnion('command', [
  z.looseObject({ ...head, command: z.literal('run'), scenario: z.string(), finished: z.boolean(), result }),
  z.looseObject({
    ...head,
    command: z.literal('whatif'),
    scenario: z.string(),
    finished: z.boolean(),
    rows: z.array(row),
    minimal: minimal.optional(),
  }),
  z.looseObject({
    ...head,
    command: z.literal('load'),
    profile: z.string(),
    arrivals: z.string(),
    endedBy: z.string(),
    seconds: n,
    measured: z.looseObject({ children: n, admitted: n, arrived: n, executions: n }).optional(),
    steadiness: steadiness.optional(),
    metrics: z.record(z.string(), n),
    accounts: z.looseObject({
      servers: z.array(loadServer),
      checks: z.array(z.looseObject({ name: z.string(), breaches: n, refused: n })),
      venues: z.looseObject({ behindBarrier: n }),
      reconciliation: z.looseObject({ shares: n, cash: n, fees: n }),
    }),
    kills: z.array(kill).default([]),
    stalls: z.looseObject({ threads: z.array(z.looseObject({ over1ms: n, largestNs: n })) }),
    thresholds: z.array(z.looseObject({ threshold: z.string(), value: n.optional(), held: z.boolean() })),
  }),
]);

const reference = z.looseObject({
  source: z.string(),
  parents: n,
  executions: n,
  shares: n,
  stocks: n,
  longStocks: n,
  shortStocks: n,
  longDollars: n,
  shortDollars: n,
  stocksMoved5: n,
  stocksMoved10: n,
  lossDollars: n,
  alerts: n,
});
const findings = z.looseObject({
  by: z.string(),
  source: z.string(),
  figures: z.array(z.looseObject({ of: z.string(), value: n })),
});
const STORY = z.looseObject({
  title: z.string(),
  description: z.string(),
  seed: n.optional(),
  reference: reference.optional(),
  excess: z.string().optional(),
  findings: findings.optional(),
});
const PATHS = z.looseObject({
  version: z.literal(1),
  atNs: z.array(n),
  lossDollars: z.array(n),
  stocks: z.array(z.looseObject({ symbol: z.string(), midDollars: z.array(n), moved: n, volumeShare: n, errorShares: n })),
});

export type Summary = z.infer<typeof SUMMARY>;
export type RunSummary = Extract<Summary, { command: 'run' }>;
export type LoadSummary = Extract<Summary, { command: 'load' }>;
export type WhatifSummary = Extract<Summary, { command: 'whatif' }>;
export type Story = z.infer<typeof STORY>;
export type Paths = z.infer<typeof PATHS>;
export type Happened = RunSummary['result']['events'][number];

/** Columns of a CSV by their names; times of day as seconds since the bell. */
export type Columns = ReadonlyMap<string, readonly number[]>;

/** A folder as the page reads it: its summary, what it is about, and the files beside it as far as they are there. */
export interface Folder<Of extends Summary = Summary> {
  readonly name: string;
  readonly summary: Of;
  readonly story: Story;
  readonly timeline: Columns | undefined;
  readonly paths: Paths | undefined;
  /** Texts of `latency/<stage>.hgrm` over all servers, by stage, and of `latency/intervals.hlog`. */
  readonly latency: ReadonlyMap<string, string>;
  readonly intervals: string | undefined;
}

/** The stages of a load, in the order in which an order passes them. */
export const STAGES = ['accepted', 'decision', 'response', 'gate', 'roundTrip', 'kill'] as const;

/**
 * Reads a folder through `read`, which gives a file's text by its name in the folder, or undefined where there is none. Throws an InputError that names the file, the place
 * in it and what is wrong.
 */
export function readFolder(name: string, read: (file: string) => string | undefined): Folder {
  const text = read('summary.json');
  if (text === undefined) throw new InputError(`${name}: has no summary.json; smars run, load and whatif leave one with --out DIR`);
  const summary = parse(`${name}/summary.json`, text, SUMMARY);
  const about = read(summary.command === 'load' ? 'profile.json' : 'scenario.json');
  const called = summary.command === 'load' ? summary.profile : summary.scenario;
  const story =
    about === undefined
      ? { title: called, description: '' }
      : parse(`${name}/${summary.command === 'load' ? 'profile' : 'scenario'}.json`, about, STORY);
  const timeline = read('timeline.csv');
  const paths = read('paths.json');
  return {
    name,
    summary,
    story,
    timeline: timeline === undefined ? undefined : readColumns(`${name}/timeline.csv`, timeline),
    paths: paths === undefined ? undefined : parse(`${name}/paths.json`, paths, PATHS),
    latency: new Map(
      STAGES.flatMap((stage) =>
        [[stage, read(`latency/${stage}.hgrm`)] as const].filter((pair): pair is [typeof stage, string] => pair[1] !== undefined),
      ),
    ),
    intervals: read('latency/intervals.hlog'),
  };
}

function parse<Shape extends z.ZodType>(file: string, text: string, shape: Shape): z.infer<Shape> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: is not JSON: ${(error as Error).message}`);
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new InputError(`${file}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`);
}

/** Reads a CSV of numbers without quotes, as timeline.csv is. */
function readColumns(file: string, text: string): Columns {
  const [head, ...lines] = text.trimEnd().split('\n');
  const names = head!.split(',');
  const columns = names.map(() => new Array<number>(lines.length));
  lines.forEach((line, row) => {
    const cells = line.split(',');
    if (cells.length !== names.length)
      throw new InputError(`${file}: line ${row + 2} has ${cells.length} cells; ${names.length} are named in the first line`);
    cells.forEach((text, column) => {
      const value = /^\d\d:\d\d:\d\d/.test(text) ? parseTimeOfDay(text) / 1e9 : Number(text);
      if (text === '' || !Number.isFinite(value))
        throw new InputError(`${file}: line ${row + 2}: ${names[column]} is '${text}'; must be a number`);
      columns[column]![row] = value;
    });
  });
  return new Map(names.map((name, column) => [name, columns[column]!]));
}
