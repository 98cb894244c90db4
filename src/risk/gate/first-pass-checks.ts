import {
  ChildWord,
  instrumentSymbol,
  lineageBehaviour,
  lineageFlags,
} from '../../orders/children.js';
import { Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { CREDIT_UNIT_MONEY, leaseCredit } from '../counts/credit.js';
import { limitRow } from '../limits/blocks.js';
import {
  isAccountKilled,
  isFlagKilled,
  isOrderKilled,
  isServerKilled,
  type KillSwitch,
} from '../stops/kill.js';
import type { Gate } from './state.js';

const { max } = Math;
const { load } = Atomics;
const { NEGATIVE_INFINITY } = Number;

/** The checks of the gate's first pass, one by one. A child fails a check when measure > bound. */

/**
 * Measures the child in a slot for a check, in the unit of its bound. The measure of the firm's
 * gross exposure also leases the credit that it needs, if the firm has it.
 */
export function measureGate(
  gate: Gate,
  check: number,
  words: Int32Array,
  slot: number,
  parents: Parents,
  nowNs: number,
): number {
  const parent = words[slot]!;
  const shares = words[slot + ChildWord.QUANTITY]!;
  const price = words[slot + ChildWord.LIMIT]!;
  switch (check) {
    case Verdict.KILLED:
      return isChildKilled(gate.kill, gate.server, words, slot, parents) ? 1 : 0;
    case Verdict.SERVER_RATE:
      return gate.cells.arrivalNs[0]! - nowNs;
    case Verdict.MAX_QUANTITY:
      return shares;
    case Verdict.MAX_NOTIONAL:
      return shares * price;
    case Verdict.COLLAR:
      return max(parents.collarLowTicks[parent]! - price, price - parents.collarHighTicks[parent]!);
    case Verdict.PARENT_QUANTITY:
      return parents.filled[parent]! + parents.working[parent]! + shares - parents.ordered[parent]!;
    case Verdict.GROSS_EXPOSURE:
      return measureGross(gate, shares * price);
    default:
      return NEGATIVE_INFINITY;
  }
}

/** Returns the bound of a check for a child of a parent; infinite while the check is off. */
export function boundGate(
  { limits, details, layers }: Gate,
  check: number,
  parents: Parents,
  parent: number,
): number {
  if (check === Verdict.SERVER_RATE) return details.rateToleranceNs[0]!;
  return layers === undefined
    ? limits.bound[check]!
    : layers.limits.bound[limitRow(layers, parents, parent, check)]!;
}

/** Returns the mode of a check for a child of a parent. */
export function modeGate(
  { limits, layers }: Gate,
  check: number,
  parents: Parents,
  parent: number,
): number {
  return layers === undefined
    ? limits.mode[check]!
    : layers.limits.mode[limitRow(layers, parents, parent, check)]!;
}

/**
 * Returns whether any kill stops the child in a slot: of the firm, its server, symbol, behaviour,
 * flags,
 * account or parent.
 */
export function isChildKilled(
  kill: KillSwitch,
  server: number,
  words: Int32Array,
  slot: number,
  parents: Parents,
): boolean {
  if (isServerKilled(kill, server)) return true;
  if (kill.scoped[0] === 0) return false;
  const lineage = words[slot + ChildWord.LINEAGE]!;
  const symbol = instrumentSymbol(words[slot + ChildWord.INSTRUMENT]!);
  if (kill.symbol[symbol] !== 0 || kill.behaviour[lineageBehaviour(lineage)] !== 0) return true;
  if (isFlagKilled(kill, lineageFlags(lineage))) return true;
  if (isAccountKilled(kill, parents.account[words[slot]!]!)) return true;
  return kill.orders !== undefined && isOrderKilled(kill.orders, parents.orderId[words[slot]!]!);
}

/**
 * Returns the firm's working and executed money with `money` more. Returns the limit itself if the
 * server's lease covers the order, or could be raised to.
 */
function measureGross(gate: Gate, money: number): number {
  const { creditMoney } = gate.cells;
  const limit = gate.limits.bound[Verdict.GROSS_EXPOSURE]!;
  const credit = creditMoney[0]!;
  if (money <= credit) return limit;
  const leased = leaseCredit(gate.firm, money - credit, gate.creditSliceMoney);
  // Another server may have returned some meanwhile; the order still failed.
  if (leased === 0)
    return max(
      limit + 1,
      limit - load(gate.firm.leftUnits, 0) * CREDIT_UNIT_MONEY - credit + money,
    );
  creditMoney[0] = credit + leased;
  return limit;
}
