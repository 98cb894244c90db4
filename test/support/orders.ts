import { REUSED_FLAG } from '../../src/deployment/flags.js';
import { OrderAttribute, Side } from '../../src/orders/codes.js';
import { createOrderFlow, type OrderFlow } from '../../src/orders/flow.js';

/**
 * A parent order in words. By default it arrives at the bell for the first symbol: a market buy of
 * 100, without flag or session.
 */
export interface WrittenOrder {
  atNs?: number;
  symbol?: number;
  side?: 'buy' | 'sell';
  quantity?: number;
  limitTicks?: number;
  flagged?: boolean;
  auction?: boolean;
  preMarket?: boolean;
  immediate?: boolean;
  session?: number;
  account?: number;
}

/** A flow of these orders, in the order given. */
export function flowOf(orders: readonly WrittenOrder[]): OrderFlow {
  const flow = createOrderFlow(orders.length);
  orders.forEach((order, row) => {
    flow.arrivalNs[row] = order.atNs ?? 0;
    flow.symbol[row] = order.symbol ?? 0;
    flow.side[row] = order.side === 'sell' ? Side.SELL : Side.BUY;
    flow.quantity[row] = order.quantity ?? 100;
    flow.limitTicks[row] = order.limitTicks ?? 0;
    flow.flags[row] = order.flagged ? REUSED_FLAG : 0;
    flow.attributes[row] =
      (order.auction ? OrderAttribute.AUCTION : 0) |
      (order.preMarket ? OrderAttribute.PRE_MARKET : 0) |
      (order.immediate ? OrderAttribute.IMMEDIATE : 0);
    flow.session[row] = order.session ?? 0;
    flow.account[row] = order.account ?? 0;
  });
  flow.count = orders.length;
  return flow;
}
