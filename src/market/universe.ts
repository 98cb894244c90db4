import { exponential, inverseNormal } from '../base/numerics.js';
import { RandomStream } from '../base/random.js';
import { priceTicks } from '../base/units.js';

/** A stock as the day opens. */
export interface Stock {
  readonly symbol: string;
  /** Opening print, ticks. Clearly-erroneous busts refer to it. */
  readonly openTicks: number;
  /** Average daily volume, shares. */
  readonly advShares: number;
  /** Standard deviation of a day's return, as a fraction. */
  readonly dailyVolatility: number;
  /**
   * Whether single-stock pauses at 10 % apply to it (S&P 500 and Russell 1000 members); others
   * pause at 30 or 50 %.
   */
  readonly indexMember: boolean;
}

/**
 * How stocks are drawn: opening prices in dollars, average daily volumes in shares, daily
 * volatilities as fractions.
 */
export interface UniverseSpec {
  /** How many stocks, named ones included. */
  readonly stocks: number;
  /** Whether stocks with published prices keep their places. */
  readonly named: boolean;
  /** A lognormal distribution: its median and the standard deviation of the logarithm. */
  readonly price: { readonly median: number; readonly sdLn: number };
  readonly advShares: { readonly median: number; readonly sdLn: number };
  readonly dailyVolatility: { readonly median: number; readonly sdLn: number };
}

type Lognormal = UniverseSpec['price'];

/**
 * Stocks of that morning with a published open, in their place in the universe: places below 80 are
 * bought, 80 to 153 sold, as their prices moved. Sources: WZE Reuters; CO, CLGX, GT Forbes; ANF AP;
 * HOG prior close from worststockmarketcrashes.com; EJ and UTG from the exchange's notice of 14:57
 * (open implied by the cancelling level); CODE peak after one minute from Businessweek; NOK day
 * range. WZE's volume is Reuters' 50-day mean, CODE's CNN's "some 100,000 a day"; other volumes are
 * generated.
 */
const NAMED: readonly { place: number; symbol: string; price: number; advShares?: number }[] = [
  { place: 0, symbol: 'WZE', price: 3.6, advShares: 53_000 },
  { place: 1, symbol: 'CO', price: 2.47 },
  { place: 2, symbol: 'GT', price: 11.51 },
  { place: 3, symbol: 'ANF', price: 33.8 },
  { place: 4, symbol: 'NOK', price: 2.4 },
  { place: 80, symbol: 'CLGX', price: 23.04 },
  { place: 81, symbol: 'HOG', price: 43.23 },
  { place: 82, symbol: 'EJ', price: 4.8 },
  { place: 83, symbol: 'UTG.R', price: 0.071 },
  { place: 84, symbol: 'CODE', price: 11.4, advShares: 100_000 },
];

/**
 * Steps of the additive low-discrepancy sequence in three dimensions (M. Roberts' R3: powers of the
 * inverse of 1.2207440846, the root of x^4 = x + 1).
 */
const STEP_PRICE = 0.8191725133961645;
const STEP_ADV = 0.671043606703789;
const STEP_VOLATILITY = 0.549700477901971;

/**
 * Generates the universe of a seed. The quantiles of price, volume and volatility follow a
 * low-discrepancy sequence that the seed shifts: every stretch of places holds dear and cheap, busy
 * and quiet stocks in proportion, so that seeds differ in which stock is what rather than in how
 * rich the day is.
 */
export function generateUniverse(spec: UniverseSpec, seed: number): Stock[] {
  const random = new RandomStream(seed, 'universe');
  const shift = [random.fraction(), random.fraction(), random.fraction()] as const;
  const stocks: Stock[] = [];
  for (let place = 0; place < spec.stocks; place++) {
    const named = spec.named ? NAMED.find((stock) => stock.place === place) : undefined;
    const price = named?.price ?? quantile(spec.price, place * STEP_PRICE + shift[0]);
    const adv = named?.advShares ?? quantile(spec.advShares, place * STEP_ADV + shift[1]);
    stocks.push({
      symbol: named?.symbol ?? `S${String(place + 1).padStart(4, '0')}`,
      openTicks: Math.max(1, price >= 1 ? Math.round(price * 100) * 100 : priceTicks(price)),
      advShares: Math.max(1000, Math.round(adv)),
      dailyVolatility: quantile(spec.dailyVolatility, place * STEP_VOLATILITY + shift[2]),
      indexMember: adv >= 1_000_000,
    });
  }
  return stocks;
}

function quantile({ median, sdLn }: Lognormal, place: number): number {
  const fraction = Math.min(0.9995, Math.max(0.0005, place - Math.floor(place)));
  return median * exponential(sdLn * inverseNormal(fraction));
}

/** The symbols of each universe, for the seed that was used last. */
const UNIVERSES = new WeakMap<
  UniverseSpec,
  { readonly seed: number; readonly symbols: string[] }
>();

/** Returns the symbols of a universe, by place. */
export function symbolsOf({
  universe,
  seed,
}: {
  readonly universe: UniverseSpec;
  readonly seed: number;
}): string[] {
  const known = UNIVERSES.get(universe);
  if (known?.seed === seed) return known.symbols;
  const symbols = generateUniverse(universe, seed).map(({ symbol }) => symbol);
  UNIVERSES.set(universe, { seed, symbols });
  return symbols;
}
