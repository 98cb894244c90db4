import { dollars, NS_PER_SECOND, TICKS_PER_DOLLAR } from '../base/units.js';
import type { Refused } from '../fleet/main-thread/refusals.js';
import { RejectCode } from '../order-entry/refusals.js';
import { VERDICT_NAMES, Verdict } from '../orders/codes.js';

/** Verdicts that are no limits. */
const STOPS: readonly number[] = [Verdict.KILLED, Verdict.HALTED, Verdict.REDUCING];

/** OrdRejReason of a verdict of the gate. */
export function verdictCode(verdict: number): number {
  if (STOPS.includes(verdict)) return RejectCode.CLOSED;
  return verdict === Verdict.DUPLICATE_ORDERS ? RejectCode.DUPLICATE : RejectCode.LIMIT;
}

/** How measures are told: factor and name of the unit, and most decimals. */
const UNITS = {
  money: { tell: dollars, name: 'USD', decimals: 4 },
  ticks: { tell: (ticks: number) => ticks / TICKS_PER_DOLLAR, name: 'USD', decimals: 4 },
  ns: { tell: (ns: number) => ns / NS_PER_SECOND, name: 's', decimals: 9 },
  shares: { tell: (n: number) => n, name: 'shares', decimals: 0 },
  orders: { tell: (n: number) => n, name: 'orders', decimals: 3 },
} as const;

/**
 * The reason as a program can read it, and in words where the check has a figure:
 * `check=net-exposure scope=server:3 measure=1200000 bound=1000000 unit=USD; net exposure would be
 * 1,200,000 USD; the limit is 1,000,000`.
 */
export function verdictText(verdict: number, server: number, refused?: Refused): string {
  const check = VERDICT_NAMES[verdict]!;
  const reason = `check=${check} scope=server:${server}`;
  if (refused === undefined || refused.unit === 'choice') return reason;
  const { tell, name, decimals } = UNITS[refused.unit];
  const [measure, bound] = [tell(refused.value), tell(refused.bound)];
  if (!Number.isFinite(measure) || !Number.isFinite(bound)) return reason;
  const plain = (n: number): string => String(Number(n.toFixed(decimals)));
  const shown = (n: number): string =>
    n.toLocaleString('en-US', { maximumFractionDigits: decimals });
  const figures = `${reason} measure=${plain(measure)} bound=${plain(bound)} unit=${name}`;
  // A rate is measured as the time until there would be room, which says little in words.
  if (refused.unit === 'ns') return figures;
  const words = `${check.replaceAll('-', ' ')} would be ${shown(measure)} ${name}`;
  return `${figures}; ${words}; the limit is ${shown(bound)}`;
}
