import {
  type Bench,
  isEnforced,
  numberOf,
  type ProbeStock,
  smallOrder,
  stepAway,
  stepTicks,
  WINDOW_SHARE,
} from './bench.js';
import type { Exam, ExamStep, Omitted, ProbeOrder, SessionOrder } from './exam.js';
import type { TakeStocks } from './sum-exams.js';
import { saysOf } from './words.js';

/** The exams of checks over time: rates and their recovery, orders alike, a ClOrdID twice. */

/** A burst has so much more than the limit. */
const BURST_SHARE = 0.2;
const BURST_MORE = 10;
const VARIANTS = 10;
/** Bursts that follow while everything is let through. */
const ROUNDS = 5;
/** A burst of so many orders a second is expected of both sides, for the estimate. */
const BURST_PER_SECOND = 5000;
const SECONDS_EACH = 0.1;
/** FIX itself asks for it, and no limits file has it. */
export const CLORDID_TWICE = 'clordid-twice';

/** The rates, and what an order counts for. */
export const RATE_CHECKS = ['symbol-rate', 'server-rate', 'message-rate'] as const;

/** The exam of a rate: a burst above it, and an order when the window is over. */
export function examineRate(bench: Bench, check: string, take: TakeStocks): Exam | Omitted {
  const stocks = take(check === 'symbol-rate' ? 1 : VARIANTS);
  const [stock] = stocks;
  const title = 'burst, recovery';
  const omit = (says: string, reason: string): Omitted => ({
    check,
    title,
    says,
    why: 'left-out',
    reason,
  });
  if (stock === undefined) return omit('', 'too few stocks');
  const setting = bench.limitsAt(stock.symbol)[check]!;
  const says = saysOf(setting, check);
  const perSecond = numberOf(setting, 'perSecond');
  const windowSeconds = numberOf(setting, 'windowSeconds');
  const most = Math.max(1, Math.floor(perSecond * windowSeconds));
  const count = most + BURST_MORE + Math.ceil(most * BURST_SHARE);
  if (count > bench.ordersMax)
    return omit(says, `needs ${count} orders at once; --max-orders is ${bench.ordersMax}`);
  const masked = maskOf(bench, check, stock, count);
  if (masked !== undefined) return omit(says, `${masked} would refuse the orders first`);
  const rounds = Math.min(ROUNDS, Math.floor((bench.ordersMax - 1) / count));
  const orders = Array.from({ length: rounds * count + 1 }, (_, n): SessionOrder => {
    const of = stocks[n % stocks.length]!;
    return { session: 0, order: { ...varied(bench, of, Math.floor(n / stocks.length)) } };
  });
  const steps: ExamStep[] = [
    // What was sent before has left the window by then.
    { do: 'wait', seconds: windowSeconds * WINDOW_SHARE },
    {
      do: 'burst',
      orders: orders.slice(1).map(immediate),
      size: count,
      atLeast: most,
      atMost: most,
      perSecond,
      above: 'rate-too-high',
      label: `${count.toLocaleString('en-US')} orders at once`,
    },
    { do: 'wait', seconds: windowSeconds * WINDOW_SHARE },
    {
      do: 'order',
      ...orders[0]!,
      expect: 'through',
      fault: 'no-recovery',
      label: 'one when the window is over',
    },
    { do: 'cancel', count: Number.POSITIVE_INFINITY },
  ];
  const seconds = 2 * windowSeconds * WINDOW_SHARE + count / BURST_PER_SECOND + SECONDS_EACH;
  return { check, title, says, steps, orders: count + 1, seconds, mayStop: 'nobody' };
}

const immediate = ({ session, order }: SessionOrder): SessionOrder => ({
  session,
  order: { ...order, isImmediate: true },
});

/** The other rate that is lower, in the same scope or a wider one; undefined without one. */
function maskOf(bench: Bench, check: string, stock: ProbeStock, count: number): string | undefined {
  const limits = bench.limitsAt(stock.symbol);
  const lower = RATE_CHECKS.filter((name) => name !== check && name !== 'symbol-rate').find(
    (name) => {
      const setting = limits[name];
      if (!isEnforced(setting)) return false;
      const most = numberOf(setting, 'perSecond') * numberOf(setting, 'windowSeconds');
      return most < count;
    },
  );
  if (lower !== undefined) return lower;
  const perSymbol = limits['symbol-rate'];
  if (check !== 'symbol-rate' && isEnforced(perSymbol)) {
    const most = numberOf(perSymbol, 'perSecond') * numberOf(perSymbol, 'windowSeconds');
    if (most * VARIANTS < count) return 'symbol-rate';
  }
  const open = limits['open-orders'];
  return isEnforced(open) && numberOf(open, 'orders') < count ? 'open-orders' : undefined;
}

/** An order that differs from the last ninety-nine of its stock. */
function varied(bench: Bench, stock: ProbeStock, n: number): ProbeOrder {
  const base = smallOrder(bench, stock, 1 + (Math.floor(n / VARIANTS) % VARIANTS));
  return stepAway(bench, stock, base, n % VARIANTS);
}

/** The exam of orders alike: the limit's number twice, a window apart, and then one more. */
export function examineAlike(bench: Bench, take: TakeStocks): Exam | Omitted {
  const check = 'duplicate-orders';
  const title = 'L alike and L + 1';
  const [stock] = take(1);
  if (stock === undefined)
    return { check, title, says: '', why: 'left-out', reason: 'too few stocks' };
  const setting = bench.limitsAt(stock.symbol)[check]!;
  const says = saysOf(setting, check);
  const most = numberOf(setting, 'orders');
  const windowSeconds = numberOf(setting, 'windowSeconds');
  const order = smallOrder(bench, stock);
  const alike: SessionOrder[] = Array.from({ length: most }, () => ({ session: 0, order }));
  if (most / bench.perSecond > windowSeconds / 2)
    return { check, title, says, why: 'left-out', reason: 'needs a higher --rate' };
  const steps: ExamStep[] = [
    { do: 'wait', seconds: windowSeconds * WINDOW_SHARE },
    { do: 'fill', orders: alike, label: `${most} alike` },
    { do: 'wait', seconds: windowSeconds * WINDOW_SHARE },
    { do: 'fill', orders: alike, label: `${most} more when the window is over` },
    {
      do: 'order',
      session: 0,
      order,
      expect: 'refused',
      fault: 'no-check',
      label: `${most + 1} alike`,
    },
    {
      do: 'ask',
      session: 0,
      order,
      through: 'no-check',
      refused: 'off-by-one',
      label: `${most + 2} alike`,
    },
    { do: 'cancel', count: Number.POSITIVE_INFINITY },
  ];
  const seconds = 2 * windowSeconds * WINDOW_SHARE + (2 * most) / bench.perSecond + SECONDS_EACH;
  return { check, title, says, steps, orders: 2 * most + 2, seconds, mayStop: 'session' };
}

/** The exam of a ClOrdID that comes twice: FIX wants it unique in a day. */
export function examineSameId(bench: Bench, take: TakeStocks): Exam | Omitted {
  const [stock] = take(1);
  const head = { check: CLORDID_TWICE, title: 'two orders', says: '–' };
  if (stock === undefined) return { ...head, why: 'left-out', reason: 'too few stocks' };
  const order = smallOrder(bench, stock);
  const other = varied(bench, stock, 1);
  return {
    ...head,
    steps: [
      {
        do: 'order',
        session: 0,
        order,
        expect: 'through',
        fault: 'too-tight',
        label: 'an order',
      },
      {
        do: 'order',
        session: 0,
        order: other,
        expect: 'refused',
        fault: 'no-check',
        label: 'another with its ClOrdID',
        isSameId: true,
      },
      { do: 'cancel', count: Number.POSITIVE_INFINITY },
    ],
    orders: 2,
    seconds: 3 * SECONDS_EACH,
    mayStop: 'nobody',
  };
}

/** The exam of an order that would meet one of one's own. */
export function examineSelfMatch(bench: Bench, take: TakeStocks): Exam | Omitted {
  const check = 'self-match';
  const title = 'against one’s own';
  const [stock] = take(1);
  const says = saysOf(bench.limitsAt((stock ?? bench.stocks[0]!).symbol)[check]!, check);
  if (stock === undefined) return { check, title, says, why: 'left-out', reason: 'too few stocks' };
  const buy = smallOrder(bench, stock);
  const step = stepTicks(stock, buy.priceTicks!);
  const sell: ProbeOrder = { ...buy, side: '2' };
  const apart: ProbeOrder = { ...sell, priceTicks: buy.priceTicks! + 2 * step };
  const per = bench.limitsAt(stock.symbol)[check]!.per;
  const { sessions, accounts } = bench;
  const other =
    per === 'firm' || (per === 'account' && accounts[sessions - 1] === accounts[0])
      ? sessions - 1
      : 0;
  const through = { expect: 'through', fault: 'too-tight' } as const;
  return {
    check,
    title,
    says,
    steps: [
      { do: 'order', session: 0, order: buy, ...through, label: 'a buy' },
      { do: 'order', session: other, order: apart, ...through, label: 'a sell two steps above' },
      {
        do: 'order',
        session: other,
        order: sell,
        expect: 'refused',
        fault: 'no-check',
        label: 'a sell at its price',
      },
      { do: 'cancel', count: Number.POSITIVE_INFINITY },
    ],
    orders: 3,
    seconds: 4 * SECONDS_EACH,
    mayStop: 'nobody',
  };
}

/** The exam of what a router sends for one order: no more than was ordered. */
export function examineParent(bench: Bench, take: TakeStocks): Exam | Omitted {
  const check = 'parent-quantity';
  const title = 'shares that leave';
  const [stock] = take(1);
  const says = saysOf(bench.limitsAt((stock ?? bench.stocks[0]!).symbol)[check]!, check);
  const reason = bench.sight === 'word' ? 'only a venue sees it; see --venue' : 'too few stocks';
  if (stock === undefined || bench.sight === 'word')
    return { check, title, says, why: 'left-out', reason };
  return {
    check,
    title,
    says,
    steps: [
      {
        do: 'order',
        session: 0,
        order: smallOrder(bench, stock, VARIANTS),
        expect: 'through',
        fault: 'too-tight',
        label: 'an order',
      },
      { do: 'cancel', count: Number.POSITIVE_INFINITY },
    ],
    orders: 1,
    seconds: 2 * SECONDS_EACH,
    mayStop: 'nobody',
  };
}
