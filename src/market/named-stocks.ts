/** What the tape and the exchange's notices say of a stock on the morning of 1 August 2012. */
export interface TapeOfStock {
  /** The extreme of the morning against the open, or against the prior close, per cent. */
  readonly movePercent?: number;
  /** Single-stock pauses, at least. */
  readonly pauses?: number;
  /** Whether trades were cancelled as clearly erroneous. */
  readonly busted?: boolean;
  /** Trades a second, of everybody. */
  readonly tradesPerSecond?: number;
  /** The shares that everybody traded on the whole day, or by late morning, at least. */
  readonly dayShares?: number;
  readonly source: string;
}

/** A stock that documents name, at its place in the universe: below 80 bought, 80 to 153 sold. */
export interface NamedStock {
  readonly place: number;
  readonly symbol: string;
  /** Opening print, dollars; drawn if no document gives it. */
  readonly price?: number;
  /** Average daily volume, shares; drawn if no document gives it. */
  readonly advShares?: number;
  /** Standard deviation of a day's return, as a fraction; drawn if no document gives it. */
  readonly dailyVolatility?: number;
  /** Whether a move of 10 % pauses it; by its volume if nothing says so. */
  readonly indexMember?: boolean;
  readonly tape: TapeOfStock;
}

const REUTERS = 'Reuters, 1 August 2012';
const FORBES = 'Forbes, 1 August 2012';
const BLOOMBERG = 'Bloomberg by way of FierceFinanceIT, 1 August 2012';
const NOTICE = 'NYSE notice of clearly erroneous executions, 1 August 2012, 14:57';
const BARS = 'daily bars';
const CNN = 'CNN Money, 1 August 2012: some 100,000 a day, 4 M by late morning';

/**
 * The stocks of that morning that documents name. The sides follow the moves; those of ARC, KWK
 * and JWF are assumed. Opens of EJ and UTG.R are implied by the levels of the notice, that of
 * HOG is the prior close. A stock paused at less than 30 % must have been under the rule for index
 * members. What is not given is drawn.
 *
 * Volumes: WZE's is Reuters' 50-day mean, those of CODE and JWF are CNN Money's. The others are
 * means of the 18 to 20 days to 31 July 2012 in daily bars (B. Marjanovic, "Huge Stock Market
 * Dataset", Kaggle, after Stooq), and so are volatilities, the day's shares, and the opens of TRN,
 * KRO, EXC and ARC. The bars are adjusted for splits and dividends: prices and volumes are put back
 * by the ratio to a known price of the time. For KRO and EXC no document gives that price, and a
 * ratio of 1.30 and 1.245 is a reconstruction.
 */
export const NAMED_STOCKS: readonly NamedStock[] = [
  {
    place: 0,
    symbol: 'WZE',
    price: 3.6,
    advShares: 53_000,
    tape: { movePercent: 310, busted: true, dayShares: 424_000, source: `${REUTERS}; ${NOTICE}` },
  },
  {
    place: 1,
    symbol: 'CO',
    price: 2.47,
    advShares: 160_000,
    dailyVolatility: 0.016,
    tape: {
      movePercent: 151,
      pauses: 2,
      busted: true,
      dayShares: 1_900_000,
      source: `${FORBES}; ${NOTICE}; ${BARS}`,
    },
  },
  {
    place: 2,
    symbol: 'GT',
    price: 11.51,
    advShares: 7_400_000,
    dailyVolatility: 0.034,
    tape: {
      movePercent: 9.5,
      pauses: 0,
      busted: false,
      dayShares: 17_300_000,
      source: `${FORBES}; ${BARS}`,
    },
  },
  {
    place: 3,
    symbol: 'ANF',
    price: 33.8,
    advShares: 2_900_000,
    dailyVolatility: 0.028,
    tape: {
      movePercent: 8.7,
      busted: false,
      dayShares: 11_200_000,
      source: `AP, 1 August 2012; ${BARS}`,
    },
  },
  {
    place: 4,
    symbol: 'NOK',
    price: 2.4,
    advShares: 46_000_000,
    dailyVolatility: 0.055,
    tape: {
      tradesPerSecond: 134,
      busted: false,
      dayShares: 172_000_000,
      source: `Nanex: 239,439 trades to 09:59:45; ${BARS}`,
    },
  },
  {
    place: 5,
    symbol: 'TRN',
    price: 28.33,
    advShares: 860_000,
    dailyVolatility: 0.047,
    indexMember: true,
    tape: {
      movePercent: 17,
      pauses: 1,
      busted: false,
      dayShares: 6_150_000,
      source: `${BLOOMBERG}; ${BARS}`,
    },
  },
  {
    place: 6,
    symbol: 'KRO',
    price: 16.88,
    advShares: 920_000,
    dailyVolatility: 0.033,
    indexMember: true,
    tape: {
      movePercent: 19,
      pauses: 1,
      busted: false,
      dayShares: 3_900_000,
      source: `${BLOOMBERG}; ${BARS}`,
    },
  },
  {
    place: 7,
    symbol: 'ARC',
    price: 4.39,
    advShares: 60_000,
    dailyVolatility: 0.031,
    tape: { busted: true, dayShares: 3_545_000, source: `${NOTICE}; ${BARS}` },
  },
  {
    place: 80,
    symbol: 'CLGX',
    price: 23.04,
    advShares: 1_600_000,
    dailyVolatility: 0.032,
    indexMember: true,
    tape: {
      movePercent: -11.8,
      pauses: 2,
      busted: false,
      dayShares: 1_700_000,
      source: `${FORBES}; ${BARS}`,
    },
  },
  {
    place: 81,
    symbol: 'HOG',
    price: 43.23,
    tape: { movePercent: -12.5, busted: false, source: 'AP, 3 August 2012' },
  },
  { place: 82, symbol: 'EJ', price: 4.8, tape: { busted: true, source: NOTICE } },
  { place: 83, symbol: 'UTG.R', price: 0.071, tape: { busted: true, source: NOTICE } },
  {
    place: 84,
    symbol: 'CODE',
    price: 11.4,
    advShares: 100_000,
    indexMember: true,
    tape: {
      movePercent: -12.7,
      pauses: 2,
      busted: false,
      dayShares: 4_000_000,
      source: `Bloomberg Businessweek, 10 June 2013; ${CNN}`,
    },
  },
  {
    place: 85,
    symbol: 'MCP',
    indexMember: true,
    tape: { movePercent: -18, pauses: 1, busted: false, source: BLOOMBERG },
  },
  { place: 86, symbol: 'KWK', tape: { busted: true, source: NOTICE } },
  {
    place: 87,
    symbol: 'JWF',
    advShares: 100_000,
    tape: { busted: false, dayShares: 4_000_000, source: CNN },
  },
  {
    place: 88,
    symbol: 'EXC',
    price: 39.44,
    advShares: 5_000_000,
    dailyVolatility: 0.007,
    tape: {
      movePercent: -4.3,
      tradesPerSecond: 40,
      busted: false,
      dayShares: 18_100_000,
      source: `Nanex, Knightmare on Wall Street; ${BARS}`,
    },
  },
];
