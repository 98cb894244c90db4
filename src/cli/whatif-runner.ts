import type { Scenario } from '../scenarios/schema.js';
import type { MatrixRow } from '../whatif/cells.js';
import { type MatrixRun, runRows } from '../whatif/runner.js';
import type { RunSet } from '../whatif/sets.js';
import type { Terminal } from './command.js';
import { Progress } from './progress.js';
import type { Question } from './whatif-sets.js';

/** Runs sets of controls over seeds and cores, with a progress line. */
export class Runner {
  /** False after an interrupt. */
  finished = true;
  readonly scenario: Scenario;
  readonly #asked: Question;
  readonly #terminal: Terminal;

  constructor(scenario: Scenario, asked: Question, terminal: Terminal) {
    this.scenario = scenario;
    this.#asked = asked;
    this.#terminal = terminal;
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
    const { seeds, days, normalMorning, threads } = this.#asked;
    const { rows, finished } = await withProgress(this.#terminal, (shown) =>
      runRows({
        scenario,
        sets,
        seeds: Array.from({ length: seeds }, (_, n) => (scenario.seed + n) >>> 0),
        days,
        normal: withNormal ? normalMorning : undefined,
        threads,
        ...shown,
      }),
    );
    if (!finished) this.finished = false;
    return rows;
  }
}

/** Runs days with a progress line, which ends with them. An interrupt ends them. */
export async function withProgress<T>(
  terminal: Terminal,
  run: (shown: Pick<MatrixRun, 'signal' | 'onRun'>) => Promise<T>,
): Promise<T> {
  const progress = new Progress(terminal);
  const onRun = (done: number, runs: number): void =>
    progress.show(done / runs, `${done} of ${runs} runs`);
  try {
    return await run({ signal: terminal.interrupted, onRun });
  } finally {
    progress.end();
  }
}
