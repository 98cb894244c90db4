import { dollars, money } from '../../base/units.js';
import { logEvent } from '../../metrics/events.js';
import { OrderAttribute } from '../../orders/codes.js';
import type { Day } from '../day/day.js';
import type { Faults } from '../day/faults.js';
import { EventKind } from '../log/event-kinds.js';

/**
 * Limits on orders at entry, before any server has them. A person can click a soft limit away, but
 * not a hard one.
 */

const Decision = { OPEN: 0, PASSED: 1, BLOCKED: 2 } as const;

/**
 * Returns whether row `order` of the flow stays inside the firm: it is contingent, and no fault
 * sends those.
 */
export function isKeptInside({ flow }: Day, { list, holds }: Faults, order: number): boolean {
  if ((flow.attributes[order]! & OrderAttribute.CONTINGENT) === 0) return false;
  return !list.some(({ kind }, row) => kind === 'contingents-sent' && holds.holds[row] !== 0);
}

/**
 * Returns whether row `order` of the flow passes entry. A sliced order is judged once, with its
 * first slice, by its whole entered amount, and a basket with its first line, by all of them.
 */
export function isEntered(day: Day, faults: Faults, order: number, nowNs: number): boolean {
  if (day.spec.entry === undefined) return true;
  const { flow } = day;
  const { decision } = faults.lines;
  const line = flow.line?.[order] ?? 0;
  if (line !== 0 && decision[line] !== Decision.OPEN) return decision[line] === Decision.PASSED;
  const shares = line === 0 ? flow.quantity[order]! : flow.entered![order]!;
  const isBlocked = isBasketBlocked(day, faults, flow.basket?.[order] ?? 0, nowNs);
  const orderMoney = shares * day.market.quotes.midTicks[flow.symbol[order]!]!;
  const passes = isWithin(day, faults, orderMoney, isBlocked);
  if (line !== 0) decision[line] = passes ? Decision.PASSED : Decision.BLOCKED;
  return passes;
}

function isWithin(
  { spec }: Day,
  { entered }: Faults,
  orderMoney: number,
  isBlocked: boolean,
): boolean {
  const { mode, softDollars, hardDollars } = spec.entry!;
  entered.enteredMoney[0] = entered.enteredMoney[0]! + orderMoney;
  const isHard = isBlocked || orderMoney > money(hardDollars);
  if (!isHard && orderMoney > money(softDollars)) {
    entered.warned[0] = entered.warned[0]! + 1;
    entered.warnedMoney[0] = entered.warnedMoney[0]! + orderMoney;
    if (mode === 'override') return true;
  } else if (!isHard) return true;
  entered.blocked[0] = entered.blocked[0]! + 1;
  entered.blockedMoney[0] = entered.blockedMoney[0]! + orderMoney;
  return false;
}

/** Returns whether a basket is above the limit on all of its lines together. */
function isBasketBlocked(day: Day, { baskets }: Faults, basket: number, nowNs: number): boolean {
  const { basketDollars } = day.spec.entry!;
  if (basket === 0 || basketDollars === undefined) return false;
  if (baskets[basket] === Decision.OPEN) {
    const { lines, total } = addUp(day, basket);
    const isAbove = total > money(basketDollars);
    baskets[basket] = isAbove ? Decision.BLOCKED : Decision.PASSED;
    if (isAbove)
      logEvent(
        day.events,
        nowNs,
        EventKind.BASKET_BLOCKED,
        0,
        lines,
        Math.round(dollars(total) / 1000),
      );
  }
  return baskets[basket] === Decision.BLOCKED;
}

/** Adds up the lines of a basket at the middle of their quotes, each once. */
function addUp({ flow, market }: Day, basket: number): { lines: number; total: number } {
  const seen = new Set<number>();
  let total = 0;
  for (let row = 0; row < flow.count; row++) {
    const line = flow.line![row]!;
    if (flow.basket![row] !== basket || seen.has(line)) continue;
    seen.add(line);
    total += flow.entered![row]! * market.quotes.midTicks[flow.symbol[row]!]!;
  }
  return { lines: seen.size, total };
}

/**
 * Logs the first warnings and blocks of the day. Call it after the orders of a tick are entered.
 */
export function noteEntry({ events }: Day, { entered, counts }: Faults, nowNs: number): void {
  if (counts.entryNoted[0] !== 0 || entered.warned[0]! + entered.blocked[0]! === 0) return;
  counts.entryNoted[0] = 1;
  logEvent(events, nowNs, EventKind.ENTRY, 0, entered.warned[0]!, entered.blocked[0]!);
}
