import { type Book, NIL, ORDER_WORDS } from './tables.js';

/**
 * From the identifier of a resting order to its row: open addressing, at most half full, two words
 * a place (identifier, row; identifier 0 is a free place). Who leaves closes the gap behind it, so
 * that no look-up walks over graves and an identifier can come again at once.
 */

const { imul } = Math;

/**
 * Where the search for an identifier begins. Eight numbers in a row have eight places in a row, a
 * cache line: most identifiers come in the order of counting.
 */
const homeOf = (book: Book, id: number): number =>
  ((imul(id >> 3, 0x9e3779b1) >>> book.idShift) << 3) | (id & 7);

/** Returns the row of a resting order, or NIL. */
export function findOrder(book: Book, id: number): number {
  const { ids, idMask } = book;
  for (let place = homeOf(book, id); ; place = (place + 1) & idMask) {
    const held = ids[place << 1]!;
    if (held === id) return ids[(place << 1) + 1]!;
    if (held === 0) return NIL;
  }
}

/** Notes the row of an identifier that has none. */
export function addId(book: Book, id: number, row: number): void {
  const { ids, idMask } = book;
  let place = homeOf(book, id);
  while (ids[place << 1] !== 0) place = (place + 1) & idMask;
  ids[place << 1] = id;
  ids[(place << 1) + 1] = row;
}

/** Forgets the identifier of a row. */
export function removeId(book: Book, row: number): void {
  const { ids, idMask } = book;
  const id = book.orders[row * ORDER_WORDS]!;
  let gap = homeOf(book, id);
  while (ids[gap << 1] !== id) gap = (gap + 1) & idMask;
  for (let place = (gap + 1) & idMask; ; place = (place + 1) & idMask) {
    const held = ids[place << 1]!;
    if (held === 0) break;
    // Who is found before the gap stays.
    if (((place - homeOf(book, held)) & idMask) < ((place - gap) & idMask)) continue;
    ids[gap << 1] = held;
    ids[(gap << 1) + 1] = ids[(place << 1) + 1]!;
    gap = place;
  }
  ids[gap << 1] = 0;
}
