import { JOINT, type MatrixRow, readCell, readNormal } from '../report/matrix.js';
import { KILL_ON_CALL, withControls } from '../scenarios/controls.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { runQueue } from '../session/session-pool.js';
import type { ShadowResult } from '../session/shadow.js';
import type { Terminal } from './command.js';
import { Progress } from './progress.js';
import type { Question, RunSet } from './whatif-sets.js';
import {
  isUnbreached,
  longestFirst,
  type RowTask,
  type ShadowedDay,
  sortRuns,
} from './whatif-shadow.js';

/** Runs sets of controls over seeds and cores. */
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
    const seeds = Array.from(
      { length: this.#asked.seeds },
      (_, n) => (this.scenario.seed + n) >>> 0,
    );
    const { days } = this.#asked;
    const own = days.length === 0 ? [undefined] : days;
    const places = seeds.flatMap((seed) => own.map((file) => ({ seed, file, isNormal: false })));
    const mornings = places.map(({ seed, file }, day) =>
      sortRuns(
        this.scenario,
        sets.map(({ scenario, checks }, set) => ({
          spec: scenario,
          seed,
          set,
          checks,
          orders: file?.orders,
          day,
          withoutDigest: true,
        })),
        sets,
      ),
    );
    if (withNormal) {
      const { scenario } = this.#asked.normalMorning;
      const normal = sets.flatMap((row, set) => this.#normalDay(row, set, places.length));
      mornings.push(sortRuns(scenario, normal, sets));
    }
    const rows = sets.map(({ name, about, value, controls, limits }) => ({
      name,
      about,
      value,
      controls: controls.map((control) => control.name),
      ...(limits !== undefined && { limits }),
      seeds: [] as MatrixRow['seeds'][number][],
      normal: undefined as MatrixRow['normal'],
    }));
    const keepRow = ({ set, day }: RowTask, result: DayResult): void => {
      const { controls } = sets[set]!;
      const place = places[day];
      if (place === undefined) rows[set]!.normal = readNormal(result, controls);
      else
        rows[set]!.seeds.push({
          seed: place.seed,
          ...(days.length > 1 && { day: place.file!.path }),
          cell: readCell(result, controls),
        });
    };
    const { threads } = this.#asked;
    const terminal = this.#terminal;
    if (!(await runDays(mornings, { threads, terminal, keepRow }))) this.finished = false;
    const placeOf = (path?: string): number => days.findIndex((day) => day.path === path);
    for (const row of rows)
      row.seeds.sort((a, b) => a.seed - b.seed || placeOf(a.day) - placeOf(b.day));
    return rows.filter((row) => row.seeds.length > 0);
  }

  /** Starts the normal morning under a row's controls, unless it ends before one of them acts. */
  #normalDay({ name, controls, checks }: RunSet, set: number, day: number): RowTask[] {
    const { scenario, hasCall } = this.#asked.normalMorning;
    if (!hasCall && controls.some((control) => control.name === KILL_ON_CALL.name)) return [];
    const spec = name === JOINT.asSet ? scenario : withControls(scenario, controls);
    return [{ spec, seed: scenario.seed, set, checks, day, withoutDigest: true }];
  }
}

/** The options of `runDays`. */
interface DaysOptions {
  readonly threads: number | undefined;
  readonly terminal: Terminal;
  /** Takes a row's outcome, which may be that of the run in shadow. */
  readonly keepRow: (task: RowTask, result: DayResult) => void;
}

/**
 * Runs days, each at its place: first one run of each with many checks in shadow, then the rows
 * that must be run in any case, then those that the runs in shadow have not answered. Returns
 * whether every row is kept, which an interrupt prevents.
 */
export async function runDays(
  days: readonly ShadowedDay[],
  { threads, terminal, keepRow }: DaysOptions,
): Promise<boolean> {
  const tasks = [...days.flatMap(({ shadow }) => shadow ?? []), ...longestFirst(days)];
  const rows = days.reduce((sum, { maybe, must }) => sum + maybe.length + must.length, 0);
  const progress = new Progress(terminal);
  let done = 0;
  const keep = (task: RowTask, result: DayResult): void => {
    keepRow(task, result);
    done++;
    progress.show(done / rows, `${done} of ${rows} runs`);
  };
  const options = { threads, signal: terminal.interrupted };
  try {
    for await (const { task, result } of runQueue(tasks, rows + days.length, options)) {
      const run = tasks[task]!;
      if (run.set >= 0) {
        keep(run, result);
        continue;
      }
      const shadow = result as ShadowResult;
      for (const { task: row, control } of days[run.day]!.maybe) {
        if (control === undefined || isUnbreached(shadow, control, row.spec)) keep(row, result);
        else tasks.push(row);
      }
    }
  } finally {
    progress.end();
  }
  return done === rows;
}
