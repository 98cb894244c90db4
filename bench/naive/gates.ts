import type { GateLimits } from '../../src/risk/limits/limits.js';
import { ADMITTED, type OpenChild, type PlainGate } from './objects.js';

type Check = readonly [name: string, breaches: (child: OpenChild, nowNs: number) => boolean];

/** A bucket of work that drains with time; `heldNs` is its level. */
function createBucket({ serverRate: { mode, perSecond, windowSeconds } }: GateLimits) {
  const childNs = mode === 'off' ? 0 : Math.floor(1e9 / perSecond);
  const sizeNs = Math.max(childNs, Math.floor(windowSeconds * 1e9));
  let heldNs = 0;
  let asOfNs = 0;
  const drain = (nowNs: number): void => {
    heldNs = Math.max(0, heldNs - (nowNs - asOfNs));
    asOfNs = nowNs;
  };
  return {
    isFull(nowNs: number): boolean {
      drain(nowNs);
      return mode !== 'off' && heldNs + childNs > sizeNs;
    },
    add(nowNs: number): void {
      drain(nowNs);
      heldNs += childNs;
    },
  };
}

/** A list of checks as closures. Their sums are kept on the order and in variables. */
export function createClosureGate(limits: GateLimits): PlainGate {
  const killed = { firm: false, symbols: new Set<number>() };
  const bucket = createBucket(limits);
  let exposure = 0;
  const isOn = ({ mode }: { mode: string }): boolean => mode !== 'off';
  const checks: Check[] = [
    ['killed', ({ order }) => killed.firm || killed.symbols.has(order.symbol)],
  ];
  if (isOn(limits.serverRate)) checks.push(['server-rate', (_, nowNs) => bucket.isFull(nowNs)]);
  if (isOn(limits.maxQuantity))
    checks.push(['max-quantity', ({ quantity }) => quantity > limits.maxQuantity.shares]);
  if (isOn(limits.maxNotional))
    checks.push([
      'max-notional',
      ({ quantity, priceTicks }) => quantity * priceTicks > limits.maxNotional.dollars * 10_000,
    ]);
  if (isOn(limits.collar))
    checks.push([
      'collar',
      ({ order, priceTicks }) => priceTicks < order.lowTicks || priceTicks > order.highTicks,
    ]);
  if (isOn(limits.parentQuantity))
    checks.push([
      'parent-quantity',
      ({ order, quantity }) =>
        order.filled + order.working + quantity >
        order.quantity + limits.parentQuantity.toleranceShares,
    ]);
  if (isOn(limits.grossExposure))
    checks.push([
      'gross-exposure',
      ({ quantity, priceTicks }) =>
        exposure + quantity * priceTicks > limits.grossExposure.dollars * 10_000,
    ]);
  return {
    judge(child, nowNs) {
      const refused = checks.find(([, breaches]) => breaches(child, nowNs));
      if (refused !== undefined) return refused[0];
      bucket.add(nowNs);
      child.order.working += child.quantity;
      exposure += child.quantity * child.priceTicks;
      return ADMITTED;
    },
    release(child, cancelled) {
      exposure -= cancelled * child.priceTicks;
    },
  };
}

/** The same checks with Maps by name for limits, kills and each order's open quantity. */
export function createMapGate(limits: GateLimits): PlainGate {
  const bounds = new Map<string, number>([
    ['max-quantity', limits.maxQuantity.mode === 'off' ? Infinity : limits.maxQuantity.shares],
    [
      'max-notional',
      limits.maxNotional.mode === 'off' ? Infinity : limits.maxNotional.dollars * 10_000,
    ],
    [
      'parent-quantity',
      limits.parentQuantity.mode === 'off' ? Infinity : limits.parentQuantity.toleranceShares,
    ],
    [
      'gross-exposure',
      limits.grossExposure.mode === 'off' ? Infinity : limits.grossExposure.dollars * 10_000,
    ],
  ]);
  const killed = new Map<string, boolean>([['firm', false]]);
  const sums = new Map<string, number>();
  const sent = new Map<number, number>();
  const bucket = createBucket(limits);
  const hasCollar = limits.collar.mode !== 'off';
  const measures = ({ order, quantity, priceTicks }: OpenChild): Map<string, number> =>
    new Map([
      ['max-quantity', quantity],
      ['max-notional', quantity * priceTicks],
      [
        'collar',
        hasCollar ? Math.max(order.lowTicks - priceTicks, priceTicks - order.highTicks) : 0,
      ],
      ['parent-quantity', (sent.get(order.id) ?? 0) + quantity - order.quantity],
      ['gross-exposure', (sums.get('exposure') ?? 0) + quantity * priceTicks],
    ]);
  return {
    judge(child, nowNs) {
      const { order, quantity, priceTicks } = child;
      if (killed.get('firm') === true || killed.get(`symbol ${order.symbol}`) === true)
        return 'killed';
      if (bucket.isFull(nowNs)) return 'server-rate';
      for (const [name, measure] of measures(child))
        if (measure > (bounds.get(name) ?? 0)) return name;
      bucket.add(nowNs);
      order.working += quantity;
      sent.set(order.id, (sent.get(order.id) ?? 0) + quantity);
      sums.set('exposure', (sums.get('exposure') ?? 0) + quantity * priceTicks);
      return ADMITTED;
    },
    release({ order, quantity, priceTicks }, cancelled) {
      sums.set('exposure', sums.get('exposure')! - cancelled * priceTicks);
      const left = sent.get(order.id)! - cancelled;
      // This was the last answer to an order that is fully executed.
      if (left === order.quantity && order.working === quantity) sent.delete(order.id);
      else sent.set(order.id, left);
    },
  };
}
