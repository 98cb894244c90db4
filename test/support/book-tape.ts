import { OrderBook, type OrderBookOptions } from '../../src/embed/order-book.js';
import { BookReason } from '../../src/market/book/codes.js';
import { listenTo } from '../../src/market/book/listener.js';
import { NO_PRICE } from '../../src/market/book/tables.js';

const REASONS = Object.fromEntries(Object.entries(BookReason).map(([name, code]) => [code, name]));
const SIDES = ['buy', 'sell', 'nobody'];
const PHASES = ['continuous', 'auction', 'halted'];
const at = (ticks: number): string => (ticks === NO_PRICE ? '' : ` @ ${ticks}`);

/** A book, and what it tells as lines of text. `told` returns the lines since the last call. */
export function bookWithTape(options: OrderBookOptions = {}) {
  let lines: string[] = [];
  const sink = listenTo({
    accepted: (order, owner, side, ticks, quantity) =>
      lines.push(`${order} of ${owner} ${SIDES[side]}s ${quantity}${at(ticks)}`),
    executed: (maker, taker, ticks, quantity, makerLeaves, takerLeaves, aggressor) =>
      lines.push(
        `${maker} trades ${quantity}${at(ticks)} with ${taker}, ` +
          `left ${makerLeaves} and ${takerLeaves}, ${SIDES[aggressor]} took`,
      ),
    reduced: (maker, taker, ticks, quantity, makerLeaves, takerLeaves) =>
      lines.push(
        `${maker} and ${taker} lose ${quantity}${at(ticks)}, ` +
          `left ${makerLeaves} and ${takerLeaves}`,
      ),
    refreshed: (order, _side, ticks, tranche, leaves) =>
      lines.push(`${order} shows ${tranche} of ${leaves}${at(ticks)}`),
    replaced: (order, old, ticks, leaves, keptPlace) =>
      lines.push(`${old} is ${order}: ${leaves}${at(ticks)}, ${keptPlace ? 'same place' : 'anew'}`),
    cancelled: (order, _owner, reason, quantity, leaves) =>
      lines.push(`${order} loses ${quantity}, left ${leaves}: ${REASONS[reason]}`),
    refused: (order, _newOrder, reason) => lines.push(`${order} is refused: ${REASONS[reason]}`),
    phase: (phase, ticks) => lines.push(`${PHASES[phase]}${at(ticks)}`),
  });
  const book = new OrderBook({ orders: 16, owners: 4, windowTicks: 1024, ...options }, sink);
  const told = (): string[] => {
    const since = lines;
    lines = [];
    return since;
  };
  /** The orders of both sides by priority: `1: 100 @ 20`, an iceberg `1: 10 + 90 @ 20`. */
  const queue = (side: number): string[] =>
    book
      .queue(side)
      .map(
        ({ id, shown, reserve, priceTicks }) =>
          `${id}: ${shown}${reserve > 0 ? ` + ${reserve}` : ''}${at(priceTicks)}`,
      );
  return { book, told, queue };
}
