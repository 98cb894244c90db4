import { type Children, ChildWord, instrumentSide, instrumentSymbol } from '../orders/children.js';
import { Side, sideSign, Verdict } from '../orders/codes.js';
import type { Parents } from '../orders/parents.js';
import { levelsAt, writeBounds } from './bounds.js';
import type { Catalogue } from './catalogue-space.js';
import { admitAlike } from './duplicates.js';
import { reserveCatalogue, ServerWord, SideWord, SymbolWord, unitsOf } from './exposure.js';
import { kill } from './kill.js';
import { nextExpiryNs } from './raises.js';
import { isAllActive, readState, State } from './states.js';

/** The codes as numbers of this file: a code that is looked up in another module's object costs as much as a comparison. */
const { LOCATE, NET_EXPOSURE, POSITION, QUOTE_COLLAR } = Verdict;
const { ARRIVAL, ORDER_MAX, SOFT_ARRIVAL, STATIC_HIGH, STATIC_LOW, TRADED, TRADED_MAX, VALID } = SymbolWord;
const { REACH, TICKS } = SideWord;
const {
  ALIKE_MAX,
  ALIKE_WINDOW,
  BARRED,
  COLLAR,
  GROSS,
  GROSS_MAX,
  INCREMENT,
  LOCATE: LOCATE_WORD,
  OPEN_ORDERS,
  OPEN_ORDERS_MAX,
} = ServerWord;
const { POSITION: POSITION_WORD, SELF_MATCH, SOFT_INCREMENT, SOFT_TOLERANCE, STALE_QUOTE, TOLERANCE } = ServerWord;
const { BUY } = Side;
const { ALIKE, INSTRUMENT, LIMIT, QUANTITY } = ChildWord;

/** Keeps a collar that ends on a whole tick there. */
const ROUNDING_TICKS = 1e-6;

/**
 * Whether `count` orders of one parent and price, the largest of `shares` and `total` together, pass every check of the second stage but that of duplicates, soft levels included;
 * changes nothing. A check that is off has an infinite bound. What does not pass goes the long way, where it may still be admitted.
 */
export function passesCatalogue(
  catalogue: Catalogue,
  parents: Parents,
  parent: number,
  symbol: number,
  side: number,
  shares: number,
  total: number,
  priceTicks: number,
  count: number,
  nowNs: number,
): boolean {
  const { bounds, symbols, sides, quotes, whole } = catalogue;
  const { words } = symbols;
  const { words: own } = whole;
  const at = symbol << 3;
  const reach = sides.words[at + (side << 2) + REACH]! + total;
  const other = sides.words[at + ((side ^ 1) << 2) + TICKS]!;
  const money = total * priceTicks;
  const arrival = Math.max(0, words[at + ARRIVAL]! - nowNs);
  const softArrival = Math.max(0, words[at + SOFT_ARRIVAL]! - nowNs);
  const buys = side === BUY;
  // Ticks through the touch; a tick is beyond a collar that ends within it.
  const touch = buys ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!;
  const sign = sideSign(side);
  const through = sign * (priceTicks - touch);
  const meets = sign * (priceTicks - other) >= 0;
  return (
    shares <= words[at + ORDER_MAX]! &&
    (own[BARRED] === 0 || catalogue.strategies.barred[parents.behaviour[parent]!] === 0) &&
    nowNs - words[at + VALID]! <= own[STALE_QUOTE]! &&
    (through <= touch * own[COLLAR]! + ROUNDING_TICKS ||
      through <= touch * bounds.hard[levelsAt(catalogue.symbolBounds, symbol) + QUOTE_COLLAR]! + ROUNDING_TICKS) &&
    priceTicks >= words[at + STATIC_LOW]! &&
    priceTicks <= words[at + STATIC_HIGH]! &&
    (buys || reach <= own[LOCATE_WORD]! || reach <= bounds.first[levelsAt(catalogue.symbolBounds, symbol) + LOCATE]!) &&
    (!meets || own[SELF_MATCH] !== 0) &&
    catalogue.parents.uses[parent]! + count <= catalogue.parents.ceiling[parent]! &&
    own[OPEN_ORDERS]! + count <= own[OPEN_ORDERS_MAX]! &&
    arrival + (count - 1) * own[INCREMENT]! <= own[TOLERANCE]! &&
    softArrival + (count - 1) * own[SOFT_INCREMENT]! <= own[SOFT_TOLERANCE]! &&
    words[at + TRADED]! + total <= words[at + TRADED_MAX]! &&
    (reach * priceTicks <= own[POSITION_WORD]! ||
      reach * priceTicks <= bounds.first[levelsAt(catalogue.symbolBounds, symbol) + POSITION]!) &&
    own[GROSS]! + money <= own[GROSS_MAX]! &&
    money <= catalogue.net.creditMoney[side]!
  );
}

/**
 * Whether the `count` orders alike from position `child` on pass the second stage on the short way. It is asked once for all orders of a parent and price that follow each
 * other, up to `end` at the most: where they pass together, so does each run of them, and what of them the gate admits is reserved together as well. Only duplicates are looked
 * up run by run.
 */
export function isCovered(
  catalogue: Catalogue,
  children: Children,
  parents: Parents,
  child: number,
  count: number,
  end: number,
  nowNs: number,
): boolean {
  const { cover, whole } = catalogue;
  if (cover.left === 0 && !coverNext(catalogue, children, parents, child, count, end, nowNs)) return false;
  const { words: own } = whole;
  const most = own[ALIKE_MAX]!;
  if (most === Number.POSITIVE_INFINITY) return true;
  const shares = children.words[((child & children.mask) << 3) + QUANTITY]!;
  return admitAlike(
    catalogue.alike,
    (cover.symbol << 1) | cover.side,
    cover.priceTicks,
    shares,
    count,
    most,
    nowNs - own[ALIKE_WINDOW]!,
    nowNs,
  );
}

/** Puts the orders from `child` on to the second stage: all of its parent and price together, or, where they do not pass, the first `count`. */
function coverNext(
  catalogue: Catalogue,
  children: Children,
  parents: Parents,
  child: number,
  count: number,
  end: number,
  nowNs: number,
): boolean {
  postCover(catalogue, nowNs);
  const rest = (end - child) | 0;
  return coverFrom(catalogue, children, parents, child, rest, nowNs) || coverFrom(catalogue, children, parents, child, count, nowNs);
}

/** Puts those of the `rest` orders from `child` on that have its parent and price to the second stage together. */
function coverFrom(catalogue: Catalogue, children: Children, parents: Parents, child: number, rest: number, nowNs: number): boolean {
  const { words, mask } = children;
  const { cover } = catalogue;
  const first = (child & mask) << 3;
  const p = words[first]!;
  const price = words[first + LIMIT]!;
  let largest = 0;
  let total = 0;
  let covered = 0;
  for (let slot = first; words[slot] === p && words[slot + LIMIT] === price; slot = ((child + covered) & mask) << 3) {
    const shares = words[slot + QUANTITY]!;
    const alike = words[slot + ALIKE]!;
    const count = alike < rest - covered ? alike : rest - covered;
    total += count * shares;
    largest = Math.max(largest, shares);
    covered += count;
    if (covered === rest) break;
  }
  const instrument = words[first + INSTRUMENT]!;
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  if (!passesCatalogue(catalogue, parents, p, symbol, side, largest, total, price, covered, nowNs)) return false;
  cover.left = covered;
  cover.parent = p;
  cover.symbol = symbol;
  cover.side = side;
  cover.priceTicks = price;
  return true;
}

/** Takes note of `count` orders alike that have been admitted under the cover. */
export function admitCovered({ cover }: Catalogue, shares: number, count: number): void {
  cover.left -= count;
  cover.count += count;
  cover.shares += count * shares;
}

/** Reserves what has been admitted under the cover, and ends it. */
export function postCover(catalogue: Catalogue, nowNs: number): void {
  const { cover } = catalogue;
  cover.left = 0;
  if (cover.count === 0) return;
  reserveCatalogue(catalogue, cover.parent, cover.symbol, cover.side, cover.shares, cover.priceTicks, cover.count, nowNs);
  cover.count = 0;
  cover.shares = 0;
}

/**
 * Before a batch: takes over raises that came or ended, and kills of the firm or the server that another thread has made. Returns whether every scope is active, so that the
 * short way is open.
 */
export function beginBatch(catalogue: Catalogue, nowNs: number): boolean {
  const { firm, cells, server } = catalogue;
  const version = Atomics.load(firm.raises.version, 0);
  if (version !== cells.raisesSeen[0] || nowNs >= cells.nextExpiryNs[0]!) {
    cells.raisesSeen[0] = version;
    cells.nextExpiryNs[0] = nextExpiryNs(firm.raises, nowNs);
    writeBounds(catalogue, nowNs);
    raiseNetCredit(catalogue);
  }
  if (isAllActive(firm.states)) return true;
  if (readState(firm.states, { kind: 'firm' }) === State.KILLED) kill(catalogue.kill, { kind: 'firm' });
  if (readState(firm.states, { kind: 'server', server }) === State.KILLED) kill(catalogue.kill, { kind: 'server', server });
  return false;
}

/** The credits of the net exposure follow the limit in force: whichever server sees a raise, or its end, first moves both words. */
function raiseNetCredit({ firm, bounds, baseNetMoney }: Catalogue): void {
  const limit = bounds.hard[NET_EXPOSURE]!;
  if (limit === Number.POSITIVE_INFINITY) return;
  const wanted = unitsOf(limit) - unitsOf(baseNetMoney);
  const word = firm.words.netRaisedUnits;
  const before = Atomics.exchange(word, 0, wanted);
  for (const credit of firm.net) Atomics.add(credit.leftUnits, 0, wanted - before);
}
