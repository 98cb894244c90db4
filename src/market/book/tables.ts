import { allocateLayout, type Columns, openTables } from '../../memory/table.js';
import { bitmapWords } from './bitmap.js';
import { BookPhase } from './codes.js';

/**
 * The memory of one order book. Everything is allocated here, before the first order.
 *
 *   ladder of bids, ladder of asks: key = how good a price is = ticks of a bid, −ticks of an ask
 *
 *         worse keys                  base                best          base + window
 *     ────────────────────────────────┬───────────────────────────────────┬─────────────
 *      far levels: a skip list        │ window: slots[key & mask] → level │ far levels
 *     ────────────────────────────────┴───────────────────────────────────┴─────────────
 *                                                   │
 *   level   head ──► order ⇄ order ⇄ order ◄── tail          the queue at one price
 *                      │
 *   owner   first ──► order ⇄ order ⇄ … ◄── last             the orders of one owner, by age
 *
 *   order, 8 words                                     owned, 4 words (only of orders that need it)
 *     0 id          1 next in queue   2 previous         0 displayed tranche    2 older of owner
 *     3 level       4 shown           5 reserve          1 –                    3 younger of owner
 *     6 terms, 7 bits; then iceberg, side               7 owner
 *
 *   level, 8 words
 *     0 head   1 tail   2 key   3 orders   4–5 shown (Float64)   6–7 reserve (Float64)
 *
 * Levels 0 and 1 hold market orders that wait for an auction, to buy and to sell. Free orders and
 * levels are chained by their word 1.
 */
export interface Book extends Columns<BookSchema> {
  readonly bids: Ladder;
  readonly asks: Ladder;
  /** The levels' shown and reserved quantities: the same memory as `levels`, as doubles. */
  readonly sums: Float64Array;
  readonly events: BookEvents;
  /** `32 − log2` of the cache lines in the table of identifiers. */
  readonly idShift: number;
  readonly idMask: number;
  /** The first free order and level, or NIL. */
  freeOrder: number;
  freeLevel: number;
  /** Orders in the book. */
  resting: number;
  /** A code of `BookPhase`. */
  phase: number;
  /** The price of the last execution, ticks, or NO_PRICE. */
  lastTicks: number;
  /** Whether a command is under way; its events must not give another. */
  busy: boolean;
}

/** One side's levels by key. */
export interface Ladder {
  /** `Side.BUY` for bids, `Side.SELL` for asks. */
  readonly side: number;
  /** Level of a key in the window, or NIL. */
  readonly slots: Int32Array;
  /** The slots in use. */
  readonly bits: Int32Array;
  readonly size: number;
  /** By height, the first of the far levels, or NIL. */
  readonly farHeads: Int32Array;
  /** Heights that any far level has had: the search begins at the highest. */
  farTop: number;
  /** The lowest key of the window. */
  base: number;
  /** The best level and its key, or NIL and NO_KEY. */
  best: number;
  bestKey: number;
  /** Levels in the window, and far levels better than the window. */
  near: number;
  above: number;
}

/** What happened, in rows of eight words; `events.ts` has their drawing. */
export interface BookEvents {
  readonly words: Int32Array;
  /** Rows that can be written before the sink is called. */
  readonly capacity: number;
  /** Rows in use. */
  count: number;
  /** Takes rows 0 to `count`; the book then begins again at row 0. */
  readonly sink: (events: BookEvents) => void;
}

/** The sizes of a book, which it keeps for its life. */
interface BookSizes {
  /** Orders that can rest at once. */
  readonly orders: number;
  /** Owners, numbered from 1. */
  readonly owners: number;
  /** Ticks of each side's window, a power of two. */
  readonly windowTicks: number;
  /** Rows of events before the sink is called. */
  readonly events: number;
}

export const NIL = -1;
/** The key of no level, worse than any other. */
export const NO_KEY = -0x80000000;
/** A limit that every level meets. */
export const ANY_KEY = NO_KEY + 1;
/** The price of nothing. */
export const NO_PRICE = -0x80000000;

export const ORDER_WORDS = 8;
export const OrderWord = {
  ID: 0,
  NEXT: 1,
  PREVIOUS: 2,
  LEVEL: 3,
  SHOWN: 4,
  RESERVE: 5,
  TERMS: 6,
  OWNER: 7,
} as const;
/** Beside the terms: whether the order has a display quantity, and the bit of its side. */
export const ICEBERG = 128;
export const SIDE_SHIFT = 8;

export const OWNED_WORDS = 4;
export const OwnedWord = { DISPLAY: 0, OLDER: 2, YOUNGER: 3 } as const;

export const LEVEL_WORDS = 8;
export const LevelWord = { HEAD: 0, TAIL: 1, KEY: 2, ORDERS: 3 } as const;
/** Places of a level's sums, `level × 4 + …` of `sums`. */
export const SUM_WORDS = 4;
export const SumWord = { SHOWN: 2, RESERVE: 3 } as const;
/** Levels that hold market orders, one a side. */
export const MARKET_LEVELS = 2;

/** The most heights of a far level: a quarter of them reach each further height. */
export const FAR_HEIGHTS = 8;
/** Int32 words of an event's row. */
export const EVENT_WORDS = 8;

type BookSchema = {
  readonly orders: 'i32';
  readonly owned: 'i32';
  readonly levels: 'i32';
  readonly farLinks: 'i32';
  readonly ids: 'i32';
  readonly ownerFirst: 'i32';
  readonly ownerLast: 'i32';
  /** Room for a list of levels. */
  readonly scratch: 'i32';
  /** Room for a way through the far levels. */
  readonly way: 'i32';
};

const column = (capacity: number) => ({ schema: { cells: 'i32' }, capacity }) as const;

/** Allocates a book in continuous trading. Throws an InputError if memory does not suffice. */
export function allocateBook(sizes: BookSizes, sink: (events: BookEvents) => void): Book {
  const { orders, owners, windowTicks, events } = sizes;
  const levels = orders + MARKET_LEVELS;
  const idBits = Math.max(4, 32 - Math.clz32(2 * orders - 1));
  const idPlaces = 1 << idBits;
  const layout = {
    orders: column(orders * ORDER_WORDS),
    owned: column(orders * OWNED_WORDS),
    levels: column(levels * LEVEL_WORDS),
    farLinks: column(levels * FAR_HEIGHTS),
    ids: column(idPlaces * 2),
    ownerFirst: column(owners + 1),
    ownerLast: column(owners + 1),
    scratch: column(levels),
    way: column(FAR_HEIGHTS),
    events: column(events * EVENT_WORDS),
    bidSlots: column(windowTicks),
    bidBits: column(bitmapWords(windowTicks)),
    askSlots: column(windowTicks),
    askBits: column(bitmapWords(windowTicks)),
    bidFar: column(FAR_HEIGHTS),
    askFar: column(FAR_HEIGHTS),
  } as const;
  const tables = openTables(allocateLayout(layout), layout);
  const words = tables.levels.cells;
  const book: Book = {
    orders: tables.orders.cells,
    owned: tables.owned.cells,
    levels: words,
    farLinks: tables.farLinks.cells.fill(NIL),
    ids: tables.ids.cells,
    ownerFirst: tables.ownerFirst.cells.fill(NIL),
    ownerLast: tables.ownerLast.cells.fill(NIL),
    scratch: tables.scratch.cells,
    way: tables.way.cells,
    bids: ladder(0, tables.bidSlots.cells, tables.bidBits.cells, tables.bidFar.cells),
    asks: ladder(1, tables.askSlots.cells, tables.askBits.cells, tables.askFar.cells),
    sums: new Float64Array(words.buffer, words.byteOffset, words.length / 2),
    events: { words: tables.events.cells, capacity: events, count: 0, sink },
    idShift: 35 - idBits,
    idMask: idPlaces - 1,
    freeOrder: 0,
    freeLevel: MARKET_LEVELS,
    resting: 0,
    phase: BookPhase.CONTINUOUS,
    lastTicks: NO_PRICE,
    busy: false,
  };
  for (let row = 0; row < orders; row++)
    book.orders[row * ORDER_WORDS + OrderWord.NEXT] = row + 1 < orders ? row + 1 : NIL;
  for (let row = 0; row < levels; row++) {
    words[row * LEVEL_WORDS + LevelWord.HEAD] = NIL;
    words[row * LEVEL_WORDS + LevelWord.TAIL] =
      row >= MARKET_LEVELS && row + 1 < levels ? row + 1 : NIL;
  }
  return book;
}

function ladder(side: number, slots: Int32Array, bits: Int32Array, farHeads: Int32Array): Ladder {
  slots.fill(NIL);
  farHeads.fill(NIL);
  return {
    side,
    slots,
    bits,
    size: slots.length,
    farHeads,
    farTop: 0,
    base: 0,
    best: NIL,
    bestKey: NO_KEY,
    near: 0,
    above: 0,
  };
}

/** The key of a price: higher is better for its side. The price of a key, too. */
export function keyOf(side: number, ticks: number): number {
  return ((ticks ^ -side) + side) | 0;
}

/** The ladder of a side. */
export function ladderOf(book: Book, side: number): Ladder {
  return side === 0 ? book.bids : book.asks;
}
