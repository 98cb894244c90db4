import { type LimitsInForce, tellLimits } from '../report/limits-text.js';
import { describeSeeds } from '../report/run-text.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import type { GivenOrders } from '../session/session.js';
import { runSessions } from '../session/session-pool.js';
import { EXIT, interruptName, type Terminal } from './command.js';
import { readConditions } from './conditions.js';
import { Progress } from './progress.js';

export interface SeedRuns {
  readonly scenario: Scenario;
  readonly orders: GivenOrders | undefined;
  /** URLs of custom check modules. */
  readonly checks: readonly string[];
  readonly limits: LimitsInForce;
  readonly seeds: number;
  readonly threads: number | undefined;
  readonly json: boolean;
}

/**
 * Runs a scenario once for each of N seeds over the worker pool, and prints each figure's median
 * and range. Returns the exit code.
 */
export async function runSeeds(
  { scenario, orders, checks, limits, seeds, threads, json }: SeedRuns,
  terminal: Terminal,
): Promise<number> {
  const tasks = Array.from({ length: seeds }, (_, n) => ({
    spec: scenario,
    seed: (scenario.seed + n) >>> 0,
    orders,
    checks,
  }));
  const results: DayResult[] = [];
  const progress = new Progress(terminal);
  try {
    for await (const { result } of runSessions(tasks, { threads, signal: terminal.interrupted })) {
      results.push(result);
      progress.show(results.length / seeds, `${results.length} of ${seeds} runs`);
    }
  } finally {
    progress.end();
  }
  results.sort((a, b) => a.seed - b.seed);
  const finished = results.length === seeds;
  if (!finished)
    terminal.tell(`ended by ${interruptName(terminal)} after ${results.length} of ${seeds} runs\n`);
  if (json) {
    const answer = { version: 1, command: 'run', scenario: scenario.name, finished };
    const conditions = readConditions();
    terminal.answer(`${JSON.stringify({ ...answer, conditions, limits, results }, null, 2)}\n`);
  } else if (results.length > 0)
    terminal.answer(`${describeSeeds(scenario, results)}limits ${tellLimits(limits)}\n`);
  return finished ? EXIT.GOOD : EXIT.INTERRUPTED;
}
