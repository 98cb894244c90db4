import { describe, expect, test } from 'vitest';
import type { LoadLimit, Steadiness } from '../../src/fleet/main-thread/steadiness.js';
import {
  describeDepthUse,
  describeSteadiness,
  LIMIT_NAMES,
} from '../../src/report/load-steadiness.js';

const measured = { children: 1000, admitted: 900, arrived: 900, executions: 45 };
const STEADY: Steadiness = {
  isSteady: true,
  by: 'backlog',
  first: 808,
  last: 815,
  backlogGrowth: 0.0004,
  limit: null,
  depth: null,
};

describe('the steady state of a load in words', () => {
  test('says which measure decided', () => {
    expect(describeSteadiness({ steadiness: STEADY, measured })).toBe(
      'Steady: open and waiting parents: 808 in the first third of the measured time, ' +
        '815 in the last (0.04 % of those that arrived).',
    );
    const rate = { ...STEADY, by: 'rate', first: 5e6, last: 5.1e6, backlogGrowth: null } as const;
    expect(describeSteadiness({ steadiness: rate, measured })).toBe(
      'Steady: children a second: 5,000,000 in the first third of the measured time, ' +
        '5,100,000 in the last.',
    );
  });

  test('is unknown where nothing was measured', () => {
    expect(
      describeSteadiness({
        steadiness: { ...STEADY, isSteady: null, backlogGrowth: null },
        measured,
      }),
    ).toContain('not measured');
  });

  test('blames the market’s depth, not router or gate, where no displayed size is left', () => {
    const text = describeSteadiness({
      steadiness: { ...STEADY, isSteady: false, last: 16_379, backlogGrowth: 0.21, limit: 'depth' },
      measured,
    });
    expect(text).toMatch(
      new RegExp(
        '^NOT STEADY: do not use these percentiles\\. Open and waiting parents: ' +
          '808 .* 16,379 in the last \\(21 % of those',
      ),
    );
    expect(text).toMatch(
      /The limit: the market’s depth\. 5\.00 % of the children were executed\.$/,
    );
  });

  test('says by what the market’s depth is seen to be the limit', () => {
    const depth = {
      isLimit: true,
      children: 30_000,
      unfilledShare: 0.92,
      emptyShare: 0.75,
      openFirst: 100,
      openLast: 4060,
    };
    expect(describeDepthUse({ ...STEADY, depth })).toBe(
      'The market’s depth, not the router, was the limit: of 30,000 children at venues that ' +
        'display sizes, 92 % found none left. Of the sizes that children reached, 75 % were ' +
        'taken empty. Open parents: 100 at first, 4,060 at last. The profile deep-market, or ' +
        'displayedAtRate in your own, has a depth that grows with the rate.',
    );
    expect(describeDepthUse({ ...STEADY, depth: { ...depth, emptyShare: null } })).not.toContain(
      'taken empty',
    );
    for (const none of [null, undefined, { ...depth, isLimit: false }])
      expect(describeDepthUse({ ...STEADY, depth: none })).toBe('');
  });

  test.each(Object.keys(LIMIT_NAMES) as LoadLimit[])('has a reason for %s', (limit) => {
    const text = describeSteadiness({
      steadiness: { ...STEADY, isSteady: false, limit },
      measured,
    });
    expect(text).toContain(`The limit: ${LIMIT_NAMES[limit]}. `);
    expect(text).not.toMatch(/undefined|NaN/);
  });
});
