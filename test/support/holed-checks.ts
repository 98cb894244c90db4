/** The checks of a gateway into which holes can be planted. */

/** A fault of the gateway. */
export type GatewayHole =
  /** `max-quantity` is off. */
  | 'check-off'
  /** `max-quantity` is asked when the order has left already. */
  | 'check-after-send'
  /** `max-quantity` lets one share too much through. */
  | 'off-by-one'
  /** A cancel gives the exposure of an order back twice. */
  | 'refund-twice'
  /** A kill stops all sessions but the last. */
  | 'kill-misses-session'
  /** `gross-exposure` is counted for each session. */
  | 'limit-per-session'
  /** After a restart, a kill is forgotten. */
  | 'restart-rearms'
  /** `server-rate` is off. */
  | 'rate-off';

/** The limits that it keeps, as a limits file means them; one that is left out is off. */
export interface HoledLimits {
  readonly maxQuantityShares?: number;
  readonly maxNotionalDollars?: number;
  /** Working plus executed dollars at limit prices; falls by cancels alone. */
  readonly grossExposureDollars?: number;
  /** Orders a second, of all sessions, and how many seconds' worth may come at once. */
  readonly ratePerSecond?: number;
  readonly rateWindowSeconds?: number;
}

/** What the checks know of a client. */
export interface CheckedClient {
  exposureMoney: number;
  isKilled: boolean;
}

const TICKS = 10_000;

/** The checks, and the bucket of the rate. Money is ticks times shares. */
export class HoledChecks {
  readonly #limits: HoledLimits;
  readonly #holes: ReadonlySet<GatewayHole>;
  #arrivalMs = Number.NEGATIVE_INFINITY;

  constructor(limits: HoledLimits, holes: ReadonlySet<GatewayHole>) {
    this.#limits = limits;
    this.#holes = holes;
  }

  /** Why an order is refused; undefined when it is not. `oldMoney` is what a replace gives back. */
  refusal(
    client: CheckedClient,
    clients: readonly CheckedClient[],
    quantity: number,
    limitTicks: number,
    oldMoney: number,
  ): string | undefined {
    const {
      maxQuantityShares = Infinity,
      maxNotionalDollars = Infinity,
      grossExposureDollars = Infinity,
    } = this.#limits;
    const holes = this.#holes;
    if (client.isKilled) return 'check=killed';
    const more = holes.has('off-by-one') ? 1 : 0;
    if (!holes.has('check-off') && quantity > maxQuantityShares + more)
      return `check=max-quantity measure=${quantity} bound=${maxQuantityShares}`;
    if (quantity * limitTicks > maxNotionalDollars * TICKS) return 'check=max-notional';
    const counted = holes.has('limit-per-session') ? [client] : clients;
    const used = counted.reduce((sum, { exposureMoney }) => sum + exposureMoney, 0);
    if (used - oldMoney + quantity * limitTicks > grossExposureDollars * TICKS)
      return 'check=gross-exposure';
    return this.#isTooFast(performance.now()) ? 'check=server-rate' : undefined;
  }

  /** A bucket with room for the orders of the window: the theoretical arrival of the next order. */
  #isTooFast(nowMs: number): boolean {
    const { ratePerSecond, rateWindowSeconds = 1 } = this.#limits;
    if (ratePerSecond === undefined || this.#holes.has('rate-off')) return false;
    const gapMs = 1000 / ratePerSecond;
    const arrivalMs = Math.max(this.#arrivalMs, nowMs);
    if (arrivalMs > nowMs + rateWindowSeconds * 1000 - gapMs) return true;
    this.#arrivalMs = arrivalMs + gapMs;
    return false;
  }
}
