import type { Stock } from '../market/universe.js';
import { ActionKind } from '../target/actions.js';
import { TapeKind, type VenueTape } from './tape.js';

/** What came to the venue after the load had cut its connections. */

/** What became of a drop: the connections of all sessions are cut at once. */
export interface DropResult {
  readonly atSeconds: number;
  /** Drop → the last arrival of an order at the venue; undefined when none came. */
  readonly lastArrivalNs: number | undefined;
  /** Drop → the last end of an order at the venue; undefined when none ended. */
  readonly lastEndNs: number | undefined;
  /** Orders that arrived after it. */
  readonly after: number;
  readonly afterDollars: number;
  /** Orders that ended at the venue after it, such as by a cancel on disconnect. */
  readonly ended: number;
  /** Orders that were open at the venue when the time to settle was over. */
  readonly left: number;
  readonly leftDollars: number;
}

const MONEY_PER_DOLLAR = 10_000;
const NS_PER_SECOND = 1e9;

/**
 * Counts what came after a drop at a time, ns from the load's begin. The load's own messages are
 * the first `planned`. A market order counts at the opening price, an order at its first terms.
 */
export function judgeDrop(
  tape: VenueTape,
  planned: number,
  stocks: readonly Pick<Stock, 'openTicks'>[],
  droppedNs: number,
): DropResult {
  const { kind, quantity, limitTicks, symbol } = tape.actions;
  const counts = { after: 0, ended: 0, left: 0 };
  let afterMoney = 0;
  let leftMoney = 0;
  let arrivedNs = Number.NaN;
  for (let order = 0; order < planned; order++) {
    if (kind[order] !== ActionKind.ORDER) continue;
    const money = quantity[order]! * (limitTicks[order]! || stocks[symbol[order]!]!.openTicks);
    if (tape.wasLeft(order)) {
      counts.left++;
      leftMoney += money;
    }
    const atNs = tape.arrivedNs(order);
    // Not so for an order that never came.
    if (!(atNs > droppedNs)) continue;
    counts.after++;
    afterMoney += money;
    if (!(atNs <= arrivedNs)) arrivedNs = atNs;
  }
  let endedNs = Number.NaN;
  for (const { kind: what, number, atNs } of tape.events) {
    if (what !== TapeKind.ENDED || number >= planned || atNs <= droppedNs) continue;
    counts.ended++;
    endedNs = atNs;
  }
  const since = (ns: number): number | undefined => (Number.isNaN(ns) ? undefined : ns - droppedNs);
  return {
    atSeconds: droppedNs / NS_PER_SECOND,
    lastArrivalNs: since(arrivedNs),
    lastEndNs: since(endedNs),
    ...counts,
    afterDollars: afterMoney / MONEY_PER_DOLLAR,
    leftDollars: leftMoney / MONEY_PER_DOLLAR,
  };
}
