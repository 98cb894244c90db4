import type { Scenario } from '../scenarios/schema.js';
import type { MatrixRow } from '../whatif/cells.js';
import { type MatrixRun, runRows } from '../whatif/runner.js';
import type { RunSet } from '../whatif/sets.js';
import type { DayRunner } from './day-flags.js';
import type { Progress } from './progress.js';
import type { Question } from './whatif-sets.js';

/** Runs sets of controls over seeds and cores, with a progress line. */
export class Runner {
  /** False after an interrupt. */
  finished = true;
  readonly scenario: Scenario;
  readonly #asked: Question;
  readonly #days: DayRunner;

  constructor(scenario: Scenario, asked: Question, days: DayRunner) {
    this.scenario = scenario;
    this.#asked = asked;
    this.#days = days;
  }

  /**
   * Runs each set on each seed and each day of own orders, and on a normal day if requested.
   * Returns the rows that were begun.
   */
  async runRows(
    sets: readonly RunSet[],
    withNormal = this.#asked.withNormal,
  ): Promise<MatrixRow[]> {
    const { scenario } = this;
    const { seeds, days, normalMorning } = this.#asked;
    const { rows, finished } = await withProgress(this.#days.progress(), (onRun) =>
      runRows({
        scenario,
        sets,
        seeds: Array.from({ length: seeds }, (_, n) => (scenario.seed + n) >>> 0),
        days,
        normal: withNormal ? normalMorning : undefined,
        run: this.#days.run,
        onRun,
      }),
    );
    if (!finished) this.finished = false;
    return rows;
  }
}

/** Runs days with a progress line, which ends with them. */
export async function withProgress<T>(
  progress: Progress,
  run: (onRun: NonNullable<MatrixRun['onRun']>) => Promise<T>,
): Promise<T> {
  const onRun = (done: number, runs: number): void => progress.showDone(done, runs, 'runs');
  try {
    return await run(onRun);
  } finally {
    progress.end();
  }
}
