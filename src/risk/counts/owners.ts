import { Side, Verdict } from '../../orders/codes.js';
import { type Parents, sharesToLocate } from '../../orders/parents.js';
import { CATALOGUE_ROWS } from '../catalogue/catalogue.js';
import { OWNER_NAMES, type OwnerName } from '../catalogue/row.js';
import type { LayeredLimits } from '../limits/compile.js';
import { changesAny } from '../limits/layers.js';
import type { SecondPass } from './second-pass.js';
import {
  LEVEL_SHIFT,
  NO_BUY_TICKS,
  NO_SELL_TICKS,
  Owner,
  type OwnerSums,
  ROLLING_WORDS,
  SideWord,
  SymbolWord,
} from './tables.js';

/** The firm as an owner; accounts are below it. */
export const FIRM_OWNER = 65_536;
const SYMBOLS = 2 ** 22;
const FIRST_ROWS = 64;
/** The word of shares executed and open, both sides; the buy side has no use of it. */
const TRADED = SideWord.LOCATED;
const { BUY, SELL } = Side;
const { CUMULATIVE_ADV, LOCATE, POSITION, SELF_MATCH } = Verdict;
const { LOCATED, REACH, TICKS, WORKING } = SideWord;

/** The checks whose sums may be of the firm or of an account. */
const OWNED_ROWS = CATALOGUE_ROWS.filter(({ parameters }) =>
  parameters.some(({ unit }) => unit === 'owner'),
);

/** Returns the checks that are on, in any layer, and whose sums are not a server's, with `per`. */
export function ownedChecks(
  limits: LayeredLimits,
): { readonly name: string; readonly field: string; readonly check: number; per: OwnerName }[] {
  return OWNED_ROWS.flatMap(({ name, field, verdict }) => {
    const setting = limits[field] as { mode?: string; per?: OwnerName } | undefined;
    const per = setting?.per ?? 'server';
    const isOn = (setting?.mode ?? 'off') !== 'off' || changesAny(limits.layers, [field]);
    return isOn && per !== 'server' ? [{ name, field, check: verdict, per }] : [];
  });
}

/**
 * Allocates the sums that the limits need; returns undefined if every sum is a server's. `windowNs`
 * is that of rolling volume, 0 while it is off.
 */
export function allocateOwners(limits: LayeredLimits, windowNs: number): OwnerSums | undefined {
  const checks = ownedChecks(limits);
  if (checks.length === 0) return undefined;
  const ownerOf = new Uint8Array(256);
  for (const { check, per } of checks) ownerOf[check] = OWNER_NAMES.indexOf(per);
  const words = new Float64Array(8 * FIRST_ROWS);
  const others = new Float64Array(8 * FIRST_ROWS);
  openRow(words, 0);
  openRow(others, 0);
  return {
    ownerOf,
    hasFirm: ownerOf.includes(Owner.FIRM),
    hasAccounts: ownerOf.includes(Owner.ACCOUNT),
    rows: Int32Array.of(1),
    keys: new Float64Array(FIRST_ROWS),
    words,
    others,
    places: new Int32Array(2 * FIRST_ROWS),
    rolled:
      ownerOf[Verdict.ROLLING_VOLUME] === Owner.SERVER
        ? undefined
        : { words: new Float64Array(ROLLING_WORDS * FIRST_ROWS), windowNs },
  };
}

/** Returns whose sum a check compares. */
export function ownerOf({ owners }: SecondPass, check: number): number {
  return owners === undefined ? Owner.SERVER : owners.ownerOf[check]!;
}

/**
 * Returns a word of a side of the order's symbol, `SideWord`, as the check adds it up: of the
 * server, of the firm or of the order's account.
 */
export function sideSum(catalogue: SecondPass, check: number, side: number, word: number): number {
  const { sides, owners, order } = catalogue;
  const owner = ownerOf(catalogue, check);
  if (owner === Owner.SERVER) return sides.words[(((order.symbol << 1) | side) << 2) + word]!;
  const at = rowOf(owners!, owner, order.account, order.symbol) + (side << 2) + word;
  return word === TICKS ? keenestTicks(owners!, side, at) : sumAt(owners!, at);
}

/** Returns the shares executed and open in the order's symbol, as `cumulative-adv` adds them up. */
export function tradedSum(catalogue: SecondPass): number {
  const { symbols, owners, order } = catalogue;
  const owner = ownerOf(catalogue, CUMULATIVE_ADV);
  if (owner === Owner.SERVER) return symbols.words[(order.symbol << 3) + SymbolWord.TRADED]!;
  return sumAt(owners!, rowOf(owners!, owner, order.account, order.symbol) + TRADED);
}

/** Returns a word of an owner over all servers. */
function sumAt({ words, others }: OwnerSums, at: number): number {
  return words[at]! + others[at]!;
}

/** Returns the most aggressive price of an owner's side over all servers. */
function keenestTicks({ words, others }: OwnerSums, side: number, at: number): number {
  return side === BUY ? Math.max(words[at]!, others[at]!) : Math.min(words[at]!, others[at]!);
}

/**
 * Returns whether `shares` more of a parent at a price are within every check, soft levels
 * included, whose sum is the firm's or an account's.
 */
export function meetsOwners(
  { owners, bounds, symbolBounds }: SecondPass,
  parents: Parents,
  parent: number,
  shares: number,
  priceTicks: number,
): boolean {
  const { ownerOf: of } = owners!;
  const account = parents.account[parent]!;
  const symbol = parents.symbol[parent]!;
  const levels = symbolBounds.class[symbol]! << LEVEL_SHIFT;
  const side = parents.side[parent]!;
  if (
    of[POSITION] !== Owner.SERVER &&
    (sumAt(owners!, rowOf(owners!, of[POSITION]!, account, symbol) + (side << 2) + REACH) +
      shares) *
      priceTicks >
      bounds.first[levels + POSITION]!
  )
    return false;
  if (of[CUMULATIVE_ADV] !== Owner.SERVER) {
    const { tradedMax, tradedSoft } = symbolBounds;
    const most = Math.min(tradedMax[symbol]!, tradedSoft[symbol]!);
    if (
      sumAt(owners!, rowOf(owners!, of[CUMULATIVE_ADV]!, account, symbol) + TRADED) + shares >
      most
    )
      return false;
  }
  if (of[SELF_MATCH] !== Owner.SERVER && bounds.first[levels + SELF_MATCH] === 0) {
    const at = rowOf(owners!, of[SELF_MATCH]!, account, symbol) + ((side ^ 1) << 2) + TICKS;
    const other = keenestTicks(owners!, side ^ 1, at);
    if (side === BUY ? priceTicks >= other : priceTicks <= other) return false;
  }
  if (of[LOCATE] === Owner.SERVER || side === BUY) return true;
  const sent = parents.filled[parent]! + parents.working[parent]!;
  const needed =
    sharesToLocate(parents, parent, sent + shares) - sharesToLocate(parents, parent, sent);
  return (
    needed === 0 ||
    sumAt(owners!, rowOf(owners!, of[LOCATE]!, account, symbol) + 4 + LOCATED) + needed <=
      bounds.first[levels + LOCATE]!
  );
}

/** Counts admitted shares of a parent, which it already has as working. */
export function reserveOwners(
  owners: OwnerSums,
  parents: Parents,
  parent: number,
  shares: number,
  priceTicks: number,
): void {
  const symbol = parents.symbol[parent]!;
  if (owners.hasFirm) reserveRow(owners, FIRM_OWNER, symbol, parents, parent, shares, priceTicks);
  if (owners.hasAccounts)
    reserveRow(owners, parents.account[parent]!, symbol, parents, parent, shares, priceTicks);
}

function reserveRow(
  owners: OwnerSums,
  owner: number,
  symbol: number,
  parents: Parents,
  parent: number,
  shares: number,
  priceTicks: number,
): void {
  const row = openOwnerRow(owners, owner, symbol) << 3;
  const { words } = owners;
  const side = parents.side[parent]!;
  const at = row + (side << 2);
  words[at + REACH] = words[at + REACH]! + shares;
  words[at + WORKING] = words[at + WORKING]! + shares;
  const seen = words[at + TICKS]!;
  if (side === BUY ? priceTicks > seen : priceTicks < seen) words[at + TICKS] = priceTicks;
  words[row + TRADED] = words[row + TRADED]! + shares;
  if (side === BUY) return;
  const sent = parents.filled[parent]! + parents.working[parent]!;
  words[at + LOCATED] =
    words[at + LOCATED]! +
    sharesToLocate(parents, parent, sent) -
    sharesToLocate(parents, parent, sent - shares);
}

/** Takes the answers to orders of a parent, once it has settled them. */
export function settleOwners(
  owners: OwnerSums,
  parents: Parents,
  parent: number,
  executed: number,
  cancelled: number,
): void {
  const symbol = parents.symbol[parent]!;
  if (owners.hasFirm) settleRow(owners, FIRM_OWNER, symbol, parents, parent, executed, cancelled);
  if (owners.hasAccounts)
    settleRow(owners, parents.account[parent]!, symbol, parents, parent, executed, cancelled);
}

function settleRow(
  owners: OwnerSums,
  owner: number,
  symbol: number,
  parents: Parents,
  parent: number,
  executed: number,
  cancelled: number,
): void {
  const row = openOwnerRow(owners, owner, symbol) << 3;
  const { words } = owners;
  const side = parents.side[parent]!;
  const at = row + (side << 2);
  const left = words[at + WORKING]! - executed - cancelled;
  words[at + WORKING] = left;
  if (left === 0) words[at + TICKS] = side === BUY ? NO_BUY_TICKS : NO_SELL_TICKS;
  words[at + REACH] = words[at + REACH]! - cancelled;
  words[(at ^ 4) + REACH] = words[(at ^ 4) + REACH]! - executed;
  words[row + TRADED] = words[row + TRADED]! - cancelled;
  if (side !== SELL || cancelled === 0) return;
  const sent = parents.filled[parent]! + parents.working[parent]!;
  words[at + LOCATED] =
    words[at + LOCATED]! -
    sharesToLocate(parents, parent, sent + cancelled) +
    sharesToLocate(parents, parent, sent);
}

/** Visits each owner's symbol: the account's code or FIRM_OWNER, the symbol, the first word. */
export function forEachOwner(
  { keys, rows }: OwnerSums,
  visit: (owner: number, symbol: number, at: number) => void,
): void {
  for (let row = 1; row < rows[0]!; row++)
    visit(ownerOfKey(keys[row]!), symbolOfKey(keys[row]!), row << 3);
}

/** Returns the owner of a row's key, as `keys` has it. */
export function ownerOfKey(key: number): number {
  return Math.floor(key / SYMBOLS);
}

/** Returns the symbol of a row's key. */
export function symbolOfKey(key: number): number {
  return key % SYMBOLS;
}

/** Returns the row of the owner of a check's sum and a symbol; 0 if it has none yet. */
export function ownerRow(
  { owners }: SecondPass,
  check: number,
  account: number,
  symbol: number,
): number {
  return rowOf(owners!, owners!.ownerOf[check]!, account, symbol) >> 3;
}

/** Returns the first word of the row of an owner and a symbol; that of row 0 if it has none. */
function rowOf(owners: OwnerSums, owner: number, account: number, symbol: number): number {
  const { places, keys } = owners;
  const code = owner === Owner.FIRM ? FIRM_OWNER : account;
  const key = code * SYMBOLS + symbol;
  for (let place = placeOf(places, code, symbol); ; place = (place + 1) & (places.length - 1)) {
    const row = places[place]!;
    if (row === 0 || keys[row] === key) return row << 3;
  }
}

/**
 * Returns the row of an owner, FIRM_OWNER or an account's code, and a symbol; opens it if there is
 * none.
 */
export function openOwnerRow(owners: OwnerSums, owner: number, symbol: number): number {
  const key = owner * SYMBOLS + symbol;
  const found = findPlace(owners, owner, symbol, key);
  if (owners.places[found] !== 0) return owners.places[found]!;
  if (owners.rows[0] === owners.keys.length) {
    grow(owners);
    return openOwnerRow(owners, owner, symbol);
  }
  const row = owners.rows[0]!++;
  owners.keys[row] = key;
  owners.places[found] = row;
  openRow(owners.words, row);
  openRow(owners.others, row);
  return row;
}

function findPlace(
  { places, keys }: OwnerSums,
  owner: number,
  symbol: number,
  key: number,
): number {
  let place = placeOf(places, owner, symbol);
  while (places[place] !== 0 && keys[places[place]!] !== key)
    place = (place + 1) & (places.length - 1);
  return place;
}

function placeOf(places: Int32Array, owner: number, symbol: number): number {
  const sum = Math.imul(owner, 0x27d4eb2f) + Math.imul(symbol, 0x9e3779b1);
  return (Math.imul(sum ^ (sum >>> 15), 0x846ca68b) >>> 8) & (places.length - 1);
}

function openRow(words: Float64Array, row: number): void {
  words.fill(0, row << 3, (row << 3) + 8);
  words[(row << 3) + TICKS] = NO_BUY_TICKS;
  words[(row << 3) + 4 + TICKS] = NO_SELL_TICKS;
}

/** Doubles the room for rows. */
function grow(owners: OwnerSums): void {
  const rows = 2 * owners.keys.length;
  const { keys, words, others } = owners;
  owners.keys = new Float64Array(rows);
  owners.keys.set(keys);
  owners.words = new Float64Array(8 * rows);
  owners.words.set(words);
  owners.others = new Float64Array(8 * rows);
  owners.others.set(others);
  owners.places = new Int32Array(2 * rows);
  const { rolled } = owners;
  if (rolled !== undefined) {
    const before = rolled.words;
    rolled.words = new Float64Array(ROLLING_WORDS * rows);
    rolled.words.set(before);
  }
  for (let row = 1; row < owners.rows[0]!; row++) {
    const key = keys[row]!;
    owners.places[findPlace(owners, ownerOfKey(key), symbolOfKey(key), key)] = row;
  }
}
