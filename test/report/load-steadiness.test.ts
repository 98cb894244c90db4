import { describe, expect, test } from 'vitest';
import type { LoadLimit, Steadiness } from '../../src/fleet/main-thread/steadiness.js';
import { describeSteadiness, LIMIT_NAMES } from '../../src/report/load-steadiness.js';

const measured = { children: 1000, admitted: 900, arrived: 900, executions: 45 };
const STEADY: Steadiness = {
  isSteady: true,
  by: 'backlog',
  first: 808,
  last: 815,
  backlogGrowth: 0.0004,
  limit: null,
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
      new RegExp(
        'The limit: the market’s depth\\. 5\\.00 % of the children were executed; ' +
          '.*Neither router nor gate was too slow\\.$',
      ),
    );
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
