import type { Day } from '../day/day.js';

/** The largest order and the largest basket that a day enters, each at its middle then, money. */
export interface LargestEntry {
  readonly orderMoney: number;
  readonly basketMoney: number;
}

/**
 * Returns a function to call before each tick of a day. It returns the largest order and basket so
 * far, those included that the tick enters. Amounts are those that limits at entry compare: of a
 * sliced order and of a basket the whole, when the first line of it comes.
 */
export function watchEntry({ flow, market, cursor }: Day): () => LargestEntry {
  const lines = new Set<number>([0]);
  const baskets = new Set<number>([0]);
  const middleOf = (order: number): number => market.quotes.midTicks[flow.symbol[order]!]!;
  const largest = { orderMoney: 0, basketMoney: 0 };
  return () => {
    const nowNs = cursor.nowNs[0]!;
    for (
      let order = cursor.nextOrder[0]!;
      order < flow.count && flow.arrivalNs[order]! <= nowNs;
      order++
    ) {
      const line = flow.line?.[order] ?? 0;
      if (line !== 0 && lines.has(line)) continue;
      lines.add(line);
      const shares = line === 0 ? flow.quantity[order]! : flow.entered![order]!;
      largest.orderMoney = Math.max(largest.orderMoney, shares * middleOf(order));
      const basket = flow.basket?.[order] ?? 0;
      if (baskets.has(basket)) continue;
      baskets.add(basket);
      largest.basketMoney = Math.max(largest.basketMoney, basketMoney(basket));
    }
    return largest;
  };

  function basketMoney(basket: number): number {
    const seen = new Set<number>();
    let total = 0;
    for (let row = 0; row < flow.count; row++) {
      const line = flow.line![row]!;
      if (flow.basket![row] !== basket || seen.has(line)) continue;
      seen.add(line);
      total += flow.entered![row]! * middleOf(row);
    }
    return total;
  }
}
