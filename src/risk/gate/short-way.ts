import { ChildWord, instrumentSide, instrumentSymbol } from '../../orders/children.js';
import { Side, sideSign, Verdict } from '../../orders/codes.js';
import { type Parents, sharesToLocate } from '../../orders/parents.js';
import { meetsAccount } from '../counts/accounts.js';
import { levelsAt, writeBounds } from '../counts/bounds.js';
import { type FirmCredit, hasCredit } from '../counts/credit.js';
import { goodQuoteNs, unitsOf } from '../counts/exposure.js';
import { meetsMessages } from '../counts/messages.js';
import { meetsOwners } from '../counts/owners.js';
import { meetsRolling } from '../counts/rolling.js';
import { meetsRollingGross } from '../counts/rolling-gross.js';
import { LAST_TRADE, partOfReference, referenceOf } from '../counts/rules.js';
import type { SecondPass } from '../counts/second-pass.js';
import { OPEN_CREDIT, ServerWord, SideWord, SymbolWord } from '../counts/tables.js';
import { BLOCK_SHIFT, blockOf } from '../limits/blocks.js';
import { nextExpiryNs } from '../limits/raises.js';
import { kill } from '../stops/kill.js';
import { isAllActive, readState, State, stateFor, stateOfServer } from '../stops/states.js';
import { meetsRules } from './checks/rules.js';
import type { Gate } from './state.js';

const { LOCATE, NET_EXPOSURE, OPEN_EXPOSURE, POSITION, QUOTE_COLLAR, STATIC_COLLAR } = Verdict;
const { ARRIVAL, ORDER_MAX, SOFT_ARRIVAL, STATIC_HIGH, STATIC_LOW, TRADED, TRADED_MAX } =
  SymbolWord;
const { LOCATED, REACH, TICKS } = SideWord;
const {
  ALIKE_MAX,
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
  RULES,
  SELF_MATCH,
  SOFT_INCREMENT,
  SOFT_TOLERANCE,
  STALE_QUOTE,
  TOLERANCE,
} = ServerWord;
const { BUY } = Side;
const { INSTRUMENT, LIMIT } = ChildWord;

/**
 * For whom the short way is open: for nobody, for all, or for parents whose symbol and account no
 * check and no person has stopped. Numbers, because V8 runs six tests on a value that it does not
 * know to be a boolean.
 */
export const ShortWay = { CLOSED: 0, OPEN: 1, OPEN_TO_ACTIVE: 2 } as const;
const { CLOSED, OPEN, OPEN_TO_ACTIVE } = ShortWay;

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
 * `largest`, meet every check of the second pass, soft levels included. Changes
 * nothing. A check that is off has an infinite bound; rules, which refuse an order again and again,
 * come first. Orders that fail go the long way, where they
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
    (own[RULES] === 0 ||
      meetsRules(catalogue, parents, children, slot, largest, total, count, nowNs)) &&
    largest <= words[at + ORDER_MAX]! &&
    (own[BARRED] === 0 || catalogue.strategies.barred[parents.behaviour[parent]!] === 0) &&
    nowNs - goodQuoteNs(catalogue, symbol) <= own[STALE_QUOTE]! &&
    (through <= touch * own[COLLAR]! + ROUNDING_TICKS ||
      through <=
        touch * bounds.hard[levelsAt(catalogue.symbolBounds, symbol) + QUOTE_COLLAR]! +
          ROUNDING_TICKS) &&
    ((priceTicks >= words[at + STATIC_LOW]! && priceTicks <= words[at + STATIC_HIGH]!) ||
      isNearReference(catalogue, symbol, priceTicks)) &&
    (buys ||
      own[LOCATE_WORD] === Number.POSITIVE_INFINITY ||
      meetsLocate(catalogue, parents, parent, symbol, total)) &&
    (!meets || own[SELF_MATCH] !== 0) &&
    catalogue.parents.alike[parent]! <= own[ALIKE_MAX]! &&
    catalogue.parents.uses[parent]! + count <= catalogue.parents.ceiling[parent]! &&
    own[OPEN_ORDERS]! + count <= own[OPEN_ORDERS_MAX]! &&
    arrival + (count - 1) * own[INCREMENT]! <= own[TOLERANCE]! &&
    softArrival + (count - 1) * own[SOFT_INCREMENT]! <= own[SOFT_TOLERANCE]! &&
    words[at + TRADED]! + total <= words[at + TRADED_MAX]! &&
    (reach * priceTicks <= own[POSITION_WORD]! ||
      reach * priceTicks <= bounds.first[levelsAt(catalogue.symbolBounds, symbol) + POSITION]!) &&
    own[GROSS]! + money <= own[GROSS_MAX]! &&
    (money <= catalogue.net.creditMoney[side]! || mayLease(catalogue, side, money)) &&
    (money <= catalogue.net.creditMoney[OPEN_CREDIT]! || mayLease(catalogue, OPEN_CREDIT, money)) &&
    (catalogue.accounts === undefined ||
      meetsAccount(catalogue, parents.account[parent]!, side, money)) &&
    (catalogue.messages === undefined || meetsMessages(catalogue.messages, count, nowNs)) &&
    (catalogue.rolling === undefined || meetsRolling(catalogue, parents, parent, total, nowNs)) &&
    (catalogue.rolledGross === undefined || meetsRollingGross(catalogue, money, nowNs)) &&
    (catalogue.owners === undefined || meetsOwners(catalogue, parents, parent, total, priceTicks))
  );
}

/** Whether `money` more of a row of the firm’s credits may be leased on the short way. */
function mayLease(
  { net, firm, creditSliceMoney }: SecondPass,
  row: number,
  money: number,
): boolean {
  return creditSliceMoney === 0 && hasCredit(firm.net[row]!, money - net.creditMoney[row]!);
}

/** Whether the static collar of a symbol follows its price, and a limit price is within it. */
function isNearReference(catalogue: SecondPass, symbol: number, priceTicks: number): boolean {
  const { symbolBounds, bounds } = catalogue;
  if (symbolBounds.referenceTicks[symbol]! > LAST_TRADE) return false;
  const level = bounds.first[levelsAt(symbolBounds, symbol) + STATIC_COLLAR]!;
  return (
    Math.abs(priceTicks - referenceOf(catalogue, symbol)) <=
    partOfReference(catalogue, symbol, level)
  );
}

/** Returns whether enough shares of a symbol are located for `shares` more of a sale. */
function meetsLocate(
  { sides, symbolBounds, bounds, whole }: SecondPass,
  parents: Parents,
  parent: number,
  symbol: number,
  shares: number,
): boolean {
  const sent = parents.filled[parent]! + parents.working[parent]!;
  const needed =
    sharesToLocate(parents, parent, sent + shares) - sharesToLocate(parents, parent, sent);
  if (needed === 0) return true;
  const located = sides.words[(symbol << 3) + 4 + LOCATED]! + needed;
  return (
    located <= whole.words[LOCATE_WORD]! ||
    located <= bounds.first[levelsAt(symbolBounds, symbol) + LOCATE]!
  );
}

/**
 * Begins a batch: takes over raises that began or ended, and other threads' kills of the firm or
 * the server. Returns for whom the short way is open; where something is measured, for nobody.
 */
export function beginBatch(catalogue: SecondPass, nowNs: number): number {
  const { firm, cells, server } = catalogue;
  const version = Atomics.load(firm.raises.version, 0);
  if (version !== cells.raisesSeen[0] || nowNs >= cells.nextExpiryNs[0]!) {
    cells.raisesSeen[0] = version;
    cells.nextExpiryNs[0] = nextExpiryNs(firm.raises, nowNs);
    writeBounds(catalogue, nowNs);
    raiseCredits(catalogue);
  }
  if (isAllActive(firm.states)) return catalogue.measures === undefined ? OPEN : CLOSED;
  if (readState(firm.states, { kind: 'firm' }) === State.KILLED)
    kill(catalogue.kill, { kind: 'firm' });
  if (readState(firm.states, { kind: 'server', server }) === State.KILLED)
    kill(catalogue.kill, { kind: 'server', server });
  return catalogue.measures === undefined ? wayLeft(catalogue) : CLOSED;
}

/** For whom the short way is open while some scope of the firm is stopped. */
export function wayLeft({ firm, server }: SecondPass): number {
  return stateOfServer(firm.states, server) === State.ACTIVE ? OPEN_TO_ACTIVE : CLOSED;
}

/** Whether the firm, the server, and a parent's symbol and account are active. */
export function isScopeActive(
  { firm, server }: SecondPass,
  { symbol, account }: Parents,
  parent: number,
): boolean {
  return stateFor(firm.states, server, symbol[parent]!, account[parent]!) === State.ACTIVE;
}

/**
 * Moves the credits of the net and the open exposure to the limits in force. The server that first
 * sees a raise, or its end, moves all words.
 */
function raiseCredits({ firm, bounds, baseNetMoney, baseOpenMoney }: SecondPass): void {
  const { netRaisedUnits, openRaisedUnits } = firm.words;
  const [buys, sells, open] = firm.net as [FirmCredit, FirmCredit, FirmCredit];
  raiseTo([buys, sells], bounds.hard[NET_EXPOSURE]!, baseNetMoney, netRaisedUnits);
  raiseTo([open], bounds.hard[OPEN_EXPOSURE]!, baseOpenMoney, openRaisedUnits);
}

function raiseTo(
  credits: readonly FirmCredit[],
  limit: number,
  baseMoney: number,
  raisedUnits: Int32Array,
): void {
  if (limit === Number.POSITIVE_INFINITY) return;
  const wanted = unitsOf(limit) - unitsOf(baseMoney);
  const before = Atomics.exchange(raisedUnits, 0, wanted);
  for (const { leftUnits } of credits) Atomics.add(leftUnits, 0, wanted - before);
}
