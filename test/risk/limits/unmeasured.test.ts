import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { refuseMeasured } from '../../../src/risk/limits/unmeasured.js';

test('refuses a check in mode measure where nobody would tell what it measured', () => {
  refuseMeasured({ position: { mode: 'shadow' } }, 'risk');
  expect(() => refuseMeasured({ serverGross: { mode: 'measure' } }, 'risk')).toThrow(
    new InputError(
      "risk: the mode of server-gross is 'measure', which only a simulated day has; " +
        'use off, warn, enforce or shadow',
    ),
  );
});

test('refuses a profile by time of day where there is none', () => {
  refuseMeasured({ position: { mode: 'enforce', profile: {} } }, 'risk');
  expect(() =>
    refuseMeasured({ position: { mode: 'enforce', profile: { '10:00': 1 } } }, 'risk'),
  ).toThrow(
    new InputError(
      'risk: position has a profile by time of day, which only a simulated day has; ' +
        'leave it out, and the hard level holds',
    ),
  );
});
