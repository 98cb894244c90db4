import { InputError } from '../../base/input-error.js';
import { NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { allocateTable, type Table } from '../../memory/table.js';
import { ALL_VERDICT_COUNT, VERDICT_NAMES, Verdict } from '../../orders/codes.js';
import { CATALOGUE } from '../catalogue/catalogue.js';
import type { CheckModeName } from '../catalogue/modes.js';
import { LAYER_RULES } from '../limits/layers.js';
import type { MeasuringTerms } from '../limits/limits.js';
import { volumeClasses } from '../limits/volume-classes.js';
import { allocatePaces, type Paces } from './required-rate.js';

/**
 * What the checks in mode `measure` measured on one server: for each of them a histogram, the
 * largest measure of each symbol, and the largest hundred with their orders. Measures are in the
 * unit of the check's hard parameter: shares, dollars, per cent, orders, per second, milliseconds.
 * Rows after those of the checks have other windows, and the classes of volume.
 */
export interface Measures {
  /** By verdict: the row of the check, or −1 where it is not measured. */
  readonly rowOf: Int8Array;
  /** Verdicts by row, for the rows of the checks themselves. */
  readonly checks: readonly number[];
  /** The rows of other windows than the check's own. */
  readonly windows: readonly WindowRow[];
  /** By verdict: the row of the check's first class of volume, or −1. The others follow it. */
  readonly classRowOf: Int16Array;
  /** By symbol; empty if no classes are measured. */
  readonly classOf: Uint8Array;
  readonly classes: number;
  /** Row of a check × GRID_STEPS + step: its largest measure; absent if not asked for. */
  readonly grid: Table<typeof SYMBOL_MEASURE_SCHEMA> | undefined;
  /** By row. `largest` is −Infinity before the first measure. */
  readonly sums: Table<typeof MEASURE_SUM_SCHEMA>;
  /** Row × BUCKETS + bucket. */
  readonly buckets: Table<typeof BUCKET_SCHEMA>;
  /** Row × LARGEST_MAX + place in a heap with the smallest on top. */
  readonly top: Table<typeof LARGEST_SCHEMA>;
  /** Row of a check × symbols + symbol: the largest measure, −Infinity before the first. */
  readonly bySymbol: Table<typeof SYMBOL_MEASURE_SCHEMA>;
  readonly symbols: number;
  /** The orders that the two rates are worked out from, and the windows of the rates, ns. */
  readonly paces: Paces;
  readonly serverWindowNs: number;
  readonly symbolWindowNs: number;
  readonly messageWindowNs: number;
  /** The last losses that a server marked, in a ring. */
  readonly losses: Table<typeof LOSS_SCHEMA>;
  readonly lossCount: Table<typeof LOSS_COUNT_SCHEMA>;
}

/** A rate measured over a window of its own. */
interface WindowRow {
  readonly check: number;
  readonly row: number;
  readonly seconds: number;
  readonly windowNs: number;
}

const MEASURE_SUM_SCHEMA = { count: 'f64', largest: 'f64', kept: 'i32' } as const;
const BUCKET_SCHEMA = { count: 'u32' } as const;
/** `order` and `symbol` are −1 for a measure of no single order. */
const LARGEST_SCHEMA = { value: 'f64', atNs: 'f64', order: 'i32', symbol: 'i32' } as const;
const SYMBOL_MEASURE_SCHEMA = { largest: 'f64' } as const;
const LOSS_SCHEMA = { dollars: 'f64' } as const;
const LOSS_COUNT_SCHEMA = { marks: 'f64' } as const;

/** The largest measures that are kept one by one. */
export const LARGEST_MAX = 100;
/** The day in steps of five minutes, from midnight. */
export const GRID_STEP_NS = 300 * NS_PER_SECOND;
export const GRID_STEPS = 288;
/** Midnight, ns since the bell. */
export const GRID_BEGIN_NS = parseTimeOfDay('00:00');
/** Losses in a row that `loss-limit` can be measured over. */
const LOSS_MARKS_MAX = 1000;

/**
 * A histogram has 256 buckets for each factor of two from 2^−20 to 2^50, so that a bucket is at
 * most 0.4 % wide; one for all below, zero included, and one for all above.
 */
const SUB_BITS = 8;
const LOWEST_EXPONENT = -20;
const HIGHEST_EXPONENT = 50;
export const BUCKETS = ((HIGHEST_EXPONENT - LOWEST_EXPONENT) << SUB_BITS) + 2;
const LOWEST = 2 ** -20;
const HIGHEST = 2 ** 50;
const EXPONENT_BIAS = 1023;
const FIRST_WORD = (EXPONENT_BIAS + LOWEST_EXPONENT) << SUB_BITS;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
/** The half of a double with its exponent. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const SUB_SHIFT = 20 - SUB_BITS;

/** Returns the bucket of a measure. */
export function bucketOf(value: number): number {
  if (!(value >= LOWEST)) return 0;
  if (value >= HIGHEST) return BUCKETS - 1;
  double[0] = value;
  return (halves[HIGH]! >>> SUB_SHIFT) - FIRST_WORD + 1;
}

/** Returns the number that every measure of a bucket is below; infinite for the last bucket. */
export function bucketEnd(bucket: number): number {
  if (bucket >= BUCKETS - 1) return Number.POSITIVE_INFINITY;
  double[0] = 0;
  halves[HIGH] = (bucket + FIRST_WORD) << SUB_SHIFT;
  return double[0];
}

/** Checks that can be measured over any window: rates that an order needs, and a sum. */
const WINDOWED: readonly number[] = [
  Verdict.SERVER_RATE,
  Verdict.SYMBOL_RATE,
  Verdict.MESSAGE_RATE,
  Verdict.ROLLING_GROSS,
];

/** Whether a symbol may have its own bound of a check, so that classes of symbols can. */
function isClassed(name: string): boolean {
  return Object.hasOwn(LAYER_RULES, name) && LAYER_RULES[name]!.layers.includes('symbol');
}

/** Returns the verdicts of the checks that the firm's limits measure, in ascending order. */
export function measuredChecks(limits: object): number[] {
  const settings = limits as Readonly<Record<string, { mode?: CheckModeName } | undefined>>;
  return CATALOGUE.flatMap((row) =>
    'verdict' in row && settings[row.field]?.mode === 'measure' ? [row.verdict as number] : [],
  ).sort((a, b) => a - b);
}

type Setting = Readonly<Record<string, unknown>> | undefined;

/**
 * Allocates the memory for the measures of a server's checks. `volumes` are the daily volumes of
 * the symbols. Returns undefined if its limits measure none. Throws an InputError if a loss would
 * have to last for too many marks.
 */
export function allocateMeasures(limits: object, volumes: ArrayLike<number>): Measures | undefined {
  const checks = measuredChecks(limits);
  if (checks.length === 0) return undefined;
  const symbols = volumes.length;
  const settings = limits as Readonly<Record<string, Setting>>;
  const { measuring } = limits as { readonly measuring?: MeasuringTerms };
  const windowNs = (field: string, seconds: unknown): number =>
    Math.floor(((settings[field]?.windowSeconds ?? seconds) as number) * NS_PER_SECOND);
  const lossMarks = (settings.lossLimit?.marks ?? 1) as number;
  if (checks.includes(Verdict.LOSS_LIMIT) && !(lossMarks >= 1 && lossMarks <= LOSS_MARKS_MAX))
    throw new InputError(
      `risk.lossLimit.marks: is ${lossMarks}; in mode measure from 1 to ${LOSS_MARKS_MAX}`,
    );
  const rowOf = new Int8Array(ALL_VERDICT_COUNT).fill(-1);
  for (const [row, check] of checks.entries()) rowOf[check] = row;
  const { windows, classRowOf, rows } = extraRows(checks, measuring);
  const sums = allocateTable(MEASURE_SUM_SCHEMA, rows);
  sums.largest.fill(Number.NEGATIVE_INFINITY);
  const bySymbol = allocateTable(SYMBOL_MEASURE_SCHEMA, checks.length * symbols);
  bySymbol.largest.fill(Number.NEGATIVE_INFINITY);
  const classes = measuring?.classes ?? 0;
  return {
    rowOf,
    checks,
    windows,
    classRowOf,
    classOf: classes === 0 ? new Uint8Array(0) : volumeClasses(volumes, classes),
    classes,
    grid: measuring?.hasGrid === true ? allocateGrid(checks.length) : undefined,
    sums,
    buckets: allocateTable(BUCKET_SCHEMA, rows * BUCKETS),
    top: allocateTable(LARGEST_SCHEMA, rows * LARGEST_MAX),
    bySymbol,
    symbols,
    paces: allocatePaces(symbols),
    serverWindowNs: windowNs('serverRate', 1),
    symbolWindowNs: windowNs('symbolRate', 1),
    messageWindowNs: windowNs('messageRate', 3),
    losses: allocateTable(LOSS_SCHEMA, Math.min(LOSS_MARKS_MAX, Math.max(1, lossMarks))),
    lossCount: allocateTable(LOSS_COUNT_SCHEMA, 1),
  };
}

/** Lays out the rows after those of the checks: windows of the rates, then classes of volume. */
function extraRows(checks: readonly number[], measuring: MeasuringTerms | undefined) {
  const { windowsSeconds = [], classes = 0 } = measuring ?? {};
  let rows = checks.length;
  const windows = WINDOWED.filter((check) => checks.includes(check)).flatMap((check) =>
    windowsSeconds.map(
      (seconds): WindowRow => ({
        check,
        row: rows++,
        seconds,
        windowNs: Math.floor(seconds * NS_PER_SECOND),
      }),
    ),
  );
  const classRowOf = new Int16Array(ALL_VERDICT_COUNT).fill(-1);
  for (const check of classes === 0 ? [] : checks) {
    if (!isClassed(VERDICT_NAMES[check]!)) continue;
    classRowOf[check] = rows;
    rows += classes;
  }
  return { windows, classRowOf, rows };
}

function allocateGrid(checks: number): Table<typeof SYMBOL_MEASURE_SCHEMA> {
  const grid = allocateTable(SYMBOL_MEASURE_SCHEMA, checks * GRID_STEPS);
  grid.largest.fill(Number.NEGATIVE_INFINITY);
  return grid;
}

/** Records a measure. `order` and `symbol` are −1 for a measure of no single order. */
export function recordMeasure(
  measures: Measures,
  check: number,
  value: number,
  order: number,
  symbol: number,
  nowNs: number,
): void {
  const { rowOf, bySymbol, symbols, classRowOf, classOf, grid } = measures;
  const row = rowOf[check]!;
  recordRow(measures, row, value, order, symbol, nowNs);
  if (symbol >= 0 && value > bySymbol.largest[row * symbols + symbol]!)
    bySymbol.largest[row * symbols + symbol] = value;
  if (symbol >= 0 && classRowOf[check]! >= 0)
    recordRow(measures, classRowOf[check]! + classOf[symbol]!, value, order, symbol, nowNs);
  if (grid === undefined) return;
  const step = Math.floor((nowNs - GRID_BEGIN_NS) / GRID_STEP_NS);
  const at = row * GRID_STEPS + Math.max(0, Math.min(GRID_STEPS - 1, step));
  if (value > grid.largest[at]!) grid.largest[at] = value;
}

/** Records a measure in one row: of a check, of a window, or of a class. */
export function recordRow(
  measures: Measures,
  row: number,
  value: number,
  order: number,
  symbol: number,
  nowNs: number,
): void {
  const { sums, buckets } = measures;
  sums.count[row] = sums.count[row]! + 1;
  if (value > sums.largest[row]!) sums.largest[row] = value;
  const bucket = row * BUCKETS + bucketOf(value);
  buckets.count[bucket] = buckets.count[bucket]! + 1;
  keepLargest(measures, row, value, order, symbol, nowNs);
}

/** Keeps a measure if it is one of the largest so far; of equals, the first stay. */
function keepLargest(
  { sums, top }: Measures,
  row: number,
  value: number,
  order: number,
  symbol: number,
  nowNs: number,
): void {
  const base = row * LARGEST_MAX;
  const kept = sums.kept[row]!;
  let place = 0;
  if (kept < LARGEST_MAX) {
    sums.kept[row] = kept + 1;
    place = kept;
    for (; place > 0; place = (place - 1) >> 1) {
      const above = (place - 1) >> 1;
      if (top.value[base + above]! <= value) break;
      moveRow(top, base + above, base + place);
    }
  } else {
    if (value <= top.value[base]!) return;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= LARGEST_MAX) break;
      if (below + 1 < LARGEST_MAX && top.value[base + below + 1]! < top.value[base + below]!)
        below++;
      if (top.value[base + below]! >= value) break;
      moveRow(top, base + below, base + place);
      place = below;
    }
  }
  top.value[base + place] = value;
  top.atNs[base + place] = nowNs;
  top.order[base + place] = order;
  top.symbol[base + place] = symbol;
}

function moveRow(top: Measures['top'], from: number, to: number): void {
  top.value[to] = top.value[from]!;
  top.atNs[to] = top.atNs[from]!;
  top.order[to] = top.order[from]!;
  top.symbol[to] = top.symbol[from]!;
}

/**
 * Notes a marked loss, dollars, and returns the least of the last `marks` losses: the loss that the
 * check would have seen on as many marks in a row. Returns −Infinity before there are as many.
 */
export function sustainedLoss(
  { losses, lossCount }: Measures,
  dollars: number,
  marks: number,
): number {
  const count = lossCount.marks[0]!;
  losses.dollars[count % marks] = dollars;
  lossCount.marks[0] = count + 1;
  if (count + 1 < marks) return Number.NEGATIVE_INFINITY;
  let least = dollars;
  for (let place = 0; place < marks; place++) least = Math.min(least, losses.dollars[place]!);
  return least;
}
