import { Verdict } from '../../orders/codes.js';
import { type CheckRow, numberParameter } from './row.js';

/**
 * The firm's working orders alone, which NYSE's gross credit limit counts together with executions.
 * The default is an assumption.
 */
export const OPEN_CHECKS = [
  {
    number: 38,
    name: 'open-exposure',
    kind: 'aggregate',
    about: 'working notional of the firm',
    verdict: Verdict.OPEN_EXPOSURE,
    field: 'openExposure',
    parameters: [numberParameter('dollars', 'credit-dollars', 50_000_000)],
    hard: 'dollars',
    isProfiled: true,
    action: 'reject',
    scope: 'firm',
    reset: 'auto',
    source: '17 CFR 240.15c3-5(c)(1)(i); NYSE Rule 7.19',
    place: 'catalogue',
  },
] as const satisfies readonly CheckRow[];
