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
