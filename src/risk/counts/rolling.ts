import { NS_PER_SECOND } from '../../base/units.js';
import { Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { VOLUME_CHECKS } from '../catalogue/volume-rows.js';
import type { LayeredLimits } from '../limits/compile.js';
import { ownerOf, ownerRow } from './owners.js';
import type { SecondPass } from './second-pass.js';
import { Owner, type OwnerSums, ROLLING_SHIFT, type RollingWords } from './tables.js';

/**
 * Shares sent over a rolling window of ten slots, for one side of a symbol of one owner:
 *
 *   words 0 … 9 the shares of each slot, at its number modulo ten     10 their sum     11 the slot
 *
 * The window ends with the slot in hand, so it is nine to ten tenths of its length.
 */
const ROLLING_SLOTS = 10;
const TOTAL = ROLLING_SLOTS;
const SLOT = ROLLING_SLOTS + 1;

/** Returns the slot of a time. */
export function rollingSlot(nowNs: number, windowNs: number): number {
  return Math.floor((nowNs * ROLLING_SLOTS) / windowNs);
}

/** Returns the shares of the window that ends with a slot. */
function rolledShares(words: Float64Array, at: number, slot: number): number {
  const passed = slot - words[at + SLOT]!;
  if (passed === 0 || words[at + TOTAL] === 0) return words[at + TOTAL]!;
  if (passed < 0 || passed >= ROLLING_SLOTS) return 0;
  let shares = words[at + TOTAL]!;
  for (let gone = slot - passed + 1; gone <= slot; gone++) shares -= words[at + placeOf(gone)]!;
  return shares;
}

/** The same of a window that ends with a slot or, if that is later, with the last one. */
export function rolledMost(words: Float64Array, at: number, slot: number): number {
  return rolledShares(words, at, Math.max(slot, words[at + SLOT]!));
}

/** Returns the last slot in which anything was counted, and what was. */
export function lastSlot(words: Float64Array, at: number): readonly [slot: number, sum: number] {
  const slot = words[at + SLOT]!;
  return [slot, slot === Number.NEGATIVE_INFINITY ? 0 : words[at + placeOf(slot)]!];
}

/** Writes a window in which nothing has been counted. */
export function clearRolled(words: Float64Array, at: number): void {
  words.fill(0, at, at + ROLLING_SLOTS + 1);
  words[at + SLOT] = Number.NEGATIVE_INFINITY;
}

/** Counts shares sent in a slot. */
export function addRolled(words: Float64Array, at: number, slot: number, shares: number): void {
  const total = rolledShares(words, at, slot);
  const last = words[at + SLOT]!;
  const passed = slot - last;
  if (passed < 0 || passed >= ROLLING_SLOTS) words.fill(0, at, at + ROLLING_SLOTS);
  else for (let gone = last + 1; gone <= slot; gone++) words[at + placeOf(gone)] = 0;
  const place = at + placeOf(slot);
  words[place] = words[place]! + shares;
  words[at + TOTAL] = total + shares;
  words[at + SLOT] = slot;
}

/** The place of a slot, whose number is below zero before the bell. */
function placeOf(slot: number): number {
  return ((slot % ROLLING_SLOTS) + ROLLING_SLOTS) % ROLLING_SLOTS;
}

/** Returns the window over which the firm's limits add up volume, ns; 0 while they do not. */
export function rollingWindowNs({ rollingVolume }: LayeredLimits): number {
  if ((rollingVolume?.mode ?? 'off') === 'off') return 0;
  return (rollingVolume?.windowSeconds ?? WINDOW_SECONDS) * NS_PER_SECOND;
}

/** Returns the words on which a server adds up volume: its own, or those of owners. */
export function openRolling(
  limits: LayeredLimits,
  own: Float64Array,
  owners: OwnerSums | undefined,
): RollingWords | undefined {
  const windowNs = rollingWindowNs(limits);
  if (windowNs === 0) return undefined;
  return rollsByServer(limits) ? { words: own, windowNs } : owners!.rolled;
}

/** Returns whether each server adds up its own volume. */
export function rollsByServer(limits: LayeredLimits): boolean {
  return rollingWindowNs(limits) > 0 && (limits.rollingVolume?.per ?? 'server') === 'server';
}

/** Keeps a share of the volume that is a whole number on it. */
const ROUNDING = 1e-6;
const { ROLLING_VOLUME } = Verdict;
const [{ parameters }] = VOLUME_CHECKS;
const WINDOW_SECONDS = parameters[1].default;

/**
 * `rolling-volume`: shares that the server, the firm or the account, as `per` says, has sent on a
 * side of the order's symbol within the window, this order included. Nasdaq Nordic; RTS 6 Art.
 * 15(1)(a). Default 1 % of the daily volume in 60 s. Throttles: the window moves on.
 */
export function measureRolling(catalogue: SecondPass): number {
  const { symbol, account, side, shares, nowNs } = catalogue.order;
  const at = placeIn(catalogue, account, symbol, side);
  const { words, windowNs } = catalogue.rolling!;
  return rolledShares(words, at, rollingSlot(nowNs, windowNs)) + shares;
}
export function rollingBound({ stocks, bounds, order }: SecondPass): number {
  return mostOf(stocks[order.symbol]!.advShares, bounds.hard[ROLLING_VOLUME]!);
}

function mostOf(advShares: number, share: number): number {
  return Math.floor(advShares * share + ROUNDING);
}

/** Returns whether `shares` more of a parent are within the window's volume. */
export function meetsRolling(
  catalogue: SecondPass,
  parents: Parents,
  parent: number,
  shares: number,
  nowNs: number,
): boolean {
  const symbol = parents.symbol[parent]!;
  const at = placeIn(catalogue, parents.account[parent]!, symbol, parents.side[parent]!);
  const { words, windowNs } = catalogue.rolling!;
  const most = mostOf(catalogue.stocks[symbol]!.advShares, catalogue.bounds.first[ROLLING_VOLUME]!);
  return rolledShares(words, at, rollingSlot(nowNs, windowNs)) + shares <= most;
}

/** Counts shares sent of a parent, after the sums of its owners have a row for it. */
export function reserveRolling(
  catalogue: SecondPass,
  parents: Parents,
  parent: number,
  shares: number,
  nowNs: number,
): void {
  const symbol = parents.symbol[parent]!;
  const at = placeIn(catalogue, parents.account[parent]!, symbol, parents.side[parent]!);
  const { words, windowNs } = catalogue.rolling!;
  addRolled(words, at, rollingSlot(nowNs, windowNs), shares);
}

function placeIn(catalogue: SecondPass, account: number, symbol: number, side: number): number {
  const row =
    ownerOf(catalogue, ROLLING_VOLUME) === Owner.SERVER
      ? symbol
      : ownerRow(catalogue, ROLLING_VOLUME, account, symbol);
  return ((row << 1) | side) << ROLLING_SHIFT;
}
