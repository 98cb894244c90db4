/**
 * The unit of a finding's value and bound: money (ticks × shares), ticks, ns, shares, a number of
 * orders, or yes (1) and no (0).
 */
export type MeasureUnit = 'money' | 'ticks' | 'ns' | 'shares' | 'orders' | 'choice';

const UNITS: Readonly<Record<string, MeasureUnit>> = {
  'server-rate': 'ns',
  'max-quantity': 'shares',
  'max-notional': 'money',
  collar: 'ticks',
  'parent-quantity': 'shares',
  'gross-exposure': 'money',
  'stale-quote': 'ns',
  'adv-share': 'shares',
  'quote-collar': 'ticks',
  'static-collar': 'ticks',
  locate: 'shares',
  'executions-per-parent': 'orders',
  'open-orders': 'orders',
  'symbol-rate': 'ns',
  'duplicate-orders': 'orders',
  'cumulative-adv': 'shares',
  position: 'money',
  'server-gross': 'money',
  'net-exposure': 'money',
  'loss-limit': 'money',
  'unmatched-account': 'money',
  'account-gross': 'money',
  'account-net': 'money',
  'account-open': 'money',
  'message-rate': 'ns',
  'order-to-trade': 'orders',
  'rolling-volume': 'shares',
  'rolling-gross': 'money',
  'open-exposure': 'money',
  'fat-finger': 'ticks',
  'market-collar': 'ticks',
  'parent-adv': 'shares',
  'outstanding-share': 'shares',
  'tick-size': 'ticks',
  'short-sale-price': 'ticks',
  'trading-hours': 'ns',
  'round-lot': 'shares',
  'drop-copy': 'shares',
  'alert-acknowledgement': 'ns',
  'volume-breaker': 'shares',
  'limit-up-limit-down': 'ticks',
  'cancel-on-disconnect': 'ns',
};

/** Returns the unit of a check's measure, by its name in findings. */
export function unitOf(check: string): MeasureUnit {
  return UNITS[check] ?? 'choice';
}
