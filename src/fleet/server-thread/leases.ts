import { type Children, ChildWord, instrumentSide } from '../../orders/children.js';
import { Side } from '../../orders/codes.js';
import {
  CREDIT_UNIT_MONEY,
  type FirmCredit,
  leaseCredit,
  returnCredit,
} from '../../risk/counts/credit.js';
import { returnNetCredit } from '../../risk/counts/exposure.js';
import type { SecondPass } from '../../risk/counts/second-pass.js';
import { OPEN_CREDIT } from '../../risk/counts/tables.js';
import type { Gate } from '../../risk/gate/state.js';
import { RATE_PER_WINDOW_MAX } from '../spec.js';

/**
 * Limits of the firm that servers on several threads share. A server leases what it needs for a
 * turn between deciding and gating it. The lease comes from a word that all servers change by
 * compare-and-exchange, so that no more can be leased than there is:
 *
 *   limit = left in the word + Σ servers (leased and unspent) + Σ servers (working + executed)
 *
 * The gate spends only what its own server has leased. So its answer depends on nothing that
 * another thread does meanwhile.
 */

/**
 * Splits each server's share of the credit left into this many parts; a lease may exceed the need
 * by one part. So leases shrink near the limit and little credit is idle with other servers.
 */
const SPARE_PARTS = 4;

/**
 * Leases what the children at positions [begin, end) need beyond the gate's credit: at least a
 * slice, at most what is left. Returns the money leased.
 */
export function leaseForTurn(
  gate: Gate,
  firm: FirmCredit,
  children: Children,
  begin: number,
  end: number,
  sliceMoney: number,
  servers: number,
): number {
  const { creditMoney } = gate.cells;
  const credit = creditMoney[0]!;
  if (credit === Number.POSITIVE_INFINITY) return 0;
  const needed =
    neededMoney(children, begin, end, Side.BUY) + neededMoney(children, begin, end, Side.SELL);
  const leased = leaseUpTo(firm, needed - credit, sliceMoney, servers);
  creditMoney[0] = credit + leased;
  return leased;
}

/**
 * Leases in the same way for the firm's net exposure, for the children of one side, or for its open
 * exposure, for all: `row` is a side or OPEN_CREDIT. `net` is what the firm has left of it.
 */
export function leaseNetForTurn(
  catalogue: SecondPass,
  net: FirmCredit,
  children: Children,
  begin: number,
  end: number,
  row: number,
  servers: number,
): number {
  const { creditMoney } = catalogue.net;
  const credit = creditMoney[row]!;
  if (credit === Number.POSITIVE_INFINITY) return 0;
  const needed =
    row === OPEN_CREDIT
      ? neededMoney(children, begin, end, Side.BUY) + neededMoney(children, begin, end, Side.SELL)
      : neededMoney(children, begin, end, row as Side);
  const leased = leaseUpTo(net, needed - credit, catalogue.creditSliceMoney, servers);
  creditMoney[row] = credit + leased;
  return leased;
}

/**
 * Returns limit price × shares of the children of a side. Alike children, as the router marked
 * them, are counted together.
 */
function neededMoney({ words, mask }: Children, begin: number, end: number, side: Side): number {
  let needed = 0;
  for (let child = begin; child !== end; ) {
    const slot = (child & mask) << 3;
    const alike = Math.min(words[slot + ChildWord.ALIKE]!, (end - child) | 0);
    if (instrumentSide(words[slot + ChildWord.INSTRUMENT]!) === side)
      needed += alike * words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
    child = (child + alike) | 0;
  }
  return needed;
}

/** Leases what is needed: at least a slice, at most what is left. */
function leaseUpTo(
  firm: FirmCredit,
  neededMoney: number,
  sliceMoney: number,
  servers: number,
): number {
  if (neededMoney <= 0) return 0;
  const leftMoney = Atomics.load(firm.leftUnits, 0) * CREDIT_UNIT_MONEY;
  const slice = Math.min(sliceMoney, leftMoney / (SPARE_PARTS * servers));
  let leased = leaseCredit(firm, neededMoney, slice);
  while (leased === 0) {
    const left = Atomics.load(firm.leftUnits, 0);
    if (left <= 0) return 0;
    leased = leaseCredit(firm, left * CREDIT_UNIT_MONEY, 0);
  }
  return leased;
}

/**
 * Returns what was leased beyond two slices to the server's own words, which are then passed on.
 * Call it after a turn in which the gate refused children.
 */
export function giveUnspentBack(gate: Gate): void {
  const { cells, firm, creditSliceMoney, catalogue } = gate;
  const credit = cells.creditMoney[0]!;
  const excess = credit - 2 * creditSliceMoney;
  if (credit !== Number.POSITIVE_INFINITY && excess >= CREDIT_UNIT_MONEY)
    cells.creditMoney[0] = credit - returnCredit(firm, excess);
  if (catalogue !== undefined) returnNetCredit(catalogue);
}

/** Passes the credit in the server's own word on to the firm; returns the money. */
export function returnLease(own: FirmCredit, firm: FirmCredit): number {
  const units = own.leftUnits[0]!;
  if (units === 0) return 0;
  own.leftUnits[0] = 0;
  Atomics.add(firm.leftUnits, 0, units);
  return units * CREDIT_UNIT_MONEY;
}

/**
 * The firm's order rate: a maximum of children in each window of time, counted in one shared word.
 *
 *   bits 0–19   taken in the window     bits 20–31   the window's number, modulo 4096
 */
export interface RateWindow {
  readonly word: Int32Array;
  readonly perWindow: number;
  readonly windowNs: number;
}

const TAKEN_MASK = RATE_PER_WINDOW_MAX;
const WINDOW_SHIFT = 20;
const WINDOW_MASK = 2 ** 12 - 1;

/**
 * Takes up to `wanted` children of the current window; returns how many. Call it at least once in
 * two thousand windows, even for 0, because the call moves the window on.
 */
export function takeRate(
  { word, perWindow, windowNs }: RateWindow,
  nowNs: number,
  wanted: number,
): number {
  const current = Math.floor(nowNs / windowNs) & WINDOW_MASK;
  for (;;) {
    const seen = Atomics.load(word, 0);
    const window = seen >>> WINDOW_SHIFT;
    const ahead = (current - window) & WINDOW_MASK;
    // A window that seems more than half way round ahead is the previous one: another thread read
    // its clock later.
    const isNew = ahead !== 0 && ahead <= WINDOW_MASK >> 1;
    const taken = isNew ? 0 : seen & TAKEN_MASK;
    const granted = Math.min(wanted, perWindow - taken);
    if (granted === 0 && !isNew) return 0;
    const next = ((isNew ? current : window) << WINDOW_SHIFT) | (taken + granted);
    if (Atomics.compareExchange(word, 0, seen, next) === seen) return granted;
  }
}

/** Returns what was taken at `nowNs` and not used, unless that window is over. */
export function returnRate({ word, windowNs }: RateWindow, nowNs: number, unused: number): void {
  if (unused === 0) return;
  const current = Math.floor(nowNs / windowNs) & WINDOW_MASK;
  for (;;) {
    const seen = Atomics.load(word, 0);
    if (seen >>> WINDOW_SHIFT !== current) return;
    if (Atomics.compareExchange(word, 0, seen, seen - unused) === seen) return;
  }
}
