import { priceTicks, TICKS_PER_DOLLAR } from '../base/units.js';
import type { Quotes } from '../market/quotes.js';
import { VENUE_NAMES } from '../market/venues.js';
import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  isAdmitted,
} from '../orders/children.js';
import { Side, VERDICT_NAMES } from '../orders/codes.js';
import type { Server } from '../server/server.js';
import { demandAnswer, type EngineChild, type EngineVenue } from './orders.js';

/** A server whose children are read as objects, and the names of its symbols. */
export interface ChildTable {
  readonly server: Server;
  readonly symbols: readonly string[];
}

/** Returns the child at a position as an object. */
export function readChild(table: ChildTable, position: number): EngineChild {
  const { children } = table.server;
  const slot = childSlot(children, position);
  return describeChild(table, children.words.subarray(slot), position);
}

/** Returns the child of these words as an object. */
export function describeChild(
  { server, symbols }: ChildTable,
  words: Int32Array,
  position: number,
): EngineChild {
  const instrument = words[ChildWord.INSTRUMENT]!;
  const executed = isAdmitted(instrument) ? words[ChildWord.EXECUTED]! : 0;
  return {
    sequence: (position + 1) >>> 0,
    orderId: server.router.parents.orderId[words[ChildWord.PARENT]!]!,
    symbol: symbols[instrumentSymbol(instrument)]!,
    side: instrumentSide(instrument) === Side.BUY ? 'buy' : 'sell',
    quantity: words[ChildWord.QUANTITY]!,
    limitPrice: words[ChildWord.LIMIT]! / TICKS_PER_DOLLAR,
    venue: VENUE_NAMES[instrumentVenue(instrument)]!,
    verdict: VERDICT_NAMES[instrumentVerdict(instrument)]!,
    executed,
    executedAtPrice: executed === 0 ? 0 : words[ChildWord.PRICE]! / TICKS_PER_DOLLAR,
  };
}

/**
 * Asks the caller's venue about each admitted child. Returns the error of the first answer that
 * fails; that child and all after it are cancelled.
 */
export function answerChildren(
  table: ChildTable,
  quotes: Quotes,
  begin: number,
  end: number,
  venue: EngineVenue,
): { readonly error: unknown } | undefined {
  const { children } = table.server;
  const { words } = children;
  let failure: { readonly error: unknown } | undefined;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    words[slot + ChildWord.EXECUTED] = 0;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (failure !== undefined || !isAdmitted(instrument)) continue;
    const asked = readChild(table, child);
    try {
      const answer = venue(asked);
      demandAnswer(answer, asked.quantity, 'venue');
      words[slot + ChildWord.EXECUTED] = answer.executed;
      words[slot + ChildWord.PRICE] = priceTicks(answer.price ?? 0);
      words[slot + ChildWord.MIDDLE] = quotes.midTicks[instrumentSymbol(instrument)]!;
    } catch (error) {
      failure = { error };
    }
  }
  return failure;
}
