import * as z from 'zod';
import type { ZodForm } from '../../forms/form.js';

/** No run has figures beyond this, and their sums and percentages could overflow. */
export const FIGURE_MAX = 1e18;
export const figure = z.number().min(-FIGURE_MAX).max(FIGURE_MAX);
export const counted = z.number().min(0).max(FIGURE_MAX);
const time = figure.nullable();

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
  shares: figure,
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
  grossDollars: figure.default(0),
});
const runaway = z.looseObject({
  parents: counted,
  children: counted,
  admitted: counted,
  executions: counted,
  shares: figure,
  unmatchedExecutions: counted,
  unmatchedShares: counted,
  stocks: counted,
  longStocks: counted,
  shortStocks: counted,
  longDollars: figure,
  shortDollars: figure,
  grossDollars: figure,
  firstNs: time,
  lastNs: time,
  stocksMoved5: counted,
  stocksMoved10: counted,
});
const faultFigures = z.looseObject({
  sentDollars: figure,
  executedDollars: figure,
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
  enteredDollars: figure,
  warnedOrders: counted,
  warnedDollars: figure,
  blockedOrders: counted,
  blockedDollars: figure,
  largestMove: figure.optional(),
  meanMove: figure.optional(),
});
const limitAlerts = z.looseObject({
  count: counted,
  first: z.array(
    z.looseObject({
      atNs: figure,
      check: z.string(),
      percent: figure,
      scope: z.string(),
      server: counted,
      symbol: z.string().optional(),
      account: z.string().optional(),
      unit: z.string(),
      value: figure,
      limit: figure,
    }),
  ),
});
const raise = z.looseObject({
  check: z.string(),
  value: figure,
  atNs: figure,
  until: z.string(),
  by: z.array(z.string()),
  reason: z.string(),
  evidence: z.string().nullable(),
  refused: z.string().nullable(),
});
/** Absent in folders of earlier versions. */
const tape = z.looseObject({
  pauses: counted,
  stocksPaused: counted,
  stocksBusted: counted,
  pauseList: z
    .array(
      z.looseObject({
        symbol: z.string(),
        startNs: figure,
        endNs: figure,
        priceDollars: figure,
        reason: z.string(),
      }),
    )
    .optional(),
  bustList: z
    .array(
      z.looseObject({
        symbol: z.string(),
        referenceDollars: figure,
        priceDollars: figure,
        shares: figure,
        cashDollars: figure,
      }),
    )
    .optional(),
  largestRisePercent: figure,
  largestFallPercent: figure,
  largestThreeSecondPercent: figure,
  fastestSharesPerSecond: counted.optional(),
  primarySharesByTen: counted.nullable().optional(),
  stocks: z.array(
    z.looseObject({
      symbol: z.string(),
      openDollars: z.number().positive().max(FIGURE_MAX),
      highDollars: counted,
      lowDollars: counted,
      lastDollars: counted,
      shares: counted,
      sharesPerSecond: counted,
      dailyVolumes: counted,
      pauses: counted,
      busted: z.boolean(),
      tape: z.looseObject({
        movePercent: figure.optional(),
        pauses: counted.optional(),
        busted: z.boolean().optional(),
        tradesPerSecond: counted.optional(),
        source: z.string(),
      }),
    }),
  ),
});
/** Absent without order books. */
const depth = z.looseObject({
  stocks: counted,
  othersCommands: counted,
  medianShares: counted,
  leastShares: counted,
  leastAtNs: time,
  mostEmptySides: counted,
  mostEmptyAtNs: time,
  samples: z.looseObject({
    timeNs: z.array(figure),
    bidShares: z.array(counted),
    askShares: z.array(counted),
  }),
});
/** Absent where no venue has a latency. */
const inFlight = z.looseObject({
  peakOrders: counted,
  peakDollars: figure,
  leakedOrders: counted,
  leakedExecutions: counted,
  leakedShares: counted,
  leakedDollars: figure,
});
const desk = z.looseObject({
  boughtShares: counted,
  soldShares: counted,
  feesDollars: figure,
  blockShares: counted,
  discountDollars: figure,
  leftShares: counted,
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
  actionsAfterEnd: z.array(z.string()).optional(),
  loss: z.looseObject({
    totalDollars: figure,
    shortfallDollars: figure,
    spreadDollars: figure,
    feesDollars: figure,
    unwindDollars: figure,
    bustedStocks: counted,
    bustPercent: figure,
  }),
  checks: z.array(
    z.looseObject({ name: z.string(), breaches: counted, refused: counted, firstNs: time }),
  ),
  servers: z.array(server),
  faults: faultFigures.optional(),
  tape: tape.optional(),
  depth: depth.optional(),
  desk: desk.optional(),
  inFlight: inFlight.optional(),
  events: z.array(event),
  limitAlerts: limitAlerts.optional(),
  raises: z.array(raise).optional(),
  reconciliation: z.looseObject({ shares: figure, cashDollars: figure, feesDollars: figure }),
});
export const conditions = z.looseObject({
  node: z.string().optional(),
  platform: z.string().optional(),
  cpu: z.string().optional(),
  cores: counted.optional(),
  memoryGiB: figure.optional(),
  nodeFlags: z.array(z.string()).optional(),
  revision: z.string().optional(),
  warmupSeconds: figure.optional(),
});
const limits = z.looseObject({
  digest: z.string(),
  file: z.string().nullable(),
  version: figure.nullable(),
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
  grossDollars: figure,
  lossDollars: figure,
  leakedExecutions: figure.optional(),
  parentsAbandoned: figure.default(0),
});
const row = z.looseObject({
  name: z.string(),
  about: z.string().default(''),
  /** The settings of its control, in words. */
  value: z.string().default(''),
  seeds: z.array(z.looseObject({ seed: counted, cell })).min(1),
  normal: z
    .looseObject({
      firstTries: counted.optional(),
      firstTriesRefused: counted.optional(),
      parentsEntered: counted.optional(),
      parentsUnfilled: counted.optional(),
      refused: counted,
      children: counted,
      parentsAbandoned: figure,
      parents: counted,
    })
    .optional(),
});
const minimal = z.looseObject({
  boundDollars: figure,
  sets: z.array(z.looseObject({ controls: z.array(z.string()), lossDollarsMax: figure })),
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
/** A check of a load. Its times count from the start, warm-up included. */
const loadCheck = z.looseObject({
  name: z.string(),
  breaches: counted,
  refused: counted,
  first: z.looseObject({ atNs: figure }).nullable().default(null),
});
const stop = z.looseObject({
  act: z.string(),
  scope: z.string(),
  scopeId: figure,
  symbol: z.string().optional(),
  check: z.string(),
  atNs: figure,
});
const kill = z.looseObject({
  act: z.enum(['kill', 'halt', 'reduce', 're-arm']).optional(),
  engaged: z.boolean(),
  requestNs: figure.optional(),
  scope: z.object({ kind: z.string() }).catchall(z.union([figure, z.string()])),
  answers: z.array(
    z.looseObject({
      server: counted,
      isConcerned: z.boolean(),
      ackNs: figure,
      /** At most 0 if no child left after the request; null if none ever left. */
      lastOutNs: figure.nullable().optional(),
      sentAfter: figure,
      recalled: figure,
    }),
  ),
});

const steadiness = z.looseObject({
  isSteady: z.boolean().nullable(),
  by: z.enum(['backlog', 'rate']),
  first: figure,
  last: figure,
  backlogGrowth: figure.nullable(),
  limit: z
    .enum(['stop', 'gate', 'depth', 'router', 'servers', 'venues', 'feeder', 'machine', 'warm-up'])
    .nullable(),
  /** Absent in folders of earlier versions. */
  depth: z
    .looseObject({
      isLimit: z.boolean(),
      children: counted,
      unfilledShare: counted,
      emptyShare: counted.nullable(),
      openFirst: counted,
      openLast: counted,
    })
    .nullable()
    .optional(),
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
    metrics: z.record(z.string(), figure),
    accounts: z.looseObject({
      servers: z.array(loadServer),
      checks: z.array(loadCheck),
      stops: z.array(stop).default([]),
      venues: z.looseObject({ behindBarrier: figure }),
      reconciliation: z.looseObject({ shares: figure, cash: figure, fees: figure }),
    }),
    kills: z.array(kill).default([]),
    stalls: z.looseObject({
      threads: z.array(z.looseObject({ over1ms: counted, largestNs: counted })),
    }),
    thresholds: z.array(
      z.looseObject({ threshold: z.string(), value: figure.optional(), held: z.boolean() }),
    ),
  }),
]);

export const SUMMARY_FORM: ZodForm<z.infer<typeof SUMMARY>> = {
  what: 'summary of smars run, load or whatif',
  schema: SUMMARY,
};
export type Summary = z.infer<typeof SUMMARY>;
export type RunSummary = Extract<Summary, { command: 'run' }>;
export type LoadSummary = Extract<Summary, { command: 'load' }>;
export type WhatifSummary = Extract<Summary, { command: 'whatif' }>;
export type Happened = RunSummary['result']['events'][number];
