import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError, suggest } from '../base/input-error.js';
import { parseForm } from '../forms/form.js';
import { CONTROLS, type Control, withControls } from '../scenarios/controls.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import { tunedControl } from '../scenarios/tuned-controls.js';
import type { SessionTask } from '../session/session-pool.js';
import { checkPlan, SWEEP_PLAN, type SweepPlan, TASKS_MAX } from '../sweep/plan.js';
import { digestOf, type SweepCell } from '../sweep/tasks.js';
import { BASE_ROW } from '../whatif/cells.js';
import type { FlagValues, Terminal } from './command.js';
import { readText } from './file-text.js';
import { readLimits } from './limits-source.js';
import { type OwnDay, readOwnWorld } from './own-world.js';
import { isFile } from './scenario-source.js';
import { FROM_ORDERS } from './universe-source.js';

/** A cell, and what its days are run from. */
interface RunnableCell {
  readonly cell: SweepCell;
  readonly spec: Scenario;
  readonly orders: SessionTask['orders'];
}

/** A plan, its text, and its cells. */
export interface ReadPlan {
  readonly text: string;
  readonly plan: SweepPlan;
  readonly cells: readonly RunnableCell[];
}

/** The control of a cell that runs its scenario as it is set. */
const AS_SET = 'as set';

/**
 * Reads a plan, and the files that it names, which lie beside it. Throws an InputError for a fault
 * in any of them.
 */
export async function readPlan(path: string, terminal: Terminal): Promise<ReadPlan> {
  const text = readText(path, 'a sweep plan');
  const plan = parseForm(SWEEP_PLAN, text, path).value;
  checkPlan(plan, path);
  const folder = dirname(resolve(path));
  const settings = plan.settings ?? [{ name: '', set: [] }];
  const cells: RunnableCell[] = [];
  for (const named of plan.scenarios)
    for (const variant of settings) {
      const flags: FlagValues = {
        set: [...variant.set],
        orders: plan.orders?.map((file) => resolve(folder, file)),
        ...(plan.beside && { beside: true }),
        ...(plan.universe !== undefined && { universe: universeOf(plan.universe, folder) }),
      };
      const operand = isFile(named, SCENARIOS) ? resolve(folder, named) : named;
      const names = { scenario: named, settings: variant.name };
      for (const limits of [undefined, ...(plan.limits ?? [])]) {
        if (limits === undefined && plan.limits !== undefined && plan.controls === undefined)
          continue;
        const asked = limits === undefined ? flags : { ...flags, limits: resolve(folder, limits) };
        const { scenario, days } = await inPlan(path, () =>
          readOwnWorld(operand, asked, readLimits(asked), terminal),
        );
        const guarded =
          limits === undefined ? guardedDays(plan, scenario, path) : [[limits, scenario] as const];
        for (const [control, spec] of guarded)
          cells.push(...cellsOf({ ...names, control }, spec, days, plan));
      }
    }
  const tasks = cells.length * plan.seeds.count;
  if (tasks > TASKS_MAX)
    throw new InputError(
      `${path}: has ${tasks.toLocaleString('en-US')} tasks; at most ` +
        TASKS_MAX.toLocaleString('en-US'),
    );
  return { text, plan, cells };
}

/** Runs work for a plan; an InputError names the plan before what it found. */
async function inPlan<T>(source: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError)
      throw new InputError(`${source}: ${error.message}`, { cause: error });
    throw error;
  }
}

const universeOf = (named: string, folder: string): string =>
  named === FROM_ORDERS ? named : resolve(folder, named);

/** The scenario under each control of the plan, or as it is set. */
function guardedDays(
  { controls, limitsOf = 'tuned' }: SweepPlan,
  scenario: Scenario,
  source: string,
): (readonly [name: string, spec: Scenario])[] {
  if (controls === undefined) return [[AS_SET, scenario]];
  const known = CONTROLS.map(({ name }) => name);
  const asked = controls === 'all' ? [BASE_ROW, ...known] : controls;
  return asked.map((name) => {
    if (name === BASE_ROW) return [name, withControls(scenario, [])];
    const control = CONTROLS.find((one) => one.name === name);
    if (control === undefined)
      throw new InputError(
        `${source}: controls: '${name}' is not a control; ${suggest(name, [BASE_ROW, ...known])}`,
      );
    return [name, withControls(scenario, [boundOf(scenario, control, limitsOf)])];
  });
}

const boundOf = (scenario: Scenario, control: Control, limitsOf: 'tuned' | 'catalogue'): Control =>
  limitsOf === 'tuned' ? (tunedControl(scenario, control) ?? control) : control;

/** The cells of a specification: one, or one for each day of own orders. */
function cellsOf(
  names: Omit<SweepCell, 'orders' | 'digest'>,
  spec: Scenario,
  days: readonly OwnDay[],
  plan: SweepPlan,
): RunnableCell[] {
  const { name, title, description, seed, ...content } = spec;
  const files = days.length === 0 ? [undefined] : days;
  return files.map((day, place) => ({
    cell: {
      ...names,
      orders: day === undefined ? '' : plan.orders![place]!,
      digest: digestOf(
        day === undefined ? [content] : [content, digestFile(day.path), day.orders.beside],
      ),
    },
    spec,
    orders: day?.orders,
  }));
}

const digestFile = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');
