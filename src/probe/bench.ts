import { money, TICKS_PER_CENT, TICKS_PER_DOLLAR } from '../base/units.js';
import type { ProbeOrder } from './exam.js';
import type { Sight } from './port.js';

/** A stock that the target trades, as its user knows it. */
export interface ProbeStock {
  readonly symbol: string;
  /** Best bid and offer in ticks, as the target sees them. */
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Opening print in ticks. */
  readonly openTicks: number;
  /** Yesterday's close in ticks; the opening print if absent. */
  readonly closeTicks?: number | undefined;
  readonly advShares?: number | undefined;
  readonly sharesOutstanding?: number | undefined;
  readonly easyToBorrow?: boolean | undefined;
  /** Least step of its price, in ticks; 0 or undefined for Rule 612. */
  readonly tickTicks?: number | undefined;
  readonly roundLotShares?: number | undefined;
}

/** A check as the limits have it for one symbol and account: its mode and parameters. */
export type Setting = { readonly mode: string } & Readonly<Record<string, unknown>>;
/** All checks by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** A layer of the limits that sets something of a check: a server by number, and so on. */
export interface LayerChange {
  readonly layer: 'server' | 'account' | 'symbol';
  readonly name: string;
  readonly check: string;
}

/** What exams are made from. */
export interface Bench {
  readonly stocks: readonly ProbeStock[];
  readonly sessions: number;
  /** How it is seen what is let through. With `fills`, all orders are immediate at the touch. */
  readonly sight: Sight;
  /** The account of each session; undefined without one. */
  readonly accounts: readonly (string | undefined)[];
  /** The limits in force for orders in a symbol, of an account: by default the first session's. */
  limitsAt(symbol: string, account?: string): Settings;
  /** What the limits say of single servers, accounts and symbols. */
  readonly layers: readonly LayerChange[];
  /** Orders a second where time does not matter. */
  readonly perSecond: number;
  readonly ordersMax: number;
  /** Whether a command that kills was given. */
  readonly killCommand: boolean;
  /** Whose orders a mass cancel ends, and whether it also stops what comes after it. */
  readonly massCancel: 'session' | 'firm';
  readonly massCancelStops: boolean;
  readonly canMassCancel: boolean;
}

/** Keeps a proportion that equals a whole number on it. */
const ROUNDING = 1e-6;
const RULE_612_DOLLARS = 1;

/** A number of a setting. */
export function numberOf(setting: Setting, name: string): number {
  return Number(setting[name]);
}

/** A part of a count of shares or ticks, in per cent, rounded down. */
export function percentOf(whole: number, percent: number): number {
  return Math.floor((whole * percent) / 100 + ROUNDING);
}

/** The least step of a price: Rule 612 has a cent from $1 on. */
export function stepTicks({ tickTicks }: ProbeStock, priceTicks: number): number {
  if (tickTicks !== undefined && tickTicks > 0) return tickTicks;
  return priceTicks >= RULE_612_DOLLARS * TICKS_PER_DOLLAR ? TICKS_PER_CENT : 1;
}

const isBuy = ({ side }: ProbeOrder): boolean => side === '1';
const middle = ({ bidTicks, askTicks }: ProbeStock): number =>
  Math.round((bidTicks + askTicks) / 2);
/**
 * The price that a static collar is around. Before the first trade, the last one is the middle; so
 * is the mean of a quote that stays.
 */
const referenceOf = ({ reference }: Setting, stock: ProbeStock): number => {
  if (reference === 'last' || reference === 'mean') return middle(stock);
  return reference === 'close' ? (stock.closeTicks ?? stock.openTicks) : stock.openTicks;
};
const names = (setting: Setting, name: string): readonly string[] =>
  (setting[name] ?? []) as readonly string[];

/** Whether a check refuses one order by itself. */
type Refuses = (setting: Setting, stock: ProbeStock, order: ProbeOrder) => boolean;

const shareOf =
  (of: (stock: ProbeStock) => number | undefined): Refuses =>
  (setting, stock, { quantity }) =>
    quantity > percentOf(of(stock) ?? Number.POSITIVE_INFINITY, numberOf(setting, 'percent'));

/** Ticks by which a limit price is beyond a reference, on the side of its order. */
function beyond(order: ProbeOrder, ticks: number): number {
  if (order.priceTicks === undefined) return Number.NEGATIVE_INFINITY;
  return isBuy(order) ? order.priceTicks - ticks : ticks - order.priceTicks;
}

const touch = (order: ProbeOrder, { bidTicks, askTicks }: ProbeStock): number =>
  isBuy(order) ? askTicks : bidTicks;

/** The checks that judge one order by itself, in plain words. A limit L passes, L + 1 does not. */
export const ORDER_RULES: Readonly<Record<string, Refuses>> = {
  'max-quantity': (setting, _, { quantity }) => quantity > numberOf(setting, 'shares'),
  'max-notional': (setting, _, { quantity, priceTicks }) =>
    priceTicks !== undefined && quantity * priceTicks > money(numberOf(setting, 'dollars')),
  'adv-share': shareOf(({ advShares }) => advShares),
  'parent-adv': shareOf(({ advShares }) => advShares),
  'outstanding-share': shareOf(({ sharesOutstanding }) => sharesOutstanding),
  collar: (setting, stock, order) => {
    const ticks = touch(order, stock);
    const part = (ticks * numberOf(setting, 'percent')) / 100;
    return beyond(order, ticks) > Math.floor(part + ROUNDING);
  },
  'quote-collar': (setting, stock, order) => {
    const ticks = touch(order, stock);
    return beyond(order, ticks) > percentOf(ticks, numberOf(setting, 'percent'));
  },
  'static-collar': (setting, stock, { priceTicks }) => {
    const ticks = referenceOf(setting, stock);
    return (
      priceTicks !== undefined &&
      Math.abs(priceTicks - ticks) > percentOf(ticks, numberOf(setting, 'percent'))
    );
  },
  'fat-finger': (setting, stock, order) => {
    const last = middle(stock);
    const share = percentOf(last, numberOf(setting, 'percent'));
    const ticks = Math.floor(numberOf(setting, 'dollars') * TICKS_PER_DOLLAR + ROUNDING);
    return beyond(order, last) > Math.max(share, ticks);
  },
  // Of the first order of a day in its stock.
  locate: (setting, _, { side, quantity }) =>
    (side === '5' || side === '6') && quantity > numberOf(setting, 'shares'),
  'restricted-list': (setting, _, { symbol }) => names(setting, 'symbols').includes(symbol),
  // Without a list of symbols, every symbol has limits.
  'unconfigured-limit': (setting, _, { symbol }) => {
    const known = names(setting, 'symbols');
    return known.length > 0 && !known.includes(symbol);
  },
  'short-sales': (setting, _, { side }) =>
    side === '5' || (side === '6' && numberOf(setting, 'exemptToo') === 1),
  'easy-to-borrow': (_, { easyToBorrow }, { side }) =>
    easyToBorrow === false && (side === '5' || side === '6'),
  'tick-size': (_, stock, { priceTicks }) =>
    priceTicks !== undefined &&
    priceTicks !== middle(stock) &&
    priceTicks % stepTicks(stock, priceTicks) !== 0,
  'round-lot': (_, { roundLotShares = 100 }, { quantity }) => quantity % roundLotShares !== 0,
  'market-orders': (_, __, { priceTicks }) => priceTicks === undefined,
  'order-types': (setting, _, { priceTicks, isImmediate = false, isSweep = false }) =>
    !names(setting, 'types').includes(priceTicks === undefined ? 'market' : 'limit') ||
    !names(setting, 'timesInForce').includes(isImmediate ? 'immediate-or-cancel' : 'day') ||
    (isSweep && !names(setting, 'instructions').includes('intermarket-sweep')),
};

/** Whether a check of the limits refuses orders. */
export function isEnforced(
  setting: Setting | undefined,
): setting is Setting & { readonly mode: 'enforce' } {
  return setting?.mode === 'enforce';
}

/** The enforced checks that refuse an order by itself. */
export function refusedBy(bench: Bench, stock: ProbeStock, order: ProbeOrder): string[] {
  const limits = bench.limitsAt(order.symbol);
  return Object.entries(ORDER_RULES)
    .filter(([name, refuses]) => {
      const setting = limits[name];
      return isEnforced(setting) && refuses(setting, stock, order);
    })
    .map(([name]) => name);
}

/** The lot in which a symbol's quantities go. */
export function lotOf(bench: Bench, { symbol, roundLotShares = 100 }: ProbeStock): number {
  return isEnforced(bench.limitsAt(symbol)['round-lot']) ? roundLotShares : 1;
}

/** A small order at the stock's own price, which rests; with fills one that is executed at once. */
export function smallOrder(bench: Bench, stock: ProbeStock, lots = 1): ProbeOrder {
  const order = { symbol: stock.symbol, side: '1', quantity: lots * lotOf(bench, stock) } as const;
  if (bench.sight === 'fills') {
    const step = stepTicks(stock, stock.askTicks);
    return { ...order, priceTicks: Math.ceil(stock.askTicks / step) * step, isImmediate: true };
  }
  const step = stepTicks(stock, stock.bidTicks);
  return { ...order, priceTicks: Math.floor(stock.bidTicks / step) * step };
}

/** A sale at the stock's own price, which rests; with fills one that is executed at once. */
export function smallSale(bench: Bench, stock: ProbeStock, side: ProbeOrder['side']): ProbeOrder {
  const isFilled = bench.sight === 'fills';
  const ticks = isFilled ? stock.bidTicks : stock.askTicks;
  const step = stepTicks(stock, ticks);
  const steps = isFilled ? Math.floor(ticks / step) : Math.ceil(ticks / step);
  return { ...smallOrder(bench, stock), side, priceTicks: steps * step };
}

/**
 * A buy that differs from another in its price, by so many steps: below, where orders rest, and
 * above, where they must be executed.
 */
export function stepAway(
  { sight }: Bench,
  stock: ProbeStock,
  order: ProbeOrder,
  steps: number,
): ProbeOrder {
  const ticks = order.priceTicks!;
  const step = steps * stepTicks(stock, ticks);
  return { ...order, priceTicks: sight === 'fills' ? ticks + step : ticks - step };
}

/** A window is over for certain after so much of it. */
export const WINDOW_SHARE = 1.1;

/**
 * How long to wait so that no earlier order counts as alike, seconds; 0 where nothing counts orders
 * alike.
 */
export function alikeSeconds(bench: Bench, symbol: string): number {
  const setting = bench.limitsAt(symbol)['duplicate-orders'];
  return isEnforced(setting) ? numberOf(setting, 'windowSeconds') * WINDOW_SHARE : 0;
}
