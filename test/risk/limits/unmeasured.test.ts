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
