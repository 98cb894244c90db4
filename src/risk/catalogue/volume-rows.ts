import { Verdict } from '../../orders/codes.js';
import { type CheckRow, numberParameter, PER } from './row.js';

/** Volume over a window. Nasdaq Nordic adds up orders over a period; defaults are assumptions. */
export const VOLUME_CHECKS = [
  {
    number: 37,
    name: 'rolling-volume',
    kind: 'time',
    about: 'shares sent in a symbol on one side within a window, against its daily volume',
    verdict: Verdict.ROLLING_VOLUME,
    field: 'rollingVolume',
    parameters: [
      numberParameter('percent', 'percent', 1),
      numberParameter('windowSeconds', 'seconds', 60),
      PER,
    ],
    hard: 'percent',
    action: 'throttle',
    scope: 'symbol',
    reset: 'auto',
    source: 'Nasdaq Nordic; RTS 6 Art. 15(1)(a), over a period',
    place: 'catalogue',
  },
] as const satisfies readonly CheckRow[];

/** The gross of a window, as NYSE Rule 7.19 has that of a day. Its default is an assumption. */
export const GROSS_WINDOW_CHECKS = [
  {
    number: 50,
    name: 'rolling-gross',
    kind: 'time',
    about: 'working notional of the firm, and what it executed within a window',
    verdict: Verdict.ROLLING_GROSS,
    field: 'rollingGross',
    parameters: [
      numberParameter('dollars', 'dollars', 100_000_000),
      numberParameter('windowSeconds', 'seconds', 60),
    ],
    hard: 'dollars',
    action: 'throttle',
    scope: 'firm',
    reset: 'auto',
    source: '17 CFR 240.15c3-5(c)(1)(i); NYSE Rule 7.19, over a window',
    place: 'catalogue',
  },
] as const satisfies readonly CheckRow[];
