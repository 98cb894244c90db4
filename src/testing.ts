/** `smars/testing`: matchers for the tests of one's own project, for `expect.extend` of vitest or Jest. */
import { InputError, suggest } from './base/assert.js';
import { count, showLoss, usd } from './report/format.js';
import { CONTROLS, withControls, withoutControls } from './scenarios/controls.js';
import type { Scenario } from './scenarios/schema.js';
import type { DayResult } from './session/result.js';
import { runSession } from './session/session.js';

/** How much may go wrong before a control has stopped it. */
export interface StopBound {
  /** What the error account may lose, dollars; 0 where nothing is said. */
  readonly lossDollars?: number;
  readonly seed?: number;
}

/** What a matcher tells the test runner. */
export interface MatcherOutcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What `expect` has once it is extended by `matchers`; in TypeScript: `declare module 'vitest' { interface Matchers<T = any> extends StopMatchers<T> {} }`. */
export interface StopMatchers<R = unknown> {
  /** A scenario loses more than the bound with no control at all, and no more than that with this one of `smars list` alone. Throws an InputError for a control that is not there. */
  toBeStoppedBy(control: string, bound?: StopBound): R;
}

/** `expect.extend(matchers)` gives `expect(scenario).toBeStoppedBy('parent-quantity', { lossDollars: 1e6 })`. The day runs twice: a control that has nothing to stop stops nothing. */
export const matchers = {
  toBeStoppedBy(scenario: Scenario, name: string, { lossDollars = 0, seed }: StopBound = {}): MatcherOutcome {
    const control = CONTROLS.find((each) => each.name === name);
    if (control === undefined)
      throw new InputError(
        `control '${name}' is not known; ${suggest(
          name,
          CONTROLS.map((each) => each.name),
        )}`,
      );
    const bare = runSession(withoutControls(scenario), { seed });
    const controlled = runSession(withControls(scenario, [control]), { seed });
    const pass = bare.loss.totalDollars > lossDollars && controlled.loss.totalDollars <= lossDollars;
    const message = (): string =>
      `${scenario.name} should ${pass ? 'not ' : ''}be stopped by ${name} at a loss of ${usd(lossDollars)}: its loss is ${tell(bare)} without and ${tell(controlled)} with it`;
    return { pass, message };
  },
};

function tell({ loss, runaway }: DayResult): string {
  return `${showLoss(loss.totalDollars)} in ${count(runaway.unmatchedExecutions)} executions that match no order`;
}
