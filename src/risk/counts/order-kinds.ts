import { OrderAttribute } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { INSTRUCTION_NAMES, ORDER_TYPE_NAMES, TIME_IN_FORCE_NAMES } from '../catalogue/row.js';

/**
 * What an order says of how it is to be worked, as bits: OrdType (FIX tag 40), then TimeInForce
 * (59), then ExecInst (18), each in the order of their names in the table of checks.
 */
const KINDS = [...ORDER_TYPE_NAMES, ...TIME_IN_FORCE_NAMES, ...INSTRUCTION_NAMES] as const;
type Kind = (typeof KINDS)[number];
const bitOf = (kind: Kind): number => 1 << KINDS.indexOf(kind);

const MARKET = bitOf('market');
const LIMIT = bitOf('limit');
const DAY = bitOf('day');
const OPENING = bitOf('at-the-opening');
const AT_ONCE = bitOf('immediate-or-cancel');
const POSTED = bitOf('participate-do-not-initiate');
const SWEEPS = bitOf('intermarket-sweep');
const { AUCTION, IMMEDIATE, RESTING, SWEEP } = OrderAttribute;

/** Returns the kinds of a parent: a type, a time in force, and its instructions. */
export function kindsOf({ attributes, limitTicks }: Parents, parent: number): number {
  const bits = attributes[parent]!;
  const type = limitTicks[parent] === 0 ? MARKET : LIMIT;
  const time = (bits & AUCTION) !== 0 ? OPENING : (bits & IMMEDIATE) !== 0 ? AT_ONCE : DAY;
  const posted = (bits & RESTING) === 0 ? 0 : POSTED;
  return type | time | posted | ((bits & SWEEP) === 0 ? 0 : SWEEPS);
}

/** Returns the kinds that no list names. */
export function barredKinds(lists: readonly (readonly string[])[]): number {
  const named = new Set(lists.flat());
  return KINDS.reduce((bits, kind) => (named.has(kind) ? bits : bits | bitOf(kind)), 0);
}
