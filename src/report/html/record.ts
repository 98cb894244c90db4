import * as z from 'zod';
import { InputError } from '../../base/assert.js';
import { parseTimeOfDay } from '../../base/units.js';
import { type Form, parseForm } from '../../forms/form.js';

/** What the page reads of the folders that run, load and whatif leave. More may stand in them. */

/** Figures beyond this are of no run, and sums and percentages of them would leave the numbers. */
const FIGURE_MAX = 1e18;
const n = z.number().min(-FIGURE_MAX).max(FIGURE_MAX);
const counted = z.number().min(0).max(FIGURE_MAX);
const time = n.nullable();

const server = z.looseObject({
  server: counted,
  build: counted,
  honoursFlag: z.boolean(),
  parents: counted,
  parentsFilled: counted,
  parentsRefused: counted,
  parentsOpen: counted,
  children: counted,
  admitted: counted,
  executions: counted,
  shares: n,
  unmatchedExecutions: counted,
  alerts: counted,
});
const event = z.looseObject({
  at: z.string(),
  timeNs: time,
  kind: z.string(),
  server: counted,
  text: z.string(),
  check: z.string().nullable().default(null),
  unmatchedExecutions: counted.default(0),
  grossDollars: n.default(0),
});
const runaway = z.looseObject({
  parents: counted,
  children: counted,
  admitted: counted,
  executions: counted,
  shares: n,
  unmatchedExecutions: counted,
  unmatchedShares: counted,
  stocks: counted,
  longStocks: counted,
  shortStocks: counted,
  longDollars: n,
  shortDollars: n,
  grossDollars: n,
  firstNs: time,
  lastNs: time,
  stocksMoved5: counted,
  stocksMoved10: counted,
});
const mishaps = z.looseObject({
  sentDollars: n,
  executedDollars: n,
  lateAnswers: counted,
  lostAnswers: counted,
  lostFills: counted,
  lostShares: counted,
  presumedLost: counted,
  unanswered: counted,
  cancelsAsked: counted,
  cancelsIgnored: counted,
  repeatedOrders: counted,
  loopedOrders: counted,
  loopsRefused: counted,
  enteredDollars: n,
  warnedOrders: counted,
  warnedDollars: n,
  blockedOrders: counted,
  blockedDollars: n,
  largestMove: n.optional(),
  meanMove: n.optional(),
});
const result = z.looseObject({
  seed: counted,
  digest: z.string(),
  parents: counted,
  children: counted,
  admitted: counted,
  runaway,
  retail: z.looseObject({ parents: counted, filled: counted, open: counted }),
  parentsCancelled: counted.optional(),
  ordersBeforeStart: counted.optional(),
  ordersAfterEnd: counted.optional(),
  loss: z.looseObject({
    totalDollars: n,
    shortfallDollars: n,
    spreadDollars: n,
    feesDollars: n,
    unwindDollars: n,
    bustedStocks: counted,
    bustPercent: n,
  }),
  checks: z.array(
    z.looseObject({ name: z.string(), breaches: counted, refused: counted, firstNs: time }),
  ),
  servers: z.array(server),
  mishaps: mishaps.optional(),
  events: z.array(event),
  reconciliation: z.looseObject({ shares: n, cashDollars: n, feesDollars: n }),
});
const conditions = z.looseObject({
  node: z.string().optional(),
  platform: z.string().optional(),
  cpu: z.string().optional(),
  cores: counted.optional(),
  memoryGiB: n.optional(),
  nodeFlags: z.array(z.string()).optional(),
  revision: z.string().optional(),
  warmupSeconds: n.optional(),
});
const limits = z.looseObject({
  digest: z.string(),
  file: z.string().nullable(),
  version: n.nullable(),
  changed: z.boolean(),
});
const head = {
  version: z.literal(1),
  conditions,
  invocation: z.string().optional(),
  limits: limits.optional(),
};

const cell = z.looseObject({
  trippedNs: time,
  stoppedNs: time,
  unmatchedExecutions: counted,
  grossDollars: n,
  lossDollars: n,
  leakedExecutions: n.optional(),
  parentsAbandoned: n.default(0),
});
const row = z.looseObject({
  name: z.string(),
  about: z.string().default(''),
  /** What its control is set to, in words. */
  value: z.string().default(''),
  seeds: z.array(z.looseObject({ seed: counted, cell })).min(1),
  normal: z
    .looseObject({ refused: counted, children: counted, parentsAbandoned: n, parents: counted })
    .optional(),
});
const minimal = z.looseObject({
  boundDollars: n,
  sets: z.array(z.looseObject({ controls: z.array(z.string()), lossDollarsMax: n })),
});

const loadServer = z.looseObject({
  server: counted,
  build: counted,
  accepted: counted,
  openParents: counted,
  children: counted,
  refusedChildren: counted,
  executions: counted,
  unmatchedExecutions: counted,
  largestQueue: counted,
});
/** Times since the start, warm-up included. */
const loadCheck = z.looseObject({
  name: z.string(),
  breaches: counted,
  refused: counted,
  first: z.looseObject({ atNs: n }).nullable().default(null),
});
const stop = z.looseObject({
  act: z.string(),
  scope: z.string(),
  scopeId: n,
  symbol: z.string().optional(),
  check: z.string(),
  atNs: n,
});
const kill = z.looseObject({
  engaged: z.boolean(),
  /** Since the start, warm-up included. */
  requestNs: n.optional(),
  scope: z.object({ kind: z.string() }).catchall(z.union([n, z.string()])),
  answers: z.array(
    z.looseObject({
      server: counted,
      isConcerned: z.boolean(),
      ackNs: n,
      sentAfter: n,
      recalled: n,
    }),
  ),
});

const steadiness = z.looseObject({
  isSteady: z.boolean().nullable(),
  by: z.enum(['backlog', 'rate']),
  first: n,
  last: n,
  backlogGrowth: n.nullable(),
  limit: z
    .enum(['stop', 'gate', 'depth', 'router', 'servers', 'venues', 'feeder', 'machine', 'warm-up'])
    .nullable(),
});

const SUMMARY = z.discriminatedUnion('command', [
  z.looseObject({
    ...head,
    command: z.literal('run'),
    scenario: z.string(),
    finished: z.boolean(),
    result,
  }),
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
    seconds: counted,
    measured: z
      .looseObject({ children: counted, admitted: counted, arrived: counted, executions: counted })
      .optional(),
    steadiness: steadiness.optional(),
    metrics: z.record(z.string(), n),
    accounts: z.looseObject({
      servers: z.array(loadServer),
      checks: z.array(loadCheck),
      stops: z.array(stop).default([]),
      venues: z.looseObject({ behindBarrier: n }),
      reconciliation: z.looseObject({ shares: n, cash: n, fees: n }),
    }),
    kills: z.array(kill).default([]),
    stalls: z.looseObject({
      threads: z.array(z.looseObject({ over1ms: counted, largestNs: counted })),
    }),
    thresholds: z.array(
      z.looseObject({ threshold: z.string(), value: n.optional(), held: z.boolean() }),
    ),
  }),
]);

const reference = z.looseObject({
  source: z.string(),
  parents: counted,
  executions: counted,
  shares: n,
  stocks: counted,
  longStocks: counted,
  shortStocks: counted,
  longDollars: n,
  shortDollars: n,
  stocksMoved5: counted,
  stocksMoved10: counted,
  lossDollars: n,
  alerts: counted,
});
const findings = z.looseObject({
  by: z.string(),
  source: z.string(),
  figures: z.array(z.looseObject({ of: z.string(), value: n })),
});
const STORY = z.looseObject({
  title: z.string(),
  description: z.string(),
  seed: counted.optional(),
  reference: reference.optional(),
  excess: z.string().optional(),
  findings: findings.optional(),
});
const PATHS = z
  .looseObject({
    version: z.literal(1),
    atNs: z.array(n),
    lossDollars: z.array(n),
    stocks: z.array(
      z.looseObject({
        symbol: z.string(),
        midDollars: z.array(n),
        moved: n,
        volumeShare: n,
        errorShares: n,
      }),
    ),
  })
  .superRefine(({ atNs, lossDollars, stocks }, context) => {
    const columns = [
      ['lossDollars', lossDollars] as const,
      ...stocks.map(({ midDollars }, i) => [`stocks.${i}.midDollars`, midDollars] as const),
    ];
    for (const [path, column] of columns) {
      const message = `has ${column.length} values; atNs has ${atNs.length}`;
      if (column.length !== atNs.length)
        context.addIssue({
          code: 'custom',
          path: path.split('.').map((key) => (/^\d/.test(key) ? Number(key) : key)),
          message,
        });
    }
  });

const SUMMARY_FORM: Form<z.infer<typeof SUMMARY>> = {
  what: 'summary of smars run, load or whatif',
  schema: SUMMARY,
};
const PATHS_FORM: Form<z.infer<typeof PATHS>> = {
  what: "paths.json of a run's folder",
  schema: PATHS,
};

export type Summary = z.infer<typeof SUMMARY>;
export type RunSummary = Extract<Summary, { command: 'run' }>;
export type LoadSummary = Extract<Summary, { command: 'load' }>;
export type WhatifSummary = Extract<Summary, { command: 'whatif' }>;
export type Story = z.infer<typeof STORY>;
export type Paths = z.infer<typeof PATHS>;
export type Happened = RunSummary['result']['events'][number];

/** Columns of a CSV by their names; times of day as seconds since the bell. */
export type Columns = ReadonlyMap<string, readonly number[]>;

/**
 * A folder as the page reads it: its summary, what it is about, and the files beside it as far as
 * they are there.
 */
export interface Folder<Of extends Summary = Summary> {
  readonly name: string;
  readonly summary: Of;
  readonly story: Story;
  readonly timeline: Columns | undefined;
  readonly paths: Paths | undefined;
  /**
   * Texts of `latency/<stage>.hgrm` over all servers, by stage, and of `latency/intervals.hlog`.
   */
  readonly latency: ReadonlyMap<string, string>;
  readonly intervals: string | undefined;
}

/** The stages of a load, in the order in which an order passes them. */
export const STAGES = ['accepted', 'decision', 'response', 'gate', 'roundTrip', 'kill'] as const;

/**
 * Reads a folder through `read`, which gives a file's text by its name in the folder, or undefined
 * where there is none. Throws an InputError that names the file, the place in it and what is wrong.
 */
export function readFolder(name: string, read: (file: string) => string | undefined): Folder {
  const text = read('summary.json');
  if (text === undefined)
    throw new InputError(
      `${name}: has no summary.json; smars run, load and whatif leave one with --out DIR`,
    );
  const summary = parseForm(SUMMARY_FORM, text, `${name}/summary.json`).value;
  const isLoad = summary.command === 'load';
  const about = isLoad ? 'profile.json' : 'scenario.json';
  const told = read(about);
  const story =
    told === undefined
      ? { title: isLoad ? summary.profile : summary.scenario, description: '' }
      : parseForm(
          { what: isLoad ? 'load profile' : 'scenario', schema: STORY },
          told,
          `${name}/${about}`,
        ).value;
  const timeline = read('timeline.csv');
  const paths = read('paths.json');
  return {
    name,
    summary,
    story,
    timeline:
      timeline === undefined
        ? undefined
        : readColumns(`${name}/timeline.csv`, timeline, TIMELINES[summary.command]),
    paths:
      paths === undefined ? undefined : parseForm(PATHS_FORM, paths, `${name}/paths.json`).value,
    latency: new Map(
      STAGES.flatMap((stage) =>
        [[stage, read(`latency/${stage}.hgrm`)] as const].filter(
          (pair): pair is [typeof stage, string] => pair[1] !== undefined,
        ),
      ),
    ),
    intervals: read('latency/intervals.hlog'),
  };
}

/** The columns that a timeline has. */
const TIMELINES: Readonly<Record<Summary['command'], readonly string[]>> = {
  run: ['time', 'pnl_usd', 'long_usd', 'short_usd'],
  load: ['seconds', 'parents', 'children', 'refused', 'executions', 'queued', 'in_flight'],
  whatif: [],
};

/** Reads a CSV of numbers without quotes, as timeline.csv is. */
function readColumns(file: string, text: string, needed: readonly string[]): Columns {
  const [head, ...lines] = text.trimEnd().split('\n');
  const names = head!.split(',');
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) throw new InputError(`${file}: line 1: has no column '${missing}'`);
  const columns = names.map(() => new Array<number>(lines.length));
  lines.forEach((line, row) => {
    const cells = line.split(',');
    if (cells.length !== names.length)
      throw new InputError(
        `${file}: line ${row + 2} has ${cells.length} cells; ${names.length} are named in the first line`,
      );
    cells.forEach((text, column) => {
      const value = /^\d\d:\d\d:\d\d/.test(text) ? parseTimeOfDay(text) / 1e9 : Number(text);
      if (text === '' || !(Math.abs(value) <= FIGURE_MAX))
        throw new InputError(
          `${file}: line ${row + 2}: ${names[column]} is '${text}'; must be a number`,
        );
      columns[column]![row] = value;
    });
  });
  return new Map(names.map((name, column) => [name, columns[column]!]));
}
