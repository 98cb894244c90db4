import { Verdict } from '../../orders/codes.js';
import { type CheckRow, numberParameter } from './row.js';

/**
 * The checks of messages: orders and cancels that a server sends. CME Globex rejects above a first
 * rate, and above a second, half as high again, it logs a session out. The ratio of orders to
 * trades is a limit of exchanges; its default is an assumption.
 */
export const MESSAGE_CHECKS = [
  {
    number: 35,
    name: 'message-rate',
    kind: 'time',
    about: 'orders and cancels a second of one server; above a second rate it is logged out',
    verdict: Verdict.MESSAGE_RATE,
    field: 'messageRate',
    parameters: [
      numberParameter('perSecond', 'per-second', 1000),
      numberParameter('logOutTimes', 'fraction', 1.5),
      numberParameter('windowSeconds', 'seconds', 3),
    ],
    hard: 'perSecond',
    action: 'throttle',
    scope: 'server',
    reset: 'auto',
    source: 'CME; Eurex; RTS 6 Art. 15(1)(d)',
    place: 'catalogue',
  },
  {
    number: 36,
    name: 'order-to-trade',
    kind: 'aggregate',
    about: 'orders and cancels of one server for each execution, once there are some',
    verdict: Verdict.ORDER_TO_TRADE,
    field: 'orderToTrade',
    parameters: [
      numberParameter('ratio', 'fraction', 100),
      numberParameter('messagesMin', 'count', 1000),
    ],
    hard: 'ratio',
    action: 'throttle',
    scope: 'server',
    reset: 'auto',
    source: 'CME; Eurex; RTS 9',
    place: 'catalogue',
  },
] as const satisfies readonly CheckRow[];
