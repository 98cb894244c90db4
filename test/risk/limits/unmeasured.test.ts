import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { refuseMeasured, refuseResting } from '../../../src/risk/limits/unmeasured.js';

test('refuses a check in mode measure where nobody would tell what it measured', () => {
  refuseMeasured({ position: { mode: 'shadow' } }, 'risk');
  expect(() => refuseMeasured({ serverGross: { mode: 'measure' } }, 'risk')).toThrow(
    new InputError(
      "risk: the mode of server-gross is 'measure', which only a simulated day has; " +
        'use off, warn, enforce or shadow',
    ),
  );
});

test('refuses self-match prevention that cancels what rests where nothing rests', () => {
  const reason = 'which cancels orders that rest at a venue; here none does, since children are ';
  const use = 'immediate-or-cancel: use newest';
  const selfMatch = { mode: 'enforce', instruction: 'oldest' } as const;
  refuseMeasured({ selfMatch: { mode: 'enforce', instruction: 'newest' } }, 'risk');
  for (const refuse of [refuseMeasured, refuseResting])
    expect(() => refuse({ selfMatch }, 'risk')).toThrow(
      new InputError(`risk: selfMatch.instruction is 'oldest', ${reason}${use}`),
    );
  const layers = { servers: { 2: { selfMatch: { instruction: 'both' } } } } as const;
  expect(() => refuseMeasured({ layers }, 'risk')).toThrow(
    new InputError(`risk: layers.servers.2.selfMatch.instruction is 'both', ${reason}${use}`),
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
