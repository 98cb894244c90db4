/**
 * `smars/testing`: matchers for the tests of one's own project, for `expect.extend` of vitest or
 * Jest.
 */
import { demand, fields, numeric, oneOf, optional, whole } from './base/forms.js';
import { SEED_MAX } from './base/ranges.js';
import { runSession } from './embed/sessions.js';
import { count, showLoss, usd } from './report/format.js';
import { CONTROLS, withControls, withoutControls } from './scenarios/controls.js';
import { validateScenario } from './scenarios/parse.js';
import type { Scenario } from './scenarios/schema.js';
import type { DayResult } from './session/result/result.js';

/** How much may go wrong before a control has stopped it. */
export interface StopBound {
  /** What the error account may lose, dollars; 0 where nothing is said. */
  readonly lossDollars?: number | undefined;
  /**
   * Of both days, a whole number from 0 to 4,294,967,295; the scenario's own where nothing is said.
   */
  readonly seed?: number | undefined;
}

/** What a matcher tells the test runner. */
export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * What `expect` has once it is extended by `matchers`; in TypeScript:
 * `declare module 'vitest' { interface Matchers<T = any> extends StopMatchers<T> {} }`.
 */
export interface StopMatchers<R = unknown> {
  /**
   * A scenario loses more than the bound with no control at all, and no more than that with this
   * one of `smars list` alone. Throws an InputError for a control that is not there.
   */
  toBeStoppedBy(control: string, bound?: StopBound): R;
}

const LOSS_MAX = Number.MAX_SAFE_INTEGER;
const boundForm = fields({
  lossDollars: optional(numeric(-LOSS_MAX, LOSS_MAX)),
  seed: optional(whole(0, SEED_MAX)),
});

/**
 * `expect.extend(matchers)` gives
 * `expect(scenario).toBeStoppedBy('parent-quantity', { lossDollars: 1e6 })`. The day runs twice: a
 * control that has nothing to stop stops nothing.
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
    const message = (): string =>
      `${scenario.name} should ${pass ? 'not ' : ''}be stopped by ${name} at a loss of ${usd(lossDollars)}: its loss is ${tell(bare)} without and ${tell(controlled)} with it`;
    return { pass, message };
  },
};

function tell({ loss, runaway }: DayResult): string {
  return `${showLoss(loss.totalDollars)} in ${count(runaway.unmatchedExecutions)} executions that match no order`;
}
