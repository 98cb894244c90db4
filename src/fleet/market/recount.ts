import { type Children, ChildWord, instrumentSide, isAdmitted } from '../../orders/children.js';
import { Side, Verdict } from '../../orders/codes.js';
import { CheckMode } from '../../risk/catalogue/modes.js';
import { CREDIT_UNIT_MONEY } from '../../risk/counts/credit.js';
import { modeOf } from '../../risk/gate/face.js';
import type { Gate } from '../../risk/gate/state.js';
import { Exposure, type FleetControl, type VenueShard } from '../memory/tables.js';

/**
 * The venues' own count of the firm's exposure, limit price × shares. Gross: every child that
 * arrived, less what was cancelled. Net of a side: what arrived on it, less what was cancelled on
 * it and executed on the other. The count knows nothing of leases and limits. One shard counts to
 * the tick. Several threads with a shard each add up whole credit units of $100, rounded down by
 * shard.
 */

/** Returns whether a limit of the firm needs the count. */
export function isExposureCounted(gate: Gate): boolean {
  return (
    modeOf(gate, Verdict.NET_EXPOSURE) !== CheckMode.OFF ||
    modeOf(gate, Verdict.GROSS_EXPOSURE) !== CheckMode.OFF
  );
}

/** Counts the children at positions [begin, end), which have just arrived. */
export function countArrived(
  shard: VenueShard,
  control: FleetControl,
  children: Children,
  begin: number,
  end: number,
): void {
  const { words, mask } = children;
  let buys = 0;
  let sells = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (!isAdmitted(instrument)) continue;
    const money = words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
    if (instrumentSide(instrument) === Side.BUY) buys += money;
    else sells += money;
  }
  change(shard, control, Exposure.GROSS, buys + sells);
  change(shard, control, Exposure.NET_BUYS, buys);
  change(shard, control, Exposure.NET_SELLS, sells);
}

/**
 * Counts the cancelled and executed shares of the children at positions [begin, end), which are
 * answered.
 */
export function countAnswered(
  shard: VenueShard,
  control: FleetControl,
  children: Children,
  begin: number,
  end: number,
): void {
  const { words, mask } = children;
  let cancelledBuys = 0;
  let cancelledSells = 0;
  let executedBuys = 0;
  let executedSells = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (!isAdmitted(instrument)) continue;
    const limit = words[slot + ChildWord.LIMIT]!;
    const executed = words[slot + ChildWord.EXECUTED]! * limit;
    const cancelled = words[slot + ChildWord.QUANTITY]! * limit - executed;
    if (instrumentSide(instrument) === Side.BUY) {
      cancelledBuys += cancelled;
      executedBuys += executed;
    } else {
      cancelledSells += cancelled;
      executedSells += executed;
    }
  }
  change(shard, control, Exposure.GROSS, -cancelledBuys - cancelledSells);
  change(shard, control, Exposure.NET_BUYS, -cancelledBuys - executedSells);
  change(shard, control, Exposure.NET_SELLS, -cancelledSells - executedBuys);
}

function change(
  { counts: { exposures } }: VenueShard,
  { control }: FleetControl,
  exposure: Exposure,
  money: number,
): void {
  const before = exposures.money[exposure]!;
  const after = before + money;
  exposures.money[exposure] = after;
  if (after > exposures.peakMoney[exposure]!) exposures.peakMoney[exposure] = after;
  const units = Math.floor(after / CREDIT_UNIT_MONEY) - Math.floor(before / CREDIT_UNIT_MONEY);
  if (units === 0) return;
  const total = Atomics.add(control.units, exposure, units) + units;
  for (let peak = Atomics.load(control.peakUnits, exposure); total > peak; ) {
    const seen = Atomics.compareExchange(control.peakUnits, exposure, peak, total);
    if (seen === peak) return;
    peak = seen;
  }
}
