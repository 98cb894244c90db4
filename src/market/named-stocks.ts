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
  /** Whether a move of 10 % pauses it; by its volume if nothing says so. */
  readonly indexMember?: boolean;
  readonly tape: TapeOfStock;
}

const REUTERS = 'Reuters, 1 August 2012';
const FORBES = 'Forbes, 1 August 2012';
const BLOOMBERG = 'Bloomberg by way of FierceFinanceIT, 1 August 2012';
const NOTICE = 'NYSE notice of clearly erroneous executions, 1 August 2012, 14:57';

/**
 * The stocks of that morning that documents name. The sides follow the moves; those of EXC, ARC,
 * KWK and JWF are assumed. Opens of EJ and UTG.R are implied by the levels of the notice, that of
 * HOG is the prior close. WZE's volume is Reuters' 50-day mean, CODE's is "some 100,000 a day" (CNN
 * Money). A stock paused at less than 30 % must have been under the rule for index members; other
 * memberships, volumes and prices are drawn.
 */
export const NAMED_STOCKS: readonly NamedStock[] = [
  {
    place: 0,
    symbol: 'WZE',
    price: 3.6,
    advShares: 53_000,
    tape: { movePercent: 310, busted: true, source: `${REUTERS}; ${NOTICE}` },
  },
  {
    place: 1,
    symbol: 'CO',
    price: 2.47,
    tape: { movePercent: 151, pauses: 2, busted: true, source: `${FORBES}; ${NOTICE}` },
  },
  {
    place: 2,
    symbol: 'GT',
    price: 11.51,
    tape: { movePercent: 9.5, pauses: 0, busted: false, source: FORBES },
  },
  {
    place: 3,
    symbol: 'ANF',
    price: 33.8,
    tape: { movePercent: 8.7, busted: false, source: 'AP, 1 August 2012' },
  },
  {
    place: 4,
    symbol: 'NOK',
    price: 2.4,
    tape: {
      tradesPerSecond: 134,
      busted: false,
      source: 'Nanex: 239,439 trades to 09:59:45',
    },
  },
  {
    place: 5,
    symbol: 'TRN',
    indexMember: true,
    tape: { movePercent: 17, pauses: 1, busted: false, source: BLOOMBERG },
  },
  {
    place: 6,
    symbol: 'KRO',
    indexMember: true,
    tape: { movePercent: 19, pauses: 1, busted: false, source: BLOOMBERG },
  },
  {
    place: 7,
    symbol: 'EXC',
    tape: { tradesPerSecond: 40, busted: false, source: 'Nanex, Knightmare on Wall Street' },
  },
  { place: 8, symbol: 'ARC', tape: { busted: true, source: NOTICE } },
  {
    place: 80,
    symbol: 'CLGX',
    price: 23.04,
    indexMember: true,
    tape: { movePercent: -11.8, pauses: 2, busted: false, source: FORBES },
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
      source: 'Bloomberg Businessweek, 10 June 2013',
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
    tape: { busted: false, source: 'CNN Money, 1 August 2012: volume, no price' },
  },
];
