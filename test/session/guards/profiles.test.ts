import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DaySpec } from '../../../src/session/day/spec.js';
import type { DayResult } from '../../../src/session/result/result.js';
import { runSession } from '../../../src/session/session.js';
import { withLimits } from '../../../src/session/tune/training.js';
import { smallDays } from '../../invariants/small-days.js';

const DOLLARS = 100_000_000;
const FIELDS = ['grossExposure', 'serverGross', 'position', 'netExposure', 'openExposure'] as const;
const fields = fc.constantFrom(...FIELDS);

const limited = (spec: DaySpec, field: string, dollars: number, profile = {}): DaySpec =>
  withLimits(spec, { [field]: { mode: 'enforce', dollars, profile } });

/** What became of the orders. */
const told = ({ admitted, children, loss, events, findings }: DayResult): unknown[] => [
  children,
  admitted,
  loss,
  events,
  findings,
];

describe('a profile over the day', () => {
  test('with the hard level at every time changes nothing', () => {
    fc.assert(
      fc.property(
        smallDays({ people: false }),
        fields,
        fc.constantFrom(3000, 100_000),
        (spec, field, dollars) => {
          const flat = { '09:30:01': dollars, '09:30:02': dollars };
          const plain = runSession(limited(spec, field, dollars));
          const profiled = runSession(limited(spec, field, dollars, flat));
          expect(told(profiled)).toEqual(told(plain));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('that outlasts the day is the limit of the day, whatever the hard level', () => {
    fc.assert(
      fc.property(
        smallDays({ people: false }),
        fields,
        fc.constantFrom(1000, 3000, 100_000),
        fc.constantFrom(0, 5000, DOLLARS),
        (spec, field, dollars, hard) => {
          const plain = runSession(limited(spec, field, dollars));
          const profiled = runSession(limited(spec, field, hard, { '15:00': dollars }));
          expect(told(profiled)).toEqual(told(plain));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('shuts before its time, and lets orders through from then on', () => {
    const ofFirm = fc.constantFrom('grossExposure', 'netExposure', 'openExposure');
    fc.assert(
      fc.property(smallDays({ people: false }), ofFirm, (spec, field) => {
        const shut = limited(spec, field, DOLLARS, { '09:30:02': 0 });
        const before = runSession({ ...shut, clock: { ...shut.clock, end: '09:30:02' } });
        expect([before.children > 0, before.admitted]).toEqual([true, 0]);
        const after = runSession({ ...shut, clock: { ...shut.clock, end: '09:30:08' } });
        expect(after.admitted).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
  });
});
