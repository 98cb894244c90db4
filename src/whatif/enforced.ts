import { parseTimeOfDay } from '../base/units.js';
import { withoutControls } from '../scenarios/controls.js';
import type { OneFirm } from '../scenarios/one-firm.js';
import type { DayResult } from '../session/result/result.js';
import type { GivenOrders } from '../session/session.js';
import type { DayTask, RunTasks } from '../session/session-pool.js';
import { mayAct } from '../session/tune/acting.js';
import { joinSymbols, type TriedBound } from '../session/tune/frontier.js';
import { enforcedSetting, measuringDay, withLimits } from '../session/tune/training.js';
import type { Training } from '../session/tune/tune.js';

/** Bounds enforced in a story and on the normal day of the same firm. */

/** The two days, and how they are run. */
export interface EnforcedDays {
  readonly run: RunTasks;
  readonly firm: OneFirm;
  readonly seed: number;
  /** Own orders of the normal day; in the story they lie beside its own. */
  readonly orders: GivenOrders | undefined;
  /** Is told after each day. */
  readonly onDay?: ((done: DoneDays) => void) | undefined;
}

/** How far the days are. */
export interface DoneDays {
  /** Days that were run, and those to run; more may come while the days are measured. */
  readonly run: number;
  readonly runs: number;
  /** Days that a measured one has answered. */
  readonly answered: number;
  /** The share of the simulated time that is done, 0 … 1; null while more days may come. */
  readonly share: number | null;
}

/** Days to run, each with who takes its result. The list may grow while they run. */
class KeptDays {
  readonly tasks: DayTask[] = [];
  readonly #keeps: ((result: DayResult) => void)[] = [];
  /** Simulated time, ns: of all days, and of those that are done. */
  #all = 0;
  #done = 0;
  #run = 0;
  /** Days that were answered without a run, and runs that may still add others. */
  answered = 0;
  open = 0;

  add(task: DayTask, keep: (result: DayResult) => void): void {
    this.tasks.push(task);
    this.#keeps.push(keep);
    this.#all += simulatedNs(task);
  }

  async run(most: number, { run, onDay }: EnforcedDays): Promise<void> {
    for await (const { task, result } of run(this.tasks, most)) {
      this.#keeps[task]!(result);
      this.#run++;
      this.#done += simulatedNs(this.tasks[task]!);
      const share = this.open > 0 ? null : this.#done / this.#all;
      const { answered, tasks } = this;
      onDay?.({ run: this.#run, runs: tasks.length, answered, share });
    }
  }
}

const simulatedNs = ({ spec: { clock } }: DayTask): number =>
  parseTimeOfDay(clock.end) - parseTimeOfDay(clock.start);

/** Returns a day on which some bounds are enforced. */
function dayUnder(
  { firm, seed, orders }: EnforcedDays,
  bounds: readonly TriedBound[],
  isNormal: boolean,
): DayTask {
  const settings = bounds.map(({ row, bound, changes }) => [
    row.field,
    { ...enforcedSetting(row, firm.normal.risk, bound), ...changes },
  ]);
  const symbols = joinSymbols(bounds.map((one) => one.symbols));
  const bare = withoutControls(isNormal ? firm.normal : firm.bad);
  return {
    spec: withLimits(bare, Object.fromEntries(settings), { symbols }),
    seed,
    orders: isNormal || orders === undefined ? orders : { ...orders, beside: true },
    withoutDigest: true,
  };
}

/** Returns a day that measures the checks of a training, over the windows of its bounds. */
function measuredDay(days: EnforcedDays, { checks }: Training, isNormal: boolean): DayTask {
  const plain = dayUnder(days, [], isNormal);
  const windows = checks.flatMap(({ days: [first] }) => first?.windows ?? []);
  const windowsSeconds = [...new Set(windows.map(({ seconds }) => seconds))];
  const rows = checks.map(({ row }) => row);
  // Bounds are enforced over the windows of the normal day's limits, in the story too.
  const spec = { ...plain.spec, risk: days.firm.normal.risk };
  const measuring = { windowsSeconds, classes: 0, hasGrid: false };
  return { ...plain, spec: measuringDay(spec, rows, measuring) };
}

/** What came of bounds that were enforced one by one; undefined for days that were not run. */
interface EnforcedAlone {
  /** The story without a limit. */
  readonly none: DayResult | undefined;
  /** By bound: the story under it, and the normal day. */
  readonly bad: readonly (DayResult | undefined)[];
  readonly normal: readonly (DayResult | undefined)[];
}

/**
 * Enforces each bound alone, in the story and on the normal day. One run of each day measures the
 * checks, and answers for the bounds that do not act on it. An abort ends it early.
 */
export async function enforceAlone(
  days: EnforcedDays,
  training: Training,
  tried: readonly TriedBound[],
): Promise<EnforcedAlone> {
  const queue = new KeptDays();
  const results = [false, true].map((isNormal) => {
    const found: { none?: DayResult; alone: (DayResult | undefined)[] } = {
      alone: tried.map(() => undefined),
    };
    queue.open++;
    queue.add(measuredDay(days, training, isNormal), ({ measures, ...outcome }) => {
      found.none = outcome;
      for (const [place, one] of tried.entries()) {
        if (mayAct(one, measures!))
          queue.add(dayUnder(days, [one], isNormal), (result) => {
            found.alone[place] = result;
          });
        else {
          found.alone[place] = outcome;
          queue.answered++;
        }
      }
      queue.open--;
    });
    return found;
  });
  await queue.run(results.length * (1 + tried.length), days);
  const [bad, normal] = results;
  return { none: bad!.none, bad: bad!.alone, normal: normal!.alone };
}

/** Enforces sets of bounds in the story. Returns the loss of each, null where it was not run. */
export async function enforceTogether(
  days: EnforcedDays,
  sets: readonly (readonly TriedBound[])[],
): Promise<(number | null)[]> {
  const losses: (number | null)[] = sets.map(() => null);
  const queue = new KeptDays();
  for (const [place, bounds] of sets.entries())
    queue.add(dayUnder(days, bounds, false), ({ loss }) => {
      losses[place] = loss.totalDollars;
    });
  await queue.run(sets.length, days);
  return losses;
}
