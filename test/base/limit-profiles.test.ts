import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileLevel, profileSteps } from '../../src/base/limit-profiles.js';
import { parseTimeOfDay } from '../../src/base/units.js';

const at = parseTimeOfDay;
const PROFILE = { '09:40': 200, '09:35': 100, '15:00:30': 300 };

test('a level of a profile holds before its time, and the next one at it', () => {
  const steps = profileSteps(PROFILE);
  const levels = ['07:00', '09:34:59', '09:35', '09:39:59', '09:40', '15:00:29', '15:00:30'];
  expect(levels.map((time) => profileLevel(steps, 900, at(time)))).toEqual([
    100, 100, 200, 200, 300, 300, 900,
  ]);
  expect(profileLevel([], 900, 0)).toBe(900);
});

test('the order in which a profile is written changes nothing', () => {
  const entries = fc.shuffledSubarray(Object.entries(PROFILE), { minLength: 3 });
  fc.assert(
    fc.property(entries, (shuffled) => {
      expect(profileSteps(Object.fromEntries(shuffled))).toEqual(profileSteps(PROFILE));
    }),
  );
});
