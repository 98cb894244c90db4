import { KILL_ON_CALL, withControls } from '../scenarios/controls.js';
import type { NormalMorning } from '../scenarios/normal.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import type { GivenOrders } from '../session/session.js';
import type { RunTasks } from '../session/session-pool.js';
import type { ShadowResult } from '../session/shadow.js';
import { JOINT, type MatrixRow, readCell, readNormal } from './cells.js';
import type { RunSet } from './sets.js';
import { isUnbreached, longestFirst, type RowTask, type ShadowedDay, sortRuns } from './shadow.js';

/** Rows of the matrix to run: sets of controls over seeds and days of own orders. */
export interface MatrixRun {
  readonly run: RunTasks;
  readonly scenario: Scenario;
  readonly sets: readonly RunSet[];
  readonly seeds: readonly number[];
  /** The days of own orders, each with its name; none for the generated flow. */
  readonly days: readonly { readonly path: string; readonly orders: GivenOrders }[];
  /** The normal day that each row is run on too; none if absent. */
  readonly normal?: NormalMorning | undefined;
  /** Is told how many of all runs are done. */
  readonly onRun?: ((done: number, runs: number) => void) | undefined;
}

/**
 * Runs each set on each seed and each day of own orders, and on the normal day. Returns the rows
 * that were begun, and whether all runs were made, which an abort prevents.
 */
export async function runRows(run: MatrixRun): Promise<{ rows: MatrixRow[]; finished: boolean }> {
  const { scenario, sets, seeds, days, normal } = run;
  const own = days.length === 0 ? [undefined] : days;
  const places = seeds.flatMap((seed) => own.map((file) => ({ seed, file })));
  const mornings = places.map(({ seed, file }, day) =>
    sortRuns(
      scenario,
      sets.map(({ scenario: spec, checks }, set) => ({
        spec,
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
  if (normal !== undefined) {
    const tasks = sets.flatMap((row, set) => normalDay(normal, row, set, places.length));
    mornings.push(sortRuns(normal.scenario, tasks, sets));
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
  const finished = await runDays(mornings, keepRow, run);
  const placeOf = (path?: string): number => days.findIndex((day) => day.path === path);
  for (const row of rows)
    row.seeds.sort((a, b) => a.seed - b.seed || placeOf(a.day) - placeOf(b.day));
  return { rows: rows.filter((row) => row.seeds.length > 0), finished };
}

/** Starts the normal day under a row's controls, unless it ends before one of them acts. */
export function normalDay(
  { scenario, hasCall }: NormalMorning,
  { name, controls, checks }: RunSet,
  set: number,
  day: number,
): RowTask[] {
  if (!hasCall && controls.some((control) => control.name === KILL_ON_CALL.name)) return [];
  const spec = name === JOINT.asSet ? scenario : withControls(scenario, controls);
  return [{ spec, seed: scenario.seed, set, checks, day, withoutDigest: true }];
}

/**
 * Runs days, each at its place: first one run of each with many checks in shadow, then the rows
 * that must be run in any case, then those that the runs in shadow have not answered. `keepRow`
 * takes a row's outcome, which may be that of the run in shadow. Returns whether every row is kept,
 * which an abort prevents.
 */
export async function runDays(
  days: readonly ShadowedDay[],
  keepRow: (task: RowTask, result: DayResult) => void,
  { run: runTasks, onRun }: Pick<MatrixRun, 'run' | 'onRun'>,
): Promise<boolean> {
  const tasks = [...days.flatMap(({ shadow }) => shadow ?? []), ...longestFirst(days)];
  const rows = days.reduce((sum, { maybe, must }) => sum + maybe.length + must.length, 0);
  let done = 0;
  const keep = (task: RowTask, result: DayResult): void => {
    keepRow(task, result);
    done++;
    onRun?.(done, rows);
  };
  for await (const { task, result } of runTasks(tasks, rows + days.length)) {
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
  return done === rows;
}
