import { Verdict } from '../../orders/codes.js';
import { type CheckRow, numberParameter } from './row.js';

const SOURCE = '17 CFR 240.15c3-5(c)(1)(i)';

/**
 * Rows 32 to 34 of the catalogue: the credit of each customer, by Account (FIX tag 1), over all
 * servers. Rule 15c3-5(c)(1)(i) asks for a threshold in the aggregate for each customer. Defaults
 * are assumptions.
 */
export const ACCOUNT_CHECKS = [
  {
    number: 32,
    name: 'account-gross',
    kind: 'aggregate',
    about: 'working and executed notional of one account',
    verdict: Verdict.ACCOUNT_GROSS,
    field: 'accountGross',
    parameters: [numberParameter('dollars', 'dollars', 50_000_000)],
    hard: 'dollars',
    action: 'reject',
    scope: 'account',
    reset: 'human',
    source: SOURCE,
    place: 'catalogue',
  },
  {
    number: 33,
    name: 'account-net',
    kind: 'aggregate',
    about: 'notional of one account, longs against shorts',
    verdict: Verdict.ACCOUNT_NET,
    field: 'accountNet',
    parameters: [numberParameter('dollars', 'dollars', 25_000_000)],
    hard: 'dollars',
    action: 'reject',
    scope: 'account',
    reset: 'auto',
    source: SOURCE,
    place: 'catalogue',
  },
  {
    number: 34,
    name: 'account-open',
    kind: 'aggregate',
    about: 'working notional of one account',
    verdict: Verdict.ACCOUNT_OPEN,
    field: 'accountOpen',
    parameters: [numberParameter('dollars', 'dollars', 10_000_000)],
    hard: 'dollars',
    action: 'reject',
    scope: 'account',
    reset: 'auto',
    source: SOURCE,
    place: 'catalogue',
  },
] as const satisfies readonly CheckRow[];
