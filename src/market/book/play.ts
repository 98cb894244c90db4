import { openBook } from './auction.js';
import { BookPhase } from './codes.js';
import {
  cancelOnDisconnect,
  cancelOrder,
  endDay,
  enterOrder,
  massCancel,
  reduceOrder,
  replaceOrder,
  stopMatching,
} from './commands.js';
import type { Book } from './tables.js';

/**
 * Commands as rows of eight Int32 words, for flows that are made or recorded beforehand.
 *
 *   word    0      1      2                     3      4       5          6       7
 *         ┌──────┬──────┬─────────────────────┬──────┬───────┬──────────┬───────┬─────────┐
 *         │ verb │ id   │ owner; REPLACE: the │ side │ price │ quantity │ terms │ display │
 *         │      │      │ new identifier      │      │       │          │       │         │
 *         └──────┴──────┴─────────────────────┴──────┴───────┴──────────┴───────┴─────────┘
 */
export const COMMAND_WORDS = 8;
/** The verbs of commands, with the words that each reads. */
export const BookCommand = {
  /** All words. */
  ENTER: 0,
  /** id. */
  CANCEL: 1,
  /** id, new identifier, price, quantity. */
  REPLACE: 2,
  /** id, quantity. */
  REDUCE: 3,
  /** owner, side; side −1 for both. */
  MASS_CANCEL: 4,
  /** owner. */
  DISCONNECT: 5,
  END_DAY: 6,
  /** Stops all but cancels. */
  HALT: 7,
  /** Stops matching and collects orders for an auction. */
  PAUSE: 8,
  /** price: the reference of the auction, or NO_PRICE. */
  OPEN: 9,
} as const;

/** Gives the commands in rows [begin, end) to a book, unchecked. Their events stay in its table. */
export function playCommands(book: Book, words: Int32Array, begin: number, end: number): void {
  for (let row = begin; row < end; row++) {
    const word = row * COMMAND_WORDS;
    const id = words[word + 1]!;
    const ticks = words[word + 4]!;
    const quantity = words[word + 5]!;
    const verb = words[word]!;
    if (verb === BookCommand.ENTER) {
      const owner = words[word + 2]!;
      const side = words[word + 3]!;
      const terms = words[word + 6]!;
      enterOrder(book, id, owner, side, ticks, quantity, terms, words[word + 7]!);
    } else if (verb === BookCommand.CANCEL) cancelOrder(book, id);
    else if (verb === BookCommand.REPLACE)
      replaceOrder(book, id, words[word + 2]!, ticks, quantity);
    else if (verb === BookCommand.REDUCE) reduceOrder(book, id, quantity);
    else playRare(book, words, word);
  }
}

function playRare(book: Book, words: Int32Array, word: number): void {
  const owner = words[word + 2]!;
  switch (words[word]) {
    case BookCommand.MASS_CANCEL:
      massCancel(book, owner, words[word + 3]!);
      break;
    case BookCommand.DISCONNECT:
      cancelOnDisconnect(book, owner);
      break;
    case BookCommand.END_DAY:
      endDay(book);
      break;
    case BookCommand.HALT:
      stopMatching(book, BookPhase.HALTED);
      break;
    case BookCommand.PAUSE:
      stopMatching(book, BookPhase.AUCTION);
      break;
    case BookCommand.OPEN:
      openBook(book, words[word + 4]!);
      break;
  }
}
