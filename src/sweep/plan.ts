import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { ZodForm } from '../forms/form.js';

/** The plan of a sweep, as a JSON file has it. */

/** Most tasks of one plan. */
export const TASKS_MAX = 10_000_000;
const SEED_MAX = 0xffffffff;

const name = z.string().min(1).max(200);
const names = z.array(name).min(1).max(10_000);

const variantSchema = z.strictObject({
  /** What results and summary call it. */
  name,
  /** Settings as `--set` takes them, such as `router.pegPace.multiplier=1.2`. */
  set: z.array(z.string()).max(1000).default([]),
});

const planSchema = z.strictObject({
  title: z.string().max(200).optional(),
  /** Names of built-in scenarios, or files beside the plan. */
  scenarios: names,
  /** Variants of each scenario; by default it runs as it is. */
  settings: z.array(variantSchema).min(1).max(10_000).optional(),
  /** Controls of `smars whatif`, each alone. `none` switches all off; `all` is every one. */
  controls: z.union([z.literal('all'), names]).optional(),
  /** Whose limits the controls have; by default the tuned ones for built-in scenarios. */
  limitsOf: z.enum(['tuned', 'catalogue']).optional(),
  /** Limits files, each in place of all limits of the scenario. */
  limits: names.optional(),
  /** Orders files, a day each. */
  orders: names.optional(),
  /** Whether the orders come beside the generated flow. */
  beside: z.boolean().default(false),
  /** A universe file, or `from-orders`. */
  universe: name.optional(),
  /** The seeds `first`, `first + 1`, …. */
  seeds: z.strictObject({
    first: z.int().min(0).max(SEED_MAX),
    count: z.int().min(1).max(TASKS_MAX),
  }),
});

export type SweepPlan = z.output<typeof planSchema>;

export const SWEEP_PLAN: ZodForm<SweepPlan> = { what: 'sweep plan', schema: planSchema };

/** Returns the JSON Schema of a sweep plan, for editors. */
export function sweepJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(planSchema, { io: 'input' }), title: 'smars sweep plan' };
}

/** Throws an InputError for parts of a plan that contradict each other. */
export function checkPlan(plan: SweepPlan, source: string): void {
  const refuse = (place: string, reason: string): never => {
    throw new InputError(`${source}: ${place}: ${reason}`);
  };
  if (plan.beside && plan.orders === undefined) refuse('beside', 'goes with orders');
  if (plan.limitsOf !== undefined && plan.controls === undefined)
    refuse('limitsOf', 'goes with controls');
  if (plan.seeds.first + plan.seeds.count - 1 > SEED_MAX)
    refuse('seeds', `the last one is above ${SEED_MAX}`);
  const lists: Readonly<Record<string, readonly string[] | undefined>> = {
    scenarios: plan.scenarios,
    settings: plan.settings?.map((variant) => variant.name),
    controls: plan.controls === 'all' ? undefined : plan.controls,
    limits: plan.limits,
    orders: plan.orders,
  };
  for (const [list, values = []] of Object.entries(lists)) {
    const twice = values.find((value, place) => values.indexOf(value) < place);
    if (twice !== undefined) refuse(list, `'${twice}' is named twice`);
  }
}
