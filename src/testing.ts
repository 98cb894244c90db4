/** `smars/testing`: matchers for your own tests, for `expect.extend` of vitest or Jest. */
import { demand, fields, numeric, oneOf, optional, whole } from './base/forms.js';
import { SEED_MAX } from './base/ranges.js';
import { runSession } from './embed/sessions.js';
import { count, showLoss, usd } from './report/format.js';
import { CONTROLS, withControls, withoutControls } from './scenarios/controls.js';
import { validateScenario } from './scenarios/parse.js';
import type { Scenario } from './scenarios/schema.js';
import type { DayResult } from './session/result/result.js';

/** What a day may lose before a control has stopped it. */
export interface StopBound {
  /** Loss of the error account, dollars. Default: 0. */
  readonly lossDollars?: number | undefined;
  /** Seed of both days, a whole number from 0 to 4,294,967,295. Default: the scenario's. */
  readonly seed?: number | undefined;
}

/** The answer of a matcher to the test runner. */
export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The matchers as types. For vitest in TypeScript:
 * `declare module 'vitest' { interface Matchers<T = any> extends StopMatchers<T> {} }`.
 */
export interface StopMatchers<R = unknown> {
  /**
   * Passes when a scenario loses more than the bound without any control, and at most the bound
   * with this control of `smars list` alone. Throws an InputError for an unknown control.
   */
  toBeStoppedBy(control: string, bound?: StopBound): R;
}

const LOSS_MAX = Number.MAX_SAFE_INTEGER;
const boundForm = fields({
  lossDollars: optional(numeric(-LOSS_MAX, LOSS_MAX)),
  seed: optional(whole(0, SEED_MAX)),
});

/**
 * Matchers for `expect.extend(matchers)`. Then
 * `expect(scenario).toBeStoppedBy('parent-quantity', { lossDollars: 1e6 })` runs the day twice,
 * without the control and with it.
 */
export const matchers = {
  toBeStoppedBy(scenario: Scenario, name: string, bound: StopBound = {}): MatcherOutcome {
    const names = CONTROLS.map((each) => each.name);
    demand(oneOf(names), name, 'toBeStoppedBy', 'control');
    demand(boundForm, bound, 'toBeStoppedBy: bound');
    validateScenario(scenario, 'toBeStoppedBy: scenario');
    const { lossDollars = 0, seed } = bound;
    const control = CONTROLS[names.indexOf(name)]!;
    const bare = runSession(withoutControls(scenario), { seed });
    const controlled = runSession(withControls(scenario, [control]), { seed });
    const pass =
      bare.loss.totalDollars > lossDollars && controlled.loss.totalDollars <= lossDollars;
    const wanted = `should ${pass ? 'not ' : ''}be stopped by ${name}`;
    const message = (): string =>
      `${scenario.name} ${wanted} at a loss of ${usd(lossDollars)}: ` +
      `its loss is ${tell(bare)} without and ${tell(controlled)} with it`;
    return { pass, message };
  },
};

function tell({ loss, runaway }: DayResult): string {
  const executions = count(runaway.unmatchedExecutions);
  return `${showLoss(loss.totalDollars)} in ${executions} executions that match no order`;
}
