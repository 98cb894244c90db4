import { money } from '../base/units.js';
import {
  type Bench,
  isEnforced,
  numberOf,
  type ProbeStock,
  percentOf,
  refusedBy,
  type Setting,
} from './bench.js';
import type { SessionOrder } from './exam.js';

/** Whose sum a check compares. From outside, a session stands for a server. */
export type SumScope = 'session' | 'firm' | 'account';

/** A check that adds up orders. */
export interface SumRule {
  readonly check: string;
  readonly unit: 'orders' | 'shares' | 'money';
  /** Whose it is; undefined where `per` says so. */
  readonly scope: SumScope | undefined;
  readonly isBySymbol: boolean;
  /** The limit in its unit; NaN when the stock lacks what it goes by. */
  bound(setting: Setting, stock: ProbeStock): number;
}

const dollarsOf = (setting: Setting): number => money(numberOf(setting, 'dollars'));
const volumeOf = (setting: Setting, { advShares }: ProbeStock): number =>
  advShares === undefined ? Number.NaN : percentOf(advShares, numberOf(setting, 'percent'));
const money_ = (check: string, scope: SumScope | undefined, isBySymbol = false): SumRule => ({
  check,
  unit: 'money',
  scope,
  isBySymbol,
  bound: dollarsOf,
});

/**
 * The checks that add up orders which rest. All orders of the probe buy, so that net, gross and
 * open exposure are the same sum, except for `locate`, whose orders sell short.
 */
export const SUM_RULES: readonly SumRule[] = [
  {
    check: 'open-orders',
    unit: 'orders',
    scope: 'session',
    isBySymbol: false,
    bound: (setting) => numberOf(setting, 'orders'),
  },
  money_('position', undefined, true),
  { ...money_('cumulative-adv', undefined, true), unit: 'shares', bound: volumeOf },
  { ...money_('rolling-volume', undefined, true), unit: 'shares', bound: volumeOf },
  money_('account-open', 'account'),
  money_('account-net', 'account'),
  money_('account-gross', 'account'),
  money_('rolling-gross', 'firm'),
  money_('open-exposure', 'firm'),
  money_('net-exposure', 'firm'),
  money_('gross-exposure', 'firm'),
  money_('server-gross', 'session'),
];

/** Whose sum a check compares, as its setting says. */
export function scopeOf(rule: SumRule, setting: Setting): SumScope {
  if (rule.scope !== undefined) return rule.scope;
  return setting.per === 'firm' || setting.per === 'account' ? setting.per : 'session';
}

/** What an order adds to a sum. */
export function amountOf({ unit }: SumRule, { order }: SessionOrder): number {
  if (unit === 'orders') return 1;
  return unit === 'shares' ? order.quantity : order.quantity * (order.priceTicks ?? 0);
}

/** All sums of orders that rest, in plain words: which check would refuse the next one. */
export class PlainSums {
  readonly #bench: Bench;
  readonly #stocks: ReadonlyMap<string, ProbeStock>;
  readonly #sums = new Map<string, number>();

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#stocks = new Map(bench.stocks.map((stock) => [stock.symbol, stock]));
  }

  /** The names of all checks that refuse an order, by itself or by a sum. */
  refusing(one: SessionOrder): string[] {
    const stock = this.#stocks.get(one.order.symbol)!;
    const limits = this.#bench.limitsAt(stock.symbol);
    const sums = SUM_RULES.filter((rule) => {
      const setting = limits[rule.check];
      if (!isEnforced(setting) || !this.#isOf(rule, one)) return false;
      return this.sum(rule, one) + amountOf(rule, one) > rule.bound(setting, stock);
    });
    return [...refusedBy(this.#bench, stock, one.order), ...sums.map(({ check }) => check)];
  }

  /** What a rule has added up of those whose sum the order would join. */
  sum(rule: SumRule, one: SessionOrder): number {
    return this.#sums.get(this.#key(rule, one)) ?? 0;
  }

  /** Counts an order, or with a sign of −1 takes it back. */
  add(one: SessionOrder, sign: 1 | -1 = 1): void {
    for (const rule of SUM_RULES) {
      const key = this.#key(rule, one);
      this.#sums.set(key, (this.#sums.get(key) ?? 0) + sign * amountOf(rule, one));
    }
  }

  /** Whether a rule adds up this order at all: sums of accounts need one. */
  #isOf(rule: SumRule, { session, order }: SessionOrder): boolean {
    const setting = this.#bench.limitsAt(order.symbol)[rule.check]!;
    return scopeOf(rule, setting) !== 'account' || this.#bench.accounts[session] !== undefined;
  }

  #key(rule: SumRule, { session, order }: SessionOrder): string {
    const setting = this.#bench.limitsAt(order.symbol)[rule.check];
    const scope = setting === undefined ? 'firm' : scopeOf(rule, setting);
    const owner =
      scope === 'firm' ? '' : scope === 'session' ? session : (this.#bench.accounts[session] ?? '');
    return `${rule.check} ${owner} ${rule.isBySymbol ? order.symbol : ''}`;
  }
}
