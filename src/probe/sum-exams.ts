import {
  alikeSeconds,
  type Bench,
  isEnforced,
  lotOf,
  type ProbeStock,
  refusedBy,
  type Setting,
  smallOrder,
  stepAway,
} from './bench.js';
import type { Exam, ExamStep, FaultName, Omitted, ProbeOrder, SessionOrder } from './exam.js';
import { amountOf, PlainSums, type SumRule, type SumScope, scopeOf } from './sums.js';
import { dollarsText, saysOf } from './words.js';

/**
 * The exams of checks that add up orders: orders rest until no more fit, then one more is refused;
 * a cancelled order gives its room back once; sessions that send at once do not pass it together.
 */

/** Stocks over which a sum of the firm is spread. */
const SPREAD = 4;
/** Different prices and quantities, so that no two of a hundred orders in a row are alike. */
const VARIANTS = 10;
/** A sum is filled by at least so many orders, if its limit has room for them. */
const ORDERS_MIN = 8;
/** Room for so many orders is left when sessions race. */
const RACE_ROOM = 3;
const SECONDS_EACH = 0.1;

/** Orders that fill a sum up to its limit, and one more. */
interface Filling {
  readonly orders: readonly SessionOrder[];
  readonly more: SessionOrder;
  readonly text: string;
  readonly limit: number;
}

/** Takes stocks that no exam has stopped; with `mayStop` no other exam gets them. */
export type TakeStocks = (count: number, mayStop?: boolean) => readonly ProbeStock[];

/** The exams of a check that adds up orders, or why there are none. */
export function examineSum(bench: Bench, rule: SumRule, take: TakeStocks): (Exam | Omitted)[] {
  const first = bench.stocks.find((stock) => isEnforced(bench.limitsAt(stock.symbol)[rule.check]))!;
  const setting = bench.limitsAt(first.symbol)[rule.check]!;
  const scope = scopeOf(rule, setting);
  const says = saysOf(setting, rule.check);
  const omit = (title: string, reason: string): Omitted => ({
    check: rule.check,
    title,
    says,
    why: 'left-out',
    reason,
  });
  const sessions = sessionsOf(bench, scope);
  const sumTitle = TITLES[scope];
  if (sessions.length === 0) return [omit(sumTitle, 'no session of the target has an account')];
  const head = { check: rule.check, says };
  const mayStop = STOPS[rule.check] ?? 'nobody';
  const exams: (Exam | Omitted)[] = [];
  const make = (title: string, of: (filling: Filling) => ExamStep[]): void => {
    const filling = fill(
      bench,
      rule,
      sessions,
      take(rule.isBySymbol ? 1 : SPREAD, rule.isBySymbol),
    );
    if (typeof filling === 'string') exams.push(omit(title, filling));
    else {
      const wait = alikeSeconds(bench, filling.more.order.symbol);
      const first: ExamStep[] = wait === 0 ? [] : [{ do: 'wait', seconds: wait }];
      const sizes = sized(bench, [...first, ...of(filling)]);
      exams.push({ ...head, title, ...sizes, seconds: sizes.seconds + wait, mayStop });
    }
  };
  make(sumTitle, (filling) => sumSteps(rule, filling));
  if (bench.sight === 'fills')
    exams.push(omit('given back once', 'executed orders give no room back'));
  else if (rule.check !== 'rolling-volume')
    make('given back once', (filling) => refundSteps(rule, filling));
  if (sessions.length > 1) make('sessions at once', (filling) => raceSteps(filling, sessions));
  else if (scope !== 'session')
    exams.push(omit('sessions at once', 'needs two sessions; see --target-file'));
  return exams;
}

const TITLES: Readonly<Record<SumScope, string>> = {
  session: 'sum of a session',
  firm: 'sum of the firm',
  account: 'sum of an account',
};
const STOPS: Readonly<Record<string, Exam['mayStop']>> = {
  position: 'symbol',
  'cumulative-adv': 'symbol',
  'server-gross': 'session',
};

function sized(bench: Bench, steps: ExamStep[]): Pick<Exam, 'steps' | 'orders' | 'seconds'> {
  const orders = steps.reduce((sum, step) => sum + ordersOf(step), 0);
  return { steps, orders, seconds: (2 * orders) / bench.perSecond + steps.length * SECONDS_EACH };
}

const ordersOf = (step: ExamStep): number =>
  step.do === 'fill' || step.do === 'burst' ? step.orders.length : step.do === 'order' ? 1 : 0;

/** The sessions whose orders a sum adds up. */
function sessionsOf({ sessions, accounts }: Bench, scope: SumScope): number[] {
  const all = Array.from({ length: sessions }, (_, session) => session);
  if (scope === 'session') return [0];
  if (scope === 'firm') return all;
  const account = accounts.find((each) => each !== undefined);
  return account === undefined ? [] : all.filter((session) => accounts[session] === account);
}

/** Finds orders that fill a sum exactly, as far as shares and prices let them. */
function fill(
  bench: Bench,
  rule: SumRule,
  sessions: readonly number[],
  stocks: readonly ProbeStock[],
): Filling | string {
  const [stock] = stocks;
  if (stock === undefined) return 'too few stocks: each exam of a sum needs stocks of its own';
  const setting = bench.limitsAt(stock.symbol)[rule.check] as Setting;
  const limit = rule.bound(setting, stock);
  if (Number.isNaN(limit)) return 'no stock has a daily volume; see --universe';
  const sums = new PlainSums(bench);
  const orders: SessionOrder[] = [];
  const masks = new Set<string>();
  let idle = 0;
  for (let n = 0; idle < stocks.length * sessions.length; n++) {
    const session = sessions[n % sessions.length]!;
    const of = stocks[Math.floor(n / sessions.length) % stocks.length]!;
    const one = largestFit(
      bench,
      sums,
      rule,
      { session, stock: of, n, most: limit / ORDERS_MIN },
      masks,
    );
    if (one === undefined) {
      idle++;
      continue;
    }
    idle = 0;
    sums.add(one);
    orders.push(one);
    if (orders.length > bench.ordersMax) return tooMany(rule, limit, orders, bench);
  }
  masks.delete(rule.check);
  const masked = `${[...masks].join(', ') || 'nothing'} would refuse the orders first`;
  if (orders.length === 0) return masks.size === 0 ? 'the limit has no room for one order' : masked;
  const more = { session: sessions.at(-1)!, order: smallOrder(bench, stock) };
  const refusing = sums.refusing(more);
  if (refusing.length !== 1 || refusing[0] !== rule.check) return masked;
  const total = orders.reduce((sum, one) => sum + amountOf(rule, one), 0);
  return { orders, more, text: amountText(rule, total), limit };
}

function tooMany(rule: SumRule, limit: number, orders: SessionOrder[], bench: Bench): string {
  const mean = orders.reduce((sum, one) => sum + amountOf(rule, one), 0) / orders.length;
  const needed = Math.ceil(limit / mean).toLocaleString('en-US');
  return `needs some ${needed} orders; --max-orders is ${bench.ordersMax.toLocaleString('en-US')}`;
}

/** How a sum is written: exact dollars, or a count with its unit. */
function amountText({ unit }: SumRule, amount: number): string {
  if (unit === 'money') return dollarsText(amount);
  return `${amount.toLocaleString('en-US')} ${unit}`;
}

/** Which order is wanted: the nth, of a session in a stock, of at most a part of the limit. */
interface Wanted {
  readonly session: number;
  readonly stock: ProbeStock;
  readonly n: number;
  readonly most: number;
}

/** The largest order of a session in a stock that no check refuses; undefined without one. */
function largestFit(
  bench: Bench,
  sums: PlainSums,
  rule: SumRule,
  { session, stock, n, most }: Wanted,
  masks: Set<string>,
): SessionOrder | undefined {
  const lot = lotOf(bench, stock);
  const base = varied(bench, stock, n);
  const at = (lots: number): SessionOrder => ({
    session,
    order: { ...base, quantity: lots * lot },
  });
  const refusing = sums.refusing(at(1));
  for (const name of refusing) masks.add(name);
  if (refusing.length > 0) return undefined;
  // Where all prices are the same, quantities alone tell orders apart.
  const variant = (bench.sight === 'fills' ? n : Math.floor(n / VARIANTS)) % VARIANTS;
  if (rule.unit === 'orders')
    return sums.refusing(at(1 + variant)).length === 0 ? at(1 + variant) : at(1);
  const fits = (lots: number): boolean =>
    amountOf(rule, at(lots)) <= most && sums.refusing(at(lots)).length === 0;
  let low = 1;
  let high = 2;
  while (fits(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  // A little less than the most, so that orders differ; the last ones take what is left.
  const less = low - variant;
  return at(less >= 1 ? less : low);
}

/**
 * The small order of a stock at one of ten prices at or below its bid. What is executed counts at
 * the target's own quote.
 */
function varied(bench: Bench, stock: ProbeStock, n: number): ProbeOrder {
  const base = smallOrder(bench, stock);
  if (bench.sight === 'fills') return base;
  const lower = stepAway(bench, stock, base, n % VARIANTS);
  const isGood = lower.priceTicks! > 0 && refusedBy(bench, stock, lower).length === 0;
  return isGood ? lower : base;
}

function sumSteps(rule: SumRule, { orders, more, text, limit }: Filling): ExamStep[] {
  const own = orders.filter(({ session }) => session === more.session);
  const large = { session: more.session, order: largestOf(rule, orders).order };
  return [
    { do: 'fill', orders, label: text, isSum: true },
    one(more, 'refused', 'no-check', `${text} and one order more`),
    {
      do: 'drain',
      small: more,
      large,
      smallAmount: amountOf(rule, more),
      largeAmount: amountOf(rule, large),
      sessionAmount: own.reduce((sum, each) => sum + amountOf(rule, each), 0),
      limit,
      others: orders.length - own.length,
    },
    { do: 'cancel', count: Number.POSITIVE_INFINITY },
  ];
}

const largestOf = (rule: SumRule, orders: readonly SessionOrder[]): SessionOrder =>
  orders.reduce((most, each) => (amountOf(rule, each) > amountOf(rule, most) ? each : most));

function refundSteps(rule: SumRule, { orders, more, text }: Filling): ExamStep[] {
  // Only a large order shows that its room came back more than once.
  const large = largestOf(rule, orders);
  const reordered = [...orders.filter((each) => each !== large), large];
  return [
    { do: 'fill', orders: reordered, label: text, isSum: true },
    { do: 'cancel', count: 1 },
    one(large, 'through', 'no-refund', 'the last one again after its cancel'),
    one(more, 'refused', 'refund-twice', 'one order more'),
    { do: 'cancel', count: Number.POSITIVE_INFINITY },
  ];
}

function raceSteps({ orders, text }: Filling, sessions: readonly number[]): ExamStep[] {
  const kept = orders.slice(0, Math.max(0, orders.length - RACE_ROOM));
  const raced = orders.slice(kept.length);
  const all = sessions.flatMap((session) => raced.map(({ order }) => ({ session, order })));
  return [
    { do: 'fill', orders: kept, isSum: true, label: `all but ${raced.length} orders of ${text}` },
    {
      do: 'burst',
      orders: all,
      size: all.length,
      // Whichever comes first has room.
      atLeast: 1,
      atMost: raced.length,
      perSecond: 0,
      above: 'race',
      label: `${all.length} orders at once, room for ${raced.length}`,
    },
    { do: 'cancel', count: Number.POSITIVE_INFINITY },
  ];
}

const one = (
  each: SessionOrder,
  expect: 'through' | 'refused',
  fault: FaultName,
  label: string,
): ExamStep => ({ do: 'order', ...each, expect, fault, label });
