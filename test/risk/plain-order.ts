import type { PlainServer } from './plain-catalogue.js';
import {
  middleOf,
  needsLocate,
  other,
  type PlainFirm,
  type PlainParent,
  type PlainSettings,
} from './plain-firm.js';

/** The plain twin’s measures of one order, its quote and its lists. */

interface Order {
  parent: PlainParent;
  quantity: number;
  priceTicks: number;
  nowNs: number;
}

export function measureOrder(
  server: PlainServer,
  settings: PlainSettings,
  firm: PlainFirm,
  check: string,
  order: Order,
): number {
  const { parent, quantity, priceTicks, nowNs } = order;
  const { symbol, side } = parent;
  const quote = server.quotes[symbol]!;
  switch (check) {
    case 'max-notional':
      return quantity * priceTicks;
    case 'collar': {
      const [touch, beyond] =
        side === 'buy' ? [200_200, priceTicks - 200_200] : [199_800, 199_800 - priceTicks];
      return 100 * beyond > settings.bandPercent * touch ? 1 : 0;
    }
    case 'max-quantity':
    case 'adv-share':
      return quantity;
    case 'restricted-list':
      return settings.restricted.includes('ABCDEFGH'[symbol]!) ? 1 : 0;
    case 'unconfigured-limit':
      return settings.strategies.includes(parent.behaviour) && parent.account <= settings.accounts
        ? 0
        : 1;
    case 'stale-quote':
      return nowNs - server.validNs[symbol]!;
    case 'quote-collar':
      return side === 'buy' ? priceTicks - quote.askTicks : quote.bidTicks - priceTicks;
    case 'static-collar':
      return Math.abs(priceTicks - referenceFor(server, settings, symbol));
    case 'self-match': {
      const per = settings.per[check] ?? 'server';
      const prices =
        per === 'server'
          ? (server.sinceFlat.get(`${symbol} ${other(side)}`) ?? [])
          : firm.pricesOf(per, parent, other(side));
      return prices.some((price) => (side === 'buy' ? priceTicks >= price : priceTicks <= price))
        ? 1
        : 0;
    }
    default:
      return measureRule(server, settings, check, order);
  }
}

/** Yesterday's close: $19 of the third stock, and of the others the $20 that they open with. */
export const closeOf = (symbol: number): number => (symbol === 2 ? 190_000 : 200_000);

/** The price that the static collar is around. */
export function referenceFor(
  server: PlainServer,
  { reference }: PlainSettings,
  symbol: number,
): number {
  if (reference === 'last') return lastTradeOf(server, symbol);
  if (reference === 'mean') return server.meanOf(symbol);
  return reference === 'close' ? closeOf(symbol) : 200_000;
}

function measureRule(
  server: PlainServer,
  { hours, kinds }: PlainSettings,
  check: string,
  { parent, quantity, priceTicks, nowNs }: Order,
): number {
  const { symbol, side, isMarket, isShort, ordered, touchTicks } = parent;
  const beyond = (ticks: number): number =>
    side === 'buy' ? priceTicks - ticks : ticks - priceTicks;
  switch (check) {
    case 'fat-finger':
      return beyond(lastTradeOf(server, symbol));
    case 'market-collar':
      return isMarket ? beyond(touchTicks) : 0;
    case 'parent-adv':
    case 'outstanding-share':
      return ordered;
    case 'short-sales':
      return isShort ? 1 : 0;
    case 'easy-to-borrow':
      return symbol === 1 && needsLocate(server.orders, parent, quantity) ? 1 : 0;
    case 'tick-size':
      return parent.behaviour === 1 || priceTicks === middleOf(server.quotes[symbol]!)
        ? 0
        : priceTicks % 100;
    case 'round-lot':
      return quantity % 100;
    case 'market-orders':
      return isMarket ? 1 : 0;
    case 'order-types':
      return parent.kinds.every((kind) => kinds.includes(kind)) ? 0 : 1;
    case 'short-sale-price': {
      const { bidTicks, askTicks } = server.quotes[symbol]!;
      if (!isShort || priceTicks > bidTicks || bidTicks > askTicks) return -1e9;
      return closeOf(symbol) - lowestOf(server, symbol);
    }
    case 'trading-hours':
      return Math.max(0, hours.fromSeconds * 1e9 - nowNs, nowNs - hours.toSeconds * 1e9);
    default:
      throw new Error(check);
  }
}

/** The lowest trade of a symbol that a server has seen since the bell, the last one included. */
export function lowestOf(server: PlainServer, symbol: number): number {
  return Math.min(server.lows.get(symbol) ?? Number.POSITIVE_INFINITY, lastTradeOf(server, symbol));
}

/** The last trade of a symbol that a server knows of. */
export function lastTradeOf(server: PlainServer, symbol: number): number {
  const midTicks = middleOf(server.quotes[symbol]!);
  const own = server.trades.get(symbol);
  return own?.midTicks === midTicks ? own.priceTicks : midTicks;
}
