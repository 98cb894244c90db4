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
  test('is stopped by a check of parents, and not by one of single orders', () => {
    expect(SMALL).toBeStoppedBy('parent-quantity');
    expect(SMALL).not.toBeStoppedBy('max-notional');
  });

  test('is stopped by a late control within a bound of loss', () => {
    expect(SMALL).not.toBeStoppedBy('unmatched-account');
    expect(SMALL).toBeStoppedBy('unmatched-account', { lossDollars: 100_000, seed: 8 });
  });

  test('runs without its own controls for the comparison', () => {
    const limited = applySettings(SMALL, [
      'risk.parentQuantity.mode=enforce',
      'operations.fleetAudit.mode=enforce',
    ]);
    expect(limited).toBeStoppedBy('parent-quantity');
    expect(limited).not.toBeStoppedBy('max-notional');
  });

  test('that loses nothing is not stopped by any control', () => {
    expect(said(SMALL, 'parent-quantity', { lossDollars: 1e12 }).pass).toBe(false);
  });

  test('is told with both losses when a matcher fails', () => {
    const message = said(SMALL, 'max-notional').message();
    expect(message).toMatch(
      /^small should be stopped by max-notional at a loss of \$0: its loss is /,
    );
    expect(message).toMatch(
      /\$[\d.]+[kM] in [\d,]+ executions that match no order without and \$[\d.]+[kM] in/,
    );
    expect(said(SMALL, 'parent-quantity').message()).toMatch(
      /^small should not be .* and \$0 in 0 executions that match no order with it$/,
    );
    expect(() => said(SMALL, 'parent-quantiti')).toThrow(
      'toBeStoppedBy: control: is "parent-quantiti"; did you mean \'parent-quantity\'?',
    );
  });
});
