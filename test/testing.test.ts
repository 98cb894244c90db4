import { describe, expect, test } from 'vitest';
import { applySettings } from '../src/scenarios/parse.js';
import { type MatcherOutcome, matchers, type StopMatchers } from '../src/testing.js';
import { SMALL } from './support/scenarios.js';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration has it so.
  interface Matchers<T = any> extends StopMatchers<T> {}
}
expect.extend(matchers);

const said = (...args: Parameters<typeof matchers.toBeStoppedBy>): MatcherOutcome =>
  matchers.toBeStoppedBy(...args);

describe('a scenario', () => {
  test('is stopped by what compares orders leaving with orders entering, and by nothing that looks at single orders', () => {
    expect(SMALL).toBeStoppedBy('parent-quantity');
    expect(SMALL).not.toBeStoppedBy('max-notional');
  });

  test('is stopped late by what acts late: the bound says how much that may cost', () => {
    expect(SMALL).not.toBeStoppedBy('unmatched-account');
    expect(SMALL).toBeStoppedBy('unmatched-account', { lossDollars: 100_000, seed: 8 });
  });

  test('is measured against no control at all, whatever it has on by itself', () => {
    const limited = applySettings(SMALL, [
      'risk.parentQuantity.mode=enforce',
      'operations.fleetAudit.mode=enforce',
    ]);
    expect(limited).toBeStoppedBy('parent-quantity');
    expect(limited).not.toBeStoppedBy('max-notional');
  });

  test('in which nothing goes wrong is stopped by nothing', () => {
    expect(said(SMALL, 'parent-quantity', { lossDollars: 1e12 }).pass).toBe(false);
  });

  test('and what was expected of it are told with both losses', () => {
    expect(said(SMALL, 'max-notional').message()).toMatch(
      /^small should be stopped by max-notional at a loss of \$0: its loss is \$[\d.]+[kM] in [\d,]+ executions that match no order without and \$[\d.]+[kM] in/,
    );
    expect(said(SMALL, 'parent-quantity').message()).toMatch(
      /^small should not be .* and \$0 in 0 executions that match no order with it$/,
    );
    expect(() => said(SMALL, 'parent-quantiti')).toThrow(
      'toBeStoppedBy: control: is "parent-quantiti"; did you mean \'parent-quantity\'?',
    );
  });
});
