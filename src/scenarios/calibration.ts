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
    low: 6.2,
    high: 9.3,
    reason:
      'Pace of one Power Peg parent. 4 million executions ÷ (212 parents × 2,700 s) is 7.0; ' +
      'some children find nothing displayed.',
    source: 'arithmetic on Release 34-70694 ¶17',
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
    low: 0.1,
    high: 0.314,
    reason: 'The part of the impact that stays, as a multiple of σ × Q / V.',
    source: 'Almgren et al. 2005 give 0.314 for informed flow',
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
    source: 'assumed',
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
