/** The plain twin of self-match prevention: a list of orders, and a search. */

/**
 * An order, on its way or resting with shares that are asked to be cancelled; or done, with no
 * shares, while others of its owner's side are open.
 */
export interface PlainOrder {
  readonly server: number;
  readonly account: number;
  readonly side: 'buy' | 'sell';
  readonly priceTicks: number;
  readonly atNs: number;
  readonly parent: number;
  shares: number;
  asked: number;
  rests: boolean;
}

export interface PlainPrevention {
  readonly instruction: 'newest' | 'oldest' | 'both' | 'decrement';
  readonly per: 'server' | 'firm' | 'account';
}

const isOne = ({ per }: PlainPrevention, a: Owned, b: Owned): boolean =>
  per === 'firm' || (per === 'server' ? a.server === b.server : a.account === b.account);
type Owned = Pick<PlainOrder, 'server' | 'account'>;

/** Forgets the orders of each owner whose side has none open. */
export function forgetFlat(settings: PlainPrevention, orders: PlainOrder[]): void {
  const kept = orders.filter((order) =>
    orders.some(
      (other) => other.side === order.side && isOne(settings, order, other) && other.shares > 0,
    ),
  );
  orders.splice(0, orders.length, ...kept);
}

/**
 * Judges a new order against those before it, and notes in them what is asked to be cancelled.
 * Returns whether it is refused, and its quantity.
 */
export function plainPrevention(
  settings: PlainPrevention,
  orders: readonly PlainOrder[],
  order: Omit<PlainOrder, 'asked' | 'rests'>,
): { isRefused: boolean; quantity: number } {
  const quantity = order.shares;
  const { instruction } = settings;
  const since = orders.filter(
    (other) => other.side !== order.side && isOne(settings, order, other),
  );
  const meets = ({ priceTicks }: { priceTicks: number }): boolean =>
    order.side === 'buy' ? order.priceTicks >= priceTicks : order.priceTicks <= priceTicks;
  // An order on its way is taken for the keenest that its side has had since it was flat.
  if (!since.some(meets)) return { isRefused: false, quantity };
  if (instruction === 'newest' || since.some(({ rests, shares }) => !rests && shares > 0))
    return { isRefused: true, quantity };
  const met = since
    .filter((other) => meets(other) && other.shares > other.asked)
    .sort(
      (a, b) =>
        (order.side === 'buy' ? a.priceTicks - b.priceTicks : b.priceTicks - a.priceTicks) ||
        a.atNs - b.atNs,
    );
  if (met.length === 0) return { isRefused: false, quantity };
  let left = instruction === 'decrement' ? quantity : Number.POSITIVE_INFINITY;
  for (const other of met) {
    const shares = Math.min(left, other.shares - other.asked);
    other.asked += shares;
    left -= shares;
  }
  if (instruction === 'decrement') return { isRefused: left === 0, quantity: left };
  return { isRefused: instruction === 'both', quantity };
}
