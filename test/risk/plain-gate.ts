import type { CheckModeName } from '../../src/risk/catalogue/modes.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';

/** The plain twin of the gate: objects, one rule a line, sums over all children ever admitted. */

export interface PlainParent {
  side: 'buy' | 'sell';
  ordered: number;
  auction: boolean;
  symbol: number;
  account: number;
  /** Shares admitted and not cancelled. */
  open: number;
}

export interface PlainChild {
  parent: PlainParent;
  quantity: number;
  priceTicks: number;
  behaviour: number;
}

export interface PlainGate {
  limits: GateLimits;
  killed: { firm: boolean; symbols: Set<number>; behaviours: Set<number> };
  /** The quotes at which the parents were received. */
  bidTicks: number;
  askTicks: number;
  /** Money of all admitted children, less cancelled shares. */
  exposure: number;
  /** The bucket of the rate: ns of work that it holds at a time. */
  heldNs: number;
  asOfNs: number;
  breaches: Record<string, number>;
}

export function plainGate(limits: GateLimits, bidTicks: number, askTicks: number): PlainGate {
  const killed = { firm: false, symbols: new Set<number>(), behaviours: new Set<number>() };
  return { limits, killed, bidTicks, askTicks, exposure: 0, heldNs: 0, asOfNs: 0, breaches: {} };
}

/** Returns the name of the verdict on a child at a time, and counts an admitted child. */
export function judgePlainly(gate: PlainGate, child: PlainChild, nowNs: number): string {
  const { limits, killed } = gate;
  const { parent, quantity, priceTicks } = child;
  const money = quantity * priceTicks;
  gate.heldNs = Math.max(0, gate.heldNs - (nowNs - gate.asOfNs));
  gate.asOfNs = nowNs;
  const childNs = limits.serverRate.mode === 'off' ? 0 : 1e9 / limits.serverRate.perSecond;
  const exempt = parent.auction && !limits.collar.auctionOrders;
  const bucketNs = Math.max(childNs, limits.serverRate.windowSeconds * 1e9);
  const touch = parent.side === 'buy' ? gate.askTicks : gate.bidTicks;
  const beyond = parent.side === 'buy' ? priceTicks - touch : touch - priceTicks;
  // Per cent with one decimal: both sides of the comparison are whole numbers.
  const isBeyond = 1000 * beyond > Math.round(10 * limits.collar.percent) * touch;

  const rules: [name: string, mode: CheckModeName, breached: boolean][] = [
    [
      'killed',
      'enforce',
      killed.firm || killed.symbols.has(parent.symbol) || killed.behaviours.has(child.behaviour),
    ],
    ['server-rate', limits.serverRate.mode, gate.heldNs + childNs > bucketNs],
    ['max-quantity', limits.maxQuantity.mode, quantity > limits.maxQuantity.shares],
    ['max-notional', limits.maxNotional.mode, money > limits.maxNotional.dollars * 10_000],
    ['collar', limits.collar.mode, !exempt && isBeyond],
    [
      'parent-quantity',
      limits.parentQuantity.mode,
      parent.open + quantity > parent.ordered + limits.parentQuantity.toleranceShares,
    ],
    [
      'gross-exposure',
      limits.grossExposure.mode,
      gate.exposure + money > limits.grossExposure.dollars * 10_000,
    ],
  ];
  for (const [name, mode, breached] of rules) {
    if (mode === 'off' || !breached) continue;
    gate.breaches[name] = (gate.breaches[name] ?? 0) + 1;
    if (mode === 'enforce') return name;
  }
  parent.open += quantity;
  gate.exposure += money;
  gate.heldNs += childNs;
  return 'admitted';
}
