/**
 * An input of `knight-2012` that no document gives, chosen so that the day's output agrees with the
 * SEC's findings. Everything else in the comparison (executions, shares, dollars, stocks moved,
 * loss) is output. `low` and `high` are the range of the sensitivity table.
 */
interface CalibratedInput {
  readonly path: string;
  readonly low: number;
  readonly high: number;
  readonly reason: string;
  readonly source: string;
}

/**
 * All inputs fitted to the record, with reason and source. Scenarios take their values from here.
 */
export const CALIBRATED_INPUTS: readonly CalibratedInput[] = [
  {
    path: 'router.pegChildrenPerSecond',
    low: 5.3,
    high: 8,
    reason:
      'Pace of one Power Peg parent in a stock of 3 M shares a day. 4 million executions ÷ (212 ' +
      'parents × 2,700 s) is 7.0; some children find nothing displayed, and NOK takes its own.',
    source: 'fitted to the executions and shares of ¶17',
  },
  {
    path: 'router.pegPace.volumeExponent',
    low: 0,
    high: 0.35,
    reason:
      'How the pace grows with a stock’s volume. Daily bars show that busier stocks took more: ' +
      'TRN, KRO, GT and ANF some 3 to 10 M shares above their mean, WZE and CO 0.4 and 1.7 M.',
    source: 'fitted; daily bars of 1 August 2012',
  },
  {
    path: 'router.pegPace.sdLn',
    low: 0.1,
    high: 0.6,
    reason: 'How the pace differs between stocks of one volume.',
    source: 'fitted to ¶18; no document gives the pace of a stock but those of NOK and EXC',
  },
  {
    path: 'router.pegPace.known.0.childrenPerSecond',
    low: 60,
    high: 134,
    reason:
      'NOK: 239,439 trades in 1,785 seconds were 134 a second, of everybody; its own volume ' +
      'makes some 10 of them. So the stock above 100 trades a second is an input.',
    source: 'Nanex, by way of a stock board',
  },
  {
    path: 'router.pegPace.known.1.childrenPerSecond',
    low: 20,
    high: 40,
    reason: 'EXC: 40 trades a second, of everybody.',
    source: 'Nanex, Knightmare on Wall Street',
  },
  {
    path: 'market.impact.prefactor',
    low: 2,
    high: 3.2,
    reason:
      'Y of the square-root law. The literature’s 0.5 to 1 would move some five stocks by 5 %, ' +
      'not 75: a stressed open needs more.',
    source: 'fitted to the 75 and 37 stocks of ¶18',
  },
  {
    path: 'market.impact.halfLifeSeconds',
    low: 900,
    high: 3600,
    reason:
      'How fast a price comes back when the flow stops. Half an hour: CODE, GT, WZE and CO ' +
      'came back within the morning.',
    source: 'assumed; press reports of reversals',
  },
  {
    path: 'market.impact.permanent',
    low: 0.4,
    high: 1,
    reason: 'p, the part of the impact that stays: p σ ln(1 + Q / V). The loss depends on it.',
    source: 'fitted to the loss',
  },
  {
    path: 'market.impact.withdrawal.reachTimes.median',
    low: 100,
    high: 400,
    reason:
      'K, the multiple of a stock’s own volume that its displayed sizes can fill. Five thin ' +
      'stocks traded 70 to 510 times their mean rate: WZE, CO, CODE, JWF and ARC, median 350, ' +
      'geometric mean 212.',
    source: 'Reuters, CNN Money, daily bars of 1 August 2012',
  },
  {
    path: 'market.impact.withdrawal.reachTimes.sdLn',
    low: 0.5,
    high: 1.3,
    reason: 'Its spread: 0.9 in these five stocks.',
    source: 'as above, and fitted',
  },
  {
    path: 'market.impact.withdrawal.refillSeconds',
    low: 10,
    high: 40,
    reason: 'How fast displayed size that was taken comes back.',
    source: 'Large 2007: a half-life of some 20 s, where it comes back at all',
  },
  {
    path: 'market.impact.withdrawal.bearTimes',
    low: 25,
    high: 80,
    reason: 'k, the multiple of a stock’s own volume beyond which makers withdraw.',
    source: 'fitted to pauses, busts and the largest moves',
  },
  {
    path: 'market.impact.withdrawal.strength.median',
    low: 0.003,
    high: 0.009,
    reason: 'w, how far prices then go, in a stock of 3 M shares a day.',
    source: 'fitted to pauses, busts and the largest moves',
  },
  {
    path: 'market.impact.withdrawal.strength.sdLn',
    low: 1.6,
    high: 2.6,
    reason: 'Its spread. Most stocks went nowhere near as far as WZE and CO.',
    source: 'fitted to the largest rise',
  },
  {
    path: 'market.impact.withdrawal.thinExponent',
    low: 0,
    high: 0.8,
    reason: 'How w grows in thin stocks: all that moved by more than 100 % were thin.',
    source: 'fitted; Reuters and Forbes on WZE and CO',
  },
  {
    path: 'market.impact.withdrawal.mostTimes',
    low: 3,
    high: 10,
    reason: 'How far a withdrawal goes at most, as a multiple of the price. WZE went to 4.1 times.',
    source: 'Reuters on WZE',
  },
  {
    path: 'market.impact.withdrawal.exponent',
    low: 0.6,
    high: 0.95,
    reason: 'β, how the move grows with the flow.',
    source: 'fitted to the largest moves',
  },
  {
    path: 'market.impact.withdrawal.gapsPerSecond',
    low: 0.00003,
    high: 0.00015,
    reason: 'How often a gap opens in a flow much larger than the stock’s own.',
    source: 'fitted to the number of stocks paused',
  },
  {
    path: 'market.impact.withdrawal.gapDepth.median',
    low: 0.01,
    high: 0.08,
    reason: 'g, what remains of what the makers bear in a gap.',
    source: 'fitted to pauses and busts',
  },
  {
    path: 'market.impact.withdrawal.gapDepth.sdLn',
    low: 0.5,
    high: 1.5,
    reason: 'Its spread from gap to gap.',
    source: 'fitted to pauses and busts',
  },
  {
    path: 'market.impact.withdrawal.gapSeconds',
    low: 30,
    high: 180,
    reason: 'How long a gap lasts in the mean.',
    source: 'fitted to pauses and busts',
  },
  {
    path: 'market.impact.withdrawal.riseSeconds',
    low: 5,
    high: 20,
    reason:
      'How fast a price goes where the makers’ withdrawal lets it. WZE rose “within minutes”, ' +
      'and by 48 % in three seconds at most.',
    source: 'Reuters on WZE; fitted to the largest move in three seconds',
  },
  {
    path: 'market.impact.withdrawal.fallSeconds',
    low: 4,
    high: 18,
    reason: 'How fast makers come back.',
    source: 'fitted to pauses',
  },
  {
    path: 'universe.price.median',
    low: 10,
    high: 14,
    reason:
      'Prices of the affected stocks. $6.65 bn net on 397 M shares needs a mean price of at ' +
      'least $16.75.',
    source: 'arithmetic on ¶17',
  },
  {
    path: 'universe.advShares.median',
    low: 2_000_000,
    high: 4_500_000,
    reason:
      'Daily volume of the affected stocks: together with σ and Y it sets how many stocks move ' +
      'by 5 and 10 %.',
    source: 'fitted to ¶18; the market’s total was 6.1 bn shares a day',
  },
  {
    path: 'universe.dailyVolatility.median',
    low: 0.018,
    high: 0.028,
    reason: 'Daily volatility of mid-sized NYSE stocks in 2012.',
    source: 'assumed; 0.016 to 0.055 in the eight stocks whose daily bars were read',
  },
  {
    path: 'after.blockDiscount',
    low: 0.04,
    high: 0.09,
    reason:
      'What the buyer of the remaining $4.6 bn took off. UBS is reported to have asked 8 to 9 ' +
      '%; Goldman Sachs’s price fits some 5 %.',
    source: 'press; the discount itself was not published',
  },
  {
    path: 'after.soldDownShare',
    low: 0.2,
    high: 0.45,
    reason:
      'Part of the position sold in the market on the day: nearly $7.0 bn at the peak, $4.6 bn ' +
      'at the close.',
    source: 'complaint summary, SCAC 104952 (an allegation)',
  },
  {
    path: 'market.displayedSeconds',
    low: 3,
    high: 12,
    reason:
      'Displayed size at the touch, in seconds of ordinary volume: decides how often a child ' +
      'of 100 shares fills in part or not at all.',
    source: 'assumed; mean execution of 99 shares (397 M ÷ 4 M)',
  },
  {
    path: 'market.fadeProbability',
    low: 0,
    high: 0.1,
    reason: 'How often displayed size has partly gone before the child comes.',
    source: 'assumed; as above',
  },
];

/** A rule that no document gives and that a story chooses, with the others of its kind. */
interface ChosenRule {
  readonly path: string;
  readonly others: readonly string[];
  readonly reason: string;
  readonly source: string;
}

/** All rules chosen so that the output agrees with the record; `--sensitivity` tries the others. */
export const CHOSEN_RULES: readonly ChosenRule[] = [
  {
    path: 'router.assign',
    others: ['round-robin', 'symbol', 'sticky'],
    reason:
      'By least-open, Power Peg’s parents, which never fill, keep new orders away from the ' +
      'eighth server, so that the parents of the opening are all it gets. By any other rule it ' +
      'goes on getting flagged orders, and passes the 212 parents of ¶16 within the morning.',
    source: 'chosen to fit ¶16; no document says how parents were given to servers',
  },
];

/**
 * The inputs that a scenario has: one with another model of impact, or without a pace by volume,
 * has fewer.
 */
export function calibratedInputsOf(scenario: object): CalibratedInput[] {
  const valueAt = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>(
        (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
        scenario,
      );
  return CALIBRATED_INPUTS.filter(({ path }) => valueAt(path) !== undefined);
}
