import {
  BOOK_PRICE_MAX,
  FORCE_MASK,
  OrderTerms,
  STP_MASK,
  TERMS_MAX,
} from '../market/book/codes.js';
import { BookCommand } from '../market/book/play.js';
import { NO_PRICE } from '../market/book/tables.js';

/** What an order book takes, tested without a call or an allocation for each order. */

const { IOC, MARKET, POST_ONLY, STP_DECREMENT } = OrderTerms;

/** Whether a value can be an order's identifier. */
export function isId(value: number): boolean {
  return (value | 0) === value && value > 0;
}

/** Whether a value can be a quantity. */
export function isQuantity(value: number): boolean {
  return (value | 0) === value && value > 0;
}

/** Whether a value is a whole number from 0 to `max`. */
export function isWithin(value: number, max: number): boolean {
  return (value | 0) === value && value >= 0 && value <= max;
}

/** Whether a value can be a price in ticks. */
export function isPrice(value: number): boolean {
  return (value | 0) === value && value <= BOOK_PRICE_MAX && value >= -BOOK_PRICE_MAX;
}

/** Whether a value is a sum of terms that go together: what is post-only may rest. */
export function areTerms(value: number): boolean {
  return (
    (value | 0) === value &&
    (value & ~TERMS_MAX) === 0 &&
    (value & STP_MASK) <= STP_DECREMENT &&
    ((value & POST_ONLY) === 0 || ((value & FORCE_MASK) < IOC && (value & MARKET) === 0))
  );
}

/** By sum of terms, whether its terms go together. */
const TERMS = Uint8Array.from({ length: TERMS_MAX + 1 }, (_, terms) => Number(areTerms(terms)));

/** Whether a row is a command: `commandFault` finds nothing, told faster of the usual verbs. */
export function isCommand(words: Int32Array, word: number, owners: number): boolean {
  const verb = words[word]!;
  if (verb === BookCommand.CANCEL) return words[word + 1]! > 0;
  if (verb !== BookCommand.ENTER) return commandFault(words, word, owners) === undefined;
  const ticks = words[word + 4]!;
  const terms = words[word + 6]!;
  return (
    words[word + 1]! > 0 &&
    words[word + 2]! >>> 0 <= owners &&
    words[word + 3]! >>> 1 === 0 &&
    ticks <= BOOK_PRICE_MAX &&
    ticks >= -BOOK_PRICE_MAX &&
    words[word + 5]! > 0 &&
    terms >>> 0 <= TERMS_MAX &&
    TERMS[terms] !== 0 &&
    words[word + 7]! >= 0
  );
}

/** Returns what is wrong with a row of a command, as place and reason, or undefined. */
export function commandFault(words: Int32Array, word: number, owners: number): string | undefined {
  const verb = words[word]!;
  const id = words[word + 1]!;
  const owner = words[word + 2]!;
  const side = words[word + 3]!;
  const ticks = words[word + 4]!;
  const quantity = words[word + 5]!;
  if (verb < 0 || verb > BookCommand.OPEN) return `verb ${verb} is none of BookCommand`;
  if (verb <= BookCommand.REDUCE && !isId(id)) return `id ${id} must be at least 1`;
  if (verb !== BookCommand.CANCEL && verb <= BookCommand.REDUCE && !isQuantity(quantity))
    return `quantity ${quantity} must be at least 1`;
  if ((verb === BookCommand.ENTER || verb === BookCommand.REPLACE) && !isPrice(ticks))
    return `price ${ticks} must be from −1,000,000,000 to 1,000,000,000`;
  switch (verb) {
    case BookCommand.ENTER:
      if (owner < 0 || owner > owners) return `owner ${owner} must be from 0 to ${owners}`;
      if ((side | 1) !== 1) return `side ${side} must be 0 or 1`;
      if (!areTerms(words[word + 6]!)) return `terms ${words[word + 6]} are no sum of OrderTerms`;
      return words[word + 7]! < 0 ? `display ${words[word + 7]} must be at least 0` : undefined;
    case BookCommand.REPLACE:
      return isId(owner) ? undefined : `new identifier ${owner} must be at least 1`;
    case BookCommand.MASS_CANCEL:
    case BookCommand.DISCONNECT:
      if (owner < 1 || owner > owners) return `owner ${owner} must be from 1 to ${owners}`;
      return verb === BookCommand.MASS_CANCEL && (side < -1 || side > 1)
        ? `side ${side} must be 0, 1, or −1 for both`
        : undefined;
    case BookCommand.OPEN:
      return ticks === NO_PRICE || isPrice(ticks) ? undefined : `price ${ticks} is out of range`;
    default:
      return undefined;
  }
}
