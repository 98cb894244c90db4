import { NS_PER_SECOND } from '../../base/units.js';
import { Verdict } from '../../orders/codes.js';
import { GROSS_WINDOW_CHECKS } from '../catalogue/volume-rows.js';
import type { LayeredLimits } from '../limits/compile.js';
import type { MeasuringTerms } from '../limits/limits.js';
import { addRolled, rolledMost, rollingSlot } from './rolling.js';
import type { SecondPass } from './second-pass.js';
import { ROLLING_SHIFT, type RollingGross, type RollingGrossSums } from './tables.js';

/**
 * Check 50, `rolling-gross`: the firm's working notional, however old, and what was executed within
 * a rolling window, at limit prices, money. With a window of nothing it is `open-exposure`, with
 * one of a day `gross-exposure`. Cancelled shares leave it at once, executed ones as the window
 * moves on.
 *
 *   words 0 working     1 executed since the last settlement ended
 *         16 × n …      the ring of the n-th window, as `counts/rolling` has it
 *
 * The servers of a simulated day share one table. On a fleet each server has its own, and `others`
 * has what the other servers have, as of the turn in hand.
 */
const WORKING = 0;
const EXECUTED = 1;

const { ROLLING_GROSS } = Verdict;
const WINDOW_SECONDS = GROSS_WINDOW_CHECKS[0].parameters[1].default;

/** Returns the windows over which a firm adds up what it executes, ns; none while it does not. */
export function grossWindowsNs(limits: LayeredLimits): number[] {
  const { mode = 'off', windowSeconds = WINDOW_SECONDS } = limits.rollingGross ?? {};
  if (mode === 'off') return [];
  const { measuring } = limits as { readonly measuring?: MeasuringTerms };
  const measured = mode === 'measure' ? (measuring?.windowsSeconds ?? []) : [];
  return [windowSeconds, ...measured].map((seconds) => seconds * NS_PER_SECOND);
}

/** Returns how many words the sums of so many windows have; 0 for none. */
export function rollingGrossWords(windows: number): number {
  return windows === 0 ? 0 : (windows + 1) << ROLLING_SHIFT;
}

/** Returns a firm's sums over its windows; undefined while it adds up nothing. */
export function openRollingGross(
  limits: LayeredLimits,
  sums: RollingGrossSums | undefined,
): RollingGross | undefined {
  const windowsNs = grossWindowsNs(limits);
  return windowsNs.length === 0 ? undefined : { sums: sums!, windowsNs };
}

/** Returns the firm's working notional and what it has executed in a window, money. */
function rollingGross(
  { sums: { words, others }, windowsNs }: RollingGross,
  window: number,
  nowNs: number,
): number {
  const slot = rollingSlot(nowNs, windowsNs[window]!);
  const at = (window + 1) << ROLLING_SHIFT;
  return words[WORKING]! + words[EXECUTED]! + others[0]! + rolledMost(words, at, slot);
}

/** Returns what the servers that share the sums have working, or executed and not in a slot yet. */
export function workingGross({ words }: RollingGrossSums): number {
  return words[WORKING]! + words[EXECUTED]!;
}

/**
 * `rolling-gross` with the order in hand, over its window or another that is measured. Rule
 * 15c3-5(c)(1)(i) asks for a threshold in the aggregate. Default $100 M in 60 s, an assumption.
 * Throttles: answers make room, and the window moves on.
 */
export function measureRollingGross({ rolledGross, order }: SecondPass, window = 0): number {
  const { shares, priceTicks, nowNs } = order;
  return rollingGross(rolledGross!, window, nowNs) + shares * priceTicks;
}

/** Returns whether `money` more is within the limit. */
export function meetsRollingGross(
  { rolledGross, bounds }: SecondPass,
  money: number,
  nowNs: number,
): boolean {
  return rollingGross(rolledGross!, 0, nowNs) + money <= bounds.first[ROLLING_GROSS]!;
}

/** Counts money of admitted orders as working. */
export function reserveRollingGross({ sums: { words } }: RollingGross, money: number): void {
  words[WORKING] = words[WORKING]! + money;
}

/** Takes answers to orders at a limit price. */
export function settleRollingGross(
  { sums: { words } }: RollingGross,
  limitTicks: number,
  executed: number,
  cancelled: number,
): void {
  words[WORKING] = words[WORKING]! - (executed + cancelled) * limitTicks;
  words[EXECUTED] = words[EXECUTED]! + executed * limitTicks;
}

/** Moves what was executed into the slots of now. */
export function rollGross({ sums: { words }, windowsNs }: RollingGross, nowNs: number): void {
  const money = words[EXECUTED]!;
  if (money === 0) return;
  for (let window = 0; window < windowsNs.length; window++)
    addRolled(words, (window + 1) << ROLLING_SHIFT, rollingSlot(nowNs, windowsNs[window]!), money);
  words[EXECUTED] = 0;
}
