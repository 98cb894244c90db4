import type { Table } from '../../memory/table.js';
import type { FirmWords, SecondPass } from '../../risk/counts/second-pass.js';
import { seeHeldParents, seeUnmatched } from '../../risk/gate/trips.js';
import {
  raiseState,
  readState,
  State,
  type StateScope,
  type StateWords,
} from '../../risk/stops/states.js';
import { type OwnStates, rearmsOf, takeState } from '../memory/rearms.js';
import { RecordKind } from '../memory/records.js';
import type { FIRM_SEEN_SCHEMA } from '../memory/tables.js';
import { type Journal, journalMark } from '../record/journal.js';
import { returnLease } from './leases.js';

/**
 * One server's link to what the gates of all servers share. A gate works on its own copy, which
 * changes between two of its turns and never within one:
 *
 *   states, held parents   stops are exchanged in both directions, before and after each turn;
 *                          re-arms, and all stops of accounts, come with the log of human acts
 *   unmatched account      the own part is added after each settlement; the same atomic addition
 *                          returns the sum, so the server that passes the limit sees it
 *   loss                   exchanged in the same way, before and after each mark
 *   net, open exposure     credit is leased before a turn and the rest returned after it, as for
 *                          the gross exposure
 *   gross, rungs, acts     the firm's own words, used only for warnings and the journal of acts
 *
 * Whatever the copy takes over is recorded in the journal, so that a replay sees it at the same
 * place.
 */
export interface FirmLink {
  readonly catalogue: SecondPass;
  /** The firm's words. Each state has the re-arms that its server knew, as in `packWord`. */
  readonly shared: FirmWords;
  readonly own: OwnStates;
  readonly seen: Table<typeof FIRM_SEEN_SCHEMA>;
  readonly journal: Journal | undefined;
}

/** Exchanges states and held parents with the other servers. Call it before a turn and after it. */
export function exchangeStops(link: FirmLink, nowNs: number): void {
  const { catalogue, shared, seen, journal } = link;
  const { states, words } = catalogue.firm;
  exchangeStates(link, nowNs);
  const held = passOn(shared.words.heldParents, words.heldParents, seen.heldParents);
  if (held !== words.heldParents[0]) {
    if (journal !== undefined) journalMark(journal, RecordKind.HELD, held, nowNs);
    seeHeldParents(catalogue, held, nowNs);
    if (states.firm.changes[0] !== seen.ownChanges[0]) passStates(link, nowNs);
  }
}

function exchangeStates(link: FirmLink, nowNs: number): void {
  const { catalogue, shared, seen } = link;
  if (catalogue.firm.states.firm.changes[0] !== seen.ownChanges[0]) passStates(link, nowNs);
  if (Atomics.load(shared.states.firm.changes, 0) !== seen.sharedChanges[0])
    takeStates(link, nowNs);
}

/**
 * Adds newly unmatched money to the firm's account and checks the sum. Call it after a settlement.
 */
export function exchangeUnmatched(
  { catalogue, shared, seen, journal }: FirmLink,
  nowNs: number,
): void {
  const { cells, firm } = catalogue;
  if (cells.unmatchedMoney[0] === seen.unmatchedMoney[0]) return;
  seen.unmatchedMoney[0] = cells.unmatchedMoney[0]!;
  const units = passOn(shared.words.unmatchedUnits, firm.words.unmatchedUnits, seen.unmatchedUnits);
  if (units === firm.words.unmatchedUnits[0]) return;
  if (journal !== undefined) journalMark(journal, RecordKind.UNMATCHED, units, nowNs);
  seeUnmatched(catalogue, units, nowNs);
}

/** Adds this server's loss to the firm's and takes the sum. Call it before and after a mark. */
export function exchangeLoss({ catalogue, shared, seen, journal }: FirmLink, nowNs: number): void {
  const { words } = catalogue.firm;
  const units = passOn(shared.words.lossUnits, words.lossUnits, seen.lossUnits);
  if (units === words.lossUnits[0]) return;
  if (journal !== undefined) journalMark(journal, RecordKind.LOSS, units, nowNs);
  words.lossUnits[0] = units;
}

/** Returns to the firm the credit for its net and open exposure that the gate has given back. */
export function returnNetLeases({ catalogue, shared }: FirmLink): void {
  for (const [row, own] of catalogue.firm.net.entries()) returnLease(own, shared.net[row]!);
}

/** Adds the change of the own copy since the last exchange; returns the sum of all servers. */
function passOn(shared: Int32Array, own: Int32Array, seen: Int32Array): number {
  const change = own[0]! - seen[0]!;
  const sum = change === 0 ? Atomics.load(shared, 0) : Atomics.add(shared, 0, change) + change;
  seen[0] = sum;
  return sum;
}

function passStates({ shared, own, seen }: FirmLink, nowNs: number): void {
  const { states } = own;
  seen.ownChanges[0] = states.firm.changes[0]!;
  forEachScope(states, (scope) => {
    const word = packWord(own, scope);
    if ((word & STATE_MASK) !== State.ACTIVE) raiseState(shared.states, scope, word, nowNs);
  });
}

function takeStates({ shared, own, seen, journal }: FirmLink, nowNs: number): void {
  const { states } = own;
  seen.sharedChanges[0] = Atomics.load(shared.states.firm.changes, 0);
  forEachScope(states, (scope) => {
    const word: number = readState(shared.states, scope);
    if (word <= packWord(own, scope)) return;
    const state = (word & STATE_MASK) as State;
    const rearms = word >>> REARM_SHIFT;
    if (journal !== undefined)
      journalMark(journal, RecordKind.STATE, packState(scope, state), nowNs, rearms);
    takeState(own, scope, state, rearms, nowNs);
  });
  seen.ownChanges[0] = states.firm.changes[0]!;
}

const STATE_MASK = 3;
const REARM_SHIFT = 2;

/**
 * Packs a server's state of a scope: bits 0–1 the state, above them the acts up to the last re-arm
 * that the server knows. Of two words the larger one is the later state, or the worse one.
 */
const packWord = (own: OwnStates, scope: StateScope): number =>
  readState(own.states, scope) | (rearmsOf(own, scope) << REARM_SHIFT);

/** The scopes that checks stop. Only people stop the others, and all servers read their acts. */
type CheckedScope = Exclude<StateScope, { readonly kind: 'account' | 'behaviour' }>;

function forEachScope(
  { servers, symbols }: StateWords,
  visit: (scope: CheckedScope) => void,
): void {
  visit({ kind: 'firm' });
  for (let server = 1; server < servers.capacity; server++) visit({ kind: 'server', server });
  for (let symbol = 0; symbol < symbols.capacity; symbol++) visit({ kind: 'symbol', symbol });
}

/**
 * Packs a state and its scope into one number: bits 0–1 the state, bits 2–3 the kind of scope, the
 * higher bits its number.
 */
export function packState(scope: CheckedScope, state: State): number {
  if (scope.kind === 'firm') return state;
  return scope.kind === 'server'
    ? state | (1 << 2) | (scope.server << 4)
    : state | (2 << 2) | (scope.symbol << 4);
}

export function unpackState(packed: number): { scope: CheckedScope; state: State } {
  const id = packed >>> 4;
  const kind = (packed >>> 2) & 3;
  const scope: CheckedScope =
    kind === 0
      ? { kind: 'firm' }
      : kind === 1
        ? { kind: 'server', server: id }
        : { kind: 'symbol', symbol: id };
  return { scope, state: (packed & 3) as State };
}
