import { TICKS_PER_DOLLAR } from '../../src/base/units.js';
import { VENUE_NAMES } from '../../src/market/venues.js';
import type { Children } from '../../src/orders/children.js';
import { Side, VERDICT_NAMES, Verdict } from '../../src/orders/codes.js';
import type { Fills } from '../../src/orders/fills.js';

const price = (ticks: number): string => (ticks / TICKS_PER_DOLLAR).toFixed(ticks % 100 === 0 ? 2 : 4);

/** The children in rows [0, end) as lines: `3 p0 buy 100 @ 20.02 NYSE`, with the verdict behind it where the gate refused. */
export function childTape(children: Children, end: number): string[] {
  return Array.from({ length: end }, (_, child) => {
    const side = children.side[child] === Side.BUY ? 'buy' : 'sell';
    const verdict = children.verdict[child] === Verdict.ADMITTED ? '' : ` ${VERDICT_NAMES[children.verdict[child]!]}`;
    const to = `@ ${price(children.priceTicks[child]!)} ${VENUE_NAMES[children.venue[child]!]}`;
    return `${children.sequence[child]} p${children.parent[child]} ${side} ${children.quantity[child]} ${to}${verdict}`;
  });
}

/** The fills in rows [0, end) as lines: `3 p0 bought 60 @ 20.02 NYSE, cancelled 40, unmatched 10`; what is nothing is left out. */
export function fillTape(fills: Fills, end: number): string[] {
  return Array.from({ length: end }, (_, fill) => {
    const quantity = fills.quantity[fill]!;
    const verb = fills.side[fill] === Side.BUY ? 'bought' : 'sold';
    const done = quantity === 0 ? 'nothing' : `${verb} ${quantity} @ ${price(fills.priceTicks[fill]!)} ${VENUE_NAMES[fills.venue[fill]!]}`;
    const cancelled = fills.cancelled[fill] === 0 ? '' : `, cancelled ${fills.cancelled[fill]}`;
    const unmatched = fills.unmatched[fill] === 0 ? '' : `, unmatched ${fills.unmatched[fill]}`;
    return `${fills.sequence[fill]} p${fills.parent[fill]} ${done}${cancelled}${unmatched}`;
  });
}
