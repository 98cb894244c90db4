import { evenQuantile } from '../base/numerics.js';
import { RandomStream } from '../base/random.js';
import { STOCKS_MAX } from '../base/ranges.js';
import { priceTicks } from '../base/units.js';
import { NAMED_STOCKS, type NamedStock } from './named-stocks.js';

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
  /** These five are as in `ListedStock`, with its defaults. */
  readonly sharesOutstanding?: number | undefined;
  readonly easyToBorrow?: boolean | undefined;
  readonly tickDollars?: number | undefined;
  readonly roundLotShares?: number | undefined;
  readonly previousCloseDollars?: number | undefined;
}

/** A stock of one's own. What it leaves out is drawn as for the stocks that are not listed. */
export interface ListedStock {
  readonly symbol: string;
  /** Opening print, dollars with at most four decimal places. */
  readonly priceDollars: number;
  /** Average daily volume, shares. */
  readonly advShares?: number | undefined;
  /** Standard deviation of a day's return, as a fraction. */
  readonly dailyVolatility?: number | undefined;
  /** Default: whether the average daily volume is at least a million shares. */
  readonly indexMember?: boolean | undefined;
  /**
   * Read by `outstanding-share`, `easy-to-borrow`, `tick-size` and `round-lot`. Defaults: 150 days
   * of average volume; whether it is an index member; that of Rule 612 for the price; 100 shares.
   */
  readonly sharesOutstanding?: number | undefined;
  readonly easyToBorrow?: boolean | undefined;
  readonly tickDollars?: number | undefined;
  readonly roundLotShares?: number | undefined;
  /**
   * The close of the day before, dollars, read by `static-collar` and `short-sale-price`. Default:
   * the opening print, since a universe has no night.
   */
  readonly previousCloseDollars?: number | undefined;
}

/**
 * How stocks are drawn: opening prices in dollars, average daily volumes in shares, daily
 * volatilities as fractions.
 */
export interface UniverseSpec {
  /** How many stocks, listed and named ones included. */
  readonly stocks: number;
  /** One's own stocks, which have the first places. */
  readonly listed?: readonly ListedStock[] | undefined;
  /** Whether the stocks that documents name have their places: see `NAMED_STOCKS`. */
  readonly named: boolean;
  /** A lognormal distribution: its median and the standard deviation of the logarithm. */
  readonly price: { readonly median: number; readonly sdLn: number };
  readonly advShares: { readonly median: number; readonly sdLn: number };
  readonly dailyVolatility: { readonly median: number; readonly sdLn: number };
  /**
   * The distributions of the stocks from `firstPlace` on, where they differ from those before. They
   * are the stocks of a universe of their own, under the symbols of their places here. Those that
   * `listed` names come first and keep their symbols; a stock before them with the same symbol
   * shows with an asterisk behind it.
   */
  readonly others?:
    | {
        readonly firstPlace: number;
        readonly listed?: readonly ListedStock[] | undefined;
        readonly price: { readonly median: number; readonly sdLn: number };
        readonly advShares: { readonly median: number; readonly sdLn: number };
        readonly dailyVolatility: { readonly median: number; readonly sdLn: number };
      }
    | undefined;
}

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
    const { others } = spec;
    const isOther = others !== undefined && place >= others.firstPlace;
    const of = isOther ? others : spec;
    const step = isOther ? place - others.firstPlace : place;
    const listed = isOther ? others.listed?.[step] : spec.listed?.[place];
    const named = isOther ? undefined : namedAt(spec, place);
    const price = named?.price ?? evenQuantile(of.price, step * STEP_PRICE + shift[0]);
    const drawn = named?.advShares ?? evenQuantile(of.advShares, step * STEP_ADV + shift[1]);
    const adv = listed?.advShares ?? drawn;
    stocks.push({
      symbol: symbolAt(spec, place),
      openTicks:
        listed === undefined ? openingPrint(price) : Math.max(1, priceTicks(listed.priceDollars)),
      advShares: listed?.advShares ?? Math.max(1000, Math.round(drawn)),
      dailyVolatility:
        listed?.dailyVolatility ??
        named?.dailyVolatility ??
        evenQuantile(of.dailyVolatility, step * STEP_VOLATILITY + shift[2]),
      indexMember: listed?.indexMember ?? named?.indexMember ?? adv >= INDEX_MEMBER_ADV,
      ...givenTerms(listed),
    });
  }
  return stocks;
}

const TERMS = [
  'sharesOutstanding',
  'easyToBorrow',
  'tickDollars',
  'roundLotShares',
  'previousCloseDollars',
] as const;

/** The terms that a listed stock gives itself. */
function givenTerms(listed: ListedStock | undefined): Pick<ListedStock, (typeof TERMS)[number]> {
  const given = TERMS.flatMap((name) =>
    listed?.[name] === undefined ? [] : [[name, listed[name]]],
  );
  return Object.fromEntries(given);
}

/** Average daily volume from which a stock counts as an index member. */
const INDEX_MEMBER_ADV = 1_000_000;

/** A drawn price as an opening print: whole cents from a dollar on. */
const openingPrint = (price: number): number =>
  Math.max(1, price >= 1 ? Math.round(price * 100) * 100 : priceTicks(price));

function namedAt(spec: UniverseSpec, place: number): NamedStock | undefined {
  return spec.named ? NAMED_STOCKS.find((stock) => stock.place === place) : undefined;
}

/** The symbol at a place, the same for every seed. */
function symbolAt(spec: UniverseSpec, place: number): string {
  const { others } = spec;
  const isOther = others !== undefined && place >= others.firstPlace;
  const own = isOther ? others.listed?.[place - others.firstPlace] : spec.listed?.[place];
  if (own !== undefined) return own.symbol;
  const symbol =
    (isOther ? undefined : namedAt(spec, place)?.symbol) ??
    `S${String(place + 1).padStart(4, '0')}`;
  return others?.listed !== undefined && listedNames(others.listed).has(symbol)
    ? `${symbol}*`
    : symbol;
}

/** The symbols of listed stocks, by their list. */
const LISTED = new WeakMap<readonly ListedStock[], ReadonlySet<string>>();

function listedNames(listed: readonly ListedStock[]): ReadonlySet<string> {
  const known = LISTED.get(listed) ?? new Set(listed.map(({ symbol }) => symbol));
  LISTED.set(listed, known);
  return known;
}

function everySymbol(spec: UniverseSpec): string[] {
  return Array.from({ length: spec.stocks }, (_, place) => symbolAt(spec, place));
}

/**
 * What is wrong with the listed stocks of a universe beside its other fields. Says nothing of a
 * number of stocks that is out of range by itself.
 */
export function findListedFaults(
  spec: UniverseSpec,
): { readonly path: readonly (string | number)[]; readonly reason: string }[] {
  const { listed = [], stocks, others } = spec;
  const firstOther = others?.firstPlace ?? 0;
  const further = others?.listed ?? [];
  if (listed.length + further.length === 0 || !Number.isInteger(stocks) || stocks > STOCKS_MAX)
    return [];
  const least = Math.max(listed.length, further.length === 0 ? 0 : firstOther + further.length);
  if (least > stocks)
    return [{ path: ['stocks'], reason: `must be at least ${least}, for the listed stocks` }];
  const places = new Map<string, number>();
  return everySymbol(spec).flatMap((symbol, place) => {
    const before = places.get(symbol);
    places.set(symbol, place);
    if (before === undefined) return [];
    if (further.length > 0 && place >= firstOther)
      return [
        {
          path: ['others', 'listed', Math.min(place - firstOther, further.length - 1), 'symbol'],
          reason: `'${symbol}' is the stock at place ${before} too`,
        },
      ];
    const reason =
      place < listed.length
        ? `'${symbol}' is listed twice, at ${before} and ${place}`
        : `'${symbol}' is also the drawn stock at place ${place}; rename it, or set ` +
          `stocks=${listed.length} and named=false`;
    return [{ path: ['listed', Math.min(place, before), 'symbol'], reason }];
  });
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
