import { dollars } from '../../base/units.js';
import type { Day } from '../day/day.js';
import type { Faults } from '../day/faults.js';
import { priceMove } from './runaway.js';

/** The effects of a day's faults, in counts and dollars. */
export interface FaultResult {
  /** Admitted children at limit prices, and their executions at the prices paid. */
  readonly sentDollars: number;
  readonly executedDollars: number;
  /** Late and lost answers; executions without a report, and their shares. */
  readonly lateAnswers: number;
  readonly lostAnswers: number;
  readonly lostFills: number;
  readonly lostShares: number;
  /** Children that a router presumed lost, and those unanswered at the end. */
  readonly presumedLost: number;
  readonly unanswered: number;
  /** Requests to cancel a resting order, and those that did not arrive. */
  readonly cancelsAsked: number;
  readonly cancelsIgnored: number;
  /**
   * Orders that customers entered again, and that a loop delivered again; `loopsRefused` were
   * refused or found their server full.
   */
  readonly repeatedOrders: number;
  readonly loopedOrders: number;
  readonly loopsRefused: number;
  /**
   * Dollars of the entered orders if there are limits on entry; orders warned of and blocked, with
   * their dollars.
   */
  readonly enteredDollars: number;
  readonly warnedOrders: number;
  readonly warnedDollars: number;
  readonly blockedOrders: number;
  readonly blockedDollars: number;
  /**
   * The largest distance of a stock's middle from its opening print, as a fraction: of the stock
   * that moved furthest, and the mean over all stocks.
   */
  readonly largestMove: number;
  readonly meanMove: number;
}

export function summariseFaults(day: Day, { serverReports, counts, entered }: Faults): FaultResult {
  const moves = day.market.stocks.map((_, symbol) => priceMove(day, symbol));
  const sum = (
    pick: (cells: (typeof serverReports)[number]['cells']) => ArrayLike<number>,
  ): number => serverReports.reduce((total, { cells }) => total + pick(cells)[0]!, 0);
  return {
    sentDollars: dollars(sum(({ sentMoney }) => sentMoney)),
    executedDollars: dollars(sum(({ executedMoney }) => executedMoney)),
    lateAnswers: sum(({ lateAnswers }) => lateAnswers),
    lostAnswers: sum(({ lostAnswers }) => lostAnswers),
    lostFills: sum(({ lostFills }) => lostFills),
    lostShares: sum(({ lostShares }) => lostShares),
    presumedLost: sum(({ presumedLost }) => presumedLost),
    unanswered: sum(({ outstanding }) => outstanding),
    cancelsAsked: sum(({ cancelsAsked }) => cancelsAsked),
    cancelsIgnored: sum(({ cancelsIgnored }) => cancelsIgnored),
    repeatedOrders: counts.repeated[0]!,
    loopedOrders: counts.looped[0]!,
    loopsRefused: counts.loopsRefused[0]!,
    enteredDollars: dollars(entered.enteredMoney[0]!),
    warnedOrders: entered.warned[0]!,
    warnedDollars: dollars(entered.warnedMoney[0]!),
    blockedOrders: entered.blocked[0]!,
    blockedDollars: dollars(entered.blockedMoney[0]!),
    largestMove: moves.reduce((most, move) => Math.max(most, move), 0),
    meanMove: moves.reduce((sum, move) => sum + move, 0) / moves.length,
  };
}
