import type { CheckModeName } from '../../src/risk/catalogue/modes.js';
import type { OwnerName } from '../../src/risk/catalogue/row.js';
import type { PlainRates } from './plain-messages.js';

/** The firm of the plain twin of the gate's second pass. Money in ticks × shares. */

export const UNIT = 1_000_000;
export type Side = 'buy' | 'sell';
export const other = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

export interface PlainSettings {
  explain: boolean;
  mode: Record<string, CheckModeName>;
  /** By check, whose sum it compares; the server's if it is not here. */
  per: Record<string, OwnerName>;
  /** Hard and soft levels by check, in the unit of the measure. */
  hard: Record<string, number>;
  soft: Record<string, number>;
  symbolRate: { incrementNs: number; softIncrementNs: number; windowNs: number };
  alikeWindowNs: number;
  collarPercent: number;
  /** The collar at the receipt of a parent, at 19.98 to 20.02. */
  bandPercent: number;
  parentsMax: number;
  lossMarks: number;
  goodQuotes: number;
  restricted: string[];
  /** Checks with a symbol's own level, which no raise moves. */
  own: string[];
  /** The highest account that has limits; infinite if none has its own. */
  accounts: number;
  /** How many accounts have limits of their own; the others have one sum. */
  named: number;
  strategies: number[];
  messages: PlainRates;
  /** The window of rolling volume. */
  rollingNs: number;
  rollingGrossNs: number;
  /** The two collars of wrong prices. */
  /** The price that the static collar is around, and its levels, per cent. */
  reference: string;
  collar: { percent: number; softPercent: number };
  fallPercent: number;
  finger: { percent: number; dollars: number };
  market: { percent: number; dollars: number };
  /** The kinds of orders that may be sent. */
  kinds: readonly string[];
  /** The hours of trading. */
  hours: { fromSeconds: number; toSeconds: number };
}

export interface PlainParent {
  symbol: number;
  side: Side;
  behaviour: number;
  account: number;
  ordered: number;
  /** Whether a sale is marked short or short exempt. */
  isShort: boolean;
  isMarket: boolean;
  /** Its type, its time in force and its instructions. */
  kinds: readonly string[];
  /** The touch at its receipt. */
  touchTicks: number;
  /** Its number among those that entered alike, until it has been judged by it. */
  alike: number;
  /** Executions it may have until a person releases it. */
  allowed: number;
  held: boolean;
  orders: PlainOrder[];
}

export interface PlainOrder {
  parent: PlainParent;
  quantity: number;
  priceTicks: number;
  executed: number;
  isOpen: boolean;
  sentNs: number;
  answeredNs?: number;
}

export interface Bucket {
  heldNs: number;
  asOfNs: number;
}

export interface PlainQuote {
  bidTicks: number;
  askTicks: number;
}

/** The middle of a quote, whole ticks. */
export const middleOf = ({ bidTicks, askTicks }: PlainQuote): number =>
  Math.floor((bidTicks + askTicks) / 2);

export type State = 0 | 1 | 2 | 3;

/** The state that the servers of a firm share. */
export class PlainFirm {
  state: { firm: State[]; servers: State[]; symbols: State[] } = {
    firm: [0],
    servers: [0, 0],
    symbols: new Array<State>(8).fill(0),
  };
  /** Every order ever admitted on any server. */
  orders: PlainOrder[] = [];
  heldParents = 0;
  /** Prices of a side's orders since it was last flat, by owner, symbol and side. */
  sinceFlat = new Map<string, number[]>();
  /** Units of the firm's net exposure by side, and of its open exposure, that servers hold. */
  creditUnits: Record<Side | 'open', number[]> = { buy: [0, 0], sell: [0, 0], open: [0, 0] };
  unmatchedMoney = [0, 0];
  lossUnits = [0, 0];
  raises: Record<string, { value: number; untilNs: number }> = {};

  /** Returns the orders that a sum of the firm or of a parent's account adds up. */
  ordersOf(per: OwnerName, { account }: PlainParent): readonly PlainOrder[] {
    return per === 'firm'
      ? this.orders
      : this.orders.filter(({ parent }) => parent.account === account);
  }

  /** Returns the prices of a side since it was last flat, of the firm or of a parent's account. */
  pricesOf(per: OwnerName, { symbol, account }: PlainParent, side: Side): readonly number[] {
    const owner = per === 'firm' ? 'firm' : `account ${account}`;
    return this.sinceFlat.get(`${owner} ${symbol} ${side}`) ?? [];
  }

  admit(order: PlainOrder): void {
    const { symbol, side } = order.parent;
    this.orders.push(order);
    for (const owner of ownersOf(order.parent)) {
      const place = `${owner} ${symbol} ${side}`;
      this.sinceFlat.set(place, [...(this.sinceFlat.get(place) ?? []), order.priceTicks]);
    }
  }

  /**
   * Adds money executed beyond any parent on a server; returns whether the firm's sum is beyond a
   * level.
   */
  postUnmatched(server: number, money: number, level: number): boolean {
    this.unmatchedMoney[server]! += money;
    return units(this.unmatchedMoney[0]!) + units(this.unmatchedMoney[1]!) > level / UNIT;
  }

  /** Forgets the prices of sides that an answer has left flat. */
  answer({ parent: { symbol, side, account } }: PlainOrder): void {
    const out = this.orders.filter(
      ({ parent, isOpen }) => isOpen && parent.symbol === symbol && parent.side === side,
    );
    if (out.length === 0) this.sinceFlat.delete(`firm ${symbol} ${side}`);
    if (!out.some(({ parent }) => parent.account === account))
      this.sinceFlat.delete(`account ${account} ${symbol} ${side}`);
  }
}

export const units = (money: number): number => Math.ceil(money / UNIT);

/** Whether a quote is neither crossed nor wider than allowed. */
export const isSane = ({ bidTicks, askTicks }: PlainQuote, spreadPercent: number): boolean =>
  bidTicks > 0 && askTicks >= bidTicks && 100 * (askTicks - bidTicks) <= spreadPercent * bidTicks;

/** By check, the severity of a refusal; 2 without a row. */
export const SEVERITY: Record<string, number> = {
  killed: 4,
  halted: 3,
  reducing: 3,
  'duplicate-orders': 3,
  'static-collar': 3,
  'cumulative-adv': 3,
  'executions-per-parent': 3,
  'symbol-rate': 1,
  'rolling-volume': 1,
  'rolling-gross': 1,
  'message-rate': 1,
  'order-to-trade': 1,
  'open-orders': 1,
  'stale-quote': 1,
};

/** Returns the shares of a parent that are executed or working, of all orders of a server. */
export function sentOf(orders: readonly PlainOrder[], parent: PlainParent): number {
  return orders
    .filter((order) => order.parent === parent)
    .reduce((sum, { quantity, executed, isOpen }) => sum + (isOpen ? quantity : executed), 0);
}

/** Shares of a sale, of which `sent` have gone out, that its mark does not cover. */
function toLocate({ side, isShort, ordered }: PlainParent, sent: number): number {
  if (side === 'buy') return 0;
  return isShort ? sent : Math.max(0, sent - ordered);
}

/** Returns the money of orders that are executed or open. */
export function grossOf(orders: readonly PlainOrder[]): number {
  return orders.reduce(
    (sum, { quantity, executed, isOpen, priceTicks }) =>
      sum + (isOpen ? quantity : executed) * priceTicks,
    0,
  );
}

/** Returns the money of a side, executed or open, less what the other side has executed. */
export function netOf(orders: readonly PlainOrder[], side: Side): number {
  return orders.reduce(
    (sum, { parent, quantity, executed, isOpen, priceTicks }) =>
      sum +
      (parent.side === side ? (isOpen ? quantity : executed) * priceTicks : -executed * priceTicks),
    0,
  );
}

/** Returns the shares of orders that are executed or open in a symbol, both sides. */
export function tradedOf(orders: readonly PlainOrder[], symbol: number): number {
  return orders.reduce(
    (sum, { parent, quantity, executed, isOpen }) =>
      sum + (parent.symbol === symbol ? (isOpen ? quantity : executed) : 0),
    0,
  );
}

/** Returns the shares sent on a parent's side of its symbol in the last ten tenths of a window. */
export function rolledOf(
  orders: readonly PlainOrder[],
  { symbol, side }: PlainParent,
  windowNs: number,
  nowNs: number,
): number {
  const slotOf = (ns: number): number => Math.floor((10 * ns) / windowNs);
  return orders
    .filter(({ parent }) => parent.symbol === symbol && parent.side === side)
    .filter(({ sentNs }) => slotOf(sentNs) > slotOf(nowNs) - 10)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Returns the money of orders that are open, or were executed in the last tenths of a window. */
export function rolledGrossOf(
  orders: readonly PlainOrder[],
  windowNs: number,
  nowNs: number,
): number {
  const slotOf = (ns: number): number => Math.floor((10 * ns) / windowNs);
  return grossOf(
    orders.filter(({ isOpen, answeredNs }) => isOpen || slotOf(answeredNs!) > slotOf(nowNs) - 10),
  );
}

/** Returns the position on a side if all of its open orders were executed, and no other. */
export function reachOf(orders: readonly PlainOrder[], symbol: number, side: Side): number {
  let shares = 0;
  for (const { parent, quantity, executed, isOpen } of orders) {
    if (parent.symbol !== symbol) continue;
    if (parent.side === side) shares += isOpen ? quantity : executed;
    else shares -= executed;
  }
  return shares;
}

/** Returns the names of those who own an order of a parent, beside its server. */
const ownersOf = ({ account }: PlainParent): string[] => ['firm', `account ${account}`];

/** Returns the shares that need a locate, of all sales of a symbol. */
export function locatedOf(orders: readonly PlainOrder[], symbol: number): number {
  const parents = orders.map(({ parent }) => parent).filter((one) => one.symbol === symbol);
  return [...new Set(parents)].reduce((sum, one) => sum + toLocate(one, sentOf(orders, one)), 0);
}

/** Returns the shares to locate with an order more; 0 if that one needs none. */
export function measureToLocate(
  orders: readonly PlainOrder[],
  parent: PlainParent,
  quantity: number,
): number {
  const sent = sentOf(orders, parent);
  const more = toLocate(parent, sent + quantity) - toLocate(parent, sent);
  return more === 0 ? 0 : locatedOf(orders, parent.symbol) + more;
}

/** A parent is judged once by its number among those alike. */
export function takeNumber(parent: PlainParent): number {
  const { alike } = parent;
  parent.alike = 0;
  return alike;
}

/** Returns what the account of a parent has used of its credit, of all orders of the firm. */
export function accountUsed(
  orders: readonly PlainOrder[],
  check: string,
  { account, side }: PlainParent,
  named: number,
): number {
  const codeOf = (code: number): number => Math.min(code, named + 1);
  const mine = orders.filter(({ parent }) => codeOf(parent.account) === codeOf(account));
  return mine.reduce((sum, { parent, quantity, executed, isOpen, priceTicks }) => {
    const working = isOpen ? quantity : 0;
    const done = isOpen ? 0 : executed;
    if (check === 'account-open') return sum + working * priceTicks;
    if (check === 'account-gross') return sum + (working + done) * priceTicks;
    return sum + (parent.side === side ? working + done : -done) * priceTicks;
  }, 0);
}

/** Whether an order more of a parent needs shares located. */
export function needsLocate(
  orders: readonly PlainOrder[],
  parent: PlainParent,
  quantity: number,
): boolean {
  const sent = sentOf(orders, parent);
  return toLocate(parent, sent + quantity) > toLocate(parent, sent);
}

/** The more of a sum of dollars and a share of a price, whole ticks. */
export function widerBand(
  { percent, dollars }: { percent: number; dollars: number },
  ticks: number,
): number {
  return Math.max(Math.round(dollars * 10_000), Math.floor((ticks * percent) / 100 + 1e-9));
}
