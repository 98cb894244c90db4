import { Verdict } from '../../orders/codes.js';
import {
  type CheckRow,
  namesParameter,
  numberParameter,
  ORDER_TYPE_NAMES,
  TIME_IN_FORCE_NAMES,
} from './row.js';

/** What the rows of this file have in common: they refuse one order, and judge the next anew. */
const ONE_ORDER = {
  kind: 'order',
  action: 'reject',
  scope: 'order',
  reset: 'per-order',
  place: 'catalogue',
} as const;

/**
 * Rows 39 to 49 of the catalogue: wrong keys, and the rules of a market for one order. They read
 * the universe: shares outstanding, ease of borrowing, tick size and round lot of each stock.
 * Percentages without a figure in their source are assumptions.
 */
export const RULE_CHECKS = [
  {
    number: 39,
    name: 'fat-finger',
    about: 'limit price beyond the last trade, by dollars or by percent, whichever is more',
    verdict: Verdict.FAT_FINGER,
    field: 'fatFinger',
    parameters: [
      numberParameter('percent', 'percent', 10),
      numberParameter('dollars', 'dollars', 0.5),
    ],
    hard: 'percent',
    source: 'Cboe; Nasdaq Nordic',
    ...ONE_ORDER,
  },
  {
    number: 40,
    name: 'market-collar',
    about: 'price of a market order beyond the touch at its receipt, by dollars or by percent',
    verdict: Verdict.MARKET_COLLAR,
    field: 'marketCollar',
    parameters: [
      numberParameter('percent', 'percent', 5),
      numberParameter('dollars', 'dollars', 0.5),
    ],
    hard: 'percent',
    source: 'Cboe: the greater of $0.50 and 5 %',
    ...ONE_ORDER,
  },
  {
    number: 41,
    name: 'parent-adv',
    about: 'shares of an order as it enters, against the average daily volume of 20 days',
    verdict: Verdict.PARENT_ADV,
    field: 'parentAdv',
    parameters: [numberParameter('percent', 'percent', 25)],
    hard: 'percent',
    source: 'Cboe',
    ...ONE_ORDER,
  },
  {
    number: 42,
    name: 'outstanding-share',
    about: 'shares of an order as it enters, against the shares outstanding',
    verdict: Verdict.OUTSTANDING_SHARE,
    field: 'outstandingShare',
    parameters: [
      numberParameter('percent', 'percent', 30),
      numberParameter('softPercent', 'percent', 5),
    ],
    hard: 'percent',
    soft: 'softPercent',
    source: 'Tokyo Stock Exchange, 24 April 2006, after J-Com',
    ...ONE_ORDER,
  },
  {
    number: 43,
    name: 'short-sales',
    about: 'sales marked short or short exempt, where none may be sent',
    verdict: Verdict.SHORT_SALES,
    field: 'shortSales',
    parameters: [numberParameter('exemptToo', 'choice', 1)],
    source: 'Regulation SHO, Rule 200(g); Cboe',
    ...ONE_ORDER,
  },
  {
    number: 44,
    name: 'easy-to-borrow',
    about: 'sales that need a locate, of stocks that are not easy to borrow',
    verdict: Verdict.EASY_TO_BORROW,
    field: 'easyToBorrow',
    parameters: [],
    source: 'Regulation SHO, Rule 203(b)(1)',
    ...ONE_ORDER,
  },
  {
    number: 45,
    name: 'tick-size',
    about: 'limit price between two ticks of the stock, and not at the middle of its quote',
    verdict: Verdict.TICK_SIZE,
    field: 'tickSize',
    parameters: [namesParameter('exempt', 'strategies', ['retail-liquidity'])],
    source: 'Regulation NMS, Rule 612; NYSE Rule 107C is exempt from it',
    ...ONE_ORDER,
  },
  {
    number: 46,
    name: 'round-lot',
    about: 'shares of one order beyond whole round lots',
    verdict: Verdict.ROUND_LOT,
    field: 'roundLot',
    parameters: [],
    source: 'Regulation NMS, Rule 600',
    ...ONE_ORDER,
  },
  {
    number: 47,
    name: 'market-orders',
    about: 'orders without a limit price, where none may be sent',
    verdict: Verdict.MARKET_ORDERS,
    field: 'marketOrders',
    parameters: [],
    source: 'Nasdaq Nordic: market-order restriction',
    ...ONE_ORDER,
  },
  {
    number: 48,
    name: 'short-sale-price',
    about: 'sales marked short at or below the bid, once the price has fallen so far in the day',
    verdict: Verdict.SHORT_SALE_PRICE,
    field: 'shortSalePrice',
    parameters: [numberParameter('percent', 'percent', 10)],
    hard: 'percent',
    source: 'Regulation SHO, Rule 201',
    ...ONE_ORDER,
  },
  {
    number: 49,
    name: 'trading-hours',
    about: 'orders outside the hours of trading, in seconds after the bell',
    verdict: Verdict.TRADING_HOURS,
    field: 'tradingHours',
    parameters: [
      numberParameter('fromSeconds', 'clock-seconds', 0),
      numberParameter('toSeconds', 'clock-seconds', 23_400),
    ],
    source: 'Cboe: pre-market and post-market restrictions',
    ...ONE_ORDER,
  },
] as const satisfies readonly CheckRow[];

/**
 * Row 51: how orders may be sent. A broker's gate lets through what its client may send; Rule 611
 * asks of the sender of an intermarket sweep order that it sweeps, so that only firms whose router
 * does may send one. That the default refuses sweeps is an assumption.
 */
export const ORDER_TYPE_CHECKS = [
  {
    number: 51,
    name: 'order-types',
    about: 'orders of a type, a time in force or an instruction that may not be sent',
    verdict: Verdict.ORDER_TYPES,
    field: 'orderTypes',
    parameters: [
      namesParameter('types', 'order-types', ORDER_TYPE_NAMES),
      namesParameter('timesInForce', 'times-in-force', TIME_IN_FORCE_NAMES),
      namesParameter('instructions', 'instructions', ['participate-do-not-initiate']),
    ],
    source: '17 CFR 240.15c3-5(c)(2); Regulation NMS, Rule 611(c)',
    ...ONE_ORDER,
  },
] as const satisfies readonly CheckRow[];
