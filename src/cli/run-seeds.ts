import { type LimitsInForce, tellLimits } from '../report/limits-text.js';
import { describeSeeds } from '../report/run-text.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { EXIT, interruptName, type Terminal } from './command.js';
import { readConditions } from './conditions.js';
import { type DayRunner, endShard } from './day-flags.js';
import type { OwnDay } from './own-world.js';

export interface SeedRuns {
  readonly scenario: Scenario;
  /** The days of own orders, which are run on each seed; none for the generated flow. */
  readonly days: readonly OwnDay[];
  /** URLs of custom check modules. */
  readonly checks: readonly string[];
  readonly limits: LimitsInForce;
  readonly seeds: number;
  readonly runner: DayRunner;
  readonly json: boolean;
}

/**
 * Runs a scenario once for each of N seeds, and on each of these for each day of own orders, over
 * the worker pool. Prints each figure's median and range. Returns the exit code.
 */
export async function runSeeds(
  { scenario, days, checks, limits, seeds, runner, json }: SeedRuns,
  terminal: Terminal,
): Promise<number> {
  const flows = days.length === 0 ? [undefined] : days;
  const tasks = Array.from({ length: seeds }, (_, n) => (scenario.seed + n) >>> 0).flatMap((seed) =>
    flows.map((day) => ({ spec: scenario, seed, orders: day?.orders, checks })),
  );
  const done: { task: number; result: DayResult }[] = [];
  const progress = runner.progress();
  try {
    for await (const outcome of runner.run(tasks, tasks.length)) {
      done.push(outcome);
      progress.showDone(done.length, tasks.length, 'runs');
    }
  } finally {
    progress.end();
  }
  if (runner.shard !== undefined) return endShard(runner.shard, terminal);
  done.sort((a, b) => a.result.seed - b.result.seed || a.task - b.task);
  // With several days, each result says of which file it is.
  const results = done.map(({ task, result }) => ({
    ...result,
    ...(days.length > 1 && { orders: days[task % days.length]!.path }),
  }));
  const finished = done.length === tasks.length;
  if (!finished)
    terminal.tell(
      `ended by ${interruptName(terminal)} after ${done.length} of ${tasks.length} runs\n`,
    );
  if (json) {
    const answer = { version: 1, command: 'run', scenario: scenario.name, finished };
    const conditions = readConditions();
    terminal.answer(`${JSON.stringify({ ...answer, conditions, limits, results }, null, 2)}\n`);
  } else if (results.length > 0)
    terminal.answer(
      `${describeSeeds(scenario, results, days.length)}limits ${tellLimits(limits)}\n`,
    );
  return finished ? EXIT.GOOD : EXIT.INTERRUPTED;
}
