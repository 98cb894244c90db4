import { applySettings, findScenario } from 'smars';
import { matchers } from 'smars/testing';
import { expect, test } from 'vitest';

expect.extend(matchers);
const minute = applySettings(findScenario('knight-2012'), ['clock.end=09:31']);

test('our control stops the first minute of that morning for less than a million dollars', () => {
  expect(minute).toBeStoppedBy('unmatched-account', { lossDollars: 1e6 });
});

test('a limit on single orders does not', () => {
  expect(minute).not.toBeStoppedBy('max-notional', { lossDollars: 1e6 });
});
