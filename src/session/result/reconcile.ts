import { dollars } from '../../base/units.js';
import { feesReceived } from '../../market/fills.js';
import { VENUE_COUNT } from '../../market/venues.js';
import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  isAdmitted,
} from '../../orders/children.js';
import { sideSign } from '../../orders/codes.js';
import type { Day } from '../day/day.js';

/** By symbol, what the venues have executed and the firm has not heard of; and the fees of it. */
interface Unheard {
  readonly shares: Float64Array;
  readonly cash: Float64Array;
  fees: number;
}

/** Compares the firm's books with the venues' counterparty books. */
export function reconcile(day: Day): {
  readonly shares: number;
  readonly cashDollars: number;
  readonly feesDollars: number;
} {
  const { book, quotes } = day.market;
  const { counterparties } = book;
  const unheard: Unheard = {
    shares: new Float64Array(quotes.capacity),
    cash: new Float64Array(quotes.capacity),
    fees: 0,
  };
  addAnswersUnderWay(day, unheard);
  let shares = 0;
  let cash = 0;
  for (let symbol = 0; symbol < day.market.stocks.length; symbol++) {
    let own = counterparties.shares[symbol]! + unheard.shares[symbol]!;
    let ownCash = counterparties.cash[symbol]! + unheard.cash[symbol]!;
    const { books } = day.desk;
    if (books !== undefined) {
      own += books.dealerShares[symbol]!;
      ownCash += books.dealerCash[symbol]!;
    }
    for (const { positions } of day.servers) {
      own += positions.customerShares[symbol]! + positions.errorShares[symbol]!;
      ownCash += positions.customerCash[symbol]! + positions.errorCash[symbol]!;
    }
    shares += Math.abs(own);
    cash += Math.abs(ownCash);
  }
  let { fees } = unheard;
  for (const { book: own } of day.servers) fees += own.customerFees[0]! + own.errorFees[0]!;
  for (let venue = 0; venue < VENUE_COUNT; venue++) fees -= feesReceived(book, venue);
  return { shares, cashDollars: dollars(cash), feesDollars: dollars(Math.abs(fees)) };
}

/** Adds the answers that are on their way back, on a day seen midway. */
function addAnswersUnderWay({ flights, market }: Day, unheard: Unheard): void {
  for (const { children, begin, end, isAnswered } of flights?.servers ?? []) {
    const { words, mask } = children;
    for (let child = begin; child !== end; child = (child + 1) | 0) {
      const slot = childSlot(children, child);
      const instrument = words[slot + ChildWord.INSTRUMENT]!;
      if (isAnswered[child & mask] === 0 || !isAdmitted(instrument)) continue;
      const symbol = instrumentSymbol(instrument);
      const executed = words[slot + ChildWord.EXECUTED]!;
      const signed = sideSign(instrumentSide(instrument)) * executed;
      unheard.shares[symbol] = unheard.shares[symbol]! + signed;
      unheard.cash[symbol] = unheard.cash[symbol]! - signed * words[slot + ChildWord.PRICE]!;
      unheard.fees += executed * market.book.feeTicks[instrumentVenue(instrument)]!;
    }
  }
}
