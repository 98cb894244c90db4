import { VERDICT_NAMES } from '../../orders/codes.js';
import { findCheck } from '../../risk/catalogue/catalogue.js';
import type { CheckParameter } from '../../risk/catalogue/row.js';
import { BUCKETS, LARGEST_MAX, type Measures } from '../../risk/counts/measures.js';
import type { Day } from '../day/day.js';

/** One of the largest measures. */
export interface LargestMeasure {
  /** In the unit of the check's parameter; null if it is beyond every bound. */
  readonly value: number | null;
  readonly atNs: number;
  readonly server: number;
  /** The place of the parent order in the day's flow, from 0; null for a measure of no order. */
  readonly order: number | null;
  readonly symbol: string | null;
}

/** What a check in mode `measure` measured on a day, of each order at its first try. */
export interface CheckMeasures {
  readonly check: string;
  /** The check's hard parameter and its unit; null for a check without, which measures 0 or 1. */
  readonly parameter: string | null;
  readonly unit: CheckParameter['unit'] | null;
  /** The number of measures: orders, marks of the loss, or additions to the error account. */
  readonly measured: number;
  /** The largest measure, null if it is beyond every bound; 0 if nothing was measured. */
  readonly largest: number | null;
  /**
   * The histogram, pairs of bucket and count in ascending order, without empty buckets. Bucket 0
   * has measures below 2^−20, the last has those from 2^50 on, and b between them those below
   * 2^((b div 256) − 20) × (1 + (b mod 256) / 256).
   */
  readonly histogram: readonly (readonly [bucket: number, count: number])[];
  /** The largest measures, at most 100, largest first. */
  readonly top: readonly LargestMeasure[];
  /** The largest measure on each server that measured anything. */
  readonly servers: readonly { readonly server: number; readonly largest: number | null }[];
  /** The symbols with the largest measures, at most 100, largest first. */
  readonly symbols: readonly { readonly symbol: string; readonly largest: number | null }[];
  /** Orders that a rate could not keep for want of room; the rates are then too low. */
  readonly lost: number;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Sums up what the checks in mode `measure` measured; undefined on a day that measures none. */
export function summariseMeasures({ servers, market }: Day): CheckMeasures[] | undefined {
  const measured = servers.flatMap(({ number, gate }) =>
    gate.catalogue?.measures === undefined
      ? []
      : [{ server: number, measures: gate.catalogue.measures }],
  );
  if (measured.length === 0) return undefined;
  const names = market.stocks.map(({ symbol }) => symbol);
  const checks = new Set(measured.flatMap(({ measures }) => measures.checks));
  return [...checks].sort((a, b) => a - b).map((check) => summariseCheck(check, measured, names));
}

type Measured = readonly { readonly server: number; readonly measures: Measures }[];

function summariseCheck(
  check: number,
  measured: Measured,
  names: readonly string[],
): CheckMeasures {
  const name = VERDICT_NAMES[check]!;
  const { hard, parameters } = findCheck(name)!;
  const counts = new Float64Array(BUCKETS);
  const top: (Omit<LargestMeasure, 'value'> & { value: number })[] = [];
  const bySymbol = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY);
  const byServer: { server: number; largest: number }[] = [];
  let count = 0;
  let lost = 0;
  for (const { server, measures } of measured) {
    const row = measures.rowOf[check]!;
    if (row < 0) continue;
    const { sums, buckets, top: kept, bySymbol: symbols } = measures;
    count += sums.count[row]!;
    lost += isRate(name) ? measures.paces.pool.lost[0]! : 0;
    if (sums.count[row]! > 0) byServer.push({ server, largest: sums.largest[row]! });
    for (let b = 0; b < BUCKETS; b++) counts[b]! += buckets.count[row * BUCKETS + b]!;
    for (let s = 0; s < names.length; s++)
      bySymbol[s] = Math.max(bySymbol[s]!, symbols.largest[row * names.length + s]!);
    for (let at = row * LARGEST_MAX; at < row * LARGEST_MAX + sums.kept[row]!; at++)
      top.push({
        value: kept.value[at]!,
        atNs: kept.atNs[at]!,
        server,
        order: kept.order[at]! < 0 ? null : kept.order[at]!,
        symbol: names[kept.symbol[at]!] ?? null,
      });
  }
  top.sort((a, b) => b.value - a.value || a.atNs - b.atNs || a.server - b.server);
  return {
    check: name,
    parameter: hard ?? null,
    unit: parameters.find((parameter) => parameter.name === hard)?.unit ?? null,
    measured: count,
    largest: count === 0 ? 0 : finite(Math.max(...byServer.map(({ largest }) => largest))),
    histogram: [...counts].flatMap((of, bucket) => (of === 0 ? [] : [[bucket, of] as const])),
    top: top.slice(0, LARGEST_MAX).map((one) => ({ ...one, value: finite(one.value) })),
    servers: byServer.map(({ server, largest }) => ({ server, largest: finite(largest) })),
    symbols: largestSymbols(bySymbol, names),
    lost,
  };
}

const isRate = (name: string): boolean => name === 'server-rate' || name === 'symbol-rate';

function largestSymbols(
  bySymbol: Float64Array,
  names: readonly string[],
): CheckMeasures['symbols'] {
  return names
    .map((symbol, row) => ({ symbol, largest: bySymbol[row]! }))
    .filter(({ largest }) => largest > 0)
    .sort((a, b) => b.largest - a.largest || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, LARGEST_MAX)
    .map(({ symbol, largest }) => ({ symbol, largest: finite(largest) }));
}
