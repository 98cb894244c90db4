import { exponential } from '../base/numerics.js';
import { TICKS_PER_CENT, TICKS_PER_DOLLAR } from '../base/units.js';
import type { Table } from '../memory/table.js';
import type { Quotes } from './quotes.js';
import type { Stock } from './universe.js';

const { LN2, ceil, max, sqrt } = Math;

/**
 * How trades move prices. Four models over the same columns (references in
 * docs/internals/decisions.md, "The market"):
 * - `none`: quotes stay.
 * - `linear`: Obizhaeva and Wang. A trade moves the middle by λ × shares; the fraction f of it
 *   stays, the rest decays with a half-life. Linear with exponential decay is free of profitable
 *   round trips (Gatheral).
 * - `square-root`: the empirical law I = Y σ √(Q / V). The signed square of the impact is kept and
 *   decays, so that one-sided flow follows the law exactly; a permanent part grows linearly. Round
 *   trips can profit in corners; for studies of that use `linear`.
 * - `withdrawal`: the square-root law, and market makers who withdraw from a flow that is too large
 *   for their stock: displayed sizes refill slowly, prices gap, and what stays saturates. See
 *   `WithdrawalTerms`.
 */
export const IMPACT_MODELS = [
  'none',
  'linear',
  'square-root',
  'withdrawal',
] as const satisfies readonly ImpactModel[];
/** How the firm’s own trades move prices; the sources are at `ImpactSpec`. */
export type ImpactModel = ImpactSpec['model'];

/** How the firm’s own trades move prices; see `IMPACT_MODELS` for the models and their sources. */
export interface ImpactSpec {
  readonly model: 'none' | 'linear' | 'square-root' | 'withdrawal';
  /** Y, the prefactor of the law: 0.5 to 1 in calm markets (literature). */
  readonly prefactor: number;
  /** Half-life of the transient part, seconds. */
  readonly halfLifeSeconds: number;
  /**
   * Permanent part: of the square-root model as a multiple of σ × Q / V; of the linear model the
   * fraction f that stays; of the withdrawal model as a multiple of σ × ln(1 + Q / V).
   */
  readonly permanent: number;
  /** The terms of the withdrawal model, which no other reads. Default: `WITHDRAWAL_TERMS`. */
  readonly withdrawal?: WithdrawalTerms | undefined;
}

/**
 * Market makers who withdraw from a flow that is too large for their stock. The model stands on top
 * of the square-root law, with a constant state for each symbol (references in
 * docs/internals/decisions.md, "The market"):
 *
 *   v      ordinary volume a second, D the firm's signed shares of the last step a second
 *   depth  a side shows its size with the probability 1 − t / (K v τ), where t are the shares taken
 *          of late, which return with the time constant τ. A steady flow of a shares a second then
 *          fills a / (1 + a / (K v)).
 *   gap    g is 1; in a gap it is gapDepth. Gaps begin at the rate λ x, x = |D| / (|D| + v), and
 *          last for gapSeconds in the mean.
 *   W      goes to w ((|D| / (k v g))^β − 1)+ with riseSeconds when it grows, with fallSeconds else
 *   stays  p σ ln(1 + |Q| / V) of the firm's signed shares Q of the day
 *   mid    base × exp(± √S ± W ± stays), S as in the square-root law
 */
export interface WithdrawalTerms {
  /** K by stock: the multiple of its own volume that a stock's displayed sizes can fill. */
  readonly reachTimes: { readonly median: number; readonly sdLn: number };
  /** τ: how fast displayed size that was taken comes back, seconds. */
  readonly refillSeconds: number;
  /** k: the multiple of a stock's own volume beyond which makers withdraw. */
  readonly bearTimes: number;
  /** w by stock: how far prices go, as ln of a price. */
  readonly strength: { readonly median: number; readonly sdLn: number };
  /** How w grows in thin stocks: the median is multiplied by (3 M shares ÷ V)^it. Default: 0. */
  readonly thinExponent?: number | undefined;
  /** W goes no further than this multiple of the price, or this part of it. Default: 100. */
  readonly mostTimes?: number | undefined;
  /** β: how W grows with the flow. */
  readonly exponent: number;
  /** λ: how often a gap opens in a flow much larger than the stock's own. */
  readonly gapsPerSecond: number;
  /** g in a gap, drawn for each: 1 or less. */
  readonly gapDepth: { readonly median: number; readonly sdLn: number };
  readonly gapSeconds: number;
  readonly riseSeconds: number;
  readonly fallSeconds: number;
}

/**
 * One row a symbol. `transient` is the signed squared impact (square-root) or the transient
 * fraction (linear); `flow` is the signed shares since the last mark.
 */
export const IMPACT_SCHEMA = {
  baseTicks: 'f64',
  transient: 'f64',
  permanent: 'f64',
  flow: 'f64',
  transientPerShare: 'f64',
  permanentPerShare: 'f64',
  /** Half the spread as a fraction of the middle. */
  halfSpread: 'f64',
  markedEpoch: 'i32',
} as const;
export type Impact = Table<typeof IMPACT_SCHEMA>;

const CENT_PER_TICK = 1 / TICKS_PER_CENT;
/** The participation at which the linear model is made to agree with the square-root law. */
const AGREEMENT_PARTICIPATION = 0.1;
/** A quiet symbol is marked, and its impact decays, once in this number of epochs. */
export const QUIET_EPOCHS = 10;

/**
 * The spread of a stock in ticks: a cent or some basis points of the price, whichever is more;
 * below $1 quotes are finer.
 */
export function ordinarySpreadTicks(stock: Pick<Stock, 'openTicks' | 'advShares'>): number {
  const basisPoints = stock.advShares > 5_000_000 ? 3 : stock.advShares > 500_000 ? 6 : 15;
  const floor = stock.openTicks >= TICKS_PER_DOLLAR ? TICKS_PER_CENT : 5;
  return max(floor, (stock.openTicks * basisPoints) / 10_000);
}

/** Writes the per-share coefficients of each stock. */
export function openImpact(stocks: readonly Stock[], impact: Impact, spec: ImpactSpec): void {
  stocks.forEach(({ openTicks, advShares, dailyVolatility }, symbol) => {
    impact.baseTicks[symbol] = openTicks;
    impact.halfSpread[symbol] = ordinarySpreadTicks(stocks[symbol]!) / openTicks / 2;
    const scale = spec.prefactor * dailyVolatility;
    if (spec.model === 'square-root') {
      impact.transientPerShare[symbol] = (scale * scale) / advShares;
      impact.permanentPerShare[symbol] = (spec.permanent * dailyVolatility) / advShares;
    } else if (spec.model === 'withdrawal') {
      impact.transientPerShare[symbol] = (scale * scale) / advShares;
    } else if (spec.model === 'linear') {
      const lambda =
        (scale * sqrt(AGREEMENT_PARTICIPATION)) / (AGREEMENT_PARTICIPATION * advShares);
      impact.transientPerShare[symbol] = (1 - spec.permanent) * lambda;
      impact.permanentPerShare[symbol] = spec.permanent * lambda;
    }
  });
}

/** Powers of the decay over one epoch: `decay[n]` remains after n epochs, n ≤ `epochs`. */
export function decayTable(
  halfLifeSeconds: number,
  epochSeconds: number,
  epochs: number = QUIET_EPOCHS,
): Float64Array {
  return Float64Array.from({ length: epochs + 1 }, (_, n) =>
    exponential((-LN2 * n * epochSeconds) / halfLifeSeconds),
  );
}

/**
 * Moves the quotes of every symbol that traded since its last mark, and of the quiet ones every
 * QUIET_EPOCHS epochs. `linear` says which model the columns hold.
 */
export function markQuotes(
  impact: Impact,
  quotes: Quotes,
  decay: Float64Array,
  linear: boolean,
  epoch: number,
  begin: number,
  end: number,
): void {
  for (
    let symbol = nextDue(impact, epoch, begin, end);
    symbol < end;
    symbol = nextDue(impact, epoch, symbol + 1, end)
  ) {
    const { transient, permanent, flow, transientPerShare, permanentPerShare, markedEpoch } =
      impact;
    const shares = flow[symbol]!;
    const elapsed = epoch - markedEpoch[symbol]!;
    transient[symbol] =
      transient[symbol]! * decay[(elapsed < QUIET_EPOCHS ? elapsed : QUIET_EPOCHS) | 0]! +
      shares * transientPerShare[symbol]!;
    permanent[symbol] = permanent[symbol]! + shares * permanentPerShare[symbol]!;
    flow[symbol] = 0;
    markedEpoch[symbol] = epoch;
    writeQuote(impact, quotes, linear, symbol);
  }
}

/**
 * Returns the first symbol in [begin, end) that has traded since its last mark or has been quiet
 * long enough; `end` if there is none.
 */
function nextDue({ flow, markedEpoch }: Impact, epoch: number, begin: number, end: number): number {
  let symbol = begin;
  while (symbol < end && flow[symbol] === 0 && epoch - markedEpoch[symbol]! < QUIET_EPOCHS)
    symbol++;
  return symbol;
}

/** Returns the middle of a symbol without its transient impact, in ticks. */
export function settledMidTicks(impact: Impact, linear: boolean, symbol: number): number {
  const { baseTicks, permanent } = impact;
  return linear
    ? max(1, baseTicks[symbol]! * (1 + permanent[symbol]!))
    : baseTicks[symbol]! * exponential(permanent[symbol]!);
}

/** Writes bid, ask and middle from the impact columns of one symbol. */
export function writeQuote(impact: Impact, quotes: Quotes, linear: boolean, symbol: number): void {
  const { baseTicks, transient, permanent } = impact;
  const state = transient[symbol]!;
  const mid = linear
    ? max(1, baseTicks[symbol]! * (1 + state + permanent[symbol]!))
    : baseTicks[symbol]! *
      exponential((state < 0 ? -sqrt(-state) : sqrt(state)) + permanent[symbol]!);
  placeQuote(impact, quotes, mid, symbol);
}

/**
 * Writes bid, ask and middle of one symbol around `mid` ticks. Bid and ask are rounded against the
 * taker: the offer up, the bid down, to a cent, or to a tick below $1.
 */
export function placeQuote(impact: Impact, quotes: Quotes, mid: number, symbol: number): void {
  const half = mid * impact.halfSpread[symbol]!;
  const cents = mid >= TICKS_PER_DOLLAR;
  // `| 0` makes prices Int32, so that V8 compares them as whole numbers. It rounds them down, since
  // they are above 0.
  const below = cents ? (((mid - half) * CENT_PER_TICK) | 0) * TICKS_PER_CENT : (mid - half) | 0;
  const above = cents
    ? (ceil((mid + half) * CENT_PER_TICK) * TICKS_PER_CENT) | 0
    : ceil(mid + half) | 0;
  const middle = (mid + 0.5) | 0;
  const bid = below > 1 ? below : 1;
  quotes.midTicks[symbol] = middle > 1 ? middle : 1;
  quotes.bidTicks[symbol] = bid;
  quotes.askTicks[symbol] = above > bid ? above : bid + 1;
}
