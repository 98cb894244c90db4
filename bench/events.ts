/**
 * Question: what do 10 million events as Arrow cost the thread that simulates the day?
 *
 *   A  knight-2012 with some more children ──► books
 *   B  knight-2012 with some more children ──► books
 *                                  └── tap ──► ring ──► writer's thread ──► children.arrow, fills.arrow in a temporary folder
 *
 * A and B in turn; the cost is that of a pair, wall clock of the days alone: the thread is up before, and ends its files after. Beside it stands the cost by the time that
 * the day's thread ran: what the two differ by it was ready and had no core, because the writer, V8's compilers, the kernel or a neighbour had it.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureDay } from '../src/cli/day-capture.js';
import { EVENT_FORMATS } from '../src/cli/event-formats.js';
import { KNIGHT_2012 } from '../src/scenarios/knight.js';
import { createDay } from '../src/session/day.js';
import { advanceDay } from '../src/session/session.js';
import { Suite } from './harness/suite.js';

const PAIRS = 7;
const format = EVENT_FORMATS.find((name) => name === process.env.EVENTS) ?? 'arrow';
const { router } = KNIGHT_2012;
const scenario = { ...KNIGHT_2012, router: { ...router, pegChildrenPerSecond: 1.12 * router.pegChildrenPerSecond } };

interface Run {
  readonly ms: number;
  /** That the thread ran; NaN where the system does not tell. */
  readonly ranMs: number;
  readonly events: number;
  readonly waitedMs: number;
  readonly endedMs: number;
}

/** How long this thread has run; Linux tells, to the tick of its scheduler. */
function ranMs(): number {
  const file = '/proc/thread-self/schedstat';
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : Number.NaN;
}

async function runDay(folder: string | undefined): Promise<Run> {
  const day = createDay(scenario, scenario.seed);
  const capture = folder === undefined ? undefined : await captureDay(day, scenario, { out: join(folder, 'run'), format });
  const ranBefore = ranMs();
  const began = performance.now();
  advanceDay(day, day.endNs);
  const ms = performance.now() - began;
  const ran = ranMs() - ranBefore;
  const report = (await capture?.finish())?.report;
  const endedMs = performance.now() - began;
  await capture?.close();
  return { ms, ranMs: ran, events: (report?.children ?? 0) + (report?.fills ?? 0), waitedMs: report?.waitedMs ?? 0, endedMs };
}

const percentLost = (without: number, kept: number): string => (100 * (1 - without / kept)).toFixed(1);

const folder = mkdtempSync(join(tmpdir(), 'smars-bench-'));
try {
  await runDay(undefined);
  await runDay(folder);
  const pairs: { without: Run; kept: Run }[] = [];
  for (let n = 0; n < PAIRS; n++) pairs.push({ without: await runDay(undefined), kept: await runDay(folder) });
  const { events } = pairs[0]!.kept;
  const suite = new Suite({
    question: `what do ${events.toLocaleString('en-US')} events as ${format} cost the thread that simulates the day?`,
    unit: 'event',
    work: `knight-2012 with some more children, ${PAIRS} pairs in turn, seed ${scenario.seed}; the thread that writes is up before and ends its files after`,
  });
  const perEvent = ({ ms }: Run): number => (ms * 1e6) / events;
  suite.floorMeasured(
    'the day without',
    pairs.map(({ without }) => perEvent(without)),
  );
  suite.addMeasured(
    'the day with its events kept',
    pairs.map(({ kept }) => perEvent(kept)),
  );
  suite.finish(() =>
    pairs.map(({ without, kept }) => {
      const share = `${percentLost(without.ms, kept.ms)} % of throughput, ${percentLost(without.ranMs, kept.ranMs)} % by the time it ran`;
      return `${without.ms.toFixed(0)} ms, ${kept.ms.toFixed(0)} ms with (waited ${kept.waitedMs.toFixed(0)} ms, files ended at ${kept.endedMs.toFixed(0)} ms): ${share}`;
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
