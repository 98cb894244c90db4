import * as risk from '../../src/risk.js';
import { type DoorCase, of } from './door-kit.js';

export const OF_RISK: readonly DoorCase[] = [
  of(
    'findCheck',
    () => ['position'],
    (name) => risk.findCheck(name),
  ),
  of(
    'defineCheck',
    () => [
      {
        name: 'mine',
        parameters: {},
        columns: { c: 'i32' },
        rows: 'one',
        admit: () => true,
        fill: () => undefined,
        reset: () => undefined,
      },
    ],
    (definition) => risk.defineCheck(definition),
  ),
];
