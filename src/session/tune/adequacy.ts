import type { ParameterUnit } from '../../risk/catalogue/row.js';
import type { GateLimits } from '../../risk/limits/limits.js';
import type { Training } from './tune.js';

/**
 * How far a bound of somebody's limits is from use on normal days. A limit that nobody can hit is
 * no limit (the SEC on Merrill Lynch, 26 September 2016).
 */
export interface BoundUse {
  readonly check: string;
  readonly mode: string;
  readonly parameter: string;
  readonly unit: ParameterUnit;
  readonly bound: number;
  readonly measured: number;
  /** The largest measure, null beyond every bound, and its share of the bound. */
  readonly largest: number | null;
  readonly share: number | null;
  /** The largest measure's day, time, parent order and symbol; null for one of no order. */
  readonly seed: number | null;
  /** The place of the day's own orders in the given ones, from 0; null for a generated day. */
  readonly orders: number | null;
  readonly atNs: number | null;
  readonly order: number | null;
  readonly symbol: string | null;
  /** Whether it refuses normal orders, is near them, or is so far that nobody can hit it. */
  readonly verdict: 'refuses' | 'in reach' | 'out of reach';
}

/** A bound is out of reach if the largest normal measure is below this share of it. */
export const REACH = 0.1;

/** Compares each bound of limits that are on with the largest measure of the training days. */
export function boundUses({ days: trained, checks }: Training, limits: GateLimits): BoundUse[] {
  const settings = limits as unknown as Readonly<Record<string, Record<string, unknown>>>;
  return checks.map(({ row, days }) => {
    const setting = settings[row.field]!;
    const bound = setting[row.hard!] as number;
    let at = 0;
    for (const [day, { largest }] of days.entries())
      if (beyondAll(largest) > beyondAll(days[at]!.largest)) at = day;
    const { largest, top } = days[at]!;
    const first = top[0];
    const share = largest === null || bound === 0 ? null : largest / bound;
    return {
      check: row.name,
      mode: setting.mode as string,
      parameter: row.hard!,
      unit: row.parameters.find(({ name }) => name === row.hard)!.unit,
      bound,
      measured: days.reduce((sum, day) => sum + day.measured, 0),
      largest,
      share,
      seed: first === undefined ? null : trained[at]!.seed,
      orders: first === undefined ? null : trained[at]!.orders,
      atNs: first?.atNs ?? null,
      order: first?.order ?? null,
      symbol: first?.symbol ?? null,
      verdict:
        beyondAll(largest) > bound
          ? 'refuses'
          : share !== null && share < REACH
            ? 'out of reach'
            : 'in reach',
    };
  });
}

const beyondAll = (value: number | null): number => value ?? Number.POSITIVE_INFINITY;
