const NONE = -0x80000000;

interface AuctionOrder {
  /** Infinity for a market order to buy, −Infinity for one to sell. */
  readonly price: number;
  readonly shown: number;
  readonly reserve: number;
}

const total = (orders: readonly AuctionOrder[]): number =>
  orders.reduce((sum, { shown, reserve }) => sum + shown + reserve, 0);

/**
 * The price of an uncross, by trying every tick from the lowest to the highest limit. The reference
 * is a price or NONE.
 */
export function naiveAuction(
  bids: readonly AuctionOrder[],
  asks: readonly AuctionOrder[],
  reference: number,
): { price: number; volume: number } {
  const limits = [...bids, ...asks]
    .map(({ price }) => price)
    .filter((price) => Math.abs(price) !== Infinity);
  if (limits.length === 0 && reference !== NONE) limits.push(reference);
  const [lowest, highest] = [Math.min(...limits), Math.max(...limits)];
  let candidates: { price: number; volume: number; surplus: number }[] = [];
  for (let price = lowest; price <= highest; price++) {
    const buy = total(bids.filter((order) => order.price >= price));
    const sell = total(asks.filter((order) => order.price <= price));
    candidates.push({ price, volume: Math.min(buy, sell), surplus: buy - sell });
  }
  const most = candidates.reduce((best, { volume }) => Math.max(best, volume), 0);
  if (most === 0) return { price: NONE, volume: 0 };
  candidates = candidates.filter(({ volume }) => volume === most);
  const least = Math.min(...candidates.map(({ surplus }) => Math.abs(surplus)));
  candidates = candidates.filter(({ surplus }) => Math.abs(surplus) === least);
  if (candidates.every(({ surplus }) => surplus > 0)) return candidates.at(-1)!;
  if (candidates.every(({ surplus }) => surplus < 0)) return candidates[0]!;
  const buyers = candidates.filter(({ surplus }) => surplus > 0);
  if (buyers.length > 0)
    candidates = [buyers.at(-1)!, candidates.find(({ surplus }) => surplus < 0)!];
  const middle = Math.floor((candidates[0]!.price + candidates.at(-1)!.price) / 2);
  const wanted = reference === NONE ? middle : reference;
  return candidates.reduce((best, each) =>
    Math.abs(each.price - wanted) < Math.abs(best.price - wanted) ? each : best,
  );
}
