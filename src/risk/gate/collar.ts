import type { Quotes } from '../../market/quotes.js';
import { OrderAttribute, Side } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { blockOf } from '../limits/blocks.js';
import type { Gate } from './state.js';

const { ceil, floor } = Math;
const { POSITIVE_INFINITY } = Number;

const PRICE_MAX_TICKS = 0x7fffffff;
/**
 * Keeps a band that ends on a whole tick on it: 115 % of 100 ticks is 114.99999999999999 in
 * floating point.
 */
const ROUNDING_TICKS = 1e-6;

/**
 * Sets the price band of a parent from the quote at its receipt. Call it for every parent before
 * its first child, and again for auction orders at their first quote.
 */
export function collarParent(gate: Gate, parents: Parents, quotes: Quotes, parent: number): void {
  const { layers } = gate;
  const { collarFraction, collarAuctionOrders } =
    layers === undefined ? gate.details : layers.details;
  const block = layers === undefined ? 0 : blockOf(layers, parents, parent);
  const fraction = collarFraction[block]!;
  const exempt =
    (parents.attributes[parent]! & OrderAttribute.AUCTION) !== 0 &&
    collarAuctionOrders[block] === 0;
  const unbounded = exempt || fraction === POSITIVE_INFINITY;
  const symbol = parents.symbol[parent]!;
  const buys = parents.side[parent] === Side.BUY;
  parents.collarHighTicks[parent] =
    unbounded || !buys
      ? PRICE_MAX_TICKS
      : floor(quotes.askTicks[symbol]! * (1 + fraction) + ROUNDING_TICKS);
  parents.collarLowTicks[parent] =
    unbounded || buys ? 0 : ceil(quotes.bidTicks[symbol]! * (1 - fraction) - ROUNDING_TICKS);
}
