import { generateUniverse } from '../market/universe.js';
import { type EnforcedBound, type StoryAnswer, shareOf } from '../report/story-text.js';
import { CONTROLS } from '../scenarios/controls.js';
import type { OneFirm } from '../scenarios/one-firm.js';
import type { DayResult } from '../session/result/result.js';
import type { RunTasks } from '../session/session-pool.js';
import type { BoundOptions } from '../session/tune/bounds.js';
import {
  allToTry,
  FRONTIER_TOLERANCES,
  findDominated,
  findGreedySet,
  type TriedBound,
} from '../session/tune/frontier.js';
import type { Training, TunedLimits } from '../session/tune/tune.js';
import { readCell, readNormal } from '../whatif/cells.js';
import {
  type DoneDays,
  type EnforcedDays,
  enforceAlone,
  enforceTogether,
} from '../whatif/enforced.js';
import type { Terminal } from './command.js';
import type { OwnDay } from './own-world.js';
import { Progress, showTimeLeft } from './progress.js';

/** What is asked of a story: its firm, and what its bounds may keep back together. */
export interface StoryQuestion {
  readonly firm: OneFirm;
  /** Days of own orders to train on; none for generated days. */
  readonly training: readonly OwnDay[];
  /** The day of own orders that the story is laid over; the only one if there is one. */
  readonly tried: OwnDay | undefined;
  /** Of the story’s day, and of the normal day on which refusals are counted. */
  readonly seed: number;
  readonly hasFrontier: boolean;
  /** The share of a normal day’s parents that a set may keep back. */
  readonly totalTolerance: number;
}

/**
 * Enforces each bound alone in the story and on a normal day of the same firm, neither of which is
 * a training day, and then sets of them in the story. What was done before a signal is answered.
 */
export async function enforceInStory(
  training: Training,
  tuned: TunedLimits,
  question: StoryQuestion,
  { run: runDays, ...options }: BoundOptions & { readonly run: RunTasks },
  terminal: Terminal,
): Promise<StoryAnswer> {
  const { firm, training: trainedOn, tried: day, seed, hasFrontier, totalTolerance } = question;
  const tolerances = hasFrontier ? FRONTIER_TOLERANCES : [];
  const stocks = generateUniverse(firm.bad.universe, seed);
  const tried = allToTry(training, tuned, options, tolerances, stocks);
  const orders = day?.orders;
  const run = <T>(what: string, enforce: (days: EnforcedDays) => Promise<T>) =>
    withProgress(what, terminal, (onDay) => enforce({ firm, seed, orders, run: runDays, onDay }));
  const { none, bad, normal } = await run('days with one bound each', (days) =>
    enforceAlone(days, training, tried),
  );
  const done = tried.flatMap((one, place) => {
    const [story, quiet] = [bad[place], normal[place]];
    return story === undefined || quiet === undefined
      ? []
      : [{ one, ...readBound(one, story, quiet) }];
  });
  const dominated = findDominated(done.map(pointOf));
  const bounds = done.map(({ one: _, ...rest }, place) => ({
    ...rest,
    isDominated: dominated[place]!,
  }));
  const base = none === undefined ? null : readCell(none, []);
  const isWhole = base !== null && done.length === tried.length;
  const set =
    !isWhole || training.finished === false
      ? null
      : await findGreedySet(
          done.map((each) => ({ check: each.check, ...pointOf(each) })),
          base.lossDollars,
          totalTolerance,
          (sets) =>
            run('days with several', (days) =>
              enforceTogether(
                days,
                sets.map((places) => places.map((place) => done[place]!.one)),
              ),
            ),
        );
  return {
    story: firm.bad.name,
    seed,
    orders: day?.path ?? null,
    isTrained: day !== undefined && trainedOn.includes(day),
    base,
    bounds,
    totalTolerance,
    set: set === null ? null : { ...set, checks: set.places.map((place) => done[place]!.check) },
    finished: isWhole && terminal.interrupted?.aborted !== true,
  };
}

const pointOf = (bound: Omit<EnforcedBound, 'isDominated'>) => ({
  lossDollars: bound.cell.lossDollars,
  share: shareOf(bound),
});

function readBound(
  { row, tolerance, bound, variant }: TriedBound,
  bad: DayResult,
  normal: DayResult,
) {
  const controls = CONTROLS.filter(({ name }) => name === row.name);
  return {
    check: row.name,
    variant: variant ?? null,
    parameter: row.hard!,
    unit: row.parameters.find(({ name }) => name === row.hard)!.unit,
    tolerance,
    bound,
    cell: readCell(bad, controls),
    normal: readNormal(normal, controls),
  };
}

/** Runs days with a progress line, which ends with them. */
async function withProgress<T>(
  what: string,
  terminal: Terminal,
  run: (onDay: (done: DoneDays) => void) => Promise<T>,
): Promise<T> {
  const progress = new Progress(terminal);
  const beginMs = performance.now();
  try {
    return await run(({ run: done, runs, answered, share }) => {
      const left = share === null ? null : showTimeLeft(share, performance.now() - beginMs);
      const more = [
        ...(answered > 0 ? [`${answered} need none`] : []),
        ...(left === null ? [] : [left]),
      ];
      progress.show(share ?? 0, [`${done} of ${runs} ${what}`, ...more].join('  '));
    });
  } finally {
    progress.end();
  }
}
