import { generateUniverse } from '../market/universe.js';
import { type EnforcedBound, type StoryAnswer, shareOf } from '../report/story-text.js';
import { CONTROLS, withoutControls } from '../scenarios/controls.js';
import type { OneFirm } from '../scenarios/one-firm.js';
import type { DaySpec } from '../session/day/spec.js';
import type { DayResult } from '../session/result/result.js';
import type { GivenOrders } from '../session/session.js';
import { runQueue } from '../session/session-pool.js';
import type { BoundOptions } from '../session/tune/bounds.js';
import {
  allToTry,
  FRONTIER_TOLERANCES,
  findDominated,
  findGreedySet,
  joinSymbols,
  type TriedBound,
} from '../session/tune/frontier.js';
import { enforcedSetting, withLimits } from '../session/tune/training.js';
import type { Training, TunedLimits } from '../session/tune/tune.js';
import { readCell, readNormal } from '../whatif/cells.js';
import type { Terminal } from './command.js';
import type { OwnDay } from './own-world.js';
import { Progress } from './progress.js';

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

/** Bounds enforced together, with their place in the list of those tried. */
interface Together {
  readonly bounds: readonly TriedBound[];
  readonly isNormal: boolean;
}

/**
 * Enforces each bound alone in the story and on a normal day of the same firm, neither of which is
 * a training day, and then sets of them in the story. What was done before a signal is answered.
 */
export async function enforceInStory(
  training: Training,
  tuned: TunedLimits,
  question: StoryQuestion,
  { threads, ...options }: BoundOptions & { readonly threads: number | undefined },
  terminal: Terminal,
): Promise<StoryAnswer> {
  const { firm, training: trainedOn, tried: day, seed, hasFrontier, totalTolerance } = question;
  const tolerances = hasFrontier ? FRONTIER_TOLERANCES : [];
  const stocks = generateUniverse(firm.bad.universe, seed);
  const tried = allToTry(training, tuned, options, tolerances, stocks);
  const run = (tasks: readonly Together[]) => runTogether(question, tasks, terminal, threads);
  const alone = [
    { bounds: [], isNormal: false },
    ...tried.map((one) => ({ bounds: [one], isNormal: false })),
    ...tried.map((one) => ({ bounds: [one], isNormal: true })),
  ];
  const [none, ...results] = await run(alone);
  const done = tried.flatMap((one, place) => {
    const [bad, normal] = [results[place], results[tried.length + place]];
    return bad === undefined || normal === undefined
      ? []
      : [{ one, ...readBound(one, bad, normal) }];
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
          async (sets) => {
            const tasks = sets.map((places) => ({
              bounds: places.map((place) => done[place]!.one),
              isNormal: false,
            }));
            const found = await run(tasks);
            return found.map((result) => result?.loss.totalDollars ?? null);
          },
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

/** The own orders of a day: beside those of the story, and on a normal day as they are given. */
function ordersOf(tried: OwnDay | undefined, isNormal: boolean): GivenOrders | undefined {
  return isNormal || tried === undefined ? tried?.orders : { ...tried.orders, beside: true };
}

/** Runs days on which some bounds are enforced. A day that a signal kept from its end is absent. */
async function runTogether(
  { firm: { bad, normal }, tried, seed }: StoryQuestion,
  tasks: readonly Together[],
  terminal: Terminal,
  threads: number | undefined,
): Promise<(DayResult | undefined)[]> {
  const [story, quiet] = [withoutControls(bad), withoutControls(normal)];
  const specs = tasks.map(({ bounds, isNormal }): DaySpec => {
    const settings = bounds.map(({ row, bound, changes }) => [
      row.field,
      { ...enforcedSetting(row, normal.risk, bound), ...changes },
    ]);
    const symbols = joinSymbols(bounds.map((one) => one.symbols));
    return withLimits(isNormal ? quiet : story, Object.fromEntries(settings), { symbols });
  });
  const results: (DayResult | undefined)[] = tasks.map(() => undefined);
  const progress = new Progress(terminal);
  let done = 0;
  try {
    for await (const { task, result } of runQueue(
      specs.map((spec, task) => ({
        spec,
        seed,
        orders: ordersOf(tried, tasks[task]!.isNormal),
        withoutDigest: true,
      })),
      specs.length,
      { threads, signal: terminal.interrupted },
    )) {
      results[task] = result;
      done++;
      progress.show(done / tasks.length, `${done} of ${tasks.length} enforced days`);
    }
  } finally {
    progress.end();
  }
  return results;
}
