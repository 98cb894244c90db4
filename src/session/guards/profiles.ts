import { profileLevel } from '../../base/limit-profiles.js';
import { money } from '../../base/units.js';
import { VERDICT_COUNT, Verdict } from '../../orders/codes.js';
import { unitsOf } from '../../risk/counts/exposure.js';
import { setProfileLevel } from '../../risk/limits/raises.js';
import type { Day } from '../day/day.js';

const { GROSS_EXPOSURE } = Verdict;

/**
 * Puts the levels of the day's profiles into force as their times come. Call it once a tick, before
 * any order is judged.
 */
export function followProfiles(day: Day, nowNs: number): void {
  for (const { check, steps, hard, level } of day.profiles) {
    const now = profileLevel(steps, hard, nowNs);
    const before = level[0]!;
    if (now === before) continue;
    level[0] = now;
    if (day.firmWords !== undefined) setProfileLevel(day.firmWords.raises, check, now);
    if (check === GROSS_EXPOSURE) moveGross(day, before, now);
  }
}

/** Moves the firm's credit, and the bound that each gate tells of it, to another gross limit. */
function moveGross({ firm, servers }: Day, before: number, now: number): void {
  Atomics.add(firm.leftUnits, 0, unitsOf(money(now)) - unitsOf(money(before)));
  for (const { gate } of servers) {
    for (const table of [gate.limits, gate.layers?.limits]) {
      if (table === undefined) continue;
      for (let row: number = GROSS_EXPOSURE; row < table.bound.length; row += VERDICT_COUNT)
        table.bound[row] = money(now);
    }
  }
}
