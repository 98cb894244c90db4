import { VERDICT_NAMES } from '../../orders/codes.js';
import { findCheck } from '../../risk/catalogue/catalogue.js';
import type { CheckParameter } from '../../risk/catalogue/row.js';
import { BUCKETS, GRID_STEPS, LARGEST_MAX, type Measures } from '../../risk/counts/measures.js';
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

/** The measures of a check on a day, of each order at its first try, and how they are spread. */
export interface SpreadMeasures {
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
}

/** What a check in mode `measure` measured on a day. */
export interface CheckMeasures extends SpreadMeasures {
  readonly check: string;
  /** The check's hard parameter and its unit; null for a check without, which measures 0 or 1. */
  readonly parameter: string | null;
  readonly unit: CheckParameter['unit'] | null;
  /** The largest measure on each server that measured anything. */
  readonly servers: readonly { readonly server: number; readonly largest: number | null }[];
  /** The symbols with the largest measures, at most 100, largest first. */
  readonly symbols: readonly { readonly symbol: string; readonly largest: number | null }[];
  /** Orders that a rate could not keep for want of room; the rates are then too low. */
  readonly lost: number;
  /** A rate over other windows; absent where none was asked for. */
  readonly windows?: readonly (SpreadMeasures & { readonly seconds: number })[] | undefined;
  /** By class of volume, the thinnest stocks first; absent where none was asked for. */
  readonly classes?: readonly SpreadMeasures[] | undefined;
  /**
   * The largest measure of each five minutes that have one, by their place in the day from
   * midnight on, in ascending order; absent where it was not asked for.
   */
  readonly grid?: readonly (readonly [step: number, largest: number | null])[] | undefined;
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

/** The measures of one server, and the row of them that is summed up. */
interface MeasuredRow {
  readonly server: number;
  readonly measures: Measures;
  readonly row: number;
}

function summariseCheck(
  check: number,
  measured: readonly Omit<MeasuredRow, 'row'>[],
  names: readonly string[],
): CheckMeasures {
  const name = VERDICT_NAMES[check]!;
  const { hard, parameters } = findCheck(name)!;
  const rows = measured
    .map((one): MeasuredRow => ({ ...one, row: one.measures.rowOf[check]! }))
    .filter(({ row }) => row >= 0);
  const bySymbol = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY);
  let lost = 0;
  for (const { measures, row } of rows) {
    const { bySymbol: symbols } = measures;
    lost += isRate(name) ? measures.paces.pool.lost[0]! : 0;
    for (let s = 0; s < names.length; s++)
      bySymbol[s] = Math.max(bySymbol[s]!, symbols.largest[row * names.length + s]!);
  }
  const { windows, classRowOf, classes, grid } = rows[0]!.measures;
  const own = windows.filter((window) => window.check === check);
  return {
    check: name,
    parameter: hard ?? null,
    unit: parameters.find((parameter) => parameter.name === hard)?.unit ?? null,
    ...spreadOf(rows, names),
    servers: rows.flatMap(({ server, measures: { sums }, row }) =>
      sums.count[row]! > 0 ? [{ server, largest: finite(sums.largest[row]!) }] : [],
    ),
    symbols: largestSymbols(bySymbol, names),
    lost,
    ...(own.length > 0 && {
      windows: own.map(({ seconds }) => ({
        seconds,
        ...spreadOf(
          rows.map((one) => ({ ...one, row: windowRow(one.measures, check, seconds) })),
          names,
        ),
      })),
    }),
    ...(classRowOf[check]! >= 0 && {
      classes: Array.from({ length: classes }, (_, place) =>
        spreadOf(
          rows.map((one) => ({ ...one, row: one.measures.classRowOf[check]! + place })),
          names,
        ),
      ),
    }),
    ...(grid !== undefined && { grid: gridOf(rows) }),
  };
}

const windowRow = ({ windows }: Measures, check: number, seconds: number): number =>
  windows.find((window) => window.check === check && window.seconds === seconds)!.row;

/** Adds up one row of each server. */
function spreadOf(rows: readonly MeasuredRow[], names: readonly string[]): SpreadMeasures {
  const counts = new Float64Array(BUCKETS);
  const top: (Omit<LargestMeasure, 'value'> & { value: number })[] = [];
  let measured = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (const { server, measures, row } of rows) {
    const { sums, buckets, top: kept } = measures;
    if (sums.count[row] === 0) continue;
    measured += sums.count[row]!;
    largest = Math.max(largest, sums.largest[row]!);
    for (let b = 0; b < BUCKETS; b++) counts[b]! += buckets.count[row * BUCKETS + b]!;
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
    measured,
    largest: measured === 0 ? 0 : finite(largest),
    histogram: [...counts].flatMap((of, bucket) => (of === 0 ? [] : [[bucket, of] as const])),
    top: top.slice(0, LARGEST_MAX).map((one) => ({ ...one, value: finite(one.value) })),
  };
}

/** The largest measure of each step of the day, of all servers. */
function gridOf(rows: readonly MeasuredRow[]): NonNullable<CheckMeasures['grid']> {
  return Array.from({ length: GRID_STEPS }, (_, step) => step).flatMap((step) => {
    const largest = rows.reduce(
      (most, { measures, row }) => Math.max(most, measures.grid!.largest[row * GRID_STEPS + step]!),
      Number.NEGATIVE_INFINITY,
    );
    return largest === Number.NEGATIVE_INFINITY ? [] : [[step, finite(largest)] as const];
  });
}

const isRate = (name: string): boolean =>
  name === 'server-rate' || name === 'symbol-rate' || name === 'message-rate';

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
