/**
 * Question: how much do 10 million events as Arrow cost the thread that simulates the day?
 *
 *   without          knight-2012 with some more children ──► books
 *   beside a thread  the same, while another thread computes and shares nothing with it
 *   kept             knight-2012 with some more children ──► books
 *                                                    └── tap ──► ring ──► writer's thread ──► children.arrow, fills.arrow in a temporary folder
 *
 * The cases run in turn, round by round, in both directions. Only the day is timed, by wall clock:
 * threads start before it, and files end after it. A day lasts a second, and neighbours disturb
 * parts of it. So it is cut into pieces, and its figure is the sum of the pieces' medians over the
 * rounds. The thread that only computes shows the cost of any second busy core here: V8's helpers,
 * and on shared machines the host, have one core less.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { captureDay } from '../src/cli/day-capture.js';
import { EVENT_FORMATS } from '../src/cli/event-formats.js';
import { KNIGHT_2012 } from '../src/scenarios/knight.js';
import { createDay } from '../src/session/day/create.js';
import { advanceDay } from '../src/session/session.js';
import { Suite } from './harness/suite.js';

const ROUNDS = 11;
const PIECE_NS = 15e9;
const format = EVENT_FORMATS.find((name) => name === process.env.EVENTS) ?? 'arrow';
const { router } = KNIGHT_2012;
const scenario = {
  ...KNIGHT_2012,
  router: { ...router, pegChildrenPerSecond: 1.12 * router.pegChildrenPerSecond },
};

const KINDS = [
  'the day without',
  'the day beside a thread that only computes',
  'the day with its events kept',
] as const;
type Kind = (typeof KINDS)[number];
const [WITHOUT, BESIDE, KEPT] = KINDS;

interface Run {
  /** Milliseconds of each piece. */
  readonly pieces: readonly number[];
  readonly events: number;
  readonly waitedMs: number;
  readonly endedMs: number;
}

const COMPUTES = `
const { parentPort } = require('node:worker_threads');
const cells = new Int32Array(1024);
parentPort.postMessage('up');
for (let x = 1; ; )
  for (let n = 0; n < 1024; n++)
    cells[(x = (Math.imul(x, 1664525) + 1013904223) | 0) & 1023] ^= x;
`;

async function startComputing(): Promise<Worker> {
  const thread = new Worker(COMPUTES, { eval: true });
  await new Promise((resolve) => thread.once('message', resolve));
  return thread;
}

async function runDay(kind: Kind): Promise<Run> {
  const day = createDay(scenario, scenario.seed);
  const neighbour = kind === BESIDE ? await startComputing() : undefined;
  const capture =
    kind === KEPT
      ? await captureDay(day, scenario, { out: join(folder, 'run'), format })
      : undefined;
  const pieces: number[] = [];
  for (let isOver = false; !isOver; ) {
    const began = performance.now();
    isOver = advanceDay(day, day.cursor.nowNs[0]! + PIECE_NS);
    pieces.push(performance.now() - began);
  }
  const ended = performance.now();
  const report = (await capture?.finish({ orders: undefined, findings: [] }))?.report;
  const endedMs = sum(pieces) + performance.now() - ended;
  await neighbour?.terminate();
  await capture?.close();
  return {
    pieces,
    events: (report?.children ?? 0) + (report?.fills ?? 0),
    waitedMs: report?.waitedMs ?? 0,
    endedMs,
  };
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;
/** A day whose pieces each take their median over the runs, ms. */
const medianDay = (runs: readonly Run[]): number =>
  sum(runs[0]!.pieces.map((_, piece) => median(runs.map(({ pieces }) => pieces[piece]!))));

const folder = mkdtempSync(join(tmpdir(), 'smars-bench-'));
try {
  const runs: Record<Kind, Run[]> = { [WITHOUT]: [], [BESIDE]: [], [KEPT]: [] };
  for (const kind of KINDS) await runDay(kind);
  for (let round = 0; round < ROUNDS; round++)
    for (const kind of round % 2 === 0 ? KINDS : [...KINDS].reverse())
      runs[kind].push(await runDay(kind));
  const { [WITHOUT]: without, [BESIDE]: beside, [KEPT]: kept } = runs;
  const { events } = kept[0]!;
  const suite = new Suite({
    question:
      `what do ${events.toLocaleString('en-US')} events as ${format} ` +
      'cost the thread that simulates the day?',
    unit: 'event',
    work:
      `knight-2012 with more children, ${ROUNDS} rounds in turn, seed ${scenario.seed}; ` +
      'the writer’s thread starts before and ends its files after',
  });
  for (const kind of KINDS) {
    const roundsNs = runs[kind].map(({ pieces }) => (sum(pieces) * 1e6) / events);
    if (kind === WITHOUT) suite.floorMeasured(kind, roundsNs);
    else suite.addMeasured(kind, roundsNs);
  }
  suite.finish(() => {
    const lost = (day: readonly Run[]): string =>
      (100 * (1 - medianDay(without) / medianDay(day))).toFixed(1);
    const medianOf = (value: (run: Run) => number): string => median(kept.map(value)).toFixed(0);
    const [plainMs, keptMs, besideMs] = [without, kept, beside].map((day) =>
      medianDay(day).toFixed(0),
    );
    return [
      `events cost ${lost(kept)} % of throughput, a thread that only computes ${lost(beside)} %: ` +
        `days of their pieces' medians, ${plainMs}, ${keptMs} and ${besideMs} ms`,
      'of the whole days with events, medians: ' +
        `waited ${medianOf(({ waitedMs }) => waitedMs)} ms for the writer, ` +
        `files ended at ${medianOf(({ endedMs }) => endedMs)} ms`,
    ];
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
