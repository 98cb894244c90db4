import {
  type Children,
  ChildWord,
  instrumentSide,
  instrumentSymbol,
} from '../../orders/children.js';
import { Side, sideSign, Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { levelsAt, writeBounds } from '../counts/bounds.js';
import { admitAlike } from '../counts/duplicates.js';
import { unitsOf } from '../counts/exposure.js';
import type { SecondPass } from '../counts/second-pass.js';
import { ServerWord, SideWord, SymbolWord } from '../counts/tables.js';
import { BLOCK_SHIFT, blockOf } from '../limits/blocks.js';
import { nextExpiryNs } from '../limits/raises.js';
import { kill } from '../stops/kill.js';
import { isAllActive, readState, State } from '../stops/states.js';
import type { Gate } from './state.js';

const { LOCATE, NET_EXPOSURE, POSITION, QUOTE_COLLAR } = Verdict;
const { ARRIVAL, ORDER_MAX, SOFT_ARRIVAL, STATIC_HIGH, STATIC_LOW, TRADED, TRADED_MAX, VALID } =
  SymbolWord;
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
const {
  POSITION: POSITION_WORD,
  SELF_MATCH,
  SOFT_INCREMENT,
  SOFT_TOLERANCE,
  STALE_QUOTE,
  TOLERANCE,
} = ServerWord;
const { BUY } = Side;
const { ALIKE, INSTRUMENT, LIMIT, QUANTITY } = ChildWord;

/** Keeps a collar that ends on a whole tick on it. */
const ROUNDING_TICKS = 1e-6;

/**
 * Returns whether `count` children of one parent and price meet the first pass by the bounds of the
 * parent's own block; they have `total` shares, the largest `largest`. `admitChildren` compares the
 * same with the tightest bounds. Only for gates with layers.
 */
export function passesLayered(
  { cells, details, layers }: Gate,
  parents: Parents,
  parent: number,
  largest: number,
  total: number,
  price: number,
  count: number,
  nowNs: number,
): boolean {
  const { bound } = layers!.limits;
  const at = blockOf(layers!, parents, parent) << BLOCK_SHIFT;
  const arrival = cells.arrivalNs[0]! > nowNs ? cells.arrivalNs[0]! : nowNs;
  return (
    parents.account[parent]! <= layers!.accountMax &&
    largest <= bound[at + Verdict.MAX_QUANTITY]! &&
    largest * price <= bound[at + Verdict.MAX_NOTIONAL]! &&
    price >= parents.collarLowTicks[parent]! &&
    price <= parents.collarHighTicks[parent]! &&
    parents.filled[parent]! + parents.working[parent]! + total <=
      parents.ordered[parent]! + bound[at + Verdict.PARENT_QUANTITY]! &&
    arrival + (count - 1) * details.rateIncrementNs[0]! <= nowNs + details.rateToleranceNs[0]! &&
    total * price <= cells.creditMoney[0]!
  );
}

/**
 * Returns whether `count` orders like the one in a slot, with `total` shares, the largest
 * `largest`, meet every check of the second pass except duplicates, soft levels included. Changes
 * nothing. A check that is off has an infinite bound. Orders that fail go the long way, where they
 * may still be admitted.
 */
export function passesSecond(
  catalogue: SecondPass,
  children: Int32Array,
  slot: number,
  parents: Parents,
  largest: number,
  total: number,
  count: number,
  nowNs: number,
): boolean {
  const parent = children[slot]!;
  const priceTicks = children[slot + LIMIT]!;
  const symbol = instrumentSymbol(children[slot + INSTRUMENT]!);
  const side = instrumentSide(children[slot + INSTRUMENT]!);
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
  // Ticks through the touch. A collar that ends between two ticks admits the lower one.
  const touch = buys ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!;
  const sign = sideSign(side);
  const through = sign * (priceTicks - touch);
  const meets = sign * (priceTicks - other) >= 0;
  return (
    largest <= words[at + ORDER_MAX]! &&
    (own[BARRED] === 0 || catalogue.strategies.barred[parents.behaviour[parent]!] === 0) &&
    nowNs - words[at + VALID]! <= own[STALE_QUOTE]! &&
    (through <= touch * own[COLLAR]! + ROUNDING_TICKS ||
      through <=
        touch * bounds.hard[levelsAt(catalogue.symbolBounds, symbol) + QUOTE_COLLAR]! +
          ROUNDING_TICKS) &&
    priceTicks >= words[at + STATIC_LOW]! &&
    priceTicks <= words[at + STATIC_HIGH]! &&
    (buys ||
      reach <= own[LOCATE_WORD]! ||
      reach <= bounds.first[levelsAt(catalogue.symbolBounds, symbol) + LOCATE]!) &&
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
 * Returns how many of the `count` orders of one parent and price from position `child` on meet the
 * second pass on the short way; they have `total` shares, the largest `largest`. Every check except
 * duplicates passes all or none. Duplicates pass up to the first kind of which there would be too
 * many. The orders that pass are counted as duplicates; the caller reserves them.
 */
export function coverOrders(
  catalogue: SecondPass,
  children: Children,
  parents: Parents,
  child: number,
  largest: number,
  total: number,
  count: number,
  nowNs: number,
): number {
  const { words, mask } = children;
  const first = (child & mask) << 3;
  if (!passesSecond(catalogue, words, first, parents, largest, total, count, nowNs)) return 0;

  const { alike, whole } = catalogue;
  const most = whole.words[ALIKE_MAX]!;
  if (most === Number.POSITIVE_INFINITY) return count;
  const openedAfterNs = nowNs - whole.words[ALIKE_WINDOW]!;
  const instrument = words[first + INSTRUMENT]!;
  const row = (instrumentSymbol(instrument) << 1) | instrumentSide(instrument);
  const priceTicks = words[first + LIMIT]!;
  for (let covered = 0; covered < count; ) {
    const slot = ((child + covered) & mask) << 3;
    const left = count - covered;
    const run = words[slot + ALIKE]! < left ? words[slot + ALIKE]! : left;
    if (
      !admitAlike(alike, row, priceTicks, words[slot + QUANTITY]!, run, most, openedAfterNs, nowNs)
    )
      return covered;
    covered += run;
  }
  return count;
}

/**
 * Begins a batch: takes over raises that began or ended, and other threads' kills of the firm or
 * the server. Returns whether every scope is active and nothing is measured, so that the short way
 * is open.
 */
export function beginBatch(catalogue: SecondPass, nowNs: number): boolean {
  const { firm, cells, server } = catalogue;
  const version = Atomics.load(firm.raises.version, 0);
  if (version !== cells.raisesSeen[0] || nowNs >= cells.nextExpiryNs[0]!) {
    cells.raisesSeen[0] = version;
    cells.nextExpiryNs[0] = nextExpiryNs(firm.raises, nowNs);
    writeBounds(catalogue, nowNs);
    raiseNetCredit(catalogue);
  }
  if (isAllActive(firm.states)) return catalogue.measures === undefined;
  if (readState(firm.states, { kind: 'firm' }) === State.KILLED)
    kill(catalogue.kill, { kind: 'firm' });
  if (readState(firm.states, { kind: 'server', server }) === State.KILLED)
    kill(catalogue.kill, { kind: 'server', server });
  return false;
}

/**
 * Moves the credits of the net exposure to the limit in force. The server that first sees a raise,
 * or its end, moves both words.
 */
function raiseNetCredit({ firm, bounds, baseNetMoney }: SecondPass): void {
  const limit = bounds.hard[NET_EXPOSURE]!;
  if (limit === Number.POSITIVE_INFINITY) return;
  const wanted = unitsOf(limit) - unitsOf(baseNetMoney);
  const word = firm.words.netRaisedUnits;
  const before = Atomics.exchange(word, 0, wanted);
  for (const credit of firm.net) Atomics.add(credit.leftUnits, 0, wanted - before);
}
